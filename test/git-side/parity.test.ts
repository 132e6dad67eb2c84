import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { at, type Json } from "../support/synth";
import { fileOf, shipped } from "./support/examples";
import { objectOf } from "./support/kustomize";

/** The rows of the published system that live in the application's repository, from the shipped delivery.yaml. */
const file = (path: string): string => fileOf(shipped(), path);
const value = (path: string, ...fields: (string | number)[]): Json | undefined => at(objectOf(file(path)), ...fields);

const base = (name: string, ...fields: (string | number)[]): Json | undefined =>
  value(`kustomize/base/${name}.yaml`, ...fields);
const overlay = (...fields: (string | number)[]): Json | undefined =>
  value("kustomize/overlays/dev/kustomization.yaml", ...fields);
const container = (...fields: (string | number)[]): Json | undefined =>
  base("deployment", "spec", "template", "spec", "containers", 0, ...fields);

type Row = readonly [what: string, actual: Json | undefined, expected: Json];

// prettier-ignore
const rows: readonly Row[] = [
  ["name of the Deployment", base("deployment", "metadata", "name"), "echo-server"],
  ["image of the container", container("image"), "ghcr.io/developer-friendly/echo-server"],
  ["name of the port", container("ports", 0, "name"), "http"],
  ["number of the port", container("ports", 0, "containerPort"), 3000],
  ["source of the environment", container("envFrom", 0, "configMapRef", "name"), "echo-server"],
  ["pull secret of the Pods", base("deployment", "spec", "template", "spec", "imagePullSecrets", 0, "name"), "echo-server-docker"],
  ["name of the Service", base("service", "metadata", "name"), "echo-server"],
  ["port of the Service", base("service", "spec", "ports", 0, "port"), 80],
  ["target of the Service", base("service", "spec", "ports", 0, "targetPort"), "http"],
  ["name of the ConfigMap", base("kustomization", "configMapGenerator", 0, "name"), "echo-server"],
  ["source of the ConfigMap", base("kustomization", "configMapGenerator", 0, "envs", 0), "configs.env"],
  ["labels of the base", base("kustomization", "labels", 0, "pairs"), { app: "echo-server", tier: "backend" }],
  ["namespace of the overlay", overlay("namespace"), "default"],
  ["label of the overlay", overlay("labels", 0, "pairs"), { env: "dev" }],
  ["image of the overlay", overlay("images", 0, "name"), "ghcr.io/developer-friendly/echo-server"],
  ["tag of the overlay", overlay("images", 0, "newTag"), "9050352340"],
];

describe("the repository as published", () => {
  for (const [what, actual, expected] of rows) {
    test(`${what} is ${JSON.stringify(expected)}`, () => assert.deepEqual(actual, expected));
  }

  test("the settings are PORT=3000", () =>
    assert.deepEqual(file("kustomize/base/configs.env").split("\n").slice(1), ["PORT=3000", ""]));

  test("the marker names the policy in Flux's namespace", () =>
    assert.match(
      file("kustomize/overlays/dev/kustomization.yaml"),
      /newTag: "9050352340" # \{"\$imagepolicy": "flux-system:echo-server:tag"\}$/m,
    ));

  test("the image is tagged with the run's id", () =>
    assert.match(file(".github/workflows/image.yml"), /tags=\("\$GITHUB_RUN_ID"\)/));
});
