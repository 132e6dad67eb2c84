package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// asked returns the requests that a provider process has sent while do ran.
func asked(t *testing.T, do func()) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "requests")
	t.Setenv("STAND_IN_REQUESTS", file)
	do()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(raw)), "\n")
}

func TestANoChangePlanAsksForEachObjectOnceAndForTheSchemasOnce(t *testing.T) {
	config := repository("app", Object{"interval": "1m"})
	state := start(t, "kubernetes", cluster).applied(manifestKind, nil, config)
	got := asked(t, func() {
		c := start(t, "kubernetes", cluster)
		for range 3 {
			c.plan(manifestKind, c.read(manifestKind, state), config)
		}
	})
	id := "apiVersion=source.toolkit.fluxcd.io/v1,kind=GitRepository,namespace=flux-system,name=app"
	wanted := []string{
		"GET /apis", "GET /api", "GET /apis", "GET /openapi/v2", "LIST customresourcedefinitions",
		"GET " + id, "GET " + id, "GET " + id,
	}
	if !slices.Equal(got, wanted) {
		t.Errorf("asked %q", got)
	}
}

func TestAnObjectIsLookedForAndThenPatchedAndLookedForUntilItIsGone(t *testing.T) {
	got := asked(t, func() {
		c := start(t, "kubernetes", cluster)
		state := c.applied(manifestKind, nil, repository("app", Object{"interval": "1m"}))
		state = c.applied(manifestKind, state, repository("app", Object{"interval": "2m"}))
		c.applied(manifestKind, state, nil)
	})
	var methods []string
	for _, line := range got[5:] {
		method, _, _ := strings.Cut(line, " ")
		methods = append(methods, method)
	}
	if wanted := []string{"GET", "PATCH", "PATCH", "DELETE", "GET"}; !slices.Equal(methods, wanted) {
		t.Errorf("asked %q", methods)
	}
}

func TestTheRequestsOfOneProcessAreHeldBackAfterTheFirstTenIfAsked(t *testing.T) {
	config := repository("app", Object{})
	c := start(t, "kubernetes", cluster)
	state := c.applied(manifestKind, nil, config)
	if c.session.kube.requests.limiter != nil {
		t.Error("they are held back without being asked for")
	}
	t.Setenv("STAND_IN_LIMIT", "on")
	c = start(t, "kubernetes", cluster)
	begin := time.Now()
	// The eleventh is one of these: the process has asked for the schemas too.
	for range 10 {
		c.read(manifestKind, state)
	}
	if took, least := time.Since(begin), time.Second/requestsPerSecond; took < least*9/10 {
		t.Errorf("eleven requests took %v", took)
	}
}
