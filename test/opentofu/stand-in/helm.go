package main

import (
	"errors"
	"fmt"
	"strings"
)

const releaseKind = "helm_release"

var helmProvider = provider{
	configure: func(s *session, config Object) error {
		// The arguments have the kubernetes provider's names.
		kubernetes, _ := config["kubernetes"].(Object)
		return configureKubernetes(s, kubernetes)
	},
	resources: map[string]resource{releaseKind: helmRelease},
}

var releaseDefaults = Object{
	"atomic":                     false,
	"cleanup_on_fail":            false,
	"create_namespace":           false,
	"dependency_update":          false,
	"disable_crd_hooks":          false,
	"disable_openapi_validation": false,
	"disable_webhooks":           false,
	"force_update":               false,
	"lint":                       false,
	"max_history":                number(0),
	"namespace":                  "default",
	"pass_credentials":           false,
	"recreate_pods":              false,
	"render_subchart_notes":      true,
	"replace":                    false,
	"reset_values":               false,
	"reuse_values":               false,
	"skip_crds":                  false,
	"take_ownership":             false,
	"timeout":                    number(300),
	"upgrade_install":            false,
	"verify":                     false,
	"wait":                       true,
	"wait_for_jobs":              false,
}

// helm_release. No chart is looked up: any is there in every version, and makes nothing but the release.
var helmRelease = resource{
	forceNew: []string{"name", "namespace"},
	defaults: releaseDefaults,
	plan:     planRelease,
	create:   createRelease,
	update: func(s *session, c *change) (Object, error) {
		if err := s.kube.reachableByHelm("upgrade failed"); err != nil {
			return nil, err
		}
		state := releaseState(c.planned, revisionOf(c.prior)+1)
		return state, s.world.change(releaseKind, s.kube.name, releaseID(state), func(t *thing) error {
			t.Attributes = state
			return nil
		})
	},
	read: func(s *session, state Object) (Object, error) {
		// As the true one: what can't be read counts as gone, whatever the reason.
		if s.kube.reachableByHelm("") != nil {
			return nil, errGone
		}
		t, err := s.world.get(releaseKind, s.kube.name, releaseID(state))
		if err != nil {
			return nil, err
		}
		return stateFrom(state, Object{
			"version": t.Attributes["version"], "status": t.Attributes["status"], "metadata": t.Attributes["metadata"],
		}), nil
	},
	remove: func(s *session, state Object) error {
		if s.kube.reachableByHelm("") != nil {
			return nil
		}
		return s.world.remove(releaseKind, s.kube.name, releaseID(state))
	},
	imports: importRelease,
	label:   releaseID,
}

// remade are the arguments whose change gives the release another revision.
var remade = []string{"chart", "repository", "version", "values", "set", "set_list", "set_sensitive"}

// planRelease asks nothing of the cluster.
func planRelease(_ *session, c *change) error {
	if c.planned == nil {
		return nil
	}
	c.planned["status"] = "deployed"
	c.planned["manifest"] = nil
	c.planned["resources"] = nil
	if c.config["description"] == nil {
		c.planned["description"] = c.prior["description"]
	}
	for _, name := range remade {
		if c.changes(name) {
			c.planned["metadata"] = unknown
		}
	}
	return nil
}

func createRelease(s *session, c *change) (Object, error) {
	if err := s.kube.reachableByHelm("installation failed"); err != nil {
		return nil, err
	}
	revision := 1
	before, err := s.world.get(releaseKind, s.kube.name, releaseID(c.planned))
	switch {
	case errors.Is(err, errGone):
	case err != nil:
		return nil, err
	case !flag(c.planned, "upgrade_install"):
		return nil, problem{summary: "installation failed", detail: "cannot re-use a name that is still in use"}
	default:
		revision = revisionOf(before.Attributes) + 1
	}
	state := releaseState(c.planned, revision)
	t := thing{
		Kind: releaseKind, Scope: s.kube.name, ID: releaseID(state), MadeBy: s.madeBy, Attributes: state,
	}
	return state, s.world.create(t, func(thing) error { return nil })
}

func importRelease(s *session, id string) (Object, error) {
	namespace, name, ok := strings.Cut(id, "/")
	if !ok || strings.Contains(name, "/") {
		return nil, problem{
			summary: "Unable to parse import identifier",
			detail:  fmt.Sprintf("Unable to parse identifier %s: Unexpected ID format (%q), expected namespace/name", id, id),
		}
	}
	if err := s.kube.reachableByHelm("Error getting release"); err != nil {
		return nil, err
	}
	t, err := s.world.get(releaseKind, s.kube.name, namespace+"/"+name)
	if errors.Is(err, errGone) {
		return nil, problem{
			summary: "Error getting release",
			detail:  fmt.Sprintf("Unable to get Helm release %s: release: not found", name),
		}
	}
	if err != nil {
		return nil, err
	}
	state := copyOf(releaseDefaults)
	for _, known := range []string{"id", "name", "namespace", "chart", "version", "status", "metadata"} {
		state[known] = t.Attributes[known]
	}
	return state, nil
}

func releaseID(state Object) string { return text(state, "namespace") + "/" + text(state, "name") }

func revisionOf(state Object) int {
	metadata, _ := state["metadata"].(Object)
	return whole(metadata, "revision")
}

// releaseState is what the true provider keeps of a release, but for its times.
func releaseState(planned Object, revision int) Object {
	return stateFrom(planned, Object{
		"id": planned["name"],
		"metadata": Object{
			"app_version":    planned["version"],
			"chart":          planned["chart"],
			"first_deployed": number(0),
			"last_deployed":  number(0),
			"name":           planned["name"],
			"namespace":      planned["namespace"],
			"notes":          "",
			"revision":       number(revision),
			"values":         jsonOf(planned["values"]),
			"version":        planned["version"],
		},
	})
}

// reachableByHelm is the check that every request of Helm's begins with.
func (k kubeCluster) reachableByHelm(summary string) error {
	if !k.configured || clusterIsOff() {
		return problem{summary: summary, detail: "Kubernetes cluster unreachable: " + k.refused("Get", "/version")}
	}
	return nil
}
