import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fleetTree } from "../../git-side/fleet/tree";
import type { Cluster } from "../../model/delivery";
import { at, synthesize, text, type Json, type JsonObject, type Synthesized } from "../support/synth";
import { environmentsOf, examples, trees, type Example } from "./support/examples";
import { objectOf } from "./support/kustomize";

/** What the tree names is what the stacks make, or Flux in their place. */
for (const example of examples) describe(`The trees of ${example.name}`, () => agree(example));

const markers = (yaml: string): { field: string; policy: string; part: string }[] =>
  [...yaml.matchAll(/(\w+): .* # \{"\$imagepolicy": "([^"]+):(\w+)"\}$/gm)].map(
    ([, field = "", policy = "", part = ""]) => ({ field, policy, part }),
  );

/** The objects of a cluster's folders in the fleet's repository, as `Kind namespace/name`. */
function byFlux({ objectName: folder }: Cluster, { delivery }: Example): Record<string, JsonObject> {
  const files = fleetTree(delivery).filter(
    ({ path }) => !path.startsWith("clusters/") && path.split("/")[1] === folder,
  );
  return Object.fromEntries(
    files.map(({ text: yaml }) => {
      const object = objectOf(yaml);
      const { name, namespace } = object["metadata"] as Record<string, string>;
      return [`${text(object["kind"])} ${namespace === undefined ? "" : `${namespace}/`}${name}`, object];
    }),
  );
}

function agree(example: Example): void {
  const stacks: Synthesized = synthesize(readFileSync(example.file, "utf8"));
  const policies = new Map<string, Json | undefined>();
  const objects = new Map<string, JsonObject>();
  for (const cluster of example.delivery.clusters) {
    const made = cluster.fleet ? byFlux(cluster, example) : stacks.objects(cluster.stacks.app);
    for (const [name, object] of Object.entries(made)) {
      objects.set(`${cluster.name} ${name}`, object);
      const [kind, id = ""] = name.split(" ");
      if (kind === "ImagePolicy") policies.set(id.replace("/", ":"), at(object, "spec"));
    }
  }
  const own = trees.filter((tree) => tree.example === example);
  const environments = own.flatMap((tree) =>
    environmentsOf(tree).map((each) => ({
      ...each,
      overlay: tree.files.get(`${each.environment.path}/kustomization.yaml`) ?? "",
      tree,
    })),
  );

  test("have markers of policies that exist, each policy's once.", () => {
    const named = environments.flatMap(({ overlay }) => markers(overlay).filter(({ part }) => part === "tag"));
    assert.deepEqual(named.map(({ policy }) => policy).sort(), [...policies.keys()].sort());
  });

  test("mark the digest exactly where the policy reflects it.", () => {
    for (const { overlay } of environments) {
      const found = markers(overlay);
      const [{ policy } = { policy: "" }] = found;
      const digests = at(policies.get(policy), "digestReflectionPolicy") !== "Never";
      assert.deepEqual(found, [
        { field: "newTag", policy, part: "tag" },
        ...(digests ? [{ field: "digest", policy, part: "digest" }] : []),
      ]);
    }
  });

  test("have the overlay where the cluster's Kustomization looks for it.", () => {
    for (const { environment, overlay } of environments) {
      const { cluster } = environment;
      const name = `${cluster.name} Kustomization ${cluster.fluxNamespace}/${environment.objectName}`;
      assert.equal(at(objects.get(name), "spec", "path"), `./${environment.path}`);
      assert.notEqual(overlay, "");
    }
  });

  test("have every overlay below the folder that an automation updates.", () => {
    const folders = [...objects.values()]
      .filter(({ kind }) => kind === "ImageUpdateAutomation")
      .map((automation) => text(at(automation, "spec", "update", "path")));
    for (const { environment } of environments) {
      assert.ok(folders.some((folder) => `./${environment.path}/`.startsWith(`${folder.replace(/\/$/, "")}/`)));
    }
  });

  test("have a Service at the port that the route leads to.", () => {
    for (const { application, environment, tree } of environments) {
      if (!environment.route) continue;
      const name = `${environment.cluster.name} HTTPRoute ${environment.namespace}/${environment.objectName}`;
      const base = [...tree.files].find(
        ([path, yaml]) => path.endsWith("/service.yaml") && at(objectOf(yaml), "metadata", "name") === application.name,
      );
      assert.ok(base);
      assert.deepEqual(
        at(objects.get(name), "spec", "rules", 0, "backendRefs", 0, "port"),
        at(objectOf(base[1]), "spec", "ports", 0, "port"),
      );
    }
  });

  test("read every variable of a Secret that the stacks make, and all of its keys.", () => {
    for (const { environment, tree } of environments) {
      const patch = tree.files.get(`${environment.path}/deployment-patch.yaml`);
      const variables =
        patch === undefined ? [] : at(objectOf(patch), "spec", "template", "spec", "containers", 0, "env");
      const read = (Array.isArray(variables) ? variables : []).flatMap((each) => {
        const reference = at(each, "valueFrom", "secretKeyRef");
        return reference === undefined
          ? []
          : [{ secret: text(at(reference, "name")), key: text(at(reference, "key")) }];
      });
      const name = `${environment.cluster.name} ExternalSecret ${environment.namespace}/${environment.objectName}-secrets`;
      const data = at(objects.get(name), "spec", "data");
      assert.deepEqual(
        read.map(({ key }) => key),
        (Array.isArray(data) ? data : []).map((each) => at(each, "secretKey")),
      );
      for (const { secret } of read) assert.equal(secret, at(objects.get(name), "spec", "target", "name"));
    }
  });

  test("pull by Secrets that the stacks put into the namespace.", () => {
    for (const { application, environment } of environments) {
      if (application.image.credential === undefined) continue;
      assert.ok(
        objects.has(
          `${environment.cluster.name} ExternalSecret ${environment.namespace}/${application.image.credential}-docker`,
        ),
      );
    }
  });
}
