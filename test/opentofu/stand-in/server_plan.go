package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func (s *server) PlanResourceChange(
	_ context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	r, schema, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	c, err := s.readChange(schema, req.Config, req.PriorState, req.ProposedNewState)
	if err != nil {
		return nil, err
	}
	out := &tfprotov6.PlanResourceChangeResponse{
		PlannedState:                req.ProposedNewState,
		PlannedPrivate:              req.PriorPrivate,
		UnsafeToUseLegacyTypeSystem: r.legacy,
	}
	if c.planned != nil {
		fillPlan(schema.Block, c.config, c.planned, r.defaults, c.creates())
	}
	if r.plan != nil {
		if err := r.plan(s.session, c); err != nil {
			out.Diagnostics = diagnosticsOf(err)
			return out, nil
		}
	}
	if c.planned == nil {
		return out, nil
	}
	if !c.creates() {
		for _, name := range r.forceNew {
			if c.changes(name) {
				c.replaceFor(name)
			}
		}
		out.RequiresReplace = c.replace
	}
	if out.PlannedState, err = encode(schema, c.planned); err != nil {
		return nil, err
	}
	guard(schema, c.planned, out.PlannedState, secretsOf(schema.Block, c.config, req.PriorState))
	return out, nil
}

func (s *server) readChange(schema *tfprotov6.Schema, config, prior, planned *tfprotov6.DynamicValue) (*change, error) {
	c := &change{}
	var err error
	if c.config, err = decode(schema, config); err != nil {
		return nil, err
	}
	if c.prior, err = decode(schema, prior); err != nil {
		return nil, err
	}
	c.planned, err = decode(schema, planned)
	return c, err
}

// fillPlan completes what OpenTofu proposes: the defaults of arguments that are left out and, on create, an
// unknown value for what the provider computes. Write-only arguments are always planned as null.
func fillPlan(block *tfprotov6.SchemaBlock, config, planned, defaults Object, creating bool) {
	for _, a := range block.Attributes {
		preset, hasPreset := defaults[a.Name]
		switch {
		case a.WriteOnly:
			planned[a.Name] = nil
		case config[a.Name] != nil:
		case hasPreset:
			planned[a.Name] = preset
		case a.Computed && creating:
			planned[a.Name] = unknown
		}
	}
	for _, n := range block.BlockTypes {
		preset, _ := defaults[n.TypeName].(Object)
		if n.Nesting != tfprotov6.SchemaNestedBlockNestingModeList {
			continue // none of ours has anything computed in it
		}
		given, _ := config[n.TypeName].([]any)
		proposed, _ := planned[n.TypeName].([]any)
		for i := range proposed {
			inConfig, known := Object(nil), i < len(given)
			if known {
				inConfig, _ = given[i].(Object)
			}
			if inPlan, ok := proposed[i].(Object); ok {
				fillPlan(n.Block, inConfig, inPlan, preset, creating)
			}
		}
	}
}
