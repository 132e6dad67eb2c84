import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs, {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { actions } from "../../git-side/scaffold/workflows/actions";
import { shippedText } from "../support/synth";
import { gitSide, gitSideWithReadOnly } from "./support/command";
import { fleet, readFiles, scratch, shipped, trees } from "./support/examples";

const overlay = "kustomize/overlays/dev/kustomization.yaml";
const deployment = "kustomize/base/deployment.yaml";
const ci = ".github/workflows/ci.yml";
const image = ".github/workflows/image.yml";
const settings = "kustomize/base/configs.env";

const shippedTree = (): ReadonlyMap<string, string> => {
  const found = trees.find(({ example }) => example === shipped());
  assert.ok(found);
  return found.files;
};

/** A folder with the shipped tree. */
function written(t: TestContext): string {
  const folder = scratch(t);
  assert.equal(gitSide("--out", folder).code, 0);
  return folder;
}

function edit(folder: string, path: string, piece: string | RegExp, replacement: string): void {
  const text = readFileSync(join(folder, path), "utf8");
  const edited = text.replace(piece, replacement);
  assert.notEqual(edited, text, `${path} holds ${String(piece)}`);
  writeFileSync(join(folder, path), edited);
}

const read = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

describe("Writing", () => {
  test("makes the whole tree, with the folder, and says which files.", (t) => {
    const folder = join(scratch(t), "new", "repository");
    const { code, out, err } = gitSide("--app", "echo-server", "--out", folder);
    assert.equal(code, 0);
    assert.equal(err, "");
    assert.deepEqual(readFiles(folder), new Map(shippedTree()));
    for (const path of shippedTree().keys()) assert.ok(out.includes(`  ${path}\n`));
  });

  test("a second time changes nothing.", (t) => {
    const folder = written(t);
    const before = [...shippedTree().keys()].map((path) => statSync(join(folder, path)).mtimeMs);
    const { code, out } = gitSide("--out", folder);
    assert.equal(code, 0);
    assert.match(out, /is as delivery\.yaml says/);
    assert.deepEqual(
      [...shippedTree().keys()].map((path) => statSync(join(folder, path)).mtimeMs),
      before,
    );
  });

  test("writes a file that is missing and leaves the others.", (t) => {
    const folder = written(t);
    rmSync(join(folder, ci));
    const { code, out } = gitSide("--out", folder);
    assert.equal(code, 0);
    assert.match(out, /ci\.yml/);
    assert.doesNotMatch(out, /deployment/);
    assert.deepEqual(readFiles(folder), new Map(shippedTree()));
  });

  test("does not touch or name the user's own files.", (t) => {
    const folder = written(t);
    writeFileSync(join(folder, "kustomize/base/autoscaler.yaml"), "mine\n");
    writeFileSync(join(folder, ".github/workflows/test.yml"), "mine\n");
    const results = [gitSide("--out", folder, "--check", "--diff"), gitSide("--out", folder, "--force")];
    for (const { code, out, err } of results) {
      assert.equal(code, 0);
      assert.doesNotMatch(out + err, /autoscaler|test\.yml/);
    }
    assert.equal(read(folder, "kustomize/base/autoscaler.yaml"), "mine\n");
  });

  test("takes some applications of a repository, or all.", (t) => {
    const [one, all] = [scratch(t), scratch(t)];
    assert.equal(gitSide("-c", fleet().file, "--app", "web", "--out", one).code, 0);
    assert.ok(existsSync(join(one, "web/deploy/base/service.yaml")));
    assert.ok(existsSync(join(one, ".github/workflows/image-update-pull-request.yml")));
    assert.ok(!existsSync(join(one, "api")));
    assert.equal(gitSide("-c", fleet().file, "--app", "api", "--app", "web", "--out", all).code, 0);
    assert.equal(gitSide("-c", fleet().file, "--app", "web", "--out", all, "--check").code, 0);
  });

  test("writes nothing for an application that is deployed nowhere yet, and says so.", (t) => {
    const folder = scratch(t);
    const file = join(scratch(t), "delivery.yaml");
    const idle = "  - { name: idle, repository: echo-server, image: { name: ghcr.io/acme/idle }, port: 80 }\n";
    writeFileSync(file, shippedText() + idle);
    const { code, err } = gitSide("-c", file, "--out", folder);
    assert.equal(code, 0);
    assert.equal(err, "Note: application idle has no environment, so nothing is written for it.\n");
    assert.deepEqual(
      [...readFiles(folder).keys()].sort(),
      [...shippedTree().keys()].map((path) => path.replace(/\/(ci|image)\.yml$/, "/$1-echo-server.yml")).sort(),
    );
  });

  test("says so where a workflow of its own is left over, and leaves it.", (t) => {
    const folder = scratch(t);
    assert.equal(gitSide("-c", fleet().file, "--app", "api", "--out", folder).code, 0);
    const [stale, own] = [join(folder, image), join(folder, ci)];
    writeFileSync(stale, read(folder, ".github/workflows/image-api.yml"));
    writeFileSync(own, read(folder, ".github/workflows/ci-api.yml"));
    const { code, err } = gitSide("-c", fleet().file, "--app", "api", "--out", folder);
    assert.equal(code, 0);
    assert.equal(
      err,
      "Note: .github/workflows/ci.yml was written by git-side, but delivery.yaml asks for it no more: take what is yours in it to the one that is, and delete it.\n" +
        "Note: .github/workflows/image.yml was written by git-side, but delivery.yaml asks for it no more: delete it.\n",
    );
    assert.ok(existsSync(stale) && existsSync(own));
  });
});

const checkout = `${actions.checkout.uses} # ${actions.checkout.release}`;

describe("These are no differences:", () => {
  const harmless: readonly (readonly [what: string, path: string, piece: string | RegExp, replacement: string])[] = [
    ["a tag that Flux wrote", overlay, "9050352340", "9075041307"],
    ["a comment", deployment, "kind: Deployment", "kind: Deployment # ours"],
    [
      "another layout",
      deployment,
      "  selector:\n    matchLabels:\n      app: echo-server\n",
      "  selector: { matchLabels: { app: echo-server } }\n",
    ],
    [
      "another order of keys",
      "kustomize/base/service.yaml",
      /apiVersion: v1\nkind: Service/,
      "kind: Service\napiVersion: v1",
    ],
    ["line ends of Windows", "kustomize/base/service.yaml", /\n/g, "\r\n"],
    ["a header that is gone", "kustomize/base/service.yaml", /^#.*\n/, ""],
    ["a newer commit of an action, with its release", image, checkout, `actions/checkout@${"ab".repeat(20)} # v8.1.0`],
    ["an action by its tag", image, checkout, "actions/checkout@v8"],
    ["whatever is in the workflow that is the user's own", ci, /jobs:\n/, "jobs:\n  test:\n    runs-on: mine\n"],
    ["a setting of the application's own", settings, /$/, "LOG_LEVEL=debug\n"],
    ["settings with line ends of Windows", settings, /\n/g, "\r\n"],
  ];
  for (const [what, path, piece, replacement] of harmless) {
    test(`${what}.`, (t) => {
      const folder = written(t);
      edit(folder, path, piece, replacement);
      const before = readFiles(folder);
      assert.deepEqual(gitSide("--out", folder, "--check", "--diff").code, 0);
      assert.equal(gitSide("--out", folder).code, 0);
      assert.equal(gitSide("--out", folder, "--force").code, 0);
      assert.deepEqual(readFiles(folder), before);
    });
  }
});

describe("These are differences, refused without --force:", () => {
  const conflicts: readonly (readonly [what: string, path: string, piece: string | RegExp, replacement: string])[] = [
    ["a tag that the policy refuses", overlay, "9050352340", "v1"],
    ["a tag that is a number, which kustomize refuses", overlay, '"9050352340"', "9050352340"],
    ["a marker that is gone", overlay, / # \{.*$/m, ""],
    ["a marker of another policy", overlay, "flux-system:echo-server:tag", "default:echo-server:tag"],
    ["another namespace", overlay, "namespace: default", "namespace: other"],
    ["a field more", deployment, "spec:\n", "spec:\n  replicas: 3\n"],
    ["another port", settings, "PORT=3000", "PORT=8080"],
    ["a port given twice", settings, "PORT=3000", "PORT=3000\nPORT=8080"],
    ["another action", image, checkout, "someone/checkout@v7"],
    ["a wider right", image, "contents: read", "contents: write"],
    ["an image workflow of a step more", image, "    steps:\n", "    steps:\n      - run: make test\n"],
    ["YAML that can't be read", deployment, "kind:", "kind: ["],
    ["an empty file", deployment, /[^]*/, ""],
  ];
  for (const [what, path, piece, replacement] of conflicts) {
    test(`${what}.`, (t) => {
      const folder = written(t);
      edit(folder, path, piece, replacement);
      rmSync(join(folder, "kustomize/base/service.yaml"));
      const before = readFiles(folder);
      assert.equal(gitSide("--out", folder, "--check").code, 1);
      const { code, out, err } = gitSide("--out", folder);
      assert.equal(code, 1);
      assert.equal(out, "");
      assert.match(
        err,
        new RegExp(`differ from what delivery\\.yaml says:\n  ${path}\nNothing was written\\..*--diff.*--force`),
      );
      assert.deepEqual(readFiles(folder), before);

      assert.equal(gitSide("--out", folder, "--force").code, 0);
      assert.deepEqual(readFiles(folder), new Map(shippedTree()));
    });
  }

  test("all of them are listed at once.", (t) => {
    const folder = written(t);
    edit(folder, deployment, "spec:\n", "spec:\n  replicas: 3\n");
    edit(folder, image, "contents: read", "contents: write");
    assert.match(
      gitSide("--out", folder).err,
      /:\n {2}\.github\/workflows\/image\.yml\n {2}kustomize\/base\/deployment\.yaml\n/,
    );
  });
});

describe("With --force", () => {
  test("the tag that Flux wrote stays, where the policy accepts it.", (t) => {
    const folder = written(t);
    edit(folder, overlay, "9050352340", "9075041307");
    edit(folder, overlay, "namespace: default", "namespace: other");
    assert.equal(gitSide("--out", folder, "--force").code, 0);
    assert.equal(read(folder, overlay), (shippedTree().get(overlay) ?? "").replace("9050352340", "9075041307"));
  });

  test("the digest stays with its tag.", (t) => {
    const folder = scratch(t);
    const path = "api/deploy/overlays/prod/kustomization.yaml";
    const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
    assert.equal(gitSide("-c", fleet().file, "--app", "api", "--out", folder).code, 0);
    edit(folder, path, 'newTag: "1.0.0"', 'newTag: "1.4.2"');
    edit(folder, path, 'digest: ""', `digest: "${digest}"`);
    assert.equal(gitSide("-c", fleet().file, "--app", "api", "--out", folder, "--check").code, 0);
    edit(folder, path, "namespace: shop", "namespace: other");
    assert.equal(gitSide("-c", fleet().file, "--app", "api", "--out", folder, "--force").code, 0);
    assert.match(
      read(folder, path),
      new RegExp(`newTag: "1\\.4\\.2" # .*:tag"}\n +digest: "${digest}" # .*:digest"}\n`),
    );
    assert.match(read(folder, path), /namespace: shop\n/);
  });

  test("a digest whose tag is refused goes with it.", (t) => {
    const folder = scratch(t);
    const path = "api/deploy/overlays/prod/kustomization.yaml";
    assert.equal(gitSide("-c", fleet().file, "--app", "api", "--out", folder).code, 0);
    edit(folder, path, 'newTag: "1.0.0"', 'newTag: "0.9.0"');
    edit(folder, path, 'digest: ""', 'digest: "sha256:0"');
    assert.equal(gitSide("-c", fleet().file, "--app", "api", "--out", folder, "--force").code, 0);
    assert.match(read(folder, path), /newTag: "1\.0\.0" .*\n +digest: "" /);
  });

  test("settings of the application's own stay, with their comments.", (t) => {
    const folder = written(t);
    edit(folder, settings, "PORT=3000\n", "PORT=1\n# how much it says\nLOG_LEVEL=debug\n");
    assert.equal(gitSide("--out", folder, "--force").code, 0);
    assert.equal(
      read(folder, settings).split("\n").slice(1).join("\n"),
      "PORT=3000\n# how much it says\nLOG_LEVEL=debug\n",
    );
  });

  test("versions of actions stay.", (t) => {
    const folder = written(t);
    const pin = `actions/checkout@${"ab".repeat(20)} # v8.1.0`;
    edit(folder, image, checkout, pin);
    edit(folder, image, "contents: read", "contents: write");
    assert.equal(gitSide("--out", folder, "--force").code, 0);
    assert.equal(read(folder, image), (shippedTree().get(image) ?? "").replace(checkout, pin));
  });

  test("the mode of a file stays.", { skip: process.platform === "win32" && "Windows has no such modes" }, (t) => {
    const folder = written(t);
    edit(folder, deployment, "spec:\n", "spec:\n  replicas: 3\n");
    fs.chmodSync(join(folder, deployment), 0o660);
    assert.equal(gitSide("--out", folder, "--force").code, 0);
    assert.equal(statSync(join(folder, deployment)).mode & 0o777, 0o660);
  });
});

describe("The workflow that is the user's own", () => {
  const own = (folder: string, piece: string | RegExp, replacement: string): string => {
    edit(folder, ci, piece, replacement);
    return read(folder, ci);
  };

  test("stays as it is, with its tests, whatever else is written over.", (t) => {
    const folder = written(t);
    const mine = own(folder, /jobs:\n/, "jobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps: [{ run: make test }]\n");
    edit(folder, deployment, "spec:\n", "spec:\n  replicas: 3\n");
    assert.equal(gitSide("--out", folder, "--force").code, 0);
    assert.equal(read(folder, ci), mine);
    assert.equal(gitSide("--out", folder, "--check").code, 0);
  });

  const faults: readonly (readonly [what: string, piece: string | RegExp, replacement: string, fault: RegExp])[] = [
    [
      "is started by Flux's own commits",
      / {4}# Flux's[^]*paths-ignore:\n( {6}- .*\n)+/,
      "",
      /on\.push: a commit that changes kustomize\/overlays\/dev\/kustomization\.yaml alone starts it, and Flux makes one for each image: .* such as by `push: \{"branches":\["main"\],"paths-ignore":\["kustomize\/base\/\*\*","kustomize\/overlays\/dev\/\*\*"\]\}`\.$/m,
    ],
    [
      "is started by them for another reason",
      /paths-ignore:\n( {6}- .*\n)+/,
      'paths: ["**", "!kustomize/*"]\n',
      /on\.push: a commit that changes kustomize\/overlays\/dev\/kustomization\.yaml alone starts it/,
    ],
    [
      "is started by every event of a list",
      /on:\n[^]*\n\npermissions/,
      "on: [push, pull_request]\n\npermissions",
      /on\.push: a commit that changes kustomize\/overlays\/dev\/kustomization\.yaml alone starts it/,
    ],
    [
      "is not started by a change of the source",
      "- main",
      "- master",
      /on\.push: no change of Dockerfile on main starts it, so none is delivered\. What would: `push: \{"branches":\["main"\]/,
    ],
    [
      "gives less than the build needs",
      "      packages: write\n",
      "",
      /jobs\.image\.permissions: `packages: write` is missing, which a called workflow can't have unless its caller has it/,
    ],
    [
      "calls nothing that builds",
      "uses: ./.github/workflows/image.yml",
      "uses: ./.github/workflows/mine.yml",
      /no job of it has `uses: \.\/\.github\/workflows\/image\.yml`: nothing builds the image/,
    ],
    ["is no YAML", "jobs:", "jobs: [", /no job of it has `uses:/],
  ];
  for (const [what, piece, replacement, fault] of faults) {
    test(`is left, and said of, where it ${what}.`, (t) => {
      const folder = written(t);
      const mine = own(folder, piece, replacement);
      const check = gitSide("--out", folder, "--check");
      assert.equal(check.code, 1);
      assert.match(check.err, /^Amiss in .*:\n {2}\.github\/workflows\/ci\.yml: [^\n]*\n$/);
      assert.match(check.err, fault);
      for (const flags of [[], ["--force"]]) {
        const { code, err } = gitSide("--out", folder, ...flags);
        assert.equal(code, 0);
        assert.match(err, fault);
      }
      assert.equal(read(folder, ci), mine);
    });
  }

  for (const [what, piece, replacement] of [
    [
      "a right that all jobs have",
      /permissions: \{\}([^]*) {4}permissions:\n(?: {6}.*\n)+(?= {4}uses)/,
      "permissions: write-all$1",
    ],
    ["pull requests", "on:\n", "on:\n  pull_request:\n"],
    ["more branches", "- main", "- main\n      - feature/**"],
    ["paths that are taken, not left out", /paths-ignore:\n( {6}- .*\n)+/, 'paths: ["**", "!kustomize/**"]\n'],
    ["another name of the job", "  image:\n", "  build:\n"],
  ] as const) {
    test(`may have ${what}.`, (t) => {
      const folder = written(t);
      own(folder, piece, replacement);
      assert.deepEqual(gitSide("--out", folder, "--check").err, "");
    });
  }

  test("is said of where a secret is not handed on that the build has come to need.", (t) => {
    const [folder, config] = [scratch(t), join(scratch(t), "delivery.yaml")];
    const build = (fields: string): void =>
      writeFileSync(config, shippedText().replace("port: 3000", `port: 3000\n    build: { ${fields} }`));
    build("");
    assert.equal(gitSide("-c", config, "--out", folder).code, 0);
    build("secrets: [NPM_TOKEN], cosign: keyless");
    const { code, err } = gitSide("-c", config, "--out", folder, "--force");
    assert.equal(code, 0);
    assert.match(err, /ci\.yml: jobs\.image\.permissions: `id-token: write` is missing/);
    assert.match(err, /ci\.yml: jobs\.image\.secrets: `NPM_TOKEN: \$\{\{ secrets\.NPM_TOKEN \}\}` is missing/);
    edit(folder, ci, "      contents: read\n", "      contents: read\n      id-token: write\n");
    edit(folder, ci, /$/, "    secrets: inherit\n");
    assert.equal(gitSide("-c", config, "--out", folder, "--check").code, 0);
  });

  test("is said of where a release does not start it.", (t) => {
    const folder = scratch(t);
    const path = ".github/workflows/ci-api.yml";
    assert.equal(gitSide("-c", fleet().file, "--app", "api", "--out", folder).code, 0);
    edit(folder, path, "api/v[0-9]", "v[0-9]");
    const { code, err } = gitSide("-c", fleet().file, "--app", "api", "--out", folder, "--check");
    assert.equal(code, 1);
    assert.match(err, /on\.push\.tags: a Git tag such as api\/v1\.0\.0 does not start it, so no release is built/);
  });

  test("is written anew where a release before 0.2 wrote it, with --force alone, once, and says what to do.", (t) => {
    const folder = scratch(t);
    const former = readFileSync(join(__dirname, "before-0.2", "ci.yml"), "utf8");
    mkdirSync(join(folder, ".github/workflows"), { recursive: true });
    writeFileSync(join(folder, ci), former);
    for (const flags of [[], ["--check"]]) {
      const { code, err } = gitSide("--out", folder, ...flags);
      assert.equal(code, 1);
      assert.match(
        err,
        /ci\.yml: a release before 0\.2 wrote it, and it builds the image itself, which .*image\.yml does now\./,
      );
    }
    assert.deepEqual(readFiles(folder), new Map([[ci, former]]));
    assert.equal(gitSide("--out", folder, "--force").code, 0);
    assert.deepEqual(readFiles(folder), new Map(shippedTree()));
    own(folder, "# needs: test", "needs: [lint, test]");
    assert.equal(gitSide("--out", folder, "--check").code, 0);
  });

  test("is the user's where they have made the old one call the new one themselves.", (t) => {
    const folder = written(t);
    const mine = own(
      folder,
      /^#.*\n/,
      "# Written from delivery.yaml by `npm run git-side -- --app echo-server --out DIR`: change it there, then write it again.\n",
    );
    assert.equal(gitSide("--out", folder, "--force").code, 0);
    assert.equal(read(folder, ci), mine);
  });
});

describe("--check and --diff", () => {
  test("--check writes nothing and names what is missing and what differs.", (t) => {
    const folder = written(t);
    rmSync(join(folder, ci));
    edit(folder, deployment, "spec:\n", "spec:\n  replicas: 3\n");
    const before = readFiles(folder);
    const { code, err } = gitSide("--out", folder, "--check");
    assert.equal(code, 1);
    assert.match(
      err,
      /^Missing in .*:\n {2}\.github\/workflows\/ci\.yml\nDifferent in .*:\n {2}kustomize\/base\/deployment\.yaml\n--diff shows the differences; `npm run git-side` without --check and with --force writes them\.\n/,
    );
    assert.deepEqual(readFiles(folder), before);
    edit(folder, deployment, "  replicas: 3\n", "");
    assert.match(
      gitSide("--out", folder, "--check").err,
      /^--diff shows the differences; `npm run git-side` without --check writes them\.$/m,
    );
  });

  test("--check of a folder that is not there finds everything missing and does not make it.", (t) => {
    const folder = join(scratch(t), "none");
    assert.equal(gitSide("--out", folder, "--check").code, 1);
    assert.ok(!existsSync(folder));
  });

  test("--diff shows a patch that git applies to the very tree, and exits 0.", (t) => {
    const folder = written(t);
    rmSync(join(folder, ci));
    edit(folder, deployment, "spec:\n", "spec:\n  replicas: 3\n");
    edit(folder, settings, "PORT=3000", "PORT=8080");
    const before = readFiles(folder);
    const { code, out } = gitSide("--out", folder, "--diff");
    assert.equal(code, 0);
    assert.match(out, /^--- \/dev\/null\n\+\+\+ b\/\.github\/workflows\/ci\.yml$/m);
    assert.match(out, /^- {2}replicas: 3$/m);
    assert.deepEqual(readFiles(folder), before);
    execFileSync("git", ["apply", "-"], { cwd: folder, input: out });
    assert.deepEqual(readFiles(folder), new Map(shippedTree()));
  });

  test("--diff shows nothing where nothing would change.", (t) => {
    assert.equal(gitSide("--out", written(t), "--diff").out, "");
  });
});

describe("All or nothing:", () => {
  test("in a read-only folder nothing is written and nothing is left behind.", (t) => {
    const folder = written(t);
    for (const path of [image, deployment]) appendFileSync(join(folder, path), "extra: true\n");
    edit(folder, overlay, "namespace: default", "namespace: other");
    rmSync(join(folder, settings));
    const before = readFiles(folder);
    const readOnly = join(folder, "kustomize/overlays/dev");
    const { code, err } = gitSideWithReadOnly(folder, readOnly, "--out", folder, "--force");
    assert.equal(code, 1);
    assert.match(err, /permission denied.*; nothing was written\.\n$/);
    assert.deepEqual(readFiles(folder), before);
  });

  test("folders that were made for files that can't be written go again.", (t) => {
    const parent = scratch(t);
    const folder = join(parent, "repository");
    mkdirSync(join(folder, "kustomize"), { recursive: true });
    const { code } = gitSideWithReadOnly(parent, join(folder, "kustomize"), "--out", folder);
    assert.equal(code, 1);
    assert.deepEqual(fs.readdirSync(folder), ["kustomize"]);
  });

  test("where the disk fails halfway through, every file is as it was.", (t) => {
    const folder = written(t);
    for (const path of [image, deployment]) appendFileSync(join(folder, path), "extra: true\n");
    rmSync(join(folder, settings));
    const before = readFiles(folder);
    const { renameSync } = fs;
    const failing = t.mock.method(fs, "renameSync", (from: string, to: string) => {
      if (to.endsWith("deployment.yaml") && from.endsWith("-new")) throw new Error("EIO: i/o error");
      renameSync(from, to);
    });
    const { code, err } = gitSide("--out", folder, "--force");
    failing.mock.restore();
    assert.equal(code, 1);
    assert.equal(err, "EIO: i/o error; nothing was written.\n");
    assert.deepEqual(readFiles(folder), before);
  });

  test("what could not be taken back is said.", (t) => {
    const folder = written(t);
    for (const path of [image, deployment]) appendFileSync(join(folder, path), "extra: true\n");
    const { renameSync } = fs;
    let moves = 0;
    const failing = t.mock.method(fs, "renameSync", (from: string, to: string) => {
      moves += 1;
      if (moves > 1) throw new Error(`EIO: i/o error ${moves}`);
      renameSync(from, to);
    });
    const { code, err } = gitSide("--out", folder, "--force");
    failing.mock.restore();
    assert.equal(code, 1);
    assert.equal(err, "EIO: i/o error 2; not all could be taken back (EIO: i/o error 3).\n");
  });
});

describe("Links", () => {
  const skip = process.platform === "win32" && "Windows asks for a privilege to make links";

  test("that lead out of the folder are refused.", { skip }, (t) => {
    const [folder, elsewhere] = [scratch(t), scratch(t)];
    symlinkSync(elsewhere, join(folder, "kustomize"));
    const { code, err } = gitSide("--out", folder, "--force");
    assert.equal(code, 1);
    assert.match(err, /^kustomize\/base\/configs\.env leads out of .* by a link/);
    assert.deepEqual([readFiles(folder), readFiles(elsewhere)], [new Map(), new Map()]);
  });

  test("of files that lead out of the folder are refused, and so are those that lead nowhere.", { skip }, (t) => {
    for (const target of [join(scratch(t), "elsewhere.yml"), "/nowhere/at/all"]) {
      const folder = scratch(t);
      if (!target.startsWith("/nowhere")) writeFileSync(target, "theirs\n");
      mkdirSync(join(folder, ".github/workflows"), { recursive: true });
      symlinkSync(target, join(folder, ci));
      assert.equal(gitSide("--out", folder, "--force").code, 1);
      assert.ok(!existsSync(join(folder, "kustomize")));
      if (existsSync(target)) assert.equal(readFileSync(target, "utf8"), "theirs\n");
    }
  });

  test("within the folder are followed, and the folder may be one itself.", { skip }, (t) => {
    const [folder, other] = [scratch(t), scratch(t)];
    mkdirSync(join(folder, "deploy"));
    symlinkSync("deploy", join(folder, "kustomize"));
    symlinkSync(folder, join(other, "link"));
    assert.equal(gitSide("--out", join(other, "link")).code, 0);
    assert.ok(statSync(join(folder, "deploy/base/deployment.yaml")).isFile());
    assert.equal(gitSide("--out", folder, "--check").code, 0);
  });

  test("A file where a folder should be is refused in words.", (t) => {
    const folder = scratch(t);
    writeFileSync(join(folder, "kustomize"), "a file\n");
    const { code, err } = gitSide("--out", folder);
    assert.equal(code, 1);
    assert.match(err, /^kustomize\/base\/configs\.env can't be reached \(ENOTDIR.*\); nothing was written\.\n$/);
    assert.equal(gitSide("--out", join(folder, "kustomize")).code, 1);
  });
});

describe("A file that can't be taken as it is", () => {
  const bomb = Array.from(
    { length: 9 },
    (_, at) => `a${at}: &a${at} [${at === 0 ? "1" : `*a${at - 1}, `.repeat(9)}]\n`,
  );
  const rows: readonly (readonly [what: string, path: string, content: string | Uint8Array, message: RegExp])[] = [
    ["aliases without end", overlay, bomb.join(""), /can't be read as YAML \(Excessive alias count/],
    [
      "another encoding",
      settings,
      Buffer.from("PORT=80\nNAME=M\u00fcller\n", "latin1"),
      /is in another encoding than UTF-8/,
    ],
  ];
  for (const [what, path, content, message] of rows) {
    test(`for ${what} is refused by its name, and stays.`, (t) => {
      const folder = written(t);
      writeFileSync(join(folder, path), content);
      const { code, err } = gitSide("--out", folder, "--force");
      assert.equal(code, 1);
      assert.match(err, message);
      assert.ok(err.includes(path));
      assert.deepEqual(readFileSync(join(folder, path)), Buffer.from(content));
    });
  }

  test("for being a pipe is refused, and not waited for.", (t) => {
    const folder = written(t);
    rmSync(join(folder, settings));
    execFileSync("mkfifo", [join(folder, settings)]);
    const { code, err } = gitSide("--out", folder, "--force");
    assert.equal(code, 1);
    assert.equal(err, `${settings} is no file; nothing was written.\n`);
  });

  test("is kept with its byte order mark.", (t) => {
    const folder = written(t);
    writeFileSync(join(folder, settings), `\ufeffNAME=a\n${read(folder, settings)}`);
    assert.equal(gitSide("--out", folder, "--check").code, 0);
    edit(folder, settings, "PORT=3000", "PORT=1");
    assert.equal(gitSide("--out", folder, "--force").code, 0);
    assert.match(read(folder, settings), /^\ufeffNAME=a\n/);
  });
});

describe("A wrong flag is told with exit code 2:", () => {
  const wrong: readonly (readonly [argv: readonly string[], message: RegExp])[] = [
    [[], /--out DIR is missing/],
    [["--out", ""], /--out DIR is missing/],
    [["--out", "x", "--app", "echo"], /no application "echo"; there is echo-server/],
    [["--out", "x", "--force", "--check"], /--force writes, --check and --diff do not/],
    [["--out", "x", "--force", "--diff"], /--force writes, --check and --diff do not/],
    [["--out", "x", "--overwrite"], /Unknown option '--overwrite'/],
    [["--out", "x", "echo-server"], /Unexpected argument 'echo-server'/],
    [["--out"], /argument missing/],
    [
      ["-c", fleet().file, "--out", "x"],
      /^--app: a run writes one repository; name applications of one of them:\n {2}of shop: api, web\n {2}of status-page: status-page\n/,
    ],
    [["-c", fleet().file, "--out", "x", "--app", "web", "--app", "status-page"], /name applications of one of them/],
  ];
  for (const [argv, message] of wrong) {
    test(`${argv.map((each) => each.split("/").at(-1)).join(" ") || "none at all"}.`, () => {
      const { code, out, err } = gitSide(...argv);
      assert.equal(code, 2);
      assert.equal(out, "");
      assert.match(err, message);
      assert.match(err, /See npm run git-side -- --help\n$/);
      assert.ok(!existsSync("x"));
    });
  }

  test("--help explains the flags and exits 0.", () => {
    const { code, out } = gitSide("--help");
    assert.equal(code, 0);
    for (const flag of ["--app", "--out", "--check", "--diff", "--force", "--config"]) assert.ok(out.includes(flag));
  });
});

describe("A delivery that can't be written is told with exit code 1:", () => {
  /** Runs with the text of another delivery file; nothing is written. */
  function refused(t: TestContext, yaml: string, ...argv: string[]): string {
    const [config, folder] = [join(scratch(t), "delivery.yaml"), scratch(t)];
    writeFileSync(config, yaml);
    const { code, out, err } = gitSide("-c", config, "--out", folder, ...argv);
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.deepEqual(readFiles(folder), new Map());
    return err;
  }

  test("a file that has a mistake.", (t) => {
    assert.match(refused(t, shippedText().replace("port: 3000", "port: 0")), /applications\[0\]\.port: got 0/);
  });

  test("a policy for which CI knows no tag, with the tags that it knows.", (t) => {
    const err = refused(
      t,
      shippedText()
        .replace("^[0-9]+$", "^build[0-9]$")
        .replace('"9050352340"', "build1")
        .replace("numerical", "alphabetical"),
    );
    assert.match(
      err,
      /applications\[0\]\.environments\[0\]\.imagePolicy: got the pattern "\^build\[0-9\]\$" and the policy \{"alphabetical".*expected .*<run id> \(9050352340.*<branch>-<sha>-<run id>/,
    );
    assert.match(err, /1 problem in .*; nothing was written\./);
  });

  test("two applications whose bases would be one folder.", (t) => {
    const yaml = readFileSync(fleet().file, "utf8").replaceAll("web/deploy/overlays/", "api/deploy/overlays/web-");
    const err = refused(t, yaml, "--app", "web");
    assert.match(
      err,
      /applications\[1\]\.environments\[0\]\.path: got overlays that need the file "api\/deploy\/base\/.*", which is api already, expected overlays in a folder of the application's own, such as kustomize\/web\/overlays\/<environment>/,
    );
  });

  test("bases that differ in the case of letters alone, as the file has them.", (t) => {
    const yaml = readFileSync(fleet().file, "utf8")
      .replaceAll("web/deploy/overlays/", "Shop/deploy/overlays/web-")
      .replaceAll("api/deploy/overlays/", "shop/deploy/overlays/api-");
    const err = refused(t, yaml, "--app", "web");
    assert.match(err, /the file "Shop\/deploy\/base\/.*", which is api already/);
  });

  test("a component that is a base.", (t) => {
    const components = "objectName: echo-server\n        components: [mine, kustomize/base]";
    assert.match(
      refused(t, shippedText().replace("objectName: echo-server", components)),
      /environments\[0\]\.components\[1\]: got "kustomize\/base", expected a Kustomize component in a folder of its own: this is the base that git-side writes/,
    );
  });

  test("an overlay that is its own base.", (t) => {
    const err = refused(
      t,
      shippedText().replace("objectName: echo-server", "objectName: echo-server\n        path: deploy/base"),
    );
    assert.match(err, /which is echo-server's own already/);
  });
});
