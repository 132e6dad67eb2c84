import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runCommand } from "../../commands/command";
import { release } from "../../commands/release";
import { OciRegistry } from "../support/oci-registry";
import { wholeText } from "../support/whole";
import { locateTool, skipWithout } from "../tools/locate";

const folder = mkdtempSync(join(tmpdir(), "flux-delivery-release-"));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, "delivery.yaml");

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The file's lines that are there now and were not before, and the other way round. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Runs the command on a file, with the programs of some folder. */
function run(text: string, argv: readonly string[], path = "/nonexistent"): Outcome {
  writeFileSync(file, text);
  const own = process.env["PATH"];
  process.env["PATH"] = path;
  try {
    let [out, err] = ["", ""];
    const code = runCommand(release, [...argv, "-c", file], {
      out: (each) => (out += each),
      err: (each) => (err += each),
    });
    const [old, now] = [text.split("\n"), readFileSync(file, "utf8").split("\n")];
    const added = now.filter((line) => !old.includes(line)).map((line) => line.trim());
    const removed = old.filter((line) => !now.includes(line)).map((line) => line.trim());
    return {
      code,
      out: out.replaceAll(file, "delivery.yaml"),
      err: err.replaceAll(file, "delivery.yaml"),
      added,
      removed,
    };
  } finally {
    process.env["PATH"] = own;
  }
}

const prod = "        namespace: web-prod\n";
const withProd = (line: string): string => wholeText.replace(prod, `${prod}        ${line}\n`);
const promoted = wholeText
  .replace(
    "policy: { numerical: {} } }\n        initialTag: v1\n",
    "policy: { numerical: {} }, digestReflectionPolicy: IfNotPresent }\n        initialTag: v1\n",
  )
  .replace(
    "        imagePolicy: { policy: { semver: { range: 1.x } } }\n        initialTag: 1.0.0\n",
    "        promoteFrom: dev\n",
  );
const at = ["--app", "web", "--env", "prod"];

describe("what has no tag", () => {
  test("suspend adds a line, and says what to run", () => {
    const { code, out, err, added, removed } = run(wholeText, ["suspend", ...at]);
    assert.deepEqual({ code, err, added, removed }, { code: 0, err: "", added: ["suspend: true"], removed: [] });
    assert.equal(
      out,
      "delivery.yaml: web in prod: suspend: true\n" +
        "Flux leaves it as it is: no new tag, no change of its overlay, no repair of what others change.\n" +
        "Next: commit it, run `npx cdktf deploy app --ignore-missing-stack-dependencies`.\n",
    );
  });

  test("resume takes it out again", () => {
    const { code, out, added, removed } = run(withProd("suspend: true # until Monday"), ["resume", ...at]);
    assert.deepEqual({ code, added, removed }, { code: 0, added: [], removed: ["suspend: true # until Monday"] });
    assert.match(out, /suspend is removed/);
  });

  test("unpin takes the pin out", () => {
    const { code, out, added, removed } = run(withProd("pin: 1.0.1"), ["unpin", ...at]);
    assert.deepEqual({ code, added, removed }, { code: 0, added: [], removed: ["pin: 1.0.1"] });
    assert.match(out, /Flux goes on with the newest/);
  });

  test("an update that is reviewed has to be merged, and both clusters' stacks are named", () => {
    const { out } = run(withProd("pushBranch: flux/prod"), ["suspend", ...at]);
    assert.match(
      out,
      /run `npx cdktf deploy app --ignore-missing-stack-dependencies`, and merge the pull request of flux\/prod\.\n$/,
    );
  });

  test("promote says how the workflow is started, and changes nothing", () => {
    const { code, out, added, removed } = run(promoted, ["promote", ...at]);
    assert.deepEqual({ code, added, removed }, { code: 0, added: [], removed: [] });
    assert.match(out, /\nNext: gh workflow run promote-web\.yml --repo acme\/shop -f environment=prod\n$/);
  });
});

