package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What kubernetes_manifest reads out of a manifest: its identity, and what it lacks.

// identity is what a change replaces the object for.
var identity = [][]string{{"apiVersion"}, {"kind"}, {"metadata", "name"}, {"metadata", "namespace"}}

// plainOf is a manifest as JSON data without nulls; nil for null, and for one that isn't fully known.
func plainOf(v any) (any, error) {
	value, ok := v.(tftypes.Value)
	if !ok || !value.IsFullyKnown() {
		return nil, nil
	}
	data, err := plain(value)
	return withoutNulls(data), err
}

func field(v any, path ...string) any {
	for _, name := range path {
		o, _ := v.(Object)
		v = o[name]
	}
	return v
}

func identityOf(object any) string {
	name := func(path ...string) string {
		s, _ := field(object, path...).(string)
		return s
	}
	id := fmt.Sprintf("apiVersion=%s,kind=%s", name("apiVersion"), name("kind"))
	if namespace := name("metadata", "namespace"); namespace != "" {
		id += ",namespace=" + namespace
	}
	return id + ",name=" + name("metadata", "name")
}

func validateManifest(config Object) []problem {
	var out []problem
	manifest, ok := config["manifest"].(tftypes.Value)
	if ok && manifest.IsKnown() {
		for _, path := range [][]string{{"apiVersion"}, {"kind"}, {"metadata", "name"}} {
			if !hasField(manifest, path) {
				out = append(out, problem{
					summary:   `Attribute key missing from "manifest" value`,
					detail:    fmt.Sprintf("'%s' attribute key is missing from manifest configuration", strings.Join(path, ".")),
					attribute: "manifest",
				})
			}
		}
	}
	for name, v := range first(config, "timeouts") {
		if s, ok := v.(string); ok {
			if _, err := time.ParseDuration(s); err != nil {
				out = append(out, problem{
					summary:   fmt.Sprintf("Error parsing timeout for %q", name),
					detail:    err.Error(),
					attribute: "timeouts",
				})
			}
		}
	}
	var waiters []string
	for name, v := range first(config, "wait") {
		if list, isList := v.([]any); v == nil || isList && len(list) == 0 {
			continue
		}
		waiters = append(waiters, name)
	}
	if len(waiters) > 1 {
		out = append(out, problem{
			summary:   "Invalid wait configuration",
			detail:    fmt.Sprintf("You may only set one of %q.", waiters),
			attribute: "wait",
		})
	}
	return out
}

// hasField says whether a field is there and not null; one that can't be known yet counts as there.
func hasField(v tftypes.Value, path []string) bool {
	if !v.IsKnown() {
		return true
	}
	if v.IsNull() {
		return false
	}
	if len(path) == 0 {
		return true
	}
	var fields map[string]tftypes.Value
	if v.As(&fields) != nil {
		return false
	}
	inner, ok := fields[path[0]]
	return ok && hasField(inner, path[1:])
}

// sameObject says whether two manifests name the same object; the version of its API doesn't matter.
func sameObject(a, b Object) bool {
	group := func(o Object) string {
		group, _, found := strings.Cut(text(o, "apiVersion"), "/")
		if !found {
			return ""
		}
		return group
	}
	return group(a) == group(b) && text(a, "kind") == text(b, "kind") && objectName(a) == objectName(b)
}

// objectName is `namespace/name`, as Kubernetes writes it.
func objectName(object Object) string {
	namespace, _ := field(object, "metadata", "namespace").(string)
	name, _ := field(object, "metadata", "name").(string)
	return namespace + "/" + name
}
