package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"sort"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// decode reads a message of the given schema; a null message is a nil Object.
func decode(schema *tfprotov6.Schema, message *tfprotov6.DynamicValue) (Object, error) {
	if message == nil {
		return nil, nil
	}
	value, err := message.Unmarshal(schema.ValueType())
	if err != nil {
		return nil, err
	}
	out, err := fromValue(schema.ValueType(), value)
	if err != nil || out == nil {
		return nil, err
	}
	return out.(Object), nil
}

// encode writes a message of the given schema; a nil Object is a null message.
func encode(schema *tfprotov6.Schema, o Object) (*tfprotov6.DynamicValue, error) {
	kind := schema.ValueType()
	value := tftypes.NewValue(kind, nil)
	if o != nil {
		var err error
		if value, err = toValue(kind, withEmptyBlocks(schema.Block, o)); err != nil {
			return nil, err
		}
	}
	message, err := tfprotov6.NewDynamicValue(kind, value)
	return &message, err
}

// withEmptyBlocks writes list and set blocks that aren't given as empty ones: a block is never null.
func withEmptyBlocks(block *tfprotov6.SchemaBlock, o Object) Object {
	out := copyOf(o)
	for _, n := range block.BlockTypes {
		if out[n.TypeName] == nil && n.Nesting != tfprotov6.SchemaNestedBlockNestingModeSingle {
			out[n.TypeName] = []any{}
		}
	}
	return out
}

func fromValue(kind tftypes.Type, v tftypes.Value) (any, error) {
	if !v.IsKnown() {
		return unknown, nil
	}
	if v.IsNull() {
		return nil, nil
	}
	switch kind := kind.(type) {
	case tftypes.Object:
		var fields map[string]tftypes.Value
		if err := v.As(&fields); err != nil {
			return nil, err
		}
		out := Object{}
		for name, t := range kind.AttributeTypes {
			field, err := fromValue(t, fields[name])
			if err != nil {
				return nil, err
			}
			out[name] = field
		}
		return out, nil
	case tftypes.Map:
		var fields map[string]tftypes.Value
		if err := v.As(&fields); err != nil {
			return nil, err
		}
		out := Object{}
		for name, f := range fields {
			field, err := fromValue(kind.ElementType, f)
			if err != nil {
				return nil, err
			}
			out[name] = field
		}
		return out, nil
	case tftypes.List:
		return fromElements(v, func(int) tftypes.Type { return kind.ElementType })
	case tftypes.Tuple:
		return fromElements(v, func(i int) tftypes.Type { return kind.ElementTypes[i] })
	case tftypes.Set:
		out, err := fromElements(v, func(int) tftypes.Type { return kind.ElementType })
		sort.SliceStable(out, func(i, j int) bool { return fmt.Sprint(out[i]) < fmt.Sprint(out[j]) })
		return out, err
	}
	switch {
	case kind.Is(tftypes.String):
		var s string
		err := v.As(&s)
		return s, err
	case kind.Is(tftypes.Bool):
		var b bool
		err := v.As(&b)
		return b, err
	case kind.Is(tftypes.Number):
		var f big.Float
		err := v.As(&f)
		return plainNumber(&f), err
	case kind.Is(tftypes.DynamicPseudoType):
		return v, nil
	}
	return nil, fmt.Errorf("values of type %s are not known here", kind)
}

func fromElements(v tftypes.Value, kind func(int) tftypes.Type) ([]any, error) {
	var elements []tftypes.Value
	if err := v.As(&elements); err != nil {
		return nil, err
	}
	out := make([]any, len(elements))
	for i, e := range elements {
		var err error
		if out[i], err = fromValue(kind(i), e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func plainNumber(f *big.Float) json.Number {
	if f.IsInt() {
		return json.Number(f.Text('f', 0))
	}
	return json.Number(f.Text('g', -1))
}

func toValue(kind tftypes.Type, v any) (tftypes.Value, error) {
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(kind, nil), nil
	case unknownValue:
		return tftypes.NewValue(kind, tftypes.UnknownValue), nil
	case tftypes.Value:
		return v, nil
	case string, bool:
		return checkedValue(kind, v)
	case json.Number:
		f, _, err := big.ParseFloat(v.String(), 10, 512, big.ToNearestEven)
		if err != nil {
			return tftypes.Value{}, err
		}
		return checkedValue(kind, f)
	case []any:
		return listValue(kind, v)
	case Object:
		return objectValue(kind, v)
	}
	return tftypes.Value{}, fmt.Errorf("a %T can't be written as %s", v, kind)
}

func checkedValue(kind tftypes.Type, v any) (tftypes.Value, error) {
	if err := tftypes.ValidateValue(kind, v); err != nil {
		return tftypes.Value{}, err
	}
	return tftypes.NewValue(kind, v), nil
}

func listValue(kind tftypes.Type, list []any) (tftypes.Value, error) {
	var element tftypes.Type
	switch kind := kind.(type) {
	case tftypes.List:
		element = kind.ElementType
	case tftypes.Set:
		element = kind.ElementType
	default:
		return tftypes.Value{}, fmt.Errorf("a list can't be written as %s", kind)
	}
	out := make([]tftypes.Value, len(list))
	for i, e := range list {
		var err error
		if out[i], err = toValue(element, e); err != nil {
			return tftypes.Value{}, err
		}
	}
	return checkedValue(kind, out)
}

func objectValue(kind tftypes.Type, o Object) (tftypes.Value, error) {
	out := map[string]tftypes.Value{}
	switch kind := kind.(type) {
	case tftypes.Map:
		for name, v := range o {
			field, err := toValue(kind.ElementType, v)
			if err != nil {
				return tftypes.Value{}, fmt.Errorf("%s: %w", name, err)
			}
			out[name] = field
		}
	case tftypes.Object:
		for name := range o {
			if _, ok := kind.AttributeTypes[name]; !ok {
				return tftypes.Value{}, fmt.Errorf("the schema has no %q", name)
			}
		}
		for name, t := range kind.AttributeTypes {
			field, err := toValue(t, o[name])
			if err != nil {
				return tftypes.Value{}, fmt.Errorf("%s: %w", name, err)
			}
			out[name] = field
		}
	default:
		return tftypes.Value{}, fmt.Errorf("an object can't be written as %s", kind)
	}
	return checkedValue(kind, out)
}
