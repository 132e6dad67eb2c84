package main

import (
	"fmt"
	"strings"
)

// kubernetes_namespace_v1 and kubernetes_secret_v1. Unlike kubernetes_manifest they plan without a cluster.

var kubernetesNamespace = resource{
	legacy:   true,
	defaults: Object{"wait_for_default_service_account": false},
	plan: func(_ *session, c *change) error {
		replaceForMetadata(c, "name", "generate_name")
		return nil
	},
	create: func(s *session, c *change) (Object, error) { return createObject(s, c, namespaceKind) },
	update: func(s *session, c *change) (Object, error) { return updateObject(s, c, namespaceKind) },
	read:   func(s *session, state Object) (Object, error) { return readObject(s, state, namespaceKind) },
	remove: func(s *session, state Object) error { return removeObject(s, state, namespaceKind) },
	imports: func(_ *session, id string) (Object, error) {
		return Object{
			"id": id, "metadata": []any{Object{"name": id}}, "wait_for_default_service_account": false,
		}, nil
	},
}

var kubernetesSecret = resource{
	legacy:   true,
	forceNew: []string{"type"},
	defaults: Object{
		"type":                           "Opaque",
		"wait_for_service_account_token": true,
		"metadata":                       Object{"namespace": "default"},
	},
	plan: func(_ *session, c *change) error {
		replaceForMetadata(c, "name", "generate_name", "namespace")
		return nil
	},
	create: func(s *session, c *change) (Object, error) { return createObject(s, c, secretKind) },
	update: func(s *session, c *change) (Object, error) { return updateObject(s, c, secretKind) },
	read:   func(s *session, state Object) (Object, error) { return readObject(s, state, secretKind) },
	remove: func(s *session, state Object) error { return removeObject(s, state, secretKind) },
	imports: func(_ *session, id string) (Object, error) {
		namespace, name, ok := strings.Cut(id, "/")
		if !ok {
			return nil, fmt.Errorf("unexpected ID format (%q), expected \"namespace/name\"", id)
		}
		return Object{"id": id, "metadata": []any{Object{"namespace": namespace, "name": name}}}, nil
	},
}

const (
	namespaceKind = "kubernetes_namespace_v1"
	secretKind    = "kubernetes_secret_v1"
)

var objectPaths = map[string]string{namespaceKind: "/api/v1/namespaces", secretKind: "/api/v1/secrets"}

// localArguments are those the API server doesn't store.
var localArguments = []string{
	"timeouts", "wait_for_default_service_account", "wait_for_service_account_token", "data_wo_revision",
	"binary_data_wo_revision",
}

func replaceForMetadata(c *change, names ...string) {
	if c.planned == nil || c.creates() {
		return
	}
	before, after := first(c.prior, "metadata"), first(c.planned, "metadata")
	for _, name := range names {
		if !same(before[name], after[name]) {
			c.replaceFor("metadata", 0, name)
		}
	}
}

func createObject(s *session, c *change, kind string) (Object, error) {
	if err := s.kube.call("Post", objectPaths[kind]); err != nil {
		return nil, err
	}
	metadata := copyOf(first(c.planned, "metadata"))
	name := text(metadata, "name")
	if name == "" {
		name = text(metadata, "generate_name") + strings.ToLower(randomID(5))
	}
	metadata["name"] = name
	metadata["uid"] = strings.ToLower(randomID(20))
	metadata["resource_version"] = "1"
	metadata["generation"] = number(0)
	id := name
	if namespace := text(metadata, "namespace"); namespace != "" {
		id = namespace + "/" + name
	}
	state := stateFrom(c.planned, Object{"id": id, "metadata": []any{metadata}})
	stored := storedObject(c, state)
	t := thing{Kind: kind, Scope: s.kube.name, ID: id, MadeBy: s.madeBy, Attributes: stored}
	err := s.world.create(t, func(other thing) error {
		if t.sameKey(other) {
			return fmt.Errorf("%s %q already exists", strings.TrimPrefix(objectPaths[kind], "/api/v1/"), name)
		}
		return nil
	})
	return stateOf(state, stored), err
}

func updateObject(s *session, c *change, kind string) (Object, error) {
	if err := s.kube.call("Patch", objectPaths[kind]); err != nil {
		return nil, err
	}
	var out Object
	err := s.world.change(kind, s.kube.name, text(c.prior, "id"), func(t *thing) error {
		metadata := copyOf(first(c.planned, "metadata"))
		var version int
		fmt.Sscan(text(first(t.Attributes, "metadata"), "resource_version"), &version)
		metadata["resource_version"] = fmt.Sprint(version + 1)
		state := stateFrom(c.planned, Object{"metadata": []any{metadata}})
		stored := storedObject(c, state)
		for _, name := range []string{"data_wo", "binary_data_wo"} {
			if !c.changes(name+"_revision") && stored[name] != nil {
				stored[name] = t.Attributes[name] // a write-only argument is sent when its revision changes
			}
		}
		t.Attributes = stored
		out = stateOf(state, stored)
		return nil
	})
	return out, err
}

// storedObject is what the API server keeps; only there are the write-only arguments.
func storedObject(c *change, state Object) Object {
	stored := copyOf(state)
	for name, v := range stored {
		if v == unknown {
			stored[name] = nil
		}
	}
	for _, name := range []string{"data_wo", "binary_data_wo"} {
		if c.config[name] != nil {
			stored[name] = c.config[name]
		}
	}
	return stored
}

// stateOf is what the state may know of a stored object.
func stateOf(state, stored Object) Object {
	out := stateFrom(state, stored, localArguments...)
	for _, name := range []string{"data_wo", "binary_data_wo"} {
		delete(out, name)
	}
	return out
}

func readObject(s *session, state Object, kind string) (Object, error) {
	if err := s.kube.call("Get", objectPaths[kind]+"/"+text(state, "id")); err != nil {
		return nil, err
	}
	t, err := s.world.get(kind, s.kube.name, text(state, "id"))
	if err != nil {
		return nil, err
	}
	return stateOf(state, t.Attributes), nil
}

func removeObject(s *session, state Object, kind string) error {
	if err := s.kube.call("Delete", objectPaths[kind]+"/"+text(state, "id")); err != nil {
		return err
	}
	return s.world.remove(kind, s.kube.name, text(state, "id"))
}
