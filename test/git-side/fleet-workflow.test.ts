import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { fleetTree } from "../../git-side/fleet/tree";
import { checkTools } from "../../git-side/fleet/check-script";
import { fleetWorkflow, fleetWorkflowPath } from "../../git-side/fleet/workflow";
import { at, isObject, text } from "../support/synth";
import { locateTool, missingToolReason, skipWithout } from "../tools/locate";
import { findPin } from "../tools/pins";
import { gitSide } from "./support/command";
import { examples, readFiles, scratch, writeFiles } from "./support/examples";
import { objectOf } from "./support/kustomize";
import { assertSafe, lint } from "./support/lint";
import { jobsOf, runScript, stepOf } from "./support/workflow";

const found = examples.find(({ name }) => name === "examples-git");
if (!found?.delivery.fleet) throw new Error("the example is gone");
const { file: example, delivery } = found;
const yaml = fleetWorkflow(found.delivery.fleet).text;
const workflow = objectOf(yaml);
const files = new Map(fleetTree(delivery).map(({ path, text: content }) => [path, content]));

const tools = ["kustomize", "kubeconform", "yq"] as const;
const needsTools = skipWithout(...tools);

/** In the place of the catalog of schemas, which takes a network: of Flux's Kustomization alone. */
const schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object" },
    spec: {
      type: "object",
      additionalProperties: false,
      required: ["interval"],
      properties: Object.fromEntries(
        "sourceRef path interval retryInterval timeout prune deletionPolicy dependsOn postBuild serviceAccountName targetNamespace suspend wait healthChecks"
          .split(" ")
          .map((name) => [name, {}]),
      ),
    },
  },
};

/** What the workflow says of the example's fleet with some files beside, or in the place of, ours. */
function check(t: TestContext, more: Readonly<Record<string, string>> = {}): string {
  const folder = scratch(t);
  writeFiles(folder, new Map([...files, ...Object.entries(more)]));
  const schemas = join(scratch(t), "{{.Group}}", "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json");
  const file = join(dirname(dirname(schemas)), "kustomize.toolkit.fluxcd.io", "kustomization_v1.json");
  mkdirSync(dirname(file));
  writeFileSync(file, JSON.stringify(schema));
  const programs = Object.fromEntries(
    tools.map((name) => {
      const tool = locateTool(name);
      assert.ok(tool, missingToolReason(name));
      return [name, `exec '${tool.path}' "$@"`];
    }),
  );
  const step = stepOf(workflow, ({ env }) => isObject(env) && "SCHEMAS" in env);
  const before = readFiles(folder);
  try {
    return runScript(
      { ...step, run: `cd "$FLEET"\n${text(step["run"])}` },
      { FLEET: folder, SCHEMAS: schemas },
      programs,
    ).stdout;
  } finally {
    assert.deepEqual(readFiles(folder), before, "nothing is left behind");
  }
}

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: web }\n`;

const kustomization = (path: string, more = ""): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: own, namespace: flux-system }
spec:
  interval: 1h
  prune: true
  path: ${path}
  sourceRef: { kind: GitRepository, name: fleet }
${more}`;

describe("The workflow of the fleet's repository", () => {
  test("satisfies actionlint.", { skip: skipWithout("actionlint") }, (t) =>
    lint(t, new Map([[fleetWorkflowPath, yaml]])),
  );

  test("is safe, and reads alone what it looks at: whoever opens a pull request starts it.", () => {
    assertSafe(fleetWorkflowPath, yaml, ["pull_request"]);
    assert.deepEqual(Object.keys(workflow["on"] ?? {}), ["pull_request", "push"]);
    for (const job of jobsOf(workflow)) assert.deepEqual(job["permissions"], { contents: "read" });
    assert.doesNotMatch(JSON.stringify(at(workflow, "jobs", "manifests")), /secrets\.|github\.event|github\.head_ref/);
    assert.doesNotMatch(yaml, /github\.event|github\.head_ref/);
  });

  test("compares our files with delivery.yaml only where a variable names its repository.", () => {
    assert.equal(at(workflow, "jobs", "delivery", "if"), "vars.DELIVERY_REPOSITORY != ''");
    assert.equal(at(workflow, "jobs", "manifests", "if"), undefined);
  });

  test("installs the tools that these tests run.", () => {
    const pinned = tools.map((name) => findPin(name)).map((pin) => `${pin.package}@${pin.version}`);
    assert.deepEqual([...checkTools], pinned);
  });

  test("gives way to a file of somebody else's, and is written over where it is ours.", (t) => {
    const folder = scratch(t);
    const path = join(folder, fleetWorkflowPath);
    const run = (): number => gitSide("-c", example, "--fleet", "--out", folder).code;
    assert.equal(run(), 0);
    assert.equal(readFileSync(path, "utf8"), yaml);
    writeFileSync(path, yaml.replace("name: fleet", "name: other"));
    assert.equal(run(), 0);
    assert.equal(readFileSync(path, "utf8"), yaml);
    writeFileSync(path, "name: mine\n");
    assert.equal(run(), 0);
    assert.equal(readFileSync(path, "utf8"), "name: mine\n");
    assert.equal(gitSide("-c", example, "--fleet", "--out", folder, "--check").code, 0);
  });
});

/** Files of ours in a folder, as a kustomization.yaml names them. */
const ours = (folder: string): string =>
  [...files.keys()]
    .filter((path) => dirname(path) === folder)
    .map((path) => `  - ${basename(path)}\n`)
    .join("");

