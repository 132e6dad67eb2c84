import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { parse } from "yaml";
import { validators, type Kustomization } from "../../.gen/crds";
import { parseDelivery } from "../../config/load";
import { staleFiles } from "../../git-side/fleet/stale-files";
import { fleetTree } from "../../git-side/fleet/tree";
import { fleetWorkflowPath } from "../../git-side/fleet/workflow";
import { shippedWith } from "../support/synth";
import { gitSide, type Outcome } from "./support/command";
import { examples, readFiles, scratch } from "./support/examples";

const found = examples.find(({ name }) => name === "examples-git");
if (!found) throw new Error("the example is gone");
const { file: example, delivery } = found;
const tree = new Map(fleetTree(delivery).map(({ path, text }) => [path, text]));

const run = (folder: string, ...argv: readonly string[]): Outcome =>
  gitSide("-c", example, "--fleet", "--out", folder, ...argv);

/** A folder with the fleet's files. */
function written(t: TestContext): string {
  const folder = scratch(t);
  assert.equal(run(folder).code, 0);
  return folder;
}

/** The example with a piece of it replaced, beside the folder. */
function edited(t: TestContext, piece: string, replacement: string): string {
  const text = readFileSync(example, "utf8");
  assert.equal(text.split(piece).length, 2, piece);
  const file = join(scratch(t), "delivery.yaml");
  writeFileSync(file, text.replace(piece, replacement));
  return file;
}

const dump = (folder: string): Record<string, string> => Object.fromEntries(readFiles(folder));

