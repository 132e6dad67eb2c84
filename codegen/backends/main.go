// Prints OpenTofu's backends with their arguments, as JSON.
//
// Go lets only modules below OpenTofu's own path import its internal packages: codegen/backends.ts gives this program a
// module of such a name, with the pins of test/tools/pins/opentofu.
package main

import (
	"encoding/json"
	"os"

	backends "github.com/opentofu/opentofu/internal/backend/init"
	"github.com/opentofu/opentofu/internal/configs/configschema"
	"github.com/opentofu/opentofu/internal/encryption"
	"github.com/zclconf/go-cty/cty"
)

// Those that keep a state for the engine that runs here. Not `cloud` and `remote`, which run it elsewhere, and not
// `inmem`, which forgets it.
var names = []string{"azurerm", "consul", "cos", "gcs", "http", "kubernetes", "local", "oss", "pg", "s3"}

type argument struct {
	// Type is in cty's notation.
	Type any `json:"type,omitempty"`
	// Arguments are those of a nested block, and Many says that the block may be there more than once.
	Arguments map[string]argument `json:"arguments,omitempty"`
	Many      bool                `json:"many,omitempty"`
	// Most is how many blocks there may be, where that is limited.
	Most int `json:"most,omitempty"`
	// Required is told of what is in a block alone: what a backend itself requires may be in the environment.
	Required bool `json:"required,omitempty"`
}

func typeOf(t cty.Type) any {
	text, err := t.MarshalJSON()
	if err != nil {
		panic(err)
	}
	return json.RawMessage(text)
}

func isMany(nesting configschema.NestingMode) bool {
	switch nesting {
	case configschema.NestingSingle, configschema.NestingGroup:
		return false
	case configschema.NestingList, configschema.NestingSet:
		return true
	}
	panic("a nesting that no backend had before: " + nesting.String())
}

func ofAttributes(attributes map[string]*configschema.Attribute, nestedIn bool, all map[string]argument) {
	for name, attribute := range attributes {
		if !attribute.Required && !attribute.Optional {
			continue
		}
		nested := attribute.NestedType
		if nested == nil {
			all[name] = argument{Type: typeOf(attribute.Type), Required: nestedIn && attribute.Required}
			continue
		}
		arguments := map[string]argument{}
		ofAttributes(nested.Attributes, true, arguments)
		all[name] = argument{Arguments: arguments, Many: isMany(nested.Nesting)}
	}
}

func ofBlock(block *configschema.Block, nestedIn bool) map[string]argument {
	all := map[string]argument{}
	ofAttributes(block.Attributes, nestedIn, all)
	for name, nested := range block.BlockTypes {
		all[name] = argument{Arguments: ofBlock(&nested.Block, true), Many: isMany(nested.Nesting), Most: nested.MaxItems}
	}
	return all
}

// What a block requires unless these are in the environment, as of cos.
var variables = []string{"TENCENTCLOUD_ASSUME_ROLE_ARN", "TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME"}

func main() {
	for _, name := range variables {
		if err := os.Setenv(name, "any"); err != nil {
			panic(err)
		}
	}
	backends.Init(nil)
	table := map[string]map[string]argument{}
	for _, name := range names {
		init, _ := backends.Backend(name)
		table[name] = ofBlock(init(encryption.StateEncryptionDisabled()).ConfigSchema(), false)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(table); err != nil {
		panic(err)
	}
}
