import assert from "node:assert/strict";
import { test } from "node:test";
import {
  announcedBy,
  announcedByGitHub,
  announcerOf,
  fetchInterval,
  registryReceivers,
  scanInterval,
  tokenReceivers,
  updateInterval,
} from "../../model/called";
import { named, whole } from "../support/whole";

const receiver = "receiver: { host: flux.acme.example }";
const web = "image: { name: ghcr.io/acme/web, credential: ghcr }";
const telling = (registries: string): readonly [string, string] => [
  receiver,
  `receiver: { host: flux.acme.example, registries: [${registries}] }`,
];

/** What tells of an application's images, and how often Flux asks. */
function told(application: string, ...edits: readonly string[]): string {
  const { delivery, cluster } = whole(...edits);
  const one = named(delivery.applications, application);
  const { type, name } = announcerOf(one, cluster) ?? { type: "nobody", name: "" };
  return `${type} ${name} ${scanInterval(one, cluster)}`;
}

test("GitHub tells of the organization's images in its own registry, of those of others nobody does", () => {
  const nobody = "nobody  1m";
  assert.equal(told("web"), "github github-receiver 10m");
  assert.equal(told("web", "organization: acme", "organization: ACME"), "github github-receiver 10m");
  assert.equal(
    told("web", web, "image: { name: ghcr.io/acme/shop/web, credential: ghcr }"),
    "github github-receiver 10m",
  );
  assert.equal(told("web", web, "image: { name: ghcr.io/another/web, credential: ghcr }"), nobody);
  assert.equal(told("web", web, "image: { name: quay.io/acme/web }"), nobody);
  assert.equal(told("api"), nobody);
});

test("without a receiver nobody tells, and Flux asks every minute", () => {
  assert.equal(told("web", `    ${receiver}\n`, ""), "nobody  1m");
});

test("a registry tells in the way that the file says, also in the place of GitHub", () => {
  const local = 'registry: "localhost:5000"';
  assert.equal(told("api", ...telling(`{ type: harbor, ${local} }`)), "harbor harbor-receiver 10m");
  assert.equal(told("api", ...telling(`{ type: generic-oidc, name: ci, ${local} }`)), "generic-oidc ci 10m");
  assert.equal(told("api", ...telling(`{ type: github, ${local} }`)), "github github-receiver 10m");
  assert.equal(
    told("web", ...telling("{ type: generic-oidc, registry: ghcr.io }")),
    "generic-oidc generic-oidc-receiver 10m",
  );
});

test("GitHub Enterprise Server tells of its registry's images where the file says which it is", () => {
  const server = [
    "  bot: { username",
    "  apiUrl: https://github.acme.example/\n  sshHost: github.acme.example\n" +
      '  knownHosts: ["github.acme.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"]\n' +
      "  bot: { username",
  ] as const;
  const own = [web, "image: { name: containers.github.acme.example/acme/web }"] as const;
  assert.equal(told("web", ...server), "nobody  1m");
  assert.equal(told("web", ...server, ...own), "nobody  1m");
  const github = telling("{ type: github, registry: containers.github.acme.example }");
  assert.equal(told("web", ...server, ...own, ...github), "github github-receiver 10m");
});

test("a repository is fetched, and an automation looks, less often where their cluster is called", () => {
  const intervals = (...edits: readonly string[]): string[] => {
    const { delivery, cluster } = whole(...edits);
    const [automation] = delivery.automations;
    if (!automation) throw new Error("no automation");
    return [fetchInterval(named(delivery.repositories, "shop"), cluster), updateInterval(automation)];
  };
  assert.deepEqual(intervals(), ["10m", "10m"]);
  assert.deepEqual(intervals(`    ${receiver}\n`, ""), ["1m", "1m"]);
  const given = "  - name: shop\n    interval: 2m\n    imageUpdate: { interval: 3m }\n";
  assert.deepEqual(intervals("  - name: shop\n", given), ["2m", "3m"]);
});

test("a shared repository is fetched often by the cluster that is not called", () => {
  const second =
    "  - name: second\n    connection: { type: kubeconfig, path: kubeconfig, context: second }\nrepositories:\n";
  const { delivery } = whole(
    "repositories:\n",
    second,
    "      - name: prod\n        cluster: main",
    "      - name: prod\n        cluster: second",
    "  - name: shop\n",
    "  - name: shop\n    imageUpdate: { cluster: main }\n",
  );
  const shop = named(delivery.repositories, "shop");
  assert.deepEqual(
    delivery.clusters.map((cluster) => [
      cluster.name,
      cluster.repositories.includes(shop),
      fetchInterval(shop, cluster),
    ]),
    [
      ["main", true, "10m"],
      ["second", true, "1m"],
    ],
  );
});

test("an image's own interval is kept", () => {
  assert.equal(
    told("web", web, "image: { name: ghcr.io/acme/web, credential: ghcr, interval: 5m }"),
    "github github-receiver 5m",
  );
});

const two = '{ type: harbor, registry: "localhost:5000" }, { type: generic-oidc, registry: ghcr.io }';

test("each registry's Receiver is told of its own images, and GitHub's of the rest", () => {
  const { cluster } = whole(...telling(two));
  const receivers = registryReceivers(cluster);
  assert.deepEqual(
    receivers.map((each) => [each.name, announcedBy(each, cluster).map(({ name }) => name)]),
    [
      ["harbor-receiver", ["api"]],
      ["generic-oidc-receiver", ["web"]],
    ],
  );
  assert.deepEqual(
    tokenReceivers(cluster).map(({ name }) => name),
    ["harbor-receiver"],
  );
  assert.deepEqual([...announcedByGitHub(cluster)], []);
  const gitHubs = whole(...telling('{ type: github, registry: "localhost:5000" }')).cluster;
  assert.deepEqual(registryReceivers(gitHubs), []);
  const { cluster: shipped } = whole();
  assert.deepEqual(
    [...announcedByGitHub(shipped)].map(({ name }) => name),
    ["shop"],
  );
  assert.deepEqual(registryReceivers(shipped), []);
});

test("nothing is called where there is no way in", () => {
  const { cluster } = whole(...telling(two));
  const closed = { ...cluster, gateway: undefined };
  assert.deepEqual(registryReceivers(closed), []);
  assert.deepEqual(tokenReceivers({ ...cluster, receiver: undefined }), []);
  for (const application of cluster.scannedApplications) {
    assert.equal(announcerOf(application, closed), undefined);
    assert.equal(scanInterval(application, closed), "1m");
  }
});
