package main

import (
	"context"
	"encoding/json"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/provider"
)

// judgeSubstitute builds an object as kustomize-controller does after the kustomize build: strictly, with the values
// that a ConfigMap would give.
func judgeSubstitute(c Case) any {
	resource, err := provider.NewDefaultDepProvider().GetResourceFactory().FromBytes([]byte(c.Text))
	if err != nil {
		return answer{Error: err.Error()}
	}
	values := map[string]any{}
	for name, value := range c.Values {
		values[name] = value
	}
	kustomization := unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{"postBuild": map[string]any{"substitute": values}},
	}}
	built, err := kustomize.SubstituteVariables(context.Background(), nil, kustomization, resource,
		kustomize.SubstituteWithDryRun(true), kustomize.SubstituteWithStrict(true))
	if err != nil {
		return answer{Error: err.Error()}
	}
	text, err := built.MarshalJSON()
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Object: json.RawMessage(text)}
}

type answer struct {
	Object json.RawMessage `json:"object,omitempty"`
	Error  string          `json:"error,omitempty"`
}
