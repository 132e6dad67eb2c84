package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// server speaks the plugin protocol, version 6, for one provider.
type server struct {
	notOffered
	name     string
	provider provider
	schemas  *schemas
	session  *session
}

var _ tfprotov6.ProviderServer = (*server)(nil)

func newServer(name string) (*server, error) {
	p, err := providerNamed(name)
	if err != nil {
		return nil, err
	}
	all, err := loadSchemas(name)
	if err != nil {
		return nil, err
	}
	return &server{name: name, provider: p, schemas: all, session: &session{}}, nil
}

func (s *server) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	out := &tfprotov6.GetMetadataResponse{ServerCapabilities: capabilities()}
	for name := range s.schemas.resources {
		out.Resources = append(out.Resources, tfprotov6.ResourceMetadata{TypeName: name})
	}
	for name := range s.schemas.dataSources {
		out.DataSources = append(out.DataSources, tfprotov6.DataSourceMetadata{TypeName: name})
	}
	for name := range s.schemas.ephemerals {
		out.EphemeralResources = append(out.EphemeralResources, tfprotov6.EphemeralResourceMetadata{TypeName: name})
	}
	return out, nil
}

func (s *server) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		ServerCapabilities:       capabilities(),
		Provider:                 s.schemas.provider,
		ResourceSchemas:          s.schemas.resources,
		DataSourceSchemas:        s.schemas.dataSources,
		EphemeralResourceSchemas: s.schemas.ephemerals,
	}, nil
}

// capabilities: a destroy is planned by the provider too, so that an absent cluster shows there as well.
func capabilities() *tfprotov6.ServerCapabilities {
	return &tfprotov6.ServerCapabilities{PlanDestroy: true}
}

func (s *server) ValidateProviderConfig(
	_ context.Context, req *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: req.Config}, nil
}

func (s *server) ConfigureProvider(
	_ context.Context, req *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	out := &tfprotov6.ConfigureProviderResponse{}
	if s.provider.configure == nil {
		return out, nil
	}
	config, err := decode(s.schemas.provider, req.Config)
	if err != nil {
		return nil, err
	}
	world, err := openWorld()
	if err != nil {
		out.Diagnostics = diagnosticsOf(err)
		return out, nil
	}
	session := &session{world: world, madeBy: map[string]string{"provider": s.name}}
	if err := s.provider.configure(session, config); err != nil {
		out.Diagnostics = diagnosticsOf(err)
		return out, nil
	}
	s.session = session
	return out, nil
}

func (s *server) StopProvider(
	context.Context, *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

// resource finds the behaviour and the schema of a resource type.
func (s *server) resource(name string) (resource, *tfprotov6.Schema, error) {
	r, ok := s.provider.resources[name]
	schema := s.schemas.resources[name]
	if !ok || schema == nil {
		return resource{}, nil, fmt.Errorf("the stand-in for %s has no resource type %s", s.name, name)
	}
	return r, schema, nil
}