describe("The check of what Flux applies", () => {
  test("passes on the tree as it is written, in all of its folders.", { skip: needsTools }, (t) => {
    const objects = [...files.keys()].filter((path) => path !== fleetWorkflowPath).length;
    assert.match(check(t), new RegExp(`^clusters/production/: ${objects} objects$`, "m"));
  });

  test(
    "builds overlays of the user's own, in our folders and where Kustomizations of theirs lead.",
    { skip: needsTools },
    (t) => {
      const out = check(t, {
        "infrastructure/production/extra/kustomization.yaml": "resources: [../../../lib]\nnamePrefix: x-\n",
        "tenants/production/api/kustomization.yaml": `resources:\n${ours("tenants/production/api")}`,
        "lib/kustomization.yaml": "resources: [one.yaml]\n",
        "lib/one.yaml": configMap("one"),
        "clusters/production/own.yaml": kustomization("./own/"),
        "own/it's here.yml": `${configMap("two")}---\n${configMap("three")}`,
        "own/README.md": "# no manifest\n",
      });
      const objects = [...files.keys()].length - 1 + 4;
      assert.match(out, new RegExp(`^clusters/production/: ${objects} objects$`, "m"));
    },
  );

  const broken: readonly (readonly [what: string, more: Record<string, string>, said: RegExp])[] = [
    [
      "broken YAML",
      { "infrastructure/production/own.yaml": "a: [\n" },
      /::error::infrastructure\/production\/own\.yaml: no objects in YAML: /,
    ],
    [
      "a document that is no object",
      { "infrastructure/production/own.yaml": "- a\n" },
      /::error::infrastructure\/production\/own\.yaml: no objects in YAML: /,
    ],
    [
      "an object without a name",
      { "infrastructure/production/own.yaml": "apiVersion: v1\nkind: ConfigMap\n" },
      /::error::infrastructure\/production: .*own\.yaml/,
    ],
    [
      "a missing resource",
      { "tenants/production/web/own/kustomization.yaml": "resources: [gone.yaml]\n" },
      /::error::tenants\/production\/web\/own: .*gone\.yaml/,
    ],
    [
      "an unknown field of Flux's",
      { "clusters/production/own.yaml": kustomization("./lib", "  intervall: 1m\n"), "lib/a.yaml": configMap("a") },
      /::error::clusters\/production\/own\.yaml: .*Kustomization own .*intervall/,
    ],
    [
      "two files with one object, in a folder",
      { "tenants/production/web/own.yaml": files.get("tenants/production/web/namespace-web.yaml") ?? "" },
      /::error::v1 Namespace {2}web is there more than once: tenants\/production\/web\/namespace-web\.yaml, tenants\/production\/web\/own\.yaml/,
    ],
    [
      "two files with one object, in folders of two Kustomizations",
      { "infrastructure/production/a.yaml": configMap("a"), "applications/production/web/b.yaml": configMap("a") },
      /::error::v1 ConfigMap web a is there more than once: applications\/production\/web\/b\.yaml, infrastructure\/production\/a\.yaml/,
    ],
    [
      "a kustomization.yaml that leaves out what is ours",
      { "tenants/production/web/kustomization.yaml": "resources: [namespace-web.yaml]\n" },
      /::error::tenants\/production\/web\/deployer-web\.yaml: the kustomization\.yaml of tenants\/production\/web leaves it out/,
    ],
    [
      "a path that is no folder",
      { "clusters/production/own.yaml": kustomization("./gone") },
      /::error::clusters\/production\/own\.yaml: spec\.path: gone is no folder of this repository/,
    ],
    [
      "a path that leads out",
      { "clusters/production/own.yaml": kustomization("../..") },
      /::error::clusters\/production\/own\.yaml: spec\.path: \.\.\/\.\. is no folder of this repository/,
    ],
  ];
  for (const [what, more, said] of broken) {
    test(`fails on ${what}, and names where it is.`, { skip: needsTools }, (t) => {
      assert.throws(() => check(t, more), said);
    });
  }

  test("takes no name of a file for a command.", { skip: needsTools }, (t) => {
    const out = check(t, { "infrastructure/production/$(touch pwned)`touch pwned`;'\".yaml": configMap("a") });
    assert.match(out, /objects$/m);
  });
});

describe("A cluster of `flux bootstrap`", () => {
  const run = (folder: string, ...argv: readonly string[]) =>
    gitSide("-c", example, "--fleet", "--out", folder, ...argv);
  const sync = (folder: string, path: string): void =>
    writeFiles(folder, new Map([[`${path}/gotk-sync.yaml`, "a: 1\n"]]));

  for (const path of [
    "flux-system",
    "clusters/flux-system",
    "clusters/production/flux",
    "tenants/production/x/flux-system",
  ]) {
    test(`is refused where it is in ${path}: two Kustomizations would apply our files.`, (t) => {
      const folder = scratch(t);
      sync(folder, path);
      for (const argv of [[], ["--check"]]) {
        const { code, err } = run(folder, ...argv);
        assert.equal(code, 1);
        assert.ok(err.includes(`${path}/gotk-sync.yaml is of \`flux bootstrap --path=${dirname(path)}\``), err);
        assert.match(err, /nothing was written/);
      }
      assert.deepEqual([...readFiles(folder).keys()], [`${path}/gotk-sync.yaml`]);
    });
  }

  test("may be beside our folders, and in another cluster's.", (t) => {
    const folder = scratch(t);
    for (const path of ["flux/production/flux-system", "clusters/staging/flux-system"]) sync(folder, path);
    assert.equal(run(folder).code, 0);
  });
});
