package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestInstallLaysOutAMirrorForBothRegistries(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(t.TempDir(), "github")
	if err := os.WriteFile(real, []byte("the real one"), 0o755); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second time over the first
		if err := install(dir, map[string]string{"github": real}); err != nil {
			t.Fatal(err)
		}
	}
	platform := runtime.GOOS + "_" + runtime.GOARCH
	for _, path := range []string{
		"registry.opentofu.org/hashicorp/aws/6.25.0/" + platform + "/terraform-provider-aws_v6.25.0",
		"registry.opentofu.org/olivr/gpg/0.2.1/" + platform + "/terraform-provider-gpg_v0.2.1",
		"registry.terraform.io/integrations/github/6.11.1/" + platform + "/terraform-provider-github_v6.11.1",
	} {
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil || info.Mode()&0o100 == 0 {
			t.Errorf("%s: %v", path, err)
		}
	}
	content, err := os.ReadFile(filepath.Join(
		dir, "registry.opentofu.org/integrations/github/6.11.1", platform, "terraform-provider-github_v6.11.1",
	))
	if err != nil || string(content) != "the real one" {
		t.Errorf("github is not the binary that was given: %v", err)
	}
	config, err := os.ReadFile(filepath.Join(dir, "tofu.rc"))
	if err != nil || !strings.Contains(string(config), `path = "`+dir+`"`) || strings.Contains(string(config), "direct") {
		t.Errorf("tofu.rc is %s, %v", config, err)
	}
}

func TestARealProviderIsNeitherPlayedNorLeftOut(t *testing.T) {
	for _, row := range []struct {
		binaries map[string]string
		wanted   string
	}{
		{nil, `"github" is not played here`},
		{map[string]string{"github": "/x", "aws": "/y"}, `"aws" is played here`},
	} {
		err := install(t.TempDir(), row.binaries)
		if err == nil || !strings.Contains(err.Error(), row.wanted) {
			t.Errorf("%v: got %v", row.binaries, err)
		}
	}
	if _, err := parseBinaries([]string{"github"}); err == nil {
		t.Error("an argument without a binary is taken")
	}
}