describe("The fleet's repository", () => {
  test("has the clusters that are delivered by Git, and no other.", () => {
    assert.deepEqual(
      [...tree.keys()].filter((path) => path.startsWith("clusters/")),
      [
        "clusters/production/applications/api.yaml",
        "clusters/production/applications/web.yaml",
        "clusters/production/infrastructure.yaml",
        "clusters/production/tenants.yaml",
      ],
    );
    assert.ok([...tree.keys()].every((path) => !path.includes("staging")));
  });

  test("has a file for each object, which is valid, and a folder for each application and namespace.", () => {
    for (const [path, text] of tree) {
      if (path === fleetWorkflowPath) continue;
      const object = parse(text) as { apiVersion: string; kind: string };
      const validator = validators[`${object.apiVersion}/${object.kind}`]?.();
      assert.ok(validator?.(object), `${path}: ${JSON.stringify(validator?.errors)}`);
    }
    const folders = new Set([...tree.keys()].map(dirname).filter((path) => !/^(clusters|\.github)\//.test(path)));
    assert.deepEqual(
      [...folders],
      [
        "applications/production/api",
        "applications/production/web",
        "infrastructure/production",
        "tenants/production/api",
        "tenants/production/web",
      ],
    );
  });

  test("is applied infrastructure first, then tenants, then each application by itself.", () => {
    const begun = [...tree].filter(([path]) => path.startsWith("clusters/")).map(([, text]) => parse(text) as object);
    assert.deepEqual(
      begun.map((each) => {
        const { metadata, spec } = each as {
          metadata: { name: string };
          spec: { path: string; dependsOn?: { name: string }[]; deletionPolicy: string };
        };
        assert.equal(spec.deletionPolicy, "Orphan");
        return [metadata.name, spec.path, ...(spec.dependsOn ?? []).map(({ name }) => name)];
      }),
      [
        ["app.api", "./applications/production/api", "fleet.tenants"],
        ["app.web", "./applications/production/web", "fleet.tenants"],
        ["fleet.infrastructure", "./infrastructure/production"],
        ["fleet.tenants", "./tenants/production", "fleet.infrastructure"],
      ],
    );
  });

  test("without namespaces and who deploys there, applications come after the infrastructure.", () => {
    const wide = parseDelivery(
      shippedWith("clusters:\n", "delivery: git\nfleet: { repository: fleet }\nclusters:\n")
        .replace("\nrepositories:\n", "\nrepositories:\n  - name: fleet\n")
        .replace(/\n +credential: .*/, "")
        .replace("        namespace: default\n", "        namespace: default\n        clusterWide: true\n"),
      "delivery.yaml",
    );
    const files = new Map(fleetTree(wide).map(({ path, text }) => [path, text]));
    assert.deepEqual(
      [...files.keys()].filter((path) => /^(clusters|tenants)/.test(path)),
      ["clusters/blog/applications/echo-server.yaml", "clusters/blog/infrastructure.yaml"],
    );
    const { spec } = parse(files.get("clusters/blog/applications/echo-server.yaml") ?? "") as Kustomization;
    assert.deepEqual(spec.dependsOn, [{ name: "fleet.infrastructure" }]);
  });

  test("leaves namespaces, and who deploys there, where they are asked for no more.", () => {
    const kept = [...tree].filter(([, text]) => text.includes("kustomize.toolkit.fluxcd.io/prune: disabled"));
    assert.deepEqual(
      kept.map(([path]) => path),
      ["api", "web"].flatMap((name) =>
        ["deployer-NAME.yaml", "deployer-NAME_binding.yaml", "namespace-NAME.yaml"].map(
          (file) => `tenants/production/${name}/${file.replace("NAME", name)}`,
        ),
      ),
    );
  });
});

describe("git-side --fleet", () => {
  test("writes the tree, and a second time nothing.", (t) => {
    const folder = written(t);
    assert.deepEqual(dump(folder), Object.fromEntries(tree));
    assert.match(run(folder).out, /is as delivery\.yaml says/);
    assert.equal(run(folder, "--check").code, 0);
  });

  test("writes only the files of an environment that changes.", (t) => {
    const folder = written(t);
    const file = edited(t, "host: shop.acme.example", "host: web.acme.example");
    const { code, out } = gitSide("-c", file, "--fleet", "--out", folder);
    assert.equal(code, 0);
    assert.deepEqual(out.match(/^ {2}\S+$/gm), ["  applications/production/web/route-web-production.yaml"]);
  });

  test("takes away what is asked for no more, and leaves what others have put there.", (t) => {
    const folder = written(t);
    const own = join(folder, "applications/production/web/own.yaml");
    writeFileSync(own, "a: 1\n");
    const gone = "applications/production/web/route-web-production.yaml";
    const file = edited(t, "        route: { host: shop.acme.example }\n", "");
    const check = gitSide("-c", file, "--fleet", "--out", folder, "--check", "--diff");
    assert.equal(check.code, 1);
    assert.match(check.err, new RegExp(`^No longer asked for, in .*:\n  ${gone}$`, "m"));
    assert.match(check.out, /^\+\+\+ \/dev\/null$/m);
    assert.ok(existsSync(join(folder, gone)));
    const { code, out } = gitSide("-c", file, "--fleet", "--out", folder);
    assert.equal(code, 0);
    assert.match(out, new RegExp(`^Taken away from .*:\n  ${gone}$`, "m"));
    assert.ok(!existsSync(join(folder, gone)));
    assert.equal(readFileSync(own, "utf8"), "a: 1\n");
  });

  test("leaves the files of a cluster that it does not deliver, which Flux may still apply.", (t) => {
    const folder = written(t);
    const file = edited(t, "    delivery: git\n", "");
    const other = readFileSync(file, "utf8").replace("  - name: staging\n", "  - name: staging\n    delivery: git\n");
    writeFileSync(file, other);
    assert.equal(gitSide("-c", file, "--fleet", "--out", folder).code, 0);
    const now = dump(folder);
    for (const [path, text] of tree) assert.equal(now[path], text, path);
    assert.ok(existsSync(join(folder, "clusters/staging/infrastructure.yaml")));
  });

  test("finds nothing to take away in a file where a folder would be.", (t) => {
    const folder = scratch(t);
    mkdirSync(join(folder, "tenants"));
    writeFileSync(join(folder, "tenants/production"), "a: 1\n");
    assert.deepEqual(staleFiles(folder, ["tenants/production"], []), []);
  });

  test("follows no link to what is to be taken away.", (t) => {
    const folder = written(t);
    const elsewhere = join(scratch(t), "other.yaml");
    writeFileSync(elsewhere, tree.get("clusters/production/tenants.yaml") ?? "");
    symlinkSync(elsewhere, join(folder, "clusters/production/linked.yaml"));
    assert.equal(run(folder).code, 0);
    assert.ok(existsSync(elsewhere));
  });

  test("writes over an edit of its own file, but not over a file of somebody else's.", (t) => {
    const folder = written(t);
    const path = join(folder, "clusters/production/tenants.yaml");
    appendFileSync(path, "# mine\nx: 1\n");
    const edit = run(folder, "--check");
    assert.equal(edit.code, 1);
    assert.match(edit.err, /without --check writes/);
    assert.equal(run(folder).code, 0);
    assert.equal(readFileSync(path, "utf8"), tree.get("clusters/production/tenants.yaml"));
    writeFileSync(path, "mine: true\n");
    assert.match(run(folder, "--check").err, /without --check and with --force writes/);
    const { code, err } = run(folder);
    assert.equal(code, 1);
    assert.match(err, /Nothing was written/);
    assert.equal(readFileSync(path, "utf8"), "mine: true\n");
    assert.equal(run(folder, "--force").code, 0);
  });

  test("takes another layout for no difference.", (t) => {
    const folder = written(t);
    const path = join(folder, "clusters/production/tenants.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n  ", "\n   "));
    assert.equal(run(folder, "--check").code, 0);
  });

  test("writes all or nothing.", (t) => {
    const folder = scratch(t);
    mkdirSync(join(folder, "tenants/production/web/namespace-web.yaml"), { recursive: true });
    const before = dump(folder);
    assert.equal(run(folder).code, 1);
    assert.deepEqual(dump(folder), before);
  });

  test("says what is wrong with the flags.", () => {
    assert.deepEqual([run("x", "--app", "web").code, gitSide("--fleet", "--out", "x").code], [2, 2]);
    assert.match(gitSide("--fleet", "--out", "x").err, /no cluster is delivered by git/);
  });
});
