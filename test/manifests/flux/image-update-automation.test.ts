import assert from "node:assert/strict";
import { test } from "node:test";
import { commonFolder, imageUpdateAutomation } from "../../../manifests/flux/image-update-automation";
import { whole } from "../../support/whole";

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

test("what the bot writes to a branch that a workflow waits for starts it", () => {
  const { cluster, delivery } = whole("initialTag: 1.0.0", "initialTag: 1.0.0\n        pushBranch: release");
  const titles = cluster.automations.map((automation) => {
    const { git } = imageUpdateAutomation(automation, delivery.github.bot).spec;
    return [git?.push?.branch, git?.commit.messageTemplate?.split("\n")[0]];
  });
  assert.deepEqual(titles, [
    ["main", "chore: update image tags [skip ci]"],
    ["release", "chore: update image tags"],
  ]);
});
