package main

import (
	"fmt"
	"strings"
)

const manifestKind = "kubernetes_manifest"

// kubernetes_manifest. There is no API schema here: `object` is the manifest itself, without nulls.
var kubernetesManifest = resource{
	validate: validateManifest,
	plan:     planManifest,
	create:   createManifest,
	update:   updateManifest,
	read:     readManifest,
	remove: func(s *session, state Object) error {
		if err := s.kube.reachable(); err != nil {
			return err
		}
		object, err := plainOf(state["object"])
		if err != nil {
			return err
		}
		if err := s.kube.ask(object, "DELETE", "GET"); err != nil {
			return err
		}
		return s.world.remove(manifestKind, s.kube.name, identityOf(object))
	},
	imports: importManifest,
	label: func(state Object) string {
		object, err := plainOf(state["manifest"])
		if err != nil || object == nil {
			return ""
		}
		return identityOf(object)
	},
}

func planManifest(s *session, c *change) error {
	if err := s.kube.reachable(); err != nil {
		return err
	}
	if c.planned == nil {
		return nil
	}
	wanted, err := plainOf(c.planned["manifest"])
	if err != nil {
		return err
	}
	if wanted == nil {
		c.planned["object"] = unknown
		return nil
	}
	if problems := validateManifest(c.planned); len(problems) > 0 {
		return problems[0]
	}
	if c.creates() {
		c.planned["object"] = typed(wanted)
		return nil
	}
	before, err := plainOf(c.prior["manifest"])
	if err != nil {
		return err
	}
	object, err := plainOf(c.prior["object"])
	if err != nil {
		return err
	}
	if same(before, wanted) && covers(object, wanted) {
		c.planned["object"] = c.prior["object"]
		return nil
	}
	c.planned["object"] = typed(wanted)
	for _, path := range identity {
		if before != nil && !same(field(before, path...), field(wanted, path...)) {
			c.replaceFor(append([]string{"manifest"}, path...)...)
		}
	}
	return nil
}

func createManifest(s *session, c *change) (Object, error) {
	if err := s.kube.reachable(); err != nil {
		return nil, err
	}
	state, object, err := appliedManifest(c)
	if err != nil {
		return nil, err
	}
	if err := s.kube.ask(object, "GET", "PATCH"); err != nil {
		return nil, err
	}
	t := thing{
		Kind: manifestKind, Scope: s.kube.name, ID: identityOf(object), MadeBy: s.madeBy, Attributes: object,
	}
	return state, s.world.create(t, func(other thing) error {
		if other.Scope == t.Scope && sameObject(other.Attributes, object) {
			return problem{
				summary: "Cannot create resource that already exists",
				detail:  fmt.Sprintf("resource %q already exists", objectName(object)),
			}
		}
		return nil
	})
}

func updateManifest(s *session, c *change) (Object, error) {
	if err := s.kube.reachable(); err != nil {
		return nil, err
	}
	state, object, err := appliedManifest(c)
	if err != nil {
		return nil, err
	}
	if err := s.kube.ask(object, "PATCH"); err != nil {
		return nil, err
	}
	return state, s.world.change(manifestKind, s.kube.name, identityOf(object), func(t *thing) error {
		t.Attributes = object
		return nil
	})
}

func appliedManifest(c *change) (state, object Object, err error) {
	wanted, err := plainOf(c.planned["manifest"])
	if err != nil {
		return nil, nil, err
	}
	if problems := validateManifest(c.planned); len(problems) > 0 {
		return nil, nil, problems[0]
	}
	object, ok := wanted.(Object)
	if !ok {
		return nil, nil, fmt.Errorf("the manifest is not an object")
	}
	state = copyOf(c.planned)
	if !isKnown(state["object"]) {
		state["object"] = typed(object)
	}
	return state, object, nil
}

func readManifest(s *session, state Object) (Object, error) {
	if err := s.kube.reachable(); err != nil {
		return nil, err
	}
	object, err := plainOf(state["object"])
	if err != nil {
		return nil, err
	}
	if err := s.kube.ask(object, "GET"); err != nil {
		return nil, err
	}
	t, err := s.world.get(manifestKind, s.kube.name, identityOf(object))
	if err != nil {
		return nil, err
	}
	out := copyOf(state)
	if !same(object, t.Attributes) { // otherwise its types stay what they were
		out["object"] = typed(t.Attributes)
	}
	return out, nil
}

func importManifest(s *session, id string) (Object, error) {
	if err := s.kube.reachable(); err != nil {
		return nil, err
	}
	fields := Object{}
	for _, part := range strings.Split(id, ",") {
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			break
		}
		fields[key] = value
	}
	metadata := Object{"name": fields["name"]}
	if namespace := fields["namespace"]; namespace != nil {
		metadata["namespace"] = namespace
	}
	object := Object{"apiVersion": fields["apiVersion"], "kind": fields["kind"], "metadata": metadata}
	if fields["name"] == nil || fields["kind"] == nil || fields["apiVersion"] == nil {
		return nil, problem{
			summary: "Failed to parse import ID",
			detail: fmt.Sprintf("invalid format for import ID [%s]\nExpected format is: "+
				"apiVersion=<value>,kind=<value>,name=<value>[,namespace=<value>]", id),
		}
	}
	if err := s.kube.ask(object, "GET"); err != nil {
		return nil, err
	}
	t, err := s.world.get(manifestKind, s.kube.name, identityOf(object))
	if err != nil {
		return nil, problem{summary: fmt.Sprintf("Failed to get resource %s from API", id), detail: err.Error()}
	}
	return Object{"object": typed(t.Attributes)}, nil
}
