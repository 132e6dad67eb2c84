import assert from "node:assert/strict";
import { test } from "node:test";
import { notificationSecret } from "../../../manifests/external-secrets/secrets";
import { notificationProvider } from "../../../manifests/flux/notification-provider";
import { named, whole } from "../../support/whole";

const { cluster } = whole();
const provider = (name: string) => named(cluster.notifications.providers, name);

const rows = {
  alertmanager: {
    type: "alertmanager",
    address: "http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts",
  },
  chat: { type: "slack", secretRef: { name: "chat-provider" }, channel: "#flux", username: "flux" },
  guild: { type: "discord", secretRef: { name: "guild-provider" }, channel: undefined, username: undefined },
  teams: { type: "msteams", secretRef: { name: "teams-provider" }, channel: undefined, username: undefined },
  commits: { type: "github", address: "https://github.com/acme/shop", secretRef: { name: "commits-provider" } },
  runs: { type: "githubdispatch", address: "https://github.com/acme/shop", secretRef: { name: "runs-provider" } },
};

for (const [name, spec] of Object.entries(rows)) {
  test(`a provider of type ${spec.type} has the address or the Secret that Flux wants`, () => {
    const made = notificationProvider(provider(name), cluster);
    assert.deepEqual(made.metadata, { name, namespace: "flux-system" });
    assert.deepEqual(made.spec, spec);
  });
}

const secrets: Readonly<Record<keyof typeof rows, readonly string[]>> = {
  alertmanager: [],
  chat: ["address /slack/flux"],
  guild: ["address /discord/flux"],
  teams: ["address /teams/flux"],
  commits: ["token /github/status"],
  runs: ["token /github/dispatch"],
};

for (const [name, data] of Object.entries(secrets)) {
  test(`the Secret of provider ${name} holds ${data.join() || "nothing"}`, () => {
    const made = notificationSecret(provider(name), cluster)?.spec.data ?? [];
    assert.deepEqual(
      made.map(({ secretKey, remoteRef }) => `${secretKey} ${remoteRef.key}`),
      data,
    );
  });
}
