import assert from "node:assert/strict";
import { test } from "node:test";
import { add, addCluster, application, environment, image, sameRepository } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const namespace = "        namespace: default\n";
const inFolders = (path: string, ...components: readonly string[]): readonly string[] =>
  said([namespace, `${namespace}        path: ${path}\n        components: ${JSON.stringify(components)}\n`]);
const repository = "\nrepositories:\n  - name: echo-server\n";
const withRepository = (...fields: string[]): Edit => [
  repository,
  repository + fields.map((each) => `    ${each}\n`).join(""),
];

test("an overlay is in no folder of Git's or GitHub's, however it is written", () => {
  for (const path of [".git", "a/.git", "a/.GIT/b", ".github", ".GitHub/a"]) {
    assert.match(inFolders(path).join(), /\.path: got .*, expected a folder for manifests: this is Git's/, path);
  }
  for (const path of [".gitx", "a.git", "a/.github"]) assert.deepEqual(inFolders(path), ["accepted"], path);
});

test("no folder is called as kustomize's file", () => {
  for (const path of ["kustomization.yaml", "a/kustomization.yml", "Kustomization.yaml/a", "a/kustomization.YML/b"]) {
    assert.match(inFolders(path).join(), /\.path: got .*, expected the folder that its kustomization file is in/, path);
  }
  for (const path of ["a-kustomization.yaml", "kustomization.yamls", "kustomization.yl", "kustomization-yaml/a"]) {
    assert.deepEqual(inFolders(path), ["accepted"], path);
  }
});

test("a component is in a folder of its own, which holds no overlay", () => {
  assert.deepEqual(inFolders("apps/dev", "apps/de", "app", "apps/dev/a", "apps/Prod"), ["accepted"]);
  assert.deepEqual(
    inFolders("Apps/Dev", "a", "APPS/dev", "apps", "a", ".git", "kustomization.yaml").map((line) =>
      line.replace(/^applications\[0\]\.environments\[0\]\./, ""),
    ),
    [
      'components[1]: got "APPS/dev", expected a Kustomize component in a folder of its own: this is an overlay, which kustomize refuses there',
      'components[2]: got "apps", expected a folder that does not hold the overlay: kustomize refuses a root that contains another',
      'components[3]: got "a", expected each component once',
      "components[4]: got \".git\", expected a folder for manifests: this is Git's or GitHub's own",
      'components[5]: got "kustomization.yaml", expected the folder that its kustomization file is in',
    ],
  );
});

test("an overlay of another application of the repository is no component", () => {
  const web = add(
    application("web", sameRepository, image),
    environment("dev", "cluster: blog", "namespace: web", "path: web/Dev", "components: [kustomize/overlays/DEV]"),
  );
  assert.match(said(web).join(), /^applications\[1\]\.environments\[0\]\.components\[0\]: .*: this is an overlay/);
});

/** What is said of environments with push branches, beside the shipped one that pushes to another. */
const pushing = (first: string, ...branches: readonly string[]): readonly string[] =>
  said(
    withRepository("branch: release/main"),
    add(
      `        pushBranch: ${first}\n`,
      ...branches.map((branch, index) =>
        environment(`e${index}`, "cluster: blog", `namespace: e${index}`, `pushBranch: ${branch}`),
      ),
    ),
  ).map((line) =>
    line.replace(/^applications\[0\]\.environments\[(\d)\]\.pushBranch: .* keep beside (".*"):.*/, "$1 $2"),
  );

test("branches are beside each other as long as none begins with another and '/'", () => {
  assert.deepEqual(pushing("flux", "flux-a/b", "flu/x", "release/m"), ["accepted"]);
  assert.deepEqual(pushing("release"), ['0 "release/main"']);
  assert.deepEqual(pushing("release/main/a/b"), ['0 "release/main"']);
});

test("of several branches the first that can't be beside another is told", () => {
  assert.deepEqual(pushing("a/b/d", "a/b/c", "a/b", "a"), ['0 "a/b"', '1 "a/b"', '2 "a/b/d"', '3 "a/b/d"']);
  assert.deepEqual(pushing("a", "a/b", "a/b/c"), ['0 "a/b"', '1 "a"', '2 "a"']);
});

/** What is said of a message, where updates are pushed to a branch of their own. */
const told = (messageTemplate: string): readonly string[] =>
  said(
    withRepository(`imageUpdate: { messageTemplate: ${JSON.stringify(messageTemplate)} }`),
    add("        pushBranch: flux\n"),
  );

test("a message skips CI by what GitHub takes for that alone", () => {
  for (const marker of ["[skip ci]", "[CI skip]", "[no ci]", "[skip actions]", "[actions skip]"]) {
    assert.match(told(`chore: a ${marker} b`).join(), /messageTemplate: got a template with \[/, marker);
  }
  for (const trailer of ["skip-checks: true", "skip-checks:true", "Skip-Checks: True"]) {
    assert.match(told(`chore: a\n\n\n${trailer}`).join(), /got a template with skip-checks/i, trailer);
  }
  for (const message of ["skip ci", "[skip  ci]", "a skip-checks: true", "skip-checks: truely", "skip-checks:  true"]) {
    assert.deepEqual(told(`chore: a\n\n${message}`), ["accepted"], message);
  }
});

test("one cluster writes a branch, whichever environments are on others", () => {
  const shop = (...fields: string[]): Edit => add(environment("prod", "cluster: shop", "namespace: shop", ...fields));
  assert.deepEqual(said(...addCluster(), shop("pushBranch: prod")), ["accepted"]);
  assert.match(
    said(
      ...addCluster(),
      add("        pushBranch: flux\n", environment("prod", "cluster: shop", "namespace: shop", "pushBranch: flux")),
    ).join(),
    /expected one of the clusters blog, shop: .* updates pushed to branch "flux", and two clusters/,
  );
});
