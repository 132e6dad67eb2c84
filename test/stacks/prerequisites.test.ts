import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { at, shippedWith, synthesize, text, type Json, type JsonObject, type Synthesized } from "../support/synth";

const name = "  - name: blog\n";
const shipped = synthesize();
const bare = (fields: string, more = ""): Synthesized =>
  synthesize(shippedWith(name, `${name}    prerequisites: ${fields}\n${more}`));
const whole = bare("{}");
const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");

const releases = (stacks: Synthesized, stack = "prerequisites"): Record<string, JsonObject> =>
  stacks.resources(stack, "helm_release");
/** The chart's values, as it will have them. */
const values = (release: JsonObject | undefined): unknown => parse(text(at(release, "values", 0)));
const order = ({ manifest }: Synthesized): Record<string, Json | undefined> =>
  Object.fromEntries(
    Object.entries(at(JSON.parse(manifest) as Json, "stacks") as JsonObject).map(([stack, fields]) => [
      stack,
      at(fields, "dependencies"),
    ]),
  );

test("nothing is installed unless the file says so, and then the other stacks stay as they are", () => {
  assert.ok(!shipped.texts.has("prerequisites"));
  assert.deepEqual([...whole.texts.keys()].sort(), ["app", "flux-bootstrap", "prerequisites", "secrets"]);
  for (const [stack, content] of shipped.texts) assert.equal(whole.texts.get(stack), content, stack);
});

test("Flux comes by Flux Operator, with what delivers and what writes images, and is waited for", () => {
  const { "flux-operator": operator, "flux-instance": instance } = releases(whole);
  const own = {
    namespace: "flux-system",
    create_namespace: true,
    repository: "oci://ghcr.io/controlplaneio-fluxcd/charts",
    version: "0.58.1",
    wait: true,
    timeout: 600,
    atomic: true,
    upgrade_install: true,
  };
  const { "//": _operator, ...operatorFields } = operator ?? {};
  assert.deepEqual(operatorFields, { ...own, name: "flux-operator", chart: "flux-operator" });
  const { "//": _instance, values: _values, ...instanceFields } = instance ?? {};
  assert.deepEqual(instanceFields, {
    ...own,
    name: "flux-instance",
    chart: "flux-instance",
    depends_on: ["helm_release.flux-operator"],
  });
  assert.deepEqual(values(instance), {
    instance: {
      distribution: { version: "2.9.x" },
      components: [
        "source-controller",
        "kustomize-controller",
        "helm-controller",
        "notification-controller",
        "image-reflector-controller",
        "image-automation-controller",
      ],
    },
    healthcheck: { enabled: true, timeout: "8m" },
  });
});

test("ESO comes by its chart, with its CRDs", () => {
  const { "//": _metadata, values: _values, ...fields } = releases(whole)["external-secrets"] ?? {};
  assert.deepEqual(fields, {
    name: "external-secrets",
    namespace: "external-secrets",
    create_namespace: true,
    repository: "https://charts.external-secrets.io",
    chart: "external-secrets",
    version: "2.9.0",
    wait: true,
    timeout: 600,
    atomic: true,
    upgrade_install: true,
  });
  assert.deepEqual(values(releases(whole)["external-secrets"]), {
    installCRDs: true,
    serviceAccount: { name: "external-secrets" },
  });
});

test("the stack holds charts alone, which are planned before any CRD is served", () => {
  const { resource, data, variable } = whole.stack("prerequisites");
  assert.deepEqual(Object.keys(resource as JsonObject), ["helm_release"]);
  assert.deepEqual([data, variable], [undefined, undefined]);
});

test("what is installed, and where, is the file's to say", () => {
  const stacks = bare(
    "{ flux: { version: 2.9.4, operatorVersion: 0.60.0 }, externalSecrets: { version: 0.19.2 } }",
    "    fluxNamespace: flux\n",
  );
  const { "flux-operator": operator, "flux-instance": instance, "external-secrets": eso } = releases(stacks);
  assert.deepEqual(
    [operator, instance, eso].map((each) => [at(each, "namespace"), at(each, "version")]),
    [
      ["flux", "0.60.0"],
      ["flux", "0.60.0"],
      ["external-secrets", "0.19.2"],
    ],
  );
  assert.equal(at(values(instance) as Json, "instance", "distribution", "version"), "2.9.4");
});

