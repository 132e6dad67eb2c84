package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// versions.json holds the releases that the stacks require: those of config/schema/providers.ts, which a unit test compares.
//
//go:embed versions.json
var versionsJSON []byte

// Both are offered, so that the same mirror serves tofu and terraform.
var registryHosts = []string{"registry.opentofu.org", "registry.terraform.io"}

type release struct {
	Namespace string `json:"namespace"`
	Version   string `json:"version"`
	// Real providers are not played: their binary is given.
	Real bool `json:"real"`
}

func releases() (map[string]release, error) {
	var table map[string]release
	err := json.Unmarshal(versionsJSON, &table)
	return table, err
}

// install lays out an unpacked filesystem mirror of all providers in dir, and a CLI configuration beside it. binaries
// are those of the real providers, which are offered as the version in the table, whatever they are.
func install(dir string, binaries map[string]string) error {
	mirror, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	table, err := releases()
	if err != nil {
		return err
	}
	for name, r := range table {
		if _, given := binaries[name]; given != r.Real {
			if given {
				return fmt.Errorf("the provider %q is played here, and needs no binary", name)
			}
			return fmt.Errorf("the provider %q is not played here: give its binary, as %s=<binary>", name, name)
		}
	}
	platform := runtime.GOOS + "_" + runtime.GOARCH
	for _, host := range registryHosts {
		for name, r := range table {
			folder := filepath.Join(mirror, host, r.Namespace, name, r.Version, platform)
			target := filepath.Join(folder, fmt.Sprintf("terraform-provider-%s_v%s", name, r.Version))
			source := self
			if r.Real {
				source = binaries[name]
			}
			if err := place(source, target); err != nil {
				return err
			}
		}
	}
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	return os.WriteFile(filepath.Join(mirror, "tofu.rc"), []byte(config), 0o644)
}

// place hard-links source to target, or copies it when the two are on different file systems.
func place(source, target string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	if err := os.Remove(target); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if os.Link(source, target) == nil {
		return nil
	}
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
