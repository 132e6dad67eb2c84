package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// TestMain keeps the settings of whoever runs the tests out of them.
func TestMain(m *testing.M) {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		for _, prefix := range []string{"STAND_IN_", "AWS_", "KUBE_"} {
			if strings.HasPrefix(name, prefix) {
				os.Unsetenv(name)
			}
		}
	}
	os.Exit(m.Run())
}

// core does to a server what OpenTofu does: propose, plan, apply, read.
type core struct {
	t *testing.T
	*server
}

// start serves a provider on the world of this test.
func start(t *testing.T, name string, config Object) core {
	t.Helper()
	if os.Getenv("STAND_IN_WORLD") == "" {
		t.Setenv("STAND_IN_WORLD", filepath.Join(t.TempDir(), "world"))
	}
	s, err := newServer(name)
	if err != nil {
		t.Fatal(err)
	}
	c := core{t: t, server: s}
	if err := c.configure(config); err != "" {
		t.Fatal(err)
	}
	return c
}

func (c core) configure(config Object) string {
	c.t.Helper()
	message, err := encode(c.schemas.provider, config)
	c.must(err)
	answer, err := c.ConfigureProvider(context.Background(), &tfprotov6.ConfigureProviderRequest{Config: message})
	c.must(err)
	return summary(answer.Diagnostics)
}

func (c core) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func summary(diagnostics []*tfprotov6.Diagnostic) string {
	for _, d := range diagnostics {
		return strings.TrimSpace(d.Summary + " " + d.Detail)
	}
	return ""
}

// proposed is what OpenTofu proposes: the configuration, and the prior value of what is only computed.
func proposed(block *tfprotov6.SchemaBlock, prior, config Object) Object {
	if config == nil {
		return nil
	}
	out := copyOf(config)
	for _, a := range block.Attributes {
		if out[a.Name] == nil && a.Computed {
			out[a.Name] = prior[a.Name]
		}
	}
	for _, n := range block.BlockTypes {
		given, _ := out[n.TypeName].([]any)
		before, _ := prior[n.TypeName].([]any)
		var list []any
		for i, one := range given {
			old := Object{}
			if i < len(before) {
				old, _ = before[i].(Object)
			}
			list = append(list, proposed(n.Block, old, one.(Object)))
		}
		if list != nil {
			out[n.TypeName] = list
		}
	}
	return out
}

func (c core) plan(kind string, prior, config Object) (*tfprotov6.PlanResourceChangeResponse, string) {
	c.t.Helper()
	schema := c.schemas.resources[kind]
	before, err := encode(schema, prior)
	c.must(err)
	wanted, err := encode(schema, config)
	c.must(err)
	new, err := encode(schema, proposed(schema.Block, prior, config))
	c.must(err)
	answer, err := c.PlanResourceChange(context.Background(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: kind, PriorState: before, Config: wanted, ProposedNewState: new,
	})
	c.must(err)
	return answer, summary(answer.Diagnostics)
}

// apply plans and applies; the error is the text of the first diagnostic.
func (c core) apply(kind string, prior, config Object) (Object, string) {
	c.t.Helper()
	schema := c.schemas.resources[kind]
	planned, problem := c.plan(kind, prior, config)
	if problem != "" {
		return nil, problem
	}
	before, err := encode(schema, prior)
	c.must(err)
	wanted, err := encode(schema, config)
	c.must(err)
	answer, err := c.ApplyResourceChange(context.Background(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: kind, PriorState: before, Config: wanted, PlannedState: planned.PlannedState,
	})
	c.must(err)
	state, err := decode(schema, answer.NewState)
	c.must(err)
	return state, summary(answer.Diagnostics)
}

func (c core) applied(kind string, prior, config Object) Object {
	c.t.Helper()
	state, problem := c.apply(kind, prior, config)
	if problem != "" {
		c.t.Fatal(problem)
	}
	return state
}

func (c core) read(kind string, state Object) Object {
	c.t.Helper()
	schema := c.schemas.resources[kind]
	before, err := encode(schema, state)
	c.must(err)
	answer, err := c.ReadResource(context.Background(), &tfprotov6.ReadResourceRequest{
		TypeName: kind, CurrentState: before,
	})
	c.must(err)
	if text := summary(answer.Diagnostics); text != "" {
		c.t.Fatal(text)
	}
	fresh, err := decode(schema, answer.NewState)
	c.must(err)
	return fresh
}

func (c core) imported(kind, id string) (Object, string) {
	c.t.Helper()
	answer, err := c.ImportResourceState(context.Background(), &tfprotov6.ImportResourceStateRequest{
		TypeName: kind, ID: id,
	})
	c.must(err)
	if len(answer.ImportedResources) == 0 {
		return nil, summary(answer.Diagnostics)
	}
	state, err := decode(c.schemas.resources[kind], answer.ImportedResources[0].State)
	c.must(err)
	return c.read(kind, state), ""
}

func (c core) data(kind string, config Object) (Object, string) {
	c.t.Helper()
	schema := c.schemas.dataSources[kind]
	message, err := encode(schema, config)
	c.must(err)
	answer, err := c.ReadDataSource(context.Background(), &tfprotov6.ReadDataSourceRequest{
		TypeName: kind, Config: message,
	})
	c.must(err)
	if answer.State == nil {
		return nil, summary(answer.Diagnostics)
	}
	state, err := decode(schema, answer.State)
	c.must(err)
	return state, ""
}

// isEmptyPlan says whether the same configuration leaves the state as it is.
func (c core) isEmptyPlan(kind string, state, config Object) bool {
	c.t.Helper()
	answer, problem := c.plan(kind, state, config)
	if problem != "" {
		c.t.Fatal(problem)
	}
	planned, err := decode(c.schemas.resources[kind], answer.PlannedState)
	c.must(err)
	for name := range state {
		if !same(state[name], planned[name]) {
			c.t.Logf("%s.%s: %v, planned %v", kind, name, state[name], planned[name])
			return false
		}
	}
	return true
}

// replaced are the arguments for which a change of configuration replaces the resource.
func (c core) replaced(kind string, state, config Object) string {
	c.t.Helper()
	answer, problem := c.plan(kind, state, config)
	if problem != "" {
		c.t.Fatal(problem)
	}
	var out []string
	for _, path := range answer.RequiresReplace {
		out = append(out, path.String())
	}
	return strings.Join(out, " ")
}

// worldText is everything in the world, as text.
func worldText(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(os.Getenv("STAND_IN_WORLD"), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(raw) {
			t.Fatalf("%s is no JSON", file)
		}
		out.Write(raw)
	}
	return out.String()
}

func expectError(t *testing.T, got, wanted string) {
	t.Helper()
	if !strings.Contains(got, wanted) {
		t.Fatalf("error %q; wanted one with %q", got, wanted)
	}
}
