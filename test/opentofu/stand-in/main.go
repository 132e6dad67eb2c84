// Command stand-in plays the OpenTofu providers aws, kubernetes, helm, tls, random and gpg in tests.
//
// Which provider it plays is decided by its own file name (terraform-provider-aws_v6.25.0 is aws), so one
// binary, hard-linked under several names, serves a whole root module. See README.md.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

const usage = `usage: stand-in install <mirror-dir> [<type>=<binary> ...]

Lays out a provider mirror in <mirror-dir> and writes <mirror-dir>/tofu.rc, a CLI configuration that uses only
that mirror. Under the name terraform-provider-<type>, the same binary serves that provider, but for those whose
own <binary> is given.
`

func main() {
	if err := run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "stand-in:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if name, ok := playedBy(args[0]); ok {
		return serve(name)
	}
	if len(args) >= 3 && args[1] == "install" {
		binaries, err := parseBinaries(args[3:])
		if err != nil {
			return err
		}
		return install(args[2], binaries)
	}
	fmt.Fprint(os.Stderr, usage)
	os.Exit(2)
	return nil
}

// parseBinaries reads <type>=<binary> arguments.
func parseBinaries(args []string) (map[string]string, error) {
	binaries := map[string]string{}
	for _, arg := range args {
		name, path, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, fmt.Errorf("%q is not <type>=<binary>", arg)
		}
		binaries[name] = path
	}
	return binaries, nil
}

var providerFile = regexp.MustCompile(`^terraform-provider-([a-z]+)(_v[^/]*)?$`)

// playedBy says which provider an executable of that path plays.
func playedBy(path string) (string, bool) {
	match := providerFile.FindStringSubmatch(filepath.Base(path))
	if match == nil {
		return "", false
	}
	return match[1], true
}

func serve(name string) error {
	server, err := newServer(name)
	if err != nil {
		return err
	}
	return tf6server.Serve("stand-in/"+name, func() tfprotov6.ProviderServer { return server })
}
