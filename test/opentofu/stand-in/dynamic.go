package main

import (
	"encoding/json"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plain turns a value of any type into what encoding/json would read; it must be fully known.
func plain(v tftypes.Value) (any, error) {
	return fromValue(v.Type(), v)
}

// typed turns what encoding/json read into a value with the types that HCL gives to such literals.
func typed(v any) tftypes.Value {
	switch v := v.(type) {
	case string:
		return tftypes.NewValue(tftypes.String, v)
	case bool:
		return tftypes.NewValue(tftypes.Bool, v)
	case json.Number:
		f, _, err := big.ParseFloat(v.String(), 10, 512, big.ToNearestEven)
		if err != nil {
			panic(err) // a json.Number is a number
		}
		return tftypes.NewValue(tftypes.Number, f)
	case []any:
		types := make([]tftypes.Type, len(v))
		values := make([]tftypes.Value, len(v))
		for i, e := range v {
			values[i] = typed(e)
			types[i] = values[i].Type()
		}
		return tftypes.NewValue(tftypes.Tuple{ElementTypes: types}, values)
	case Object:
		types := map[string]tftypes.Type{}
		values := map[string]tftypes.Value{}
		for k, e := range v {
			values[k] = typed(e)
			types[k] = values[k].Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, values)
	}
	return tftypes.NewValue(tftypes.DynamicPseudoType, nil)
}

// withoutNulls drops null fields and elements, at any depth.
func withoutNulls(v any) any {
	switch v := v.(type) {
	case []any:
		out := []any{}
		for _, e := range v {
			if e != nil {
				out = append(out, withoutNulls(e))
			}
		}
		return out
	case Object:
		out := Object{}
		for k, e := range v {
			if e != nil {
				out[k] = withoutNulls(e)
			}
		}
		return out
	}
	return v
}

// covers says whether object holds everything that wanted says; it may hold more.
func covers(object, wanted any) bool {
	switch wanted := wanted.(type) {
	case Object:
		have, ok := object.(Object)
		if !ok {
			return false
		}
		for k, e := range wanted {
			if !covers(have[k], e) {
				return false
			}
		}
		return true
	case []any:
		have, ok := object.([]any)
		if !ok || len(have) != len(wanted) {
			return false
		}
		for i, e := range wanted {
			if !covers(have[i], e) {
				return false
			}
		}
		return true
	}
	return same(object, wanted)
}
