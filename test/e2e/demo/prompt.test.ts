import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { UserError } from "../../../config/problems";
import { prompt, type Acts } from "./prompt";

interface Stage {
  readonly output: { readonly out: (text: string) => void; readonly err: (text: string) => void };
  readonly done: string[];
}

const acts: Acts<Stage> = new Map([
  [
    "push",
    {
      usage: "push [ENV]",
      does: "pushes",
      run: ({ done }, words) => {
        done.push(words.join(" "));
        return Promise.resolve();
      },
    },
  ],
  [
    "fail",
    {
      usage: "fail",
      does: "fails",
      run: () => Promise.reject(new UserError("two\nlines, and one\u001b[31m of them red")),
    },
  ],
]);

async function play(...lines: readonly string[]): Promise<{ code: number; out: string; err: string; done: string[] }> {
  const said = { out: "", err: "" };
  const output = { out: (text: string) => (said.out += text), err: (text: string) => (said.err += text) };
  const done: string[] = [];
  const code = await prompt({ output, done }, acts, Readable.from(lines.map((line) => `${line}\n`)));
  return { code, ...said, done };
}

test("lines of a pipe are followed in their order, with what follows the command", async () => {
  const { code, out, done } = await play("push", "", "  push   production ", "push dev");
  assert.equal(code, 0);
  assert.deepEqual(done, ["", "production", "dev"]);
  assert.equal(out, "demo> push\ndemo> \ndemo> push   production\ndemo> push dev\ndemo> ");
});

test("after quit nothing is followed", async () => {
  assert.deepEqual((await play("push", "quit", "push")).done, [""]);
});

test("a command of a pipe that does not exist, or fails, is the last, and ends it with 1", async () => {
  for (const [line, said] of [
    ["puhs", 'There is no "puhs": `help` lists what there is.\n'],
    ["fail", "two\nlines, and one\\u{1b}[31m of them red\n"],
  ] as const) {
    const { code, err, done } = await play(line, "push");
    assert.equal(code, 1);
    assert.equal(err, said);
    assert.deepEqual(done, []);
  }
});

test("help lists every command, with help and quit", async () => {
  const { out } = await play("help", "quit");
  assert.match(out, /^ {2}push \[ENV\] {2}pushes$/m);
  for (const name of ["fail", "help", "quit"]) assert.match(out, new RegExp(`^  ${name} +\\S`, "m"));
});
