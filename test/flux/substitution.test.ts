/** What kustomize-controller makes of the fleet's files: the very objects that OpenTofu would apply. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import type { KubernetesObject } from "../../.gen/crds";
import { fleetTree } from "../../git-side/fleet/tree";
import { objectName } from "../../manifests/cluster-object";
import { fleetObjects, splitObjects } from "../../manifests/fleet/fleet-objects";
import { substitutable } from "../../manifests/fleet/variables";
import { appObjects } from "../../manifests/app";
import { fluxBootstrapObjects } from "../../manifests/flux-bootstrap";
import { givenReferences } from "../../manifests/given-references";
import type { Cluster, Delivery } from "../../model/delivery";
import { givenPaths } from "../../model/secret-paths";
import { examples } from "../git-side/support/examples";
import { byGit, whole } from "../support/whole";
import { judge, needsGo } from "./support/judge";

const hostKeys = "github.com ssh-ed25519 AAAA\ngithub.com ecdsa-sha2-nistp256 BBBB";

interface Built {
  readonly object?: KubernetesObject;
  readonly error?: string;
}

/** What Flux applies of texts. */
const applied = (texts: readonly string[], values: Readonly<Record<string, string>>): Built[] =>
  judge(texts.map((text) => ({ kind: "substitute", text, values }))) as Built[];

const byName = (objects: readonly KubernetesObject[]): ReadonlyMap<string, unknown> =>
  new Map(objects.map((each) => [objectName(each), JSON.parse(JSON.stringify(each))]));

/** Without what only Git says: that an object stays, and that host keys are in Base64. */
function told(object: KubernetesObject): KubernetesObject {
  const text = JSON.stringify(object).replace(/\{\{ \\"([A-Za-z0-9+/=]*)\\" \| b64dec \}\}/g, (_, keys: string) =>
    JSON.stringify(Buffer.from(keys, "base64").toString()).slice(1, -1),
  );
  const { metadata, ...rest } = JSON.parse(text) as KubernetesObject;
  const { annotations, ...named } = metadata;
  const { "kustomize.toolkit.fluxcd.io/prune": prune, ...others } = annotations ?? {};
  assert.ok(prune === undefined || prune === "disabled");
  return { ...rest, metadata: { ...named, ...(Object.keys(others).length > 0 && { annotations: others }) } };
}

/** The objects that Flux applies from the files of a cluster's folders, without the Kustomizations that it begins with. */
function byFlux(cluster: Cluster, delivery: Delivery): KubernetesObject[] {
  const { fleet } = cluster;
  assert.ok(fleet);
  const knownHosts = Buffer.from(hostKeys).toString("base64");
  const { values } = fleetObjects(cluster, fleet, delivery, { paths: givenPaths(delivery), knownHosts });
  const files = fleetTree(delivery).filter(({ path }) =>
    new RegExp(`^(infrastructure|tenants|applications)/${cluster.objectName}/`).test(path),
  );
  assert.ok(files.length > 0);
  return applied(
    files.map(({ text }) => text),
    values,
  ).map(({ object, error }) => {
    assert.equal(error, undefined);
    assert.ok(object);
    return told(object);
  });
}

/** The objects that OpenTofu would apply in its place. */
function byOpenTofu(cluster: Cluster, delivery: Delivery): KubernetesObject[] {
  const { fleet } = cluster;
  assert.ok(fleet);
  const references = { ...givenReferences(cluster, delivery), knownHosts: { lines: hostKeys } };
  const shared = splitObjects(fluxBootstrapObjects(cluster, references), fleet).byFlux;
  return [...shared, ...appObjects(cluster, delivery, references.paths)].map(({ manifest }) => manifest);
}

const delivered = [
  ...examples.map(({ name, delivery }) => ({ name, delivery })),
  {
    name: "every kind of element",
    delivery: whole(...byGit, 'channel: "#flux"', 'channel: "#${deploy_key_shop} $${x} $$ $${ $ ${#x} ${x:=y}"')
      .delivery,
  },
].flatMap(({ name, delivery }) =>
  delivery.clusters.filter(({ fleet }) => fleet).map((cluster) => ({ name, delivery, cluster })),
);

describe("what Flux makes of the fleet's files", { skip: needsGo }, () => {
  for (const { name, delivery, cluster } of delivered) {
    test(`of ${name}, cluster ${cluster.name}, is what OpenTofu would apply, and nothing else`, () => {
      assert.deepEqual(byName(byFlux(cluster, delivery)), byName(byOpenTofu(cluster, delivery)));
    });
  }

  test("there is one of each at least", () => {
    assert.ok(delivered.length >= 2);
  });

  test("any text arrives as it is", () => {
    const part = fc.oneof(
      fc.constantFrom("$", "{", "}", "$$", "${", "${x}", "$${x}", "\\", ":", "#", "%", " "),
      fc.string(),
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join("").replaceAll("\0", ""));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
        const objects = texts.map((each) => ({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "a" },
          data: { text: each },
        }));
        const written = objects.map((each) => JSON.stringify(substitutable(each)));
        assert.deepEqual(
          applied(written, { x: "substituted" }),
          objects.map((object) => ({ object })),
        );
      }),
      { numRuns: 100 },
    );
  });

  test("a path that OpenTofu has not put there is a failure, and no empty one", () => {
    const [, built] = applied(
      ["a", "b"].map((name) => `apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: "\${${name}}"\n`),
      { a: "/a" },
    );
    assert.match(built?.error ?? "", /variable not set/);
  });

  test("files hold no path that a stack makes", () => {
    for (const { delivery, cluster } of delivered) {
      const { fleet } = cluster;
      assert.ok(fleet);
      const { values } = fleetObjects(cluster, fleet, delivery, { paths: givenPaths(delivery), knownHosts: "" });
      const texts = fleetTree(delivery).map(({ text }) => text);
      for (const path of Object.values(values).filter((each) => each !== "")) {
        for (const text of texts) assert.ok(!text.includes(`key: ${path}\n`), path);
      }
      assert.ok(texts.every((text) => typeof parse(text) === "object"));
    }
  });
});
