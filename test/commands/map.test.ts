import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { fleetFile } from "../../bench/fleet";
import { runCommand } from "../../commands/command";
import { map } from "../../commands/map";
import { mermaid } from "../../map/mermaid";
import { svg } from "../../map/svg";
import { mapOf, textOf } from "../map/support/map";

const folder = mkdtempSync(join(tmpdir(), "flux-delivery-map-"));
after(() => rmSync(folder, { recursive: true }));
const config = join(folder, "delivery.yaml");
const out = join(folder, "out");
beforeEach(() => {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
});

const byGit = textOf("examples/git.yaml");

function run(text: string, ...argv: string[]): { readonly code: number; readonly out: string; readonly err: string } {
  writeFileSync(config, text);
  const said = { out: "", err: "" };
  const code = runCommand(map, ["-c", config, ...argv], {
    out: (each) => (said.out += each),
    err: (each) => (said.err += each),
  });
  return { code, ...said };
}

describe("npm run map", () => {
  test("prints Mermaid, and nothing else.", () => {
    assert.deepEqual(run(byGit), { code: 0, out: mermaid(mapOf(byGit)), err: "" });
  });

  test("writes what the file's ending says.", () => {
    const file = join(out, "deep", "map.svg");
    assert.deepEqual(run(byGit, "--out", file), { code: 0, out: `${file} is written.\n`, err: "" });
    assert.equal(readFileSync(file, "utf8"), svg(mapOf(byGit)));
    assert.equal(run(byGit, "--out", join(out, "map.mmd")).code, 0);
    assert.equal(readFileSync(join(out, "map.mmd"), "utf8"), mermaid(mapOf(byGit)));
    assert.equal(run(byGit, "--out", join(out, "map.html")).code, 0);
    assert.match(readFileSync(join(out, "map.html"), "utf8"), /^<!doctype html>[^]*<title>Delivery of acme<\/title>/);
  });

  test("draws what an application or a cluster touches, and not the rest.", () => {
    const { code, out: text } = run(byGit, "--cluster", "staging");
    assert.equal(code, 0);
    assert.match(text, /"Cluster staging"/);
    assert.match(text, /<br>web dev"/);
    assert.doesNotMatch(text, /<br>(?:web production|api production|\/acme\/slack\/releases)"/);
    const both = run(byGit, "--app", "api", "--cluster", "staging").out;
    assert.match(both, /<br>api production"/);
    assert.match(both, /<br>web dev"/);
    assert.doesNotMatch(both, /<br>web production"/);
  });

  for (const [title, argv, said] of [
    [
      "an ending that says nothing",
      ["--out", "map.pdf"],
      /^--out: got "map\.pdf", expected a file such as map\.html, map\.mmd or map\.svg/,
    ],
    ["no ending", ["--out", "html"], /^--out: got "html"/],
    ["a name of Object's", ["--out", "map.constructor"], /^--out: got "map\.constructor"/],
    ["an empty name", ["--out", ""], /^--out: got ""/],
    [
      "an application that is not there",
      ["--app", "nope"],
      /^--app: there is no application "nope"; there is web or api\n/,
    ],
    [
      "a cluster that is not there",
      ["--cluster", "nope"],
      /^--cluster: there is no cluster "nope"; there is staging or production\n/,
    ],
    ["an operand", ["map.html"], /^Unexpected argument 'map\.html'/],
  ] as const) {
    test(`refuses ${title}.`, () => {
      const { code, out: printed, err } = run(byGit, ...argv);
      assert.equal(code, 2);
      assert.equal(printed, "");
      assert.match(err, said);
      assert.match(err, /See npm run map -- --help\n$/);
    });
  }

  test("refuses a file with mistakes as the synth does, and writes nothing.", () => {
    const { code, err } = run(byGit.replace("cluster: staging", "cluster: stagin"), "--out", join(out, "map.html"));
    assert.equal(code, 1);
    assert.match(err, /applications\[0\]\.environments\[0\]\.cluster: got "stagin"/);
    assert.deepEqual(readdirSync(out), []);
  });

  test("leaves all as it was where the file can't be written.", () => {
    writeFileSync(join(out, "taken"), "mine");
    const { code, out: printed, err } = run(byGit, "--out", join(out, "taken", "map.svg"));
    assert.equal(code, 1);
    assert.equal(printed, "");
    assert.match(err, /nothing was written/);
    assert.deepEqual(readdirSync(out), ["taken"]);
    assert.equal(readFileSync(join(out, "taken"), "utf8"), "mine");
  });

  test("refuses more than Mermaid draws, and says what to do; a part and a page can be had.", () => {
    const fleet = fleetFile(100);
    const { code, out: printed, err } = run(fleet, "--out", join(out, "map.mmd"));
    assert.equal(code, 1);
    assert.equal(printed, "");
    assert.match(err, /^The map has \d+ arrows, and Mermaid draws 500: draw a part of it by --app NAME/);
    assert.deepEqual(readdirSync(out), []);
    assert.equal(run(fleet, "--app", "app-0").code, 0);
    assert.equal(run(fleet, "--out", join(out, "map.html")).code, 0);
  });

  test("is the same page from the program that npm runs, twice.", () => {
    writeFileSync(config, byGit);
    const root = join(__dirname, "..", "..");
    const page = (name: string): Buffer => {
      const argv = ["commands/run.cjs", "commands/main.ts", "map", "-c", config, "--out", join(out, name)];
      const { status, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: "utf8" });
      assert.equal(stderr, "");
      assert.equal(status, 0);
      return readFileSync(join(out, name));
    };
    assert.ok(page("a.html").equals(page("b.html")));
    assert.equal(run(byGit, "--out", join(out, "c.html")).code, 0);
    assert.ok(readFileSync(join(out, "a.html")).equals(readFileSync(join(out, "c.html"))));
    assert.ok(!existsSync(join(root, "map.html")));
  });
});
