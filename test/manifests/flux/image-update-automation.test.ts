import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ImageUpdateAutomation } from "../../../.gen/crds";
import { templateFaults, writesNothing } from "../../../flux/message-template";
import { commonFolder, imageUpdateAutomation } from "../../../manifests/flux/image-update-automation";
import type { Delivery } from "../../../model/delivery";
import { judge, needsGo } from "../../flux/support/judge";
import type { Json } from "../../support/synth";
import { whole } from "../../support/whole";

type Commit = NonNullable<ImageUpdateAutomation["spec"]["git"]>["commit"];

const rows: readonly (readonly [paths: readonly string[], folder: string])[] = [
  [["kustomize/overlays/dev"], "./kustomize/overlays/dev"],
  [["kustomize/overlays/dev", "kustomize/overlays/prod"], "./kustomize/overlays"],
  [["a/b", "a/b/c"], "./a/b"],
  [["a/b/c", "a/b"], "./a/b"],
  [["a", "b"], "./"],
  [["ab/c", "abc/c"], "./"],
];

for (const [paths, folder] of rows) {
  test(`the overlays ${paths.join(", ")} lie in ${folder}`, () => assert.equal(commonFolder(paths), folder));
}

/** What Flux writes for some changes: each a marker's policy and part, the old and the new value. */
function messageOf(commit: Commit, ...changes: readonly (readonly [setter: string, from: string, to: string])[]): Json {
  const [message] = judge([
    {
      kind: "message",
      text: commit.messageTemplate ?? "",
      values: commit.messageTemplateValues,
      changes: changes.map(([Setter, OldValue, NewValue]) => ({ Setter: `flux-system:${Setter}`, OldValue, NewValue })),
    },
  ]);
  return message as Json;
}

const commitOf = (delivery: Delivery, index = 0): Commit => {
  const automation = delivery.automations[index];
  assert.ok(automation);
  const commit = imageUpdateAutomation(automation, delivery.github.bot).spec.git?.commit;
  assert.ok(commit);
  return commit;
};

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

describe("the bot's commit", () => {
  const { delivery } = whole();
  const commit = commitOf(delivery);
  const title = "chore: update image tags\n\n";

  test("has a template without a fault, whatever it is for", () => {
    assert.deepEqual(templateFaults(commit.messageTemplate ?? ""), []);
    assert.equal(writesNothing(commit.messageTemplate ?? ""), false);
  });

  test("names application, environment, old and new tag", { skip: needsGo }, () => {
    assert.equal(messageOf(commit, ["web-prod:tag", "1.0.0", "1.1.0"]), `${title}web prod: 1.0.0 -> 1.1.0\n`);
  });

  test("names all that it changes, in an order that is always the same", { skip: needsGo }, () => {
    const changes = [
      ["web-prod:tag", "1.0.0", "1.1.0"],
      ["api-dev:tag", "1", "2"],
      ["web-dev:tag", "v1", "v2"],
    ] as const;
    const message = `${title}api dev: 1 -> 2\nweb dev: v1 -> v2\nweb prod: 1.0.0 -> 1.1.0\n`;
    for (let times = 0; times < 10; times++) assert.equal(messageOf(commit, ...changes), message);
  });

  test("tells a digest only where the tag is as it was", { skip: needsGo }, () => {
    const both = messageOf(commit, ["web-prod:digest", digest("a"), digest("b")], ["web-prod:tag", "1.0.0", "1.1.0"]);
    assert.equal(both, `${title}web prod: 1.0.0 -> 1.1.0\n`);
    const moved = messageOf(commit, ["api-dev:digest", digest("a"), digest("b")], ["web-prod:tag", "1.0.0", "1.1.0"]);
    assert.equal(moved, `${title}api dev: ${digest("a")} -> ${digest("b")}\nweb prod: 1.0.0 -> 1.1.0\n`);
    const first = messageOf(commit, ["api-dev:digest", "", digest("b")]);
    assert.equal(first, `${title}api dev: none -> ${digest("b")}\n`);
  });

  test("tells by the marker what is no environment of ours", { skip: needsGo }, () => {
    const other = messageOf(commit, ["theirs:tag", "1", "2"]);
    assert.equal(other, `${title}flux-system:theirs:tag: 1 -> 2\n`);
  });

  test("takes no name for a template", { skip: needsGo }, () => {
    const values = Object.fromEntries(
      Object.keys(commit.messageTemplateValues ?? {}).map((key) => [key, "{{ fail }}"]),
    );
    assert.equal(
      messageOf({ ...commit, messageTemplateValues: values }, ["api-dev:tag", "1", "2"]),
      `${title}{{ fail }}: 1 -> 2\n`,
    );
  });

  test("is of the bot, for the environments that its branch is for, and nobody else's", () => {
    const reviewed = whole("initialTag: 1.0.0", "initialTag: 1.0.0\n        pushBranch: release").delivery;
    const authors = (of: Delivery): unknown[] => of.automations.map((_, index) => commitOf(of, index).author);
    assert.deepEqual(authors(delivery), [{ name: "Acme Bot (dev, prod)", email: "bot@acme.example" }]);
    assert.deepEqual(authors(reviewed), [
      { name: "Acme Bot (dev)", email: "bot@acme.example" },
      { name: "Acme Bot (prod)", email: "bot@acme.example" },
    ]);
    assert.deepEqual(Object.keys(commitOf(reviewed, 1).messageTemplateValues ?? {}), ["web-prod"]);
  });

  test("has no marker that skips CI, on whatever branch, and the same template", () => {
    const reviewed = whole("initialTag: 1.0.0", "initialTag: 1.0.0\n        pushBranch: release").delivery;
    for (const index of [0, 1]) {
      assert.doesNotMatch(commitOf(reviewed, index).messageTemplate ?? "", /skip|no ci/i);
      assert.equal(commitOf(reviewed, index).messageTemplate, commit.messageTemplate);
    }
  });

  test("has a message of the user's own as it is, and no values for it", () => {
    const own = commitOf(
      whole("name: shop\nreg", "name: shop\n    imageUpdate: { messageTemplate: ship }\nreg").delivery,
    );
    assert.deepEqual([own.messageTemplate, own.messageTemplateValues], ["ship", undefined]);
  });

  test("is small for a thousand environments", () => {
    const [environment, ...none] = delivery.environments;
    const [automation] = delivery.automations;
    assert.ok(environment && none.length > 0 && automation);
    const environments = Array.from({ length: 1000 }, (_, index) => ({
      ...environment,
      name: `env-${index}`,
      objectName: `web-env-${index}`,
    }));
    const spec = JSON.stringify(imageUpdateAutomation({ ...automation, environments }, delivery.github.bot));
    assert.ok(spec.length < 50_000, String(spec.length));
  });
});
