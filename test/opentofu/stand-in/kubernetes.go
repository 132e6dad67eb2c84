package main

import (
	"crypto/sha256"
	"fmt"
	"os"
)

var kubernetesProvider = provider{
	configure: configureKubernetes,
	resources: map[string]resource{
		"kubernetes_manifest": kubernetesManifest,
	},
	dataSources: map[string]func(*session, Object) (Object, error){
		"kubernetes_namespace_v1": readNamespace,
	},
}

// kubeCluster is the API server that a provider block points at.
type kubeCluster struct {
	name string
	host string
	// configured is false when neither the provider block nor the environment names a cluster.
	configured bool
	requests   *requests
}

func configureKubernetes(s *session, config Object) error {
	host := firstOf(text(config, "host"), os.Getenv("KUBE_HOST"))
	context := firstOf(text(config, "config_context"), os.Getenv("KUBE_CTX"))
	path := firstOf(text(config, "config_path"), os.Getenv("KUBE_CONFIG_PATH"))
	if paths := stringsOf(config["config_paths"]); len(paths) > 0 && path == "" {
		path = paths[0]
	}
	path = firstOf(path, os.Getenv("KUBE_CONFIG_PATHS"))
	unknownYet := config["host"] == unknown || config["config_path"] == unknown || config["config_paths"] == unknown
	s.kube = kubeCluster{
		name:       firstOf(context, host, path, "default"),
		host:       firstOf(host, "http://localhost"),
		configured: host != "" || path != "" || unknownYet,
		requests:   newRequests(),
	}
	s.madeBy["cluster"] = s.kube.name
	return nil
}

// readNamespace finds any namespace; its UID is made of the cluster's name and its own.
func readNamespace(s *session, config Object) (Object, error) {
	if err := s.kube.reachable(); err != nil {
		return nil, err
	}
	name := text(first(config, "metadata"), "name")
	if err := s.kube.requests.count("GET", "Namespace "+name); err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(s.kube.name + "/" + name))
	return Object{
		"id":   name,
		"spec": []any{Object{"finalizers": []any{"kubernetes"}}},
		"metadata": []any{Object{
			"annotations":      Object{},
			"generation":       number(0),
			"labels":           Object{"kubernetes.io/metadata.name": name},
			"name":             name,
			"resource_version": "1",
			"uid": fmt.Sprintf(
				"%x-%x-%x-%x-%x", digest[:4], digest[4:6], digest[6:8], digest[8:10], digest[10:16],
			),
		}},
	}, nil
}

func clusterIsOff() bool { return os.Getenv("STAND_IN_KUBERNETES") == "off" }

// refused is what a request gets where no API server listens.
func (k kubeCluster) refused(method, path string) string {
	return fmt.Sprintf("%s %q: dial tcp: connect: connection refused", method, k.host+path)
}

// reachable is the check that kubernetes_manifest does before it plans, reads or applies anything.
func (k kubeCluster) reachable() error {
	if !k.configured {
		return problem{
			summary: "Failed to construct REST client",
			detail:  "cannot create REST client: no client config",
		}
	}
	if clusterIsOff() {
		return problem{summary: "Invalid configuration for API client", detail: k.refused("Get", "/apis")}
	}
	return k.requests.begin()
}

// ask sends the requests of the given methods about one object, one after another.
func (k kubeCluster) ask(object any, methods ...string) error {
	for _, method := range methods {
		if err := k.requests.limited(method, identityOf(object)); err != nil {
			return err
		}
	}
	return nil
}
