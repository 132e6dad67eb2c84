import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import { parseDelivery } from "../../config/load";
import { foldersInUse, fleetTree } from "../../git-side/fleet/tree";
import { isObject, shippedText, synthesize, type Json, type JsonObject } from "../support/synth";
import { wholeText } from "../support/whole";
import { mapOf, nameOf, namesOf, nodeOf, textOf } from "./support/map";

const byGit = textOf("examples/git.yaml");
const fleet = textOf("test/support/fleet.yaml");
const bare = textOf("examples/workload.yaml");

/** Whether an arrow goes from one to the other, by their names. */
function isJoined(map: ReturnType<typeof mapOf>, from: string, to: string): boolean {
  const [a, b] = [nodeOf(map, from).id, nodeOf(map, to).id];
  return map.edges.some((edge) => edge.from === a && edge.to === b);
}

/** Names of what arrows from, or to, a thing come to. */
function beside(map: ReturnType<typeof mapOf>, name: string, end: "from" | "to", kind?: string): string[] {
  const { id } = nodeOf(map, name);
  const other = end === "from" ? "to" : "from";
  const ids = map.edges.filter((edge) => edge[end] === id).map((edge) => edge[other]);
  return namesOf(map, ids).filter((each) => kind === undefined || each.startsWith(`${kind} `));
}

for (const [title, yaml] of [
  ["the shipped file", shippedText()],
  ["a file of all elements", wholeText],
  ["a fleet", fleet],
  ["a file by Git", byGit],
  ["a bare cluster", bare],
] as const) {
  test(`Every object and resource of ${title} is on the map, once, and nothing that is neither there nor named.`, () => {
    const map = mapOf(yaml);
    const delivery = parseDelivery(yaml, "delivery.yaml");
    const stacks = synthesize(yaml);
    const joints = ["aws_iam_role_policy_attachment", "aws_eks_pod_identity_association"];
    const resources = [...stacks.texts].flatMap(([stack, text]) => {
      const types = (JSON.parse(text) as { resource?: JsonObject }).resource ?? {};
      return Object.entries(types).flatMap(([type, ofType]) =>
        type === "kubernetes_manifest" || joints.includes(type)
          ? []
          : Object.keys(isObject(ofType) ? ofType : {}).map((id) => `resource:${stack}/${type}.${id}`),
      );
    });
    const objects = delivery.clusters.flatMap(({ name, stacks: own }) =>
      Object.values(own).flatMap((stack) => Object.keys(stacks.objects(stack)).map((each) => `object:${name}/${each}`)),
    );
    const manifests = fleetTree(delivery).filter(({ path }) =>
      foldersInUse(delivery).some((folder) => path.startsWith(`${folder}/`)),
    );
    const files = manifests.map(({ path, text }) => {
      const { kind, metadata } = parse(text) as { kind: string; metadata: { name: string; namespace?: string } };
      const namespace = metadata.namespace === undefined ? "" : `${metadata.namespace}/`;
      return `object:${path.split("/")[1] ?? ""}/${kind} ${namespace}${metadata.name}`;
    });
    assert.equal(files.length > 0, yaml === byGit);
    const made = map.nodes.filter(
      ({ id, kind, facts }) =>
        (id.startsWith("resource:") && kind !== "variable") ||
        (id.startsWith("object:") && !facts.includes("is there already: nothing here makes it")),
    );
    assert.deepEqual(made.map(({ id }) => id).sort(), [...resources, ...objects, ...files].sort());
  });
}

test("A chart is on the map as its stack's, in its cluster, and not in pictures.", () => {
  const { cluster, stack, isDetail } = nodeOf(mapOf(bare), "helm_release flux-operator");
  assert.deepEqual([cluster, stack, isDetail], ["cluster:main", "stack:prerequisites", true]);
});

