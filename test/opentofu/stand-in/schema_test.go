package main

import "testing"

func TestEveryProviderHasASchemaForEachOfItsTypesAndBack(t *testing.T) {
	table, err := releases()
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range table {
		if r.Real {
			continue
		}
		s, err := newServer(name)
		if err != nil {
			t.Fatal(err)
		}
		for kind := range s.schemas.resources {
			r, ok := s.provider.resources[kind]
			if !ok {
				t.Errorf("resource %s has a schema and no behaviour", kind)
			}
			if r.create == nil || (r.imports == nil) == (r.notImportable == nil) {
				t.Errorf("resource %s must create, and either import or say why not", kind)
			}
		}
		for kind := range s.provider.resources {
			if s.schemas.resources[kind] == nil {
				t.Errorf("resource %s has no schema", kind)
			}
		}
		for kind := range s.provider.dataSources {
			if s.schemas.dataSources[kind] == nil {
				t.Errorf("data source %s has no schema", kind)
			}
		}
		for kind := range s.schemas.dataSources {
			if s.provider.dataSources[kind] == nil {
				t.Errorf("data source %s has a schema and no behaviour", kind)
			}
		}
		for kind := range s.schemas.ephemerals {
			if s.provider.ephemerals[kind].open == nil {
				t.Errorf("ephemeral %s has a schema and no behaviour", kind)
			}
		}
	}
}

func TestTheForceNewArgumentsAndDefaultsAreInTheSchema(t *testing.T) {
	for _, name := range []string{"aws", "gpg", "helm", "kubernetes", "random", "tls"} {
		s, err := newServer(name)
		if err != nil {
			t.Fatal(err)
		}
		for kind, r := range s.provider.resources {
			known := map[string]bool{}
			for _, a := range s.schemas.resources[kind].Block.Attributes {
				known[a.Name] = true
			}
			for _, n := range s.schemas.resources[kind].Block.BlockTypes {
				known[n.TypeName] = true
			}
			for _, name := range r.forceNew {
				if !known[name] {
					t.Errorf("%s has no argument %s", kind, name)
				}
			}
			for name := range r.defaults {
				if !known[name] {
					t.Errorf("%s has no argument %s", kind, name)
				}
			}
		}
	}
}

func TestTheFileNameDecidesTheProvider(t *testing.T) {
	for path, wanted := range map[string]string{
		"/x/terraform-provider-aws_v6.25.0": "aws",
		"terraform-provider-gpg":            "gpg",
		"/x/stand-in":                       "",
		"/x/terraform-provider-aws/tool":    "",
	} {
		if got, ok := playedBy(path); got != wanted || ok != (wanted != "") {
			t.Errorf("%s plays %q, wanted %q", path, got, wanted)
		}
	}
}
