/** The project on cdktn, the maintained continuation of cdktf, installed as docs/cdktn.md says. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { copySources } from "../support/copy-sources";
import { wholeText } from "../support/whole";

const root = join(__dirname, "..", "..");

/** The commands below a heading of docs/cdktn.md. */
function commandsOf(heading: string): string {
  const text = readFileSync(join(root, "docs", "cdktn.md"), "utf8");
  const [, commands] = new RegExp(`^## ${heading}\n\n\`\`\`sh\n(.*?)^\`\`\`$`, "ms").exec(text) ?? [];
  if (commands === undefined) throw new Error(`docs/cdktn.md has no commands below "${heading}"`);
  return commands;
}

/** The caller's environment without what an outer `npm run` says of this project: npm would go back to it. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(package|lifecycle)_|npm_config_(local_)?prefix$|DELIVERY_CONFIG$|CDKTF_OUTDIR$)/.test(name),
    ),
  );

function run(cwd: string, command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...environment(), ...more },
    encoding: "utf8",
  });
  assert.equal(status, 0, `${command} ${args.join(" ")}: ${error?.message ?? stdout + stderr}`);
}

/** What a synth of a file writes, by path. */
function synthesized(project: string, file: string): ReadonlyMap<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), "flux-delivery-cdktn-out-"));
  try {
    const args = [join("commands", "run.cjs"), "main.ts", "-c", file];
    run(project, process.execPath, args, { CDKTF_OUTDIR: outdir });
    return new Map(
      readdirSync(outdir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [relative(outdir, path), readFileSync(path, "utf8")]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A file's text, less what the two libraries write differently: their version, and the line break in an empty list. */
const comparable = (path: string, text: string): string => {
  const version = basename(path) === "manifest.json" ? /^( {2}"version": )".*"$/m : /^( {6}"version": )".*"$/m;
  assert.match(text, version, path);
  return text.replace(version, '$1"any"').replace(/([[{])\n\s*([\]}])/g, "$1$2");
};

let scratch: string;
before(() => {
  scratch = mkdtempSync(join(tmpdir(), "flux-delivery-cdktn-"));
  copySources(scratch);
  run(scratch, "sh", ["-euc", commandsOf("Switch")], {
    npm_config_audit: "false",
    npm_config_fund: "false",
    // Tools for the development are cdktf's own, large, and take no part in a synth.
    npm_config_omit: "dev",
    npm_config_prefer_offline: "true",
    npm_config_update_notifier: "false",
  });
});
after(() => rmSync(scratch, { recursive: true, force: true }));

test("after the documented commands the project runs on cdktn, and has no other cdktf", () => {
  const installed = readdirSync(join(scratch, "node_modules"), { recursive: true, encoding: "utf8" }).filter((path) =>
    /(^|\/)node_modules\/cdk(tf|tn)\/package\.json$/.test(`node_modules/${path}`),
  );
  assert.deepEqual(installed, [join("cdktf", "package.json")]);
  const { name } = JSON.parse(readFileSync(join(scratch, "node_modules", "cdktf", "package.json"), "utf8")) as {
    readonly name: string;
  };
  assert.equal(name, "cdktn");
});

const files: readonly string[] = [
  "delivery.yaml",
  ...readdirSync(join(root, "examples")).map((name) => join("examples", name)),
  join("test", "support", "fleet.yaml"),
];

function assertSame(file: string): void {
  const own = synthesized(root, file);
  const other = synthesized(scratch, file);
  assert.ok(own.size > 3);
  assert.deepEqual([...other.keys()].sort(), [...own.keys()].sort());
  for (const [path, text] of own) {
    assert.equal(comparable(path, other.get(path) ?? ""), comparable(path, text), path);
  }
}

for (const file of files) {
  test(`cdktn writes the same stacks of ${file} as cdktf`, () => assertSame(join(root, file)));
}

test("cdktn writes the same stacks of a file with every kind of element as cdktf", () => {
  const file = join(scratch, "whole.yaml");
  writeFileSync(file, wholeText);
  assertSame(file);
});
