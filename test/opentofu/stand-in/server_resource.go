package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func (s *server) ValidateResourceConfig(
	_ context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	r, schema, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	config, err := decode(schema, req.Config)
	if err != nil {
		return nil, err
	}
	var problems []problem
	if req.ClientCapabilities == nil || !req.ClientCapabilities.WriteOnlyAttributesAllowed {
		for _, name := range writeOnlyNames(schema.Block) {
			if config[name] != nil {
				problems = append(problems, problem{
					summary:   "Write-only Attribute Not Allowed",
					detail:    "Write-only arguments need Terraform or OpenTofu 1.11 or later.",
					attribute: name,
				})
			}
		}
	}
	if r.validate != nil {
		problems = append(problems, r.validate(config)...)
	}
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: diagnostics(problems)}, nil
}

func (s *server) UpgradeResourceState(
	_ context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	_, schema, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	options := tfprotov6.UnmarshalOpts{ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true}}
	value, err := req.RawState.UnmarshalWithOpts(schema.ValueType(), options)
	if err != nil {
		return nil, err
	}
	state, err := tfprotov6.NewDynamicValue(schema.ValueType(), value)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &state}, err
}

func (s *server) ReadResource(
	_ context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	r, schema, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	state, err := decode(schema, req.CurrentState)
	if err != nil {
		return nil, err
	}
	out := &tfprotov6.ReadResourceResponse{NewState: req.CurrentState, Private: req.Private}
	defer called("read", req.TypeName)()
	if state == nil || r.read == nil {
		return out, nil
	}
	fresh, err := r.read(s.session, state)
	if errors.Is(err, errGone) {
		fresh, err = nil, nil
	}
	if err != nil {
		out.Diagnostics = diagnosticsOf(err)
		return out, nil
	}
	if out.NewState, err = encode(schema, fresh); err != nil {
		return nil, err
	}
	guard(schema, fresh, out.NewState, nil)
	return out, nil
}

func (s *server) ImportResourceState(
	_ context.Context, req *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	r, schema, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	out := &tfprotov6.ImportResourceStateResponse{}
	if r.notImportable != nil {
		out.Diagnostics = diagnosticsOf(*r.notImportable)
		return out, nil
	}
	defer called("import", req.TypeName)()
	state, err := r.imports(s.session, req.ID)
	if err != nil {
		out.Diagnostics = diagnosticsOf(err)
		return out, nil
	}
	message, err := encode(schema, state)
	if err != nil {
		return nil, err
	}
	guard(schema, state, message, nil)
	out.ImportedResources = []*tfprotov6.ImportedResource{{TypeName: req.TypeName, State: message}}
	return out, nil
}

// stateFrom takes what the world stores over a state; arguments that the cloud doesn't know stay as they are.
func stateFrom(state, stored Object, local ...string) Object {
	out := copyOf(state)
	for name, v := range stored {
		out[name] = v
	}
	for _, name := range local {
		if v, ok := state[name]; ok {
			out[name] = v
		} else {
			delete(out, name)
		}
	}
	return out
}

// jsonOf is the JSON text of a value without unknown parts.
func jsonOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // an Object is JSON
	}
	return string(raw)
}
