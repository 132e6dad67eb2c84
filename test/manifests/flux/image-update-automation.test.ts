import assert from "node:assert/strict";
import { test } from "node:test";
import { commonFolder } from "../../../manifests/flux/image-update-automation";

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
