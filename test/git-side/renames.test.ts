import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../config/load";
import { tree } from "../../git-side/scaffold/tree";
import { shippedText } from "../support/synth";

/** The files of the shipped repository, by path. */
function files(yaml: string): ReadonlyMap<string, string> {
  const [repository] = parseDelivery(yaml, "delivery.yaml").repositories;
  assert.ok(repository);
  return new Map(tree(repository, repository.applications).map(({ path, text }) => [path, text]));
}

test("after a rename the tree is where it was, with the objects that it had", () => {
  const before = files(shippedText());
  const after = files(
    shippedText()
      .replace(
        "  - name: echo-server\n    repository:",
        "  - name: parrot\n    renamedFrom: echo-server\n    repository:",
      )
      .replace("      - name: dev\n", "      - name: test\n        renamedFrom: dev\n"),
  );
  assert.deepEqual([...after.keys()], [...before.keys()]);
  for (const [path, text] of after) {
    // The command that writes the tree, CI's cache and comment, and the label name them as the file does now.
    const formerly = text
      .replaceAll("--app parrot", "--app echo-server")
      .replaceAll("scope=parrot", "scope=echo-server")
      .replace("env: test\n", "env: dev\n")
      .replace(/(# .*)\btest deploys/, "$1dev deploys");
    assert.equal(formerly, before.get(path), path);
  }
});
