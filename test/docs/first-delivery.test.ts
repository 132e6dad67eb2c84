import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { draft } from "../../init/draft";
import { questionNames, type AllAnswers } from "../../init/questions";
import { isObject, synthesize } from "../support/synth";
import { page, root } from "./support/pages";
import { commandsOf } from "./support/shell";

test("docs/first-delivery.md says how many resources each stack of its file adds", () => {
  const argv =
    commandsOf(page("docs/first-delivery.md")).find(({ argv: words }) => words[2] === "init" && words.includes("--yes"))
      ?.argv ?? [];
  const given = questionNames.filter((name) => argv.includes(`--${name}`));
  const answers = Object.fromEntries(given.map((name) => [name, argv[argv.indexOf(`--${name}`) + 1]])) as AllAnswers;
  const stacks = synthesize(draft(answers, "./delivery.schema.json"));
  const added = (stack: string): number => {
    const { resource } = stacks.stack(stack);
    return Object.values(isObject(resource) ? resource : {}).flatMap((each) =>
      isObject(each) ? Object.keys(each) : [],
    ).length;
  };
  const text = readFileSync(join(root, "docs", "first-delivery.md"), "utf8");
  const [, secrets] = /a plan of (\d+) resources/.exec(text) ?? [];
  const [, bootstrap, app] = /`flux-bootstrap` adds (\d+) resources and `app` (\d+)/.exec(text) ?? [];
  assert.deepEqual([secrets, bootstrap, app].map(Number), ["secrets", "flux-bootstrap", "app"].map(added));
});