test("Nothing is on the map alone: what leads nowhere and comes from nowhere is a reference that nobody follows.", () => {
  const alone = [shippedText(), wholeText, fleet, byGit, textOf("examples/promotion.yaml")].flatMap((yaml) => {
    const map = mapOf(yaml);
    const joined = new Set(map.edges.flatMap(({ from, to }) => [from, to]));
    return map.nodes.filter(({ id, kind }) => !joined.has(id) && kind !== "stack" && kind !== "cluster").map(nameOf);
  });
  // No alert of that file uses it.
  assert.deepEqual(alone, ["Provider flux-system/alertmanager on main"]);
});

test("A tag goes from CI over image, scan, policy, commit and source to the Pods.", () => {
  const map = mapOf(shippedText());
  const way = [
    "CI echo-server",
    "image ghcr.io/developer-friendly/echo-server",
    "ImageRepository flux-system/echo-server on blog",
    "ImagePolicy flux-system/echo-server on blog",
    "ImageUpdateAutomation flux-system/echo-server on blog",
    "repository developer-friendly/echo-server",
    "GitRepository flux-system/echo-server on blog",
    "Kustomization flux-system/echo-server on blog",
    "environment echo-server dev",
  ];
  way.slice(1).forEach((to, index) => {
    const from = way[index] ?? "";
    assert.ok(isJoined(map, from, to), `${from} -> ${to}`);
  });
});

test("Who reads a secret is what reads it in the output, and who may what its policy says.", () => {
  const map = mapOf(shippedText());
  assert.deepEqual(beside(map, "parameter /github/echo-server/ghcr-token", "from"), [
    "ExternalSecret default/echo-server-docker on blog",
    "ExternalSecret flux-system/echo-server-docker on blog",
  ]);
  assert.deepEqual(beside(map, "parameter /github/echo-server/ghcr-token", "to"), [
    "IAM policy external-secrets-blog",
    "variable github_pat",
  ]);
  assert.deepEqual(beside(map, "IAM policy external-secrets-blog", "from"), [
    "parameter /github/developer-friendly/blog/flux-system/receiver/token",
    "parameter /github/echo-server/deploy-key",
    "parameter /github/echo-server/ghcr-token",
    "parameter /github/gpg-keys/developer-friendly-bot",
  ]);
  assert.deepEqual(beside(map, "IAM policy external-secrets-blog", "to"), ["cluster blog"]);
});

test("A parameter that the user keeps is on the map with who reads it and whose policy lets them.", () => {
  const map = mapOf(
    wholeText.replace("{ name: parameters, create: {} }", "{ name: parameters, create: {}, readerPolicy: main }"),
  );
  assert.deepEqual(beside(map, "parameter /slack/flux", "from"), ["ExternalSecret flux-system/chat-provider on main"]);
  assert.deepEqual(beside(map, "parameter /slack/flux", "to"), ["IAM policy main"]);
});

test("A webhook calls the Receiver that its address is made of, and that starts its sources and scans.", () => {
  const map = mapOf(fleet);
  assert.deepEqual(beside(map, "Receiver flux/github-receiver on production", "to", "webhook"), [
    "webhook webhook-shop_webhook",
    "webhook webhook-tools_webhook",
  ]);
  assert.deepEqual(beside(map, "Receiver flux/github-receiver on production", "from"), [
    "GitRepository flux/shop on production",
    "GitRepository flux/tools on production",
  ]);
});

test("What Flux applies is by Git with the Kustomization that applies it; what OpenTofu applies is its stack's.", () => {
  const map = mapOf(byGit);
  assert.equal(nodeOf(map, "cluster production").isByGit, true);
  assert.equal(nodeOf(map, "cluster staging").isByGit, undefined);
  const held = map.nodes.filter(({ id, isDetail }) => id.startsWith("object:") && isDetail !== true);
  const byOpenTofu = held.filter(({ isByGit }) => isByGit !== true).map(nameOf);
  assert.deepEqual(
    byOpenTofu.filter((each) => each.endsWith("on production")),
    [
      "ClusterSecretStore aws-parameter-store on production",
      "ExternalSecret flux-system/fleet-git on production",
      "GitRepository flux-system/fleet on production",
      "Kustomization flux-system/fleet.cluster on production",
    ],
  );
  assert.ok(held.every(({ isByGit, cluster }) => isByGit !== true || cluster === "cluster:production"));
  for (const node of held.filter(({ isByGit }) => isByGit)) {
    const appliers = map.edges.filter(({ to, label }) => to === node.id && label === "applies");
    assert.equal(appliers.length, 1, node.id);
  }
  assert.deepEqual(beside(map, "Kustomization flux-system/app.api on production", "from"), [
    "ImagePolicy flux-system/api-production on production",
    "ImageRepository flux-system/api on production",
    "Kustomization flux-system/api-production on production",
  ]);
});

