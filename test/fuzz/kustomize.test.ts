import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { validators } from "../../.gen/crds";
import { parseDelivery } from "../../config/load";
import { tree, treeProblems } from "../../git-side/scaffold/tree";
import { buildFolder, objectsOf } from "../git-side/support/kustomize";
import { scratch, writeFiles } from "../git-side/support/examples";
import { text } from "../support/synth";
import { skipWithout } from "../tools/locate";
import { acceptedFiles } from "./support/accepted";
import { seed, some } from "./support/settings";

const skip = skipWithout("kustomize");
const component =
  "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{ pairs: { owner: user } }]\n";

describe(`Of files generated with the seed ${seed}`, () => {
  acceptedFiles(some(2)).forEach((each, index) => {
    test(`the trees of number ${index + 1} are built to valid Kubernetes objects.`, { skip }, (t) => {
      const { repositories } = parseDelivery(each.text, "delivery.yaml");
      for (const repository of repositories) {
        const { applications } = repository;
        // What is refused with a message is not written.
        if (applications.length === 0 || treeProblems(applications).length > 0) continue;
        const folder = scratch(t);
        writeFiles(folder, new Map(tree(repository, applications).map((file) => [file.path, file.text])));
        for (const { path, components } of applications.flatMap(({ environments }) => environments)) {
          for (const own of components) {
            mkdirSync(join(folder, own), { recursive: true });
            writeFileSync(join(folder, own, "kustomization.yaml"), component);
          }
          for (const object of objectsOf(buildFolder(join(folder, path)))) {
            const kind = `${text(object["apiVersion"])}/${text(object["kind"])}`;
            const validate = validators[kind]?.() ?? assert.fail(`no schema of ${kind}`);
            assert.ok(validate(object), `${kind}: ${JSON.stringify(validate.errors)}\n${each.text}`);
          }
        }
      }
    });
  });
});
