package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Object is a configuration, a plan, a state or a part of one, as plain Go values: nil is null, numbers are
// json.Number, lists and sets are []any. An attribute of dynamic type stays a tftypes.Value, since its type is
// part of its value.
type Object = map[string]any

type unknownValue struct{}

// unknown is a value that is known only after apply.
var unknown = unknownValue{}

// isKnown says whether nothing in v is unknown.
func isKnown(v any) bool {
	switch v := v.(type) {
	case unknownValue:
		return false
	case []any:
		for _, e := range v {
			if !isKnown(e) {
				return false
			}
		}
	case Object:
		for _, e := range v {
			if !isKnown(e) {
				return false
			}
		}
	case tftypes.Value:
		return v.IsFullyKnown()
	}
	return true
}

func text(o Object, key string) string {
	s, _ := o[key].(string)
	return s
}

func flag(o Object, key string) bool {
	b, _ := o[key].(bool)
	return b
}

func whole(o Object, key string) int {
	n, _ := o[key].(json.Number)
	i, _ := n.Int64()
	return int(i)
}

func number(i int) json.Number {
	return json.Number(fmt.Sprint(i))
}

// first is the one element of a block that may be given once.
func first(o Object, key string) Object {
	if list, ok := o[key].([]any); ok && len(list) > 0 {
		block, _ := list[0].(Object)
		return block
	}
	return nil
}

func stringsOf(v any) []string {
	list, _ := v.([]any)
	out := make([]string, 0, len(list))
	for _, e := range list {
		if s, ok := e.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func copyOf(o Object) Object {
	if o == nil {
		return nil
	}
	out := Object{}
	for k, v := range o {
		out[k] = v
	}
	return out
}

// same says whether two values are equal; a value that isn't known yet equals nothing else.
func same(a, b any) bool {
	if x, ok := a.(tftypes.Value); ok {
		y, ok := b.(tftypes.Value)
		return ok && x.Equal(y)
	}
	if !isKnown(a) || !isKnown(b) {
		_, bothA := a.(unknownValue)
		_, bothB := b.(unknownValue)
		return bothA && bothB
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
