import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigMap, GitRepository, HTTPRoute, Receiver } from "../../.gen/crds";
import { describeFault, manifestFaults as faultsOf } from "../../manifests/validate";

const manifestFaults = (manifest: Parameters<typeof faultsOf>[0]): string[] => faultsOf(manifest).map(describeFault);

const gitRepository = (spec: Partial<GitRepository["spec"]>): GitRepository => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  metadata: { name: "shop", namespace: "flux-system" },
  spec: { url: "ssh://git@github.com/acme/shop", interval: "1m", ...spec },
});

/** What only JavaScript could make: the types refuse it, a file read at run time would not. */
const untyped = (value: object): GitRepository => JSON.parse(JSON.stringify(value)) as GitRepository;

test("a manifest that its CRD accepts passes", () => {
  assert.deepEqual(manifestFaults(gitRepository({})), []);
});

test("a value that its CRD refuses is named with field and value", () => {
  assert.deepEqual(manifestFaults(gitRepository({ url: "git@github.com:acme/shop" })), [
    'spec.url: must match pattern "^(http|https|ssh)://.*$", got "git@github.com:acme/shop"',
  ]);
});

test("every wrong field is named", () => {
  const faults = manifestFaults(gitRepository({ url: "x", interval: "soon" }));
  assert.deepEqual(faults.map((fault) => fault.replace(/:.*/, "")).sort(), ["spec.interval", "spec.url"]);
});

test("a field that the kind does not have is refused", () => {
  const manifest = gitRepository({});
  assert.deepEqual(manifestFaults(untyped({ ...manifest, spec: { ...manifest.spec, branch: "main" } })), [
    "spec.branch: the kind has no such field",
  ]);
});

test("a missing field is named", () => {
  const { url: _url, ...spec } = gitRepository({}).spec;
  assert.deepEqual(manifestFaults(untyped({ ...gitRepository({}), spec })), ["spec.url: is required"]);
});

test("a value that is not one of the allowed ones is shown beside them", () => {
  const receiver: Receiver = {
    apiVersion: "notification.toolkit.fluxcd.io/v1",
    kind: "Receiver",
    metadata: { name: "hooks" },
    spec: { type: "github", resources: [{ kind: "GitRepository", name: "shop" }] },
  };
  const wrong = JSON.parse(JSON.stringify(receiver).replace('"github"', '"gitea"')) as Receiver;
  const [fault = ""] = manifestFaults(wrong);
  assert.match(fault, /^spec\.type: must be equal to one of the allowed values: .*"github".*, got "gitea"$/);
});

test("an element of a list is named by its index", () => {
  const route: HTTPRoute = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "web" },
    spec: { hostnames: ["ok.example.com", "Not_OK"] },
  };
  const [fault = ""] = manifestFaults(route);
  assert.match(fault, /^spec\.hostnames\[1\]: must match pattern/);
});

test("a kind without a generated schema is refused", () => {
  assert.throws(
    () => manifestFaults(untyped({ ...gitRepository({}), apiVersion: "source.toolkit.fluxcd.io/v1beta2" })),
    {
      message: "GitRepository shop: no schema of source.toolkit.fluxcd.io/v1beta2 is generated",
    },
  );
});

test("a key with a slash, a tilde or digits is named as it stands", () => {
  const configMap: ConfigMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "values" } };
  const data = { "a/b": 1, "a~b": 2, a1: 3, "1a": 4, "12": 5 };
  assert.deepEqual(manifestFaults(JSON.parse(JSON.stringify({ ...configMap, data })) as ConfigMap).toSorted(), [
    "data.1a: must be string, got 4",
    "data.a1: must be string, got 3",
    'data["a/b"]: must be string, got 1',
    'data["a~b"]: must be string, got 2',
    "data[12]: must be string, got 5",
  ]);
});