test("what is no longer to be installed is let go of, and left in the cluster", () => {
  const stack = (fields: string): JsonObject => bare(fields).stack("prerequisites");
  const leaves = (...names: string[]): Json =>
    names.map((each) => ({ from: `helm_release.${each}`, lifecycle: { destroy: false } }));
  const flux = stack("{ flux: { install: false } }");
  assert.deepEqual(Object.keys(at(flux, "resource", "helm_release") as JsonObject), ["external-secrets"]);
  assert.deepEqual(flux["removed"], leaves("flux-operator", "flux-instance"));
  const eso = stack("{ externalSecrets: { install: false } }");
  assert.deepEqual(Object.keys(at(eso, "resource", "helm_release") as JsonObject), ["flux-instance", "flux-operator"]);
  assert.deepEqual(eso["removed"], leaves("external-secrets"));
  assert.equal(whole.stack("prerequisites")["removed"], undefined);
});

test("it goes after secrets, whose role ESO's Pods get as they start, and before flux-bootstrap", () => {
  assert.deepEqual(order(whole), {
    secrets: [],
    prerequisites: ["secrets"],
    "flux-bootstrap": ["secrets", "prerequisites"],
    app: ["flux-bootstrap", "secrets"],
  });
});

test("by Pod Identity ESO runs as the ServiceAccount that the role is given to", () => {
  const stacks = synthesize(
    shippedWith(
      "      readerPolicy: external-secrets-blog\n",
      "      readerPolicy: external-secrets-blog\n      readerRole: eso\n    connection: { type: eks, name: blog }\n" +
        "    serviceAccountRoles: { type: pod-identity, serviceAccount: { name: reader, namespace: eso } }\n    prerequisites: {}\n",
    ),
  );
  const association = Object.values(stacks.resources("secrets", "aws_eks_pod_identity_association"))[0];
  const release = releases(stacks)["external-secrets"];
  assert.equal(at(release, "namespace"), at(association, "namespace"));
  assert.deepEqual(values(release), {
    installCRDs: true,
    serviceAccount: { name: at(association, "service_account") },
  });
});

test("by IRSA ESO itself needs no role: each store reads as a ServiceAccount of its own", () => {
  const provider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF";
  const stacks = synthesize(
    shippedWith(
      "      readerPolicy: external-secrets-blog\n",
      `      readerPolicy: external-secrets-blog\n      readerRole: eso\n      create: {}\n` +
        `    serviceAccountRoles: { type: irsa, oidcProvider: ${provider} }\n    prerequisites: {}\n`,
    ),
  );
  assert.deepEqual(values(releases(stacks)["external-secrets"]), values(releases(whole)["external-secrets"]));
  const account = stacks.objects("flux-bootstrap")["ServiceAccount flux-system/aws-parameter-store"];
  assert.match(text(at(account, "metadata", "annotations", "eks.amazonaws.com/role-arn")), /^\$\{/);
});

/** The provider block of each way to a cluster. */
const connected = (stacks: Synthesized, stack: string): Json | undefined =>
  at(stacks.stack(stack), "provider", "helm", 0, "kubernetes");

test("the charts' provider reaches the cluster as that of the objects does", () => {
  const stacks = synthesize(
    fleet
      .replace("  - name: staging\n", "  - name: staging\n    prerequisites: {}\n")
      .replace("  - name: production\n", "  - name: production\n    prerequisites: {}\n"),
  );
  assert.deepEqual(
    ["staging", "production"].map((cluster) => [...stacks.texts.keys()].includes(`prerequisites-${cluster}`)),
    [true, true],
  );
  for (const cluster of ["staging", "production"]) {
    const other = at(stacks.stack(`flux-bootstrap-${cluster}`), "provider", "kubernetes", 0);
    assert.deepEqual(connected(stacks, `prerequisites-${cluster}`), other, cluster);
  }
  const { variable } = stacks.stack("prerequisites-production");
  assert.equal(at(variable, "kubernetes_token_production", "ephemeral"), true);
});

test("of EKS it runs the AWS CLI for a token", () => {
  const stacks = bare("{}", "    connection: { type: eks, name: blog }\n");
  const { exec, ...login } = at(stacks.stack("flux-bootstrap"), "provider", "kubernetes", 0) as JsonObject;
  assert.deepEqual(connected(stacks, "prerequisites"), { ...login, exec: at(exec, 0) });
});

test("a cluster whose UID is given is asked for it before anything is installed", () => {
  const stacks = bare("{}", "    uid: 6a1b2c3d-0000-4000-8000-0123456789ab\n");
  const [stack, other] = ["prerequisites", "flux-bootstrap"].map((each) => stacks.stack(each));
  assert.deepEqual(
    at(stack, "data", "kubernetes_namespace_v1", "kube-system", "lifecycle"),
    at(other, "data", "kubernetes_namespace_v1", "kube-system", "lifecycle"),
  );
  const objects = at(other, "provider", "kubernetes", 1);
  assert.deepEqual(connected(stacks, "prerequisites"), objects);
  assert.match(text(at(objects, "config_path")), /data\.kubernetes_namespace_v1\.kube-system/);
});