const refused: readonly (readonly [
  title: string,
  text: string,
  argv: readonly string[],
  code: number,
  message: RegExp,
])[] = [
  ["no action", wholeText, at, 2, /^ACTION is missing/],
  [
    "an unknown action",
    wholeText,
    ["rollback", ...at],
    2,
    /there is no "rollback"; expected pin, unpin, suspend, resume or promote/,
  ],
  ["no application", wholeText, ["suspend", "--env", "prod"], 2, /^--app: missing; expected "web" or "api"/],
  [
    "an unknown application",
    wholeText,
    ["suspend", "--app", "x", "--env", "prod"],
    2,
    /^--app: there is no "x"; expected "web" or "api"/,
  ],
  [
    "an environment of another application",
    wholeText,
    ["suspend", "--app", "api", "--env", "prod"],
    2,
    /^--env: there is no "prod"; expected "dev"/,
  ],
  ["no tag to pin", wholeText, ["pin", ...at], 2, /^--tag is missing/],
  ["a tag that is none", wholeText, ["pin", ...at, "--tag", "a b"], 2, /^--tag: got "a b", expected an image tag/],
  [
    "a tag that nothing asks for",
    wholeText,
    ["suspend", ...at, "--tag", "a"],
    2,
    /^--tag is for pin and promote, not for suspend/,
  ],
  ["what is not pinned", wholeText, ["unpin", ...at], 1, /^web in prod is not pinned; nothing was changed/],
  ["what is suspended", withProd("suspend: true"), ["suspend", ...at], 1, /suspended already; nothing was changed/],
  ["what is not suspended", wholeText, ["resume", ...at], 1, /not suspended; nothing was changed/],
  ["what CI builds for", wholeText, ["promote", ...at], 1, /has no promoteFrom, so CI builds for it/],
  [
    "a promoted digest",
    promoted,
    ["promote", ...at, "--tag", `v1@sha256:${"a".repeat(64)}`],
    2,
    /a tag without its digest/,
  ],
  ["a file that is not sound", wholeText.replace("port: 3000", "port: x"), ["suspend", ...at], 1, /port: got "x"/],
  [
    "a tag where nothing can ask for it",
    wholeText,
    ["pin", ...at, "--tag", "1.0.0"],
    1,
    /^Neither crane nor docker is installed/,
  ],
  [
    "an environment that is written once for two",
    wholeText
      .replace(
        / {6}- name: prod\n[^]*?initialTag: 1\.0\.0\n/,
        "      - &p { name: prod, cluster: main, namespace: web-prod, imagePolicy: { policy: { semver: { range: 1.x } } }, initialTag: 1.0.0 }\n",
      )
      .replace(
        "        path: deploy/api\n",
        "        path: deploy/api\n        components: []\n      - { <<: *p, name: prod, path: api/prod, namespace: api-prod }\n",
      )
      .replace(/( {6}- \{ <<: .*\n)([^]*?initialTag: "1"\n)/, "$2$1"),
    ["suspend", ...at],
    1,
    /can't be edited in place, since it is shared.*set suspend: true there by hand/,
  ],
];

for (const [title, text, argv, code, message] of refused) {
  test(`${title} is refused, and the file stays`, () => {
    const outcome = run(text, argv);
    assert.match(outcome.err, message);
    assert.deepEqual([outcome.code, outcome.out, outcome.added, outcome.removed], [code, "", [], []]);
  });
}

test("a file behind a link is edited, and stays behind it", () => {
  const link = join(folder, "link.yaml");
  writeFileSync(file, wholeText);
  symlinkSync(file, link);
  assert.equal(runCommand(release, ["suspend", ...at, "-c", link], { out: () => undefined, err: assert.fail }), 0);
  assert.match(readFileSync(file, "utf8"), /suspend: true/);
});

describe("a tag is looked up in its registry", { skip: skipWithout("oci-registry", "crane") }, () => {
  let registry: OciRegistry;
  let text: string;
  const digests: Record<string, string> = {};
  const found = (): string => dirname(locateTool("crane")?.path ?? "");

  before(async () => {
    registry = await OciRegistry.start();
    const image = `${registry.host}/acme/web`;
    text = wholeText.replace("name: ghcr.io/acme/web, credential: ghcr", `name: "${image}"`);
    for (const tag of ["1.0.1", "9050352340"]) digests[tag] = await registry.pushTag("acme/web", tag);
  });
  after(() => {
    registry.stop();
  });

  test("and pinned", () => {
    const { code, out, added } = run(text, ["pin", ...at, "--tag", "9050352340"], found());
    assert.deepEqual({ code, added }, { code: 0, added: ['pin: "9050352340"'] });
    assert.match(
      out,
      /Flux writes 9050352340 to kustomize\/overlays\/prod, deploys it, and nothing newer until it is unpinned/,
    );
  });

  test("and pinned instead of another", () => {
    const pinned = text.replace(prod, `${prod}        pin: 1.0.0 # works\n`);
    const { added, removed } = run(pinned, ["pin", ...at, "--tag", "1.0.1"], found());
    assert.deepEqual({ added, removed }, { added: ['pin: "1.0.1" # works'], removed: ["pin: 1.0.0 # works"] });
  });

  test("with its digest, which must be the one", () => {
    const tag = `1.0.1@${digests["1.0.1"] ?? ""}`;
    assert.deepEqual(run(text, ["pin", ...at, "--tag", tag], found()).added, [`pin: "${tag}"`]);
    const wrong = run(text, ["pin", ...at, "--tag", `1.0.1@${digests["9050352340"] ?? ""}`], found());
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /1\.0\.1 is sha256:[0-9a-f]{64}, not sha256:[0-9a-f]{64}; nothing was changed/);
    assert.deepEqual(wrong.added, []);
  });

  test("and refused where it is not there", () => {
    const { code, err, added } = run(text, ["pin", ...at, "--tag", "7"], found());
    assert.equal(code, 1);
    assert.match(
      err,
      /^"127\.0\.0\.1:\d+\/acme\/web:7" is not found with your own login: correct the tag, or log in \(docker login\)\. crane says: .*404/,
    );
    assert.deepEqual(added, []);
  });
});

test("docker asks where crane is not installed, and what it says is told in one line", () => {
  const programs = join(folder, "programs");
  mkdirSync(programs);
  const docker = join(programs, "docker");
  writeFileSync(
    docker,
    '#!/bin/sh\n[ "$*" = "buildx imagetools inspect --format {{.Manifest.Digest}} ghcr.io/acme/web:1.0.0" ] || { echo "no $*\nmore" >&2; exit 1; }\n' +
      `echo sha256:${"b".repeat(64)}\n`,
  );
  chmodSync(docker, 0o755);
  assert.deepEqual(run(wholeText, ["pin", ...at, "--tag", "1.0.0"], programs).added, ['pin: "1.0.0"']);
  const { code, err } = run(wholeText, ["pin", ...at, "--tag", "2.0.0"], programs);
  assert.equal(code, 1);
  assert.match(err, /docker says: no buildx .*2\.0\.0\n$/);
});
