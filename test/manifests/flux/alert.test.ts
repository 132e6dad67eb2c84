import assert from "node:assert/strict";
import { test } from "node:test";
import { alert, imageAlert } from "../../../manifests/flux/alert";
import { fluxBootstrapObjects } from "../../../manifests/flux-bootstrap";
import { givenPaths } from "../../../model/secret-paths";
import { defaultStoreProvider } from "../../../secrets/store";
import { named, whole } from "../../support/whole";

const alerts = `      alerts:
        - { name: everything, provider: chat, severity: info }
        - { name: failures, provider: chat, severity: error }
        - { name: statuses, provider: commits, severity: error }
`;
const { delivery, cluster } = whole(
  "      alerts:\n        - { name: failures, provider: chat, severity: error }\n",
  alerts,
);
const element = (name: string) => named(cluster.notifications.alerts, name);
const every = (...kinds: string[]) => kinds.map((kind) => ({ kind, name: "*" }));

for (const [name, severity] of [
  ["everything", "info"],
  ["failures", "error"],
] as const) {
  test(`an alert of severity ${severity} sends what Flux does from there on`, () => {
    assert.deepEqual(alert(element(name), cluster).spec, {
      providerRef: { name: "chat" },
      eventSeverity: severity,
      eventMetadata: { severity },
      eventSources: every("GitRepository", "Kustomization", "HelmRelease"),
    });
  });

  test(`an alert of severity ${severity} sends failed image updates, but no scan, and nothing of what has no tags yet`, () => {
    const { metadata, spec } = imageAlert(element(name), cluster);
    assert.equal(metadata.name, `${name}.images`);
    assert.deepEqual(spec, {
      providerRef: { name: "chat" },
      eventSeverity: "error",
      eventMetadata: { severity: "error" },
      eventSources: every("ImageRepository", "ImagePolicy", "ImageUpdateAutomation"),
      exclusionList: ["no tags in database"],
    });
  });
}

test("failed image updates become no commit statuses, which are of a commit", () => {
  const objects = fluxBootstrapObjects(cluster, {
    github: delivery.github,
    paths: givenPaths(delivery),
    storeProvider: defaultStoreProvider(delivery),
    identityAnnotations: () => ({}),
    roles: {},
    knownHosts: { lines: "" },
  });
  assert.deepEqual(
    objects.filter(({ manifest }) => manifest.kind === "Alert").map(({ id }) => id),
    ["alert-everything", "alert-everything_images", "alert-failures", "alert-failures_images", "alert-statuses"],
  );
});
