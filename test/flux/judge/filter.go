package main

import (
	"context"

	"github.com/fluxcd/pkg/runtime/cel"
	"github.com/google/cel-go/common/types"
)

// Var is a named expression over the data and the vars before it.
type Var struct {
	Name       string `json:"name"`
	Expression string `json:"expression"`
}

// judgeFilter says what a filter or a validation of a Receiver comes to: true, false, "invalid" or "fails".
// Variables are declared as notification-controller declares them.
func judgeFilter(c Case) any {
	ctx := context.Background()
	vars := map[string]any{}
	data := map[string]any{"vars": vars}
	names := []string{"vars"}
	for name, value := range c.Data {
		data[name] = value
		names = append(names, name)
	}
	declared := cel.WithStructVariables(names...)
	for _, each := range c.Vars {
		expression, err := cel.NewExpression(each.Expression, cel.WithCompile(), declared)
		if err != nil {
			return "invalid"
		}
		if vars[each.Name], err = expression.Evaluate(ctx, data); err != nil {
			return "fails"
		}
	}
	expression, err := cel.NewExpression(c.Text, cel.WithCompile(), cel.WithOutputType(types.BoolType), declared)
	if err != nil {
		return "invalid"
	}
	holds, err := expression.EvaluateBoolean(ctx, data)
	if err != nil {
		return "fails"
	}
	return holds
}
