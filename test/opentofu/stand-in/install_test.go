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
	for range 2 { // a second time over the first
		if err := install(dir); err != nil {
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
	config, err := os.ReadFile(filepath.Join(dir, "tofu.rc"))
	if err != nil || !strings.Contains(string(config), `path = "`+dir+`"`) || strings.Contains(string(config), "direct") {
		t.Errorf("tofu.rc is %s, %v", config, err)
	}
}
