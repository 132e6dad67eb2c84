package main

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func (s *server) ApplyResourceChange(
	_ context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	r, schema, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	c, err := s.readChange(schema, req.Config, req.PriorState, req.PlannedState)
	if err != nil {
		return nil, err
	}
	out := &tfprotov6.ApplyResourceChangeResponse{
		NewState:                    req.PriorState,
		Private:                     req.PlannedPrivate,
		UnsafeToUseLegacyTypeSystem: r.legacy,
	}
	end := called(c.action(), req.TypeName)
	action, state, err := r.apply(s.session, c)
	if err != nil {
		out.Diagnostics = diagnosticsOf(err)
		return out, journal(action+"-refused", req.TypeName, r.nameOf(c.planned, c.prior))
	}
	if out.NewState, err = encode(schema, state); err != nil {
		return nil, err
	}
	guard(schema, state, out.NewState, secretsOf(schema.Block, c.config, req.PriorState))
	if err := journal(action, req.TypeName, r.nameOf(state, c.prior)); err != nil {
		return nil, err
	}
	end()
	delay()
	return out, nil
}

// action is what the change is called before it is made.
func (c *change) action() string {
	switch {
	case c.planned == nil:
		return "delete"
	case c.creates():
		return "create"
	}
	return "update"
}

func (r resource) apply(s *session, c *change) (action string, state Object, err error) {
	switch {
	case c.planned == nil:
		if r.remove != nil {
			err = r.remove(s, c.prior)
		}
		if errors.Is(err, errGone) {
			err = nil
		}
		return "delete", nil, err
	case c.creates():
		state, err = r.create(s, c)
		return "create", state, err
	case r.update == nil: // only arguments that stay on this side can have changed
		return "update", c.planned, nil
	}
	state, err = r.update(s, c)
	return "update", state, err
}

// nameOf is what the log calls an object: of the first of these states that there is.
func (r resource) nameOf(states ...Object) string {
	for _, state := range states {
		if state == nil {
			continue
		}
		if r.label != nil {
			return r.label(state)
		}
		if id := text(state, "id"); id != "" {
			return id
		}
		return text(state, "name")
	}
	return ""
}
