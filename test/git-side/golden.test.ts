/**
 * The trees of all examples, and what kustomize makes of their overlays, against the committed ones.
 *
 *     UPDATE_GOLDEN=1 npm test -- git-side/golden    writes them; look at the difference before committing it
 */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { skipWithout } from "../tools/locate";
import { fleetTree } from "../../git-side/fleet/tree";
import { examples, readFiles, trees, writeFiles } from "./support/examples";
import { buildOverlays } from "./support/kustomize";

const update = process.env["UPDATE_GOLDEN"] === "1";

function compareWithGolden(folder: string, actual: ReadonlyMap<string, string>): void {
  if (update) {
    rmSync(folder, { recursive: true, force: true });
    writeFiles(folder, actual);
  }
  assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(readFiles(folder)));
}

for (const tree of trees) {
  const golden = join(__dirname, "golden", tree.example.name, tree.repository.name);

  test(`The tree of ${tree.title} is the committed one.`, () => {
    compareWithGolden(join(golden, "tree"), tree.files);
  });

  test(
    `kustomize builds the overlays of ${tree.title} to the committed objects.`,
    { skip: skipWithout("kustomize") },
    () => {
      const built = [...buildOverlays(tree)].map(([path, text]) => [`${path}.yaml`, text] as const);
      compareWithGolden(join(golden, "built"), new Map(built));
    },
  );
}

for (const { name, delivery } of examples) {
  const files = new Map(fleetTree(delivery).map(({ path, text }) => [path, text]));
  if (files.size === 0) continue;
  test(`The fleet of ${name} is the committed one.`, () => {
    compareWithGolden(join(__dirname, "golden", name, "by-git"), files);
  });
}
