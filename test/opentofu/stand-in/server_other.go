package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func (s *server) ValidateDataResourceConfig(
	context.Context, *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func (s *server) ReadDataSource(
	_ context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	read, schema := s.provider.dataSources[req.TypeName], s.schemas.dataSources[req.TypeName]
	if read == nil || schema == nil {
		return nil, fmt.Errorf("the stand-in for %s has no data source %s", s.name, req.TypeName)
	}
	config, err := decode(schema, req.Config)
	if err != nil {
		return nil, err
	}
	defer called("read", "data."+req.TypeName)()
	out := &tfprotov6.ReadDataSourceResponse{}
	found, err := read(s.session, config)
	if err != nil {
		out.Diagnostics = diagnosticsOf(err)
		return out, nil
	}
	out.State, err = encode(schema, stateFrom(config, found))
	return out, err
}

func (s *server) ephemeral(name string) (ephemeral, *tfprotov6.Schema, error) {
	e, ok := s.provider.ephemerals[name]
	schema := s.schemas.ephemerals[name]
	if !ok || schema == nil {
		return ephemeral{}, nil, fmt.Errorf("the stand-in for %s has no ephemeral resource %s", s.name, name)
	}
	return e, schema, nil
}

func (s *server) ValidateEphemeralResourceConfig(
	_ context.Context, req *tfprotov6.ValidateEphemeralResourceConfigRequest,
) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	e, schema, err := s.ephemeral(req.TypeName)
	if err != nil {
		return nil, err
	}
	config, err := decode(schema, req.Config)
	if err != nil {
		return nil, err
	}
	out := &tfprotov6.ValidateEphemeralResourceConfigResponse{}
	if e.validate != nil {
		out.Diagnostics = diagnostics(e.validate(config))
	}
	return out, nil
}

func (s *server) OpenEphemeralResource(
	_ context.Context, req *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	e, schema, err := s.ephemeral(req.TypeName)
	if err != nil {
		return nil, err
	}
	config, err := decode(schema, req.Config)
	if err != nil {
		return nil, err
	}
	fillPlan(schema.Block, config, config, e.defaults, false)
	out := &tfprotov6.OpenEphemeralResourceResponse{}
	defer called("open", "ephemeral."+req.TypeName)()
	opened, err := e.open(s.session, config)
	if err != nil {
		out.Diagnostics = diagnosticsOf(err)
		return out, nil
	}
	out.Result, err = encode(schema, opened)
	return out, err
}

func (s *server) RenewEphemeralResource(
	context.Context, *tfprotov6.RenewEphemeralResourceRequest,
) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	return &tfprotov6.RenewEphemeralResourceResponse{}, nil
}

func (s *server) CloseEphemeralResource(
	_ context.Context, req *tfprotov6.CloseEphemeralResourceRequest,
) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	defer called("close", "ephemeral."+req.TypeName)()
	return &tfprotov6.CloseEphemeralResourceResponse{}, nil
}

// notOffered answers the calls for features that none of these providers has here.
type notOffered struct{}

var errNotOffered = errors.New("the stand-in providers don't offer this")

func (notOffered) GetResourceIdentitySchemas(
	context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (notOffered) UpgradeResourceIdentity(
	context.Context, *tfprotov6.UpgradeResourceIdentityRequest,
) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return nil, errNotOffered
}

func (notOffered) MoveResourceState(
	context.Context, *tfprotov6.MoveResourceStateRequest,
) (*tfprotov6.MoveResourceStateResponse, error) {
	return nil, errNotOffered
}

func (notOffered) GenerateResourceConfig(
	context.Context, *tfprotov6.GenerateResourceConfigRequest,
) (*tfprotov6.GenerateResourceConfigResponse, error) {
	return nil, errNotOffered
}

func (notOffered) GetFunctions(
	context.Context, *tfprotov6.GetFunctionsRequest,
) (*tfprotov6.GetFunctionsResponse, error) {
	return &tfprotov6.GetFunctionsResponse{Functions: map[string]*tfprotov6.Function{}}, nil
}

func (notOffered) CallFunction(
	context.Context, *tfprotov6.CallFunctionRequest,
) (*tfprotov6.CallFunctionResponse, error) {
	return nil, errNotOffered
}
