import assert from "node:assert/strict";
import { test } from "node:test";
import { alertmanagerConfig } from "../../../manifests/monitoring/alertmanager-config";
import { whole } from "../../support/whole";

const slack = '      slack: { parameter: /slack/alerts, channel: "#alerts" }\n';
const discord = "      discord: { parameter: /discord/info }\n";

const configWith = (lines: string): ReturnType<typeof alertmanagerConfig> => {
  const { monitoring } = whole(slack + discord, lines).cluster;
  assert.ok(monitoring);
  return alertmanagerConfig(monitoring);
};

const routes = {
  discord: { receiver: "discord", matchers: [{ name: "severity", matchType: "=", value: "info" }] },
  slack: { receiver: "slack", matchers: [{ name: "severity", matchType: "=", value: "error" }] },
};
const receivers = {
  discord: { name: "discord", discordConfigs: [{ apiURL: { key: "discord", name: "alertmanager-webhooks" } }] },
  slack: {
    name: "slack",
    slackConfigs: [{ apiURL: { key: "slack", name: "alertmanager-webhooks" }, channel: "#alerts" }],
  },
};

const rows: readonly (readonly [lines: string, chats: readonly (keyof typeof routes)[]])[] = [
  [slack + discord, ["discord", "slack"]],
  [slack, ["slack"]],
  [discord, ["discord"]],
];

for (const [lines, chats] of rows) {
  test(`alerts reach ${chats.join(" and ")} by severity, and everything else nobody`, () => {
    const config = configWith(lines);
    assert.deepEqual(config?.metadata, { name: "flux", namespace: "monitoring" });
    assert.deepEqual(config.spec, {
      route: { receiver: "none", routes: chats.map((chat) => routes[chat]) },
      receivers: [{ name: "none" }, ...chats.map((chat) => receivers[chat])],
    });
  });
}

test("without a chat there is nothing to route", () => assert.equal(configWith("      interval: 1h\n"), undefined));
