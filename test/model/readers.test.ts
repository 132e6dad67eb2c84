import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../config/load";
import type { Cluster } from "../../model/delivery";
import { identityOf, readersOf } from "../../model/readers";
import { edited, type Edit } from "../config/bad-files/row";

const oidcProvider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF";
const cluster = "  - name: blog\n";
const eks = "    connection: { type: eks, name: main }\n";
const irsa = `    serviceAccountRoles: { type: irsa, oidcProvider: ${oidcProvider} }\n`;
const podIdentity = `${eks}    serviceAccountRoles: { type: pod-identity }\n`;
const policy = "      readerPolicy: external-secrets-blog\n";
const logins = "    pullSecretStore: { name: logins, readerPolicy: b, readerRole: b, create: {} }\n";

function clusterOf(...edits: Edit[]): Cluster {
  const [first] = parseDelivery(edited(edits), "delivery.yaml").clusters;
  assert.ok(first);
  return first;
}
const readers = (ways: string, stores: string) =>
  readersOf(clusterOf([cluster, `${cluster}    fluxNamespace: flux\n${ways}`], [policy, policy + stores]));

test("a store that asks for no role has none, by whatever way roles would come", () => {
  const none = { everything: undefined, pullSecrets: undefined };
  assert.deepEqual(readers("", ""), none);
  const { everything, pullSecrets } = readers(irsa, logins);
  assert.equal(everything, undefined);
  assert.equal(pullSecrets?.name, "b");
});

test("by IRSA each store has a ServiceAccount of its name, beside Flux", () => {
  const trusted = (name: string) => ({
    type: "irsa",
    oidcProvider,
    serviceAccount: { name, namespace: "flux" },
  });
  assert.deepEqual(readers(irsa, `      readerRole: a\n      create: {}\n${logins}`), {
    everything: { name: "a", trusted: trusted("aws-parameter-store") },
    pullSecrets: { name: "b", trusted: trusted("logins") },
  });
});

test("by Pod Identity the first store's role is ESO's own, which assumes the other's", () => {
  const { everything, pullSecrets } = readers(podIdentity, `      readerRole: a\n${logins}`);
  assert.equal(everything?.name, "a");
  assert.equal(everything.trusted.type, "pod-identity");
  assert.deepEqual(
    [everything.trusted.cluster.name, everything.trusted.cluster.region, everything.trusted.serviceAccount],
    ["main", "eu-central-1", { name: "external-secrets", namespace: "external-secrets" }],
  );
  assert.deepEqual(pullSecrets, { name: "b", trusted: { type: "role" } });
});

test("no role comes to a cluster that is not of EKS by Pod Identity, nor to one without a way", () => {
  const given = clusterOf([cluster, cluster + podIdentity], [policy, `${policy}      readerRole: a\n${logins}`]);
  const elsewhere = { ...given, connection: { type: "variables" } } as const;
  assert.equal(readersOf({ ...given, ...elsewhere }).everything, undefined);
  assert.deepEqual(readersOf({ ...given, serviceAccountRoles: undefined }), {
    everything: undefined,
    pullSecrets: undefined,
  });
});

test("a store is told whom it reads as, unless that is who ESO is anyway", () => {
  const byIrsa = readers(irsa, `      readerRole: a\n      create: {}\n${logins}`);
  const serviceAccount = { name: "aws-parameter-store", namespace: "flux" };
  assert.deepEqual(identityOf(byIrsa.everything, "arn"), { role: "arn", serviceAccount });
  const byPods = readers(podIdentity, `      readerRole: a\n${logins}`);
  assert.equal(identityOf(byPods.everything, "arn"), undefined);
  assert.deepEqual(identityOf(byPods.pullSecrets, "arn"), { role: "arn" });
  assert.equal(identityOf(byPods.pullSecrets, undefined), undefined);
  assert.equal(identityOf(undefined, "arn"), undefined);
});