test("A secret's name in the fleet's files leads to the parameter that the cluster's ConfigMap says.", () => {
  const map = mapOf(byGit);
  assert.deepEqual(beside(map, "ExternalSecret flux-system/shop-git on production", "to", "parameter"), [
    "parameter /acme/github/shop/deploy-key",
  ]);
  assert.deepEqual(beside(map, "ExternalSecret flux-system/shop-git on staging", "to", "parameter"), [
    "parameter /acme/github/shop/deploy-key/cluster-staging",
  ]);
});

test("A promotion goes from the environment that proves an image to the other's policy.", () => {
  const map = mapOf(textOf("examples/promotion.yaml"));
  const promotions = map.edges.filter(({ layer }) => layer === "promotion");
  assert.deepEqual(
    promotions.map(({ from, to }) => [from, to]),
    [
      ["environment:shop/dev", "object:production/ImagePolicy flux-system/shop-staging"],
      ["environment:shop/staging", "object:production/ImagePolicy flux-system/shop-production"],
    ],
  );
  assert.deepEqual(beside(map, "Alert flux-system/shop-dev.promotion on test", "to"), [
    "Kustomization flux-system/shop-dev on test",
  ]);
  assert.deepEqual(beside(map, "Provider flux-system/promotions on test", "from"), ["repository acme/shop"]);
});

test("A role that stacks make is what a store reads as, and has the policies that are attached to it.", () => {
  const role = "{ name: parameters, create: {}, readerPolicy: main, readerRole: reader }";
  const map = mapOf(
    wholeText
      .replace("{ name: parameters, create: {} }", role)
      .replace(
        "    connection: { type: kubeconfig, path: kubeconfig, context: main }",
        "    connection: { type: kubeconfig, path: kubeconfig, context: main }\n    serviceAccountRoles: { type: irsa, oidcProvider: arn:aws:iam::123456789012:oidc-provider/oidc.example }",
      ),
  );
  assert.deepEqual(beside(map, "IAM role reader", "from"), ["IAM policy main"]);
  assert.deepEqual(beside(map, "IAM role reader", "to"), ["ServiceAccount flux-system/parameters on main"]);
  assert.deepEqual(beside(map, "ServiceAccount flux-system/parameters on main", "to"), [
    "ClusterSecretStore parameters on main",
  ]);
});

test("Things on the map keep ids and order whatever the order of the file.", () => {
  const forwards = parse(fleet, { merge: true }) as Record<string, Json>;
  const lists = ["clusters", "repositories", "applications"];
  const backwards = Object.fromEntries(
    Object.entries(forwards).map(([key, value]) =>
      lists.includes(key) && Array.isArray(value) ? [key, [...value].reverse()] : [key, value],
    ),
  );
  const [a, b] = [mapOf(fleet), mapOf(stringify(backwards, { aliasDuplicateObjects: false }))];
  assert.deepEqual(
    a.nodes.map(({ id }) => id),
    b.nodes.map(({ id }) => id),
  );
  assert.deepEqual(a.edges, b.edges);
  assert.deepEqual(a, mapOf(fleet));
  const sorted = [...new Set(a.nodes.map(({ id }) => id))].sort();
  assert.deepEqual(
    a.nodes.map(({ id }) => id),
    sorted,
  );
});
