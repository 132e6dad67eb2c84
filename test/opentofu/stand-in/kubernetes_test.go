package main

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var cluster = Object{"config_path": "kubeconfig", "config_context": "dev"}

func repository(name string, spec Object) Object {
	return Object{"manifest": typed(Object{
		"apiVersion": "source.toolkit.fluxcd.io/v1",
		"kind":       "GitRepository",
		"metadata":   Object{"name": name, "namespace": "flux-system", "annotations": nil},
		"spec":       spec,
	})}
}

func TestTheObjectIsTheManifestWithoutNulls(t *testing.T) {
	c := start(t, "kubernetes", cluster)
	config := repository("app", Object{"interval": "1m", "empty": Object{}, "list": []any{}, "count": number(3)})
	state := c.applied(manifestKind, nil, config)
	object, err := plainOf(state["object"])
	c.must(err)
	wanted := `{"apiVersion":"source.toolkit.fluxcd.io/v1","kind":"GitRepository",` +
		`"metadata":{"name":"app","namespace":"flux-system"},` +
		`"spec":{"count":3,"empty":{},"interval":"1m","list":[]}}`
	if jsonOf(object) != wanted {
		t.Errorf("object is %s", jsonOf(object))
	}
	if !c.isEmptyPlan(manifestKind, c.read(manifestKind, state), config) {
		t.Error("the second plan isn't empty")
	}
}

func TestAnUnknownPartMakesTheObjectUnknown(t *testing.T) {
	c := start(t, "kubernetes", cluster)
	manifest := tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{
			"apiVersion": tftypes.String,
			"kind":       tftypes.String,
			"metadata":   tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String}},
		}},
		map[string]tftypes.Value{
			"apiVersion": tftypes.NewValue(tftypes.String, "v1"),
			"kind":       tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
			"metadata":   typed(Object{"name": "x"}),
		},
	)
	answer, problem := c.plan(manifestKind, nil, Object{"manifest": manifest})
	if problem != "" {
		t.Fatal(problem)
	}
	planned, err := decode(c.schemas.resources[manifestKind], answer.PlannedState)
	c.must(err)
	if planned["object"] != unknown {
		t.Errorf("object is %v", planned["object"])
	}
}

func TestAManifestIsReplacedWhenItNamesAnotherObject(t *testing.T) {
	c := start(t, "kubernetes", cluster)
	state := c.applied(manifestKind, nil, repository("app", Object{"interval": "1m"}))
	if got := c.replaced(manifestKind, state, repository("app", Object{"interval": "2m"})); got != "" {
		t.Errorf("another interval replaces for %s", got)
	}
	wanted := `AttributeName("manifest").AttributeName("metadata").AttributeName("name")`
	if got := c.replaced(manifestKind, state, repository("other", Object{"interval": "1m"})); got != wanted {
		t.Errorf("another name replaces for %s", got)
	}
}

func TestAnObjectExistsOncePerCluster(t *testing.T) {
	c := start(t, "kubernetes", cluster)
	c.applied(manifestKind, nil, repository("app", Object{}))
	_, problem := c.apply(manifestKind, nil, repository("app", Object{}))
	expectError(t, problem, `Cannot create resource that already exists resource "flux-system/app" already exists`)
	start(t, "kubernetes", Object{"config_path": "kubeconfig", "config_context": "prod"}).
		applied(manifestKind, nil, repository("app", Object{}))
}

func TestDriftOfAGivenFieldIsFoundAndOthersAreTheClusters(t *testing.T) {
	c := start(t, "kubernetes", cluster)
	config := repository("app", Object{"interval": "1m"})
	state := c.applied(manifestKind, nil, config)
	edit := func(change func(object Object)) {
		id := "apiVersion=source.toolkit.fluxcd.io/v1,kind=GitRepository,namespace=flux-system,name=app"
		c.must(c.session.world.change(manifestKind, "dev", id, func(t *thing) error {
			change(t.Attributes)
			return nil
		}))
	}
	edit(func(object Object) { object["status"] = Object{"ready": true} })
	if !c.isEmptyPlan(manifestKind, c.read(manifestKind, state), config) {
		t.Error("a status makes a change")
	}
	edit(func(object Object) { object["spec"] = Object{"interval": "5m"} })
	if c.isEmptyPlan(manifestKind, c.read(manifestKind, state), config) {
		t.Error("another interval makes no change")
	}
}

func TestAManifestIsImportedByItsIdentity(t *testing.T) {
	c := start(t, "kubernetes", cluster)
	config := repository("app", Object{"interval": "1m"})
	c.applied(manifestKind, nil, config)
	id := "apiVersion=source.toolkit.fluxcd.io/v1,kind=GitRepository,namespace=flux-system,name=app"
	state, problem := c.imported(manifestKind, id)
	if problem != "" {
		t.Fatal(problem)
	}
	if got := c.replaced(manifestKind, state, config); got != "" {
		t.Errorf("the import is replaced for %s", got)
	}
	_, problem = c.imported(manifestKind, "app")
	expectError(t, problem, "invalid format for import ID [app]")
}

func TestWithoutAClusterAManifestCantBePlanned(t *testing.T) {
	c := start(t, "kubernetes", cluster)
	t.Setenv("STAND_IN_KUBERNETES", "off")
	_, problem := c.plan(manifestKind, nil, repository("app", Object{}))
	expectError(t, problem, "Invalid configuration for API client")
	expectError(t, problem, "connection refused")
}

func TestAClusterMustBeNamed(t *testing.T) {
	_, problem := start(t, "kubernetes", Object{}).plan(manifestKind, nil, repository("app", Object{}))
	expectError(t, problem, "cannot create REST client: no client config")
}

func TestWhatAManifestLacksIsNamed(t *testing.T) {
	problems := validateManifest(Object{"manifest": typed(Object{"kind": "Secret", "metadata": Object{"name": nil}})})
	var missing []string
	for _, p := range problems {
		missing = append(missing, strings.Fields(p.detail)[0])
	}
	if got := strings.Join(missing, " "); got != "'apiVersion' 'metadata.name'" {
		t.Errorf("missing: %s", got)
	}
	two := Object{"wait": []any{Object{"rollout": true, "fields": Object{"a": "b"}, "condition": []any{}}}}
	if problems := validateManifest(two); len(problems) != 1 || problems[0].summary != "Invalid wait configuration" {
		t.Errorf("two waiters: %v", problems)
	}
}

func TestANamespaceHasAUIDOfItsCluster(t *testing.T) {
	uidIn := func(context string) string {
		c := start(t, "kubernetes", Object{"config_path": "kubeconfig", "config_context": context})
		found, problem := c.data("kubernetes_namespace_v1", Object{"metadata": []any{Object{"name": "kube-system"}}})
		if problem != "" {
			t.Fatal(problem)
		}
		return text(first(found, "metadata"), "uid")
	}
	if dev := uidIn("dev"); len(dev) != 36 || dev != uidIn("dev") || dev == uidIn("prod") {
		t.Errorf("the UID is %q, again %q, elsewhere %q", dev, uidIn("dev"), uidIn("prod"))
	}
}
