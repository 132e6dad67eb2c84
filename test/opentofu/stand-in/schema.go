package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"sort"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The schemas of the true providers, in the form of `tofu providers schema -json`.
//
//go:embed schemas/*.json
var schemaFiles embed.FS

type schemas struct {
	provider    *tfprotov6.Schema
	resources   map[string]*tfprotov6.Schema
	dataSources map[string]*tfprotov6.Schema
	ephemerals  map[string]*tfprotov6.Schema
}

type schemaJSON struct {
	Version int64     `json:"version"`
	Block   blockJSON `json:"block"`
}

type blockJSON struct {
	Attributes map[string]attributeJSON `json:"attributes"`
	BlockTypes map[string]nestedJSON    `json:"block_types"`
	Deprecated bool                     `json:"deprecated"`
}

type attributeJSON struct {
	Type       json.RawMessage `json:"type"`
	NestedType *nestedTypeJSON `json:"nested_type"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
	Sensitive  bool            `json:"sensitive"`
	WriteOnly  bool            `json:"write_only"`
	Deprecated bool            `json:"deprecated"`
}

type nestedJSON struct {
	NestingMode string    `json:"nesting_mode"`
	Block       blockJSON `json:"block"`
	MinItems    int64     `json:"min_items"`
	MaxItems    int64     `json:"max_items"`
}

// nestedTypeJSON is an attribute whose type is made of attributes.
type nestedTypeJSON struct {
	NestingMode string                   `json:"nesting_mode"`
	Attributes  map[string]attributeJSON `json:"attributes"`
}

func loadSchemas(provider string) (*schemas, error) {
	raw, err := schemaFiles.ReadFile("schemas/" + provider + ".json")
	if err != nil {
		return nil, fmt.Errorf("no schema for a provider named %q", provider)
	}
	var file struct {
		ProviderSchemas map[string]struct {
			Provider    schemaJSON            `json:"provider"`
			Resources   map[string]schemaJSON `json:"resource_schemas"`
			DataSources map[string]schemaJSON `json:"data_source_schemas"`
			Ephemerals  map[string]schemaJSON `json:"ephemeral_resource_schemas"`
		} `json:"provider_schemas"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("schemas/%s.json: %w", provider, err)
	}
	for _, one := range file.ProviderSchemas {
		return &schemas{
			provider:    one.Provider.convert(),
			resources:   convertAll(one.Resources),
			dataSources: convertAll(one.DataSources),
			ephemerals:  convertAll(one.Ephemerals),
		}, nil
	}
	return nil, fmt.Errorf("schemas/%s.json holds no provider", provider)
}

func convertAll(in map[string]schemaJSON) map[string]*tfprotov6.Schema {
	out := map[string]*tfprotov6.Schema{}
	for name, s := range in {
		out[name] = s.convert()
	}
	return out
}

func (s schemaJSON) convert() *tfprotov6.Schema {
	return &tfprotov6.Schema{Version: s.Version, Block: s.Block.convert()}
}

var nestingModes = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
}

var objectNestingModes = map[string]tfprotov6.SchemaObjectNestingMode{
	"single": tfprotov6.SchemaObjectNestingModeSingle,
	"list":   tfprotov6.SchemaObjectNestingModeList,
}

func (b blockJSON) convert() *tfprotov6.SchemaBlock {
	out := &tfprotov6.SchemaBlock{Deprecated: b.Deprecated}
	out.Attributes = convertAttributes(b.Attributes)
	for name, n := range b.BlockTypes {
		mode, ok := nestingModes[n.NestingMode]
		if !ok {
			panic(fmt.Sprintf("block %s: nesting mode %q is not known here", name, n.NestingMode))
		}
		out.BlockTypes = append(out.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: name,
			Nesting:  mode,
			Block:    n.Block.convert(),
			MinItems: n.MinItems,
			MaxItems: n.MaxItems,
		})
	}
	sort.Slice(out.BlockTypes, func(i, j int) bool { return out.BlockTypes[i].TypeName < out.BlockTypes[j].TypeName })
	return out
}

func convertAttributes(in map[string]attributeJSON) []*tfprotov6.SchemaAttribute {
	var out []*tfprotov6.SchemaAttribute
	for name, a := range in {
		out = append(out, a.convert(name))
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

func (n *nestedTypeJSON) convert(name string) *tfprotov6.SchemaObject {
	if n == nil {
		return nil
	}
	mode, ok := objectNestingModes[n.NestingMode]
	if !ok {
		panic(fmt.Sprintf("attribute %s: nesting mode %q is not known here", name, n.NestingMode))
	}
	return &tfprotov6.SchemaObject{Nesting: mode, Attributes: convertAttributes(n.Attributes)}
}

func (a attributeJSON) kind(name string) tftypes.Type {
	if a.NestedType != nil {
		return nil
	}
	//nolint:staticcheck // deprecated for providers that write their types in Go; ours are JSON
	kind, err := tftypes.ParseJSONType(a.Type)
	if err != nil {
		panic(fmt.Sprintf("attribute %s: %s", name, err))
	}
	return kind
}

func (a attributeJSON) convert(name string) *tfprotov6.SchemaAttribute {
	return &tfprotov6.SchemaAttribute{
		Name:       name,
		Type:       a.kind(name),
		NestedType: a.NestedType.convert(name),
		Required:   a.Required,
		Optional:   a.Optional,
		Computed:   a.Computed,
		Sensitive:  a.Sensitive,
		WriteOnly:  a.WriteOnly,
		Deprecated: a.Deprecated,
	}
}
