package main

import "testing"

var helmCluster = Object{"kubernetes": Object{"config_path": "kubeconfig", "config_context": "dev"}}

func chartRelease(more Object) Object {
	out := Object{"name": "eso", "namespace": "eso", "chart": "external-secrets", "version": "2.9.0"}
	for name, v := range more {
		out[name] = v
	}
	return out
}

func TestAFirstPlanOfAReleaseNeedsNoClusterAndItsApplyDoes(t *testing.T) {
	c := start(t, "helm", helmCluster)
	t.Setenv("STAND_IN_KUBERNETES", "off")
	if _, problem := c.plan(releaseKind, nil, chartRelease(nil)); problem != "" {
		t.Fatal(problem)
	}
	_, problem := c.apply(releaseKind, nil, chartRelease(nil))
	expectError(t, problem, "installation failed Kubernetes cluster unreachable")
}

func TestAReleaseStaysAsItIsAndAnUpgradeIsAnotherRevision(t *testing.T) {
	c := start(t, "helm", helmCluster)
	state := c.applied(releaseKind, nil, chartRelease(nil))
	if !c.isEmptyPlan(releaseKind, c.read(releaseKind, state), chartRelease(nil)) {
		t.Error("the second plan isn't empty")
	}
	newer := c.applied(releaseKind, state, chartRelease(Object{"version": "2.10.0"}))
	if revisionOf(newer) != 2 {
		t.Errorf("revision is %d", revisionOf(newer))
	}
	if got := c.replaced(releaseKind, newer, chartRelease(Object{"namespace": "secrets"})); got != `AttributeName("namespace")` {
		t.Errorf("replaced by %s", got)
	}
}

func TestATakenNameIsRefusedUnlessAnInstallMayUpgrade(t *testing.T) {
	c := start(t, "helm", helmCluster)
	c.applied(releaseKind, nil, chartRelease(nil))
	_, problem := c.apply(releaseKind, nil, chartRelease(nil))
	expectError(t, problem, "cannot re-use a name that is still in use")
	if state := c.applied(releaseKind, nil, chartRelease(Object{"upgrade_install": true})); revisionOf(state) != 2 {
		t.Errorf("revision is %d", revisionOf(state))
	}
}

func TestAReleaseThatCantBeReadIsTakenForGone(t *testing.T) {
	c := start(t, "helm", helmCluster)
	state := c.applied(releaseKind, nil, chartRelease(nil))
	t.Setenv("STAND_IN_KUBERNETES", "off")
	if c.read(releaseKind, state) != nil {
		t.Error("it is still there")
	}
}

func TestAReleaseIsImportedByNamespaceAndName(t *testing.T) {
	c := start(t, "helm", helmCluster)
	c.applied(releaseKind, nil, chartRelease(nil))
	state, problem := c.imported(releaseKind, "eso/eso")
	if problem != "" || text(state, "chart") != "external-secrets" {
		t.Errorf("imported %v %s", state, problem)
	}
	_, problem = c.imported(releaseKind, "eso")
	expectError(t, problem, "expected namespace/name")
	_, problem = c.imported(releaseKind, "eso/other")
	expectError(t, problem, "release: not found")
}
