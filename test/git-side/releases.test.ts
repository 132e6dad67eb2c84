/** What pins and promotions are in an application's tree. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { tree, treeProblems } from "../../git-side/scaffold/tree";
import { at, type Json, type JsonObject } from "../support/synth";
import { named, whole } from "../support/whole";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const own = "        imagePolicy: { policy: { semver: { range: 1.x } } }\n        initialTag: 1.0.0\n";
const policy = "extract: $n }, policy: { numerical: {} } }";
const promoted = [
  policy,
  `${policy.slice(0, -1)}, digestReflectionPolicy: IfNotPresent }`,
  own,
  "        promoteFrom: dev\n",
] as const;

function filesOf(...edits: readonly string[]) {
  const { delivery } = whole(...edits);
  const web = named(delivery.applications, "web");
  assert.deepEqual(treeProblems([web]), []);
  return tree(web.repository, [web]);
}

const overlayPath = "kustomize/overlays/prod/kustomization.yaml";

function overlay(...edits: readonly string[]) {
  const found = filesOf(...edits).find(({ path }) => path === overlayPath);
  assert.ok(found);
  return found;
}

/** No other file is there. */
const nobody = (): undefined => undefined;

const imageIn = (text: string): Json | undefined => at(parse(text) as JsonObject, "images", 0);

describe("A pinned environment's overlay", () => {
  const pinned = `${own}        pin: 1.0.1@${digest}\n`;

  test("begins with the pin.", () => {
    const { newTag, digest: written } = imageIn(
      overlay(own, pinned.replace("1.x } }", "1.x } }, digestReflectionPolicy: IfNotPresent")).text,
    ) as JsonObject;
    assert.deepEqual([newTag, written], ["1.0.1", digest]);
  });

  test("keeps whatever Flux has written, before and after the pin is gone.", () => {
    const current = overlay(own, own).text.replace('"1.0.0"', '"1.4.0"');
    assert.equal(overlay(own, pinned).over(current, nobody), current);
    const rolledBack = current.replace('"1.4.0"', '"1.0.1"');
    assert.equal(overlay(own, pinned).over(rolledBack, nobody), rolledBack);
    assert.equal(overlay(own, own).over(rolledBack, nobody), rolledBack);
    const unlike = current.replace('"1.4.0"', '"hotfix-1"').replace("../../base", "../base");
    assert.match(overlay(own, pinned).over(unlike, nobody), /newTag: "hotfix-1"/, "a pin before this one");
    assert.match(overlay(own, own).over(unlike, nobody), /newTag: "1\.0\.0"/, "a tag that the policy refuses");
  });
});

describe("An environment that images are promoted to", () => {
  test("begins with what CI builds for first, and keeps what it has run until now.", () => {
    const { text, over } = overlay(...promoted);
    assert.equal(at(imageIn(text), "newTag"), "v1");
    const before = text.replace('"v1"', '"1.0.0"').replace('digest: ""', `digest: "${digest}"`);
    assert.equal(over(before, nobody), before);
    const other = over(before.replace("namespace: web-prod", "namespace: other"), nobody);
    assert.equal(other, before, "though the rest is written anew");
  });

  test("has no build in CI, and a workflow that promotes to it.", () => {
    const paths = filesOf(...promoted).map(({ path }) => path);
    assert.ok(paths.includes(".github/workflows/promote-web.yml"));
    for (const { path, text } of filesOf(...promoted)) {
      if (path.startsWith(".github/workflows/") && !path.includes("promote"))
        assert.doesNotMatch(text, /prod deploys (?!what is promoted from dev)|v\[0-9\]/, path);
    }
    assert.ok(!filesOf().some(({ path }) => path.includes("promote")), "without one there is no such workflow");
  });

  test("is promoted to by hand alone where nobody tells GitHub.", () => {
    const runs = "        - { name: runs, type: githubdispatch, repository: shop, tokenParameter: /github/dispatch }\n";
    const workflow = (...edits: readonly string[]): JsonObject => {
      const file = filesOf(...edits).find(({ path }) => path === ".github/workflows/promote-web.yml");
      return parse(file?.text ?? "") as JsonObject;
    };
    assert.deepEqual(at(workflow(...promoted), "on", "repository_dispatch"), {
      types: ["Kustomization/web-dev.flux-system"],
    });
    const alone = at(workflow(...promoted, runs, ""), "on") ?? {};
    assert.deepEqual(Object.keys(alone), ["workflow_dispatch"]);
  });
});
