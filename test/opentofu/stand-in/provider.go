package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// provider is one of the providers that this binary can play.
type provider struct {
	// configure fills the session from the provider block; nil when the provider has no remote side.
	configure   func(s *session, config Object) error
	resources   map[string]resource
	dataSources map[string]func(s *session, config Object) (Object, error)
	ephemerals  map[string]ephemeral
}

// session is what a configured provider works with. Each provider fills the part that is its own.
type session struct {
	world  *world
	madeBy map[string]string
	aws    awsAccount
	kube   kubeCluster
}

// resource is the behaviour of one resource type. What is left out behaves as the schema says.
type resource struct {
	// forceNew names the arguments whose change replaces the resource.
	forceNew []string
	// defaults are the values of optional arguments that are left out.
	defaults Object
	// legacy is set for the types whose true provider is written with the older SDK: its plans and answers may
	// differ from the configuration in details (a default, a normalized value), and OpenTofu lets them.
	legacy bool
	// notImportable is the error of the true provider for types that can't be imported.
	notImportable *problem

	validate func(config Object) []problem
	plan     func(s *session, c *change) error
	create   func(s *session, c *change) (Object, error)
	update   func(s *session, c *change) (Object, error)
	// read refreshes a state; nil means that the object is gone.
	read    func(s *session, state Object) (Object, error)
	remove  func(s *session, state Object) error
	imports func(s *session, id string) (Object, error)
	// label names the object in the log, where its id wouldn't.
	label func(state Object) string
}

// ephemeral is the behaviour of one ephemeral resource type.
type ephemeral struct {
	defaults Object
	validate func(config Object) []problem
	open     func(s *session, config Object) (Object, error)
}

// change is what one plan or one apply is about.
type change struct {
	config  Object
	prior   Object // nil when the resource is created
	planned Object // nil when it is destroyed
	replace []*tftypes.AttributePath
}

func (c *change) creates() bool { return c.prior == nil }

// changes says whether an argument is planned to get another value.
func (c *change) changes(name string) bool {
	return c.creates() || !same(c.prior[name], c.planned[name])
}

// replaceFor marks an argument as one whose change replaces the resource.
func (c *change) replaceFor(names ...string) {
	path := tftypes.NewAttributePath()
	for _, name := range names {
		path = path.WithAttributeName(name)
	}
	c.replace = append(c.replace, path)
}

func providerNamed(name string) (provider, error) {
	switch name {
	case "aws":
		return awsProvider, nil
	case "gpg":
		return gpgProvider, nil
	case "helm":
		return helmProvider, nil
	case "kubernetes":
		return kubernetesProvider, nil
	case "random":
		return randomProvider, nil
	case "tls":
		return tlsProvider, nil
	}
	return provider{}, fmt.Errorf("there is no stand-in for the provider %q", name)
}

// unimportableSDK is what a provider written with the older SDK answers for a type without an importer.
func unimportableSDK(kind string) *problem {
	return &problem{summary: fmt.Sprintf("resource %s doesn't support import", kind)}
}

// unimportableFramework is the same for a provider written with the newer framework.
func unimportableFramework() *problem {
	return &problem{
		summary: "Resource Import Not Implemented",
		detail: "This resource does not support import. Please contact the provider developer for additional " +
			"information.",
	}
}
