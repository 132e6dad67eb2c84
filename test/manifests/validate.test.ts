import assert from "node:assert/strict";
import { test } from "node:test";
import { App, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { GitRepository, HTTPRoute, KubernetesObject, Receiver } from "../../.gen/crds";
import { validateManifest } from "../../manifests/validate";

const gitRepository = (spec: Partial<GitRepository["spec"]>): GitRepository => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  metadata: { name: "shop", namespace: "flux-system" },
  spec: { url: "ssh://git@github.com/acme/shop", interval: "1m", ...spec },
});

/** As a stack does, whose references OpenTofu fills in. */
const validate = (manifest: KubernetesObject): void => {
  validateManifest(manifest, (text) => Token.isUnresolved(text));
};

const reference = (): string =>
  new TerraformVariable(new TerraformStack(new App(), "stack"), "variable", {}).stringValue;

/** What only JavaScript could make: the types refuse it, a file read at run time would not. */
const untyped = (value: object): GitRepository => JSON.parse(JSON.stringify(value)) as GitRepository;

test("a manifest that its CRD accepts passes", () => {
  assert.doesNotThrow(() => validate(gitRepository({})));
});

test("a value that its CRD refuses is named with kind, object, field and value", () => {
  assert.throws(() => validate(gitRepository({ url: "git@github.com:acme/shop" })), {
    message:
      'GitRepository shop is not valid source.toolkit.fluxcd.io/v1:\n  spec.url: must match pattern "^(http|https|ssh)://.*$", got "git@github.com:acme/shop"',
  });
});

test("every wrong field is named", () => {
  assert.throws(
    () => validate(gitRepository({ url: "x", interval: "soon" })),
    (error: Error) => {
      assert.match(error.message, /spec\.url: /);
      assert.match(error.message, /spec\.interval: /);
      return true;
    },
  );
});

test("a field that the kind does not have is refused", () => {
  const manifest = gitRepository({});
  assert.throws(() => validate(untyped({ ...manifest, spec: { ...manifest.spec, branch: "main" } })), {
    message: "GitRepository shop is not valid source.toolkit.fluxcd.io/v1:\n  spec.branch: the kind has no such field",
  });
});

test("a missing field is named", () => {
  const { url: _url, ...spec } = gitRepository({}).spec;
  assert.throws(() => validate(untyped({ ...gitRepository({}), spec })), /spec\.url: is required/);
});

test("a value that is not one of the allowed ones is shown beside them", () => {
  const receiver: Receiver = {
    apiVersion: "notification.toolkit.fluxcd.io/v1",
    kind: "Receiver",
    metadata: { name: "hooks" },
    spec: { type: "github", resources: [{ kind: "GitRepository", name: "shop" }] },
  };
  const wrong = JSON.parse(JSON.stringify(receiver).replace('"github"', '"gitea"')) as Receiver;
  assert.throws(
    () => validate(wrong),
    /spec\.type: must be equal to one of the allowed values: .*"github".*, got "gitea"/,
  );
});

test("an element of a list is named by its index", () => {
  const route: HTTPRoute = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "web" },
    spec: { hostnames: ["ok.example.com", "Not_OK"] },
  };
  assert.throws(() => validate(route), /spec\.hostnames\[1\]: must match pattern/);
});

test("a reference that OpenTofu fills in later counts as a string of the right form", () => {
  assert.doesNotThrow(() => validate(gitRepository({ url: reference() })));
  assert.doesNotThrow(() => validate(gitRepository({ interval: `${reference()}m` })));
});

test("a reference does not stand for an object", () => {
  const manifest = gitRepository({});
  const wrong = untyped({ ...manifest, spec: { ...manifest.spec, ref: reference() } });
  assert.throws(() => validate(wrong), /spec\.ref: must be object/);
});

test("a kind without a generated schema is refused", () => {
  assert.throws(() => validate(untyped({ ...gitRepository({}), apiVersion: "source.toolkit.fluxcd.io/v1beta2" })), {
    message: "GitRepository shop: no schema of source.toolkit.fluxcd.io/v1beta2 is generated",
  });
});

test("where nobody fills in references, text that looks like one is judged as text", () => {
  assert.throws(() => {
    validateManifest(gitRepository({ url: reference() }));
  }, /spec\.url: must match pattern/);
});
