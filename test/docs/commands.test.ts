import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { locateTool } from "../tools/locate";
import { begins, excuseFor, excuses } from "./support/excuses";
import { wrongWith } from "./support/known-flags";
import { pages, parsePage, type Page } from "./support/pages";
import type { Argv } from "./support/recorded";
import { commandsOf, shellLanguages, type Shown } from "./support/shell";
import { World } from "./support/world";

/** What runs here, by its first words, and what it reads. */
const runnable: Readonly<Record<string, { readonly input?: string }>> = {
  "git -C": {},
  "git commit": {},
  "git init": {},
  "npm run -s map": {},
  "npm run -s plan-guard": { input: '{ "format_version": "1.2", "planned_values": {} }' },
  "npm run git-side": {},
  "npm run init": {},
  "npm run map": {},
  "npm run release": {},
  "npm run synth": {},
};

/** The file that a page is about; else the shipped one. */
const examples: Readonly<Record<string, string>> = {
  "docs/fleet.md": "examples/git.yaml",
  "docs/map.md": "examples/fleet.yaml",
  "docs/workload.md": "examples/workload.yaml",
};

/** Pages of which the commands are history. */
const isHistory = ({ path }: { readonly path: string }): boolean => path === "CHANGELOG.md";

const languages = new Set([...shellLanguages, "text", "yaml", "json", "mermaid"]);

const wordsOf = (argv: Argv): string => argv.join(" ");
const runnerOf = (argv: Argv) =>
  excuseFor(wordsOf(argv)) === undefined
    ? Object.entries(runnable).find(([words]) => begins(wordsOf(argv), words))?.[1]
    : undefined;

/** Named in a line, without all that it wants, or with what stands for the reader's own. */
const isNamed = ({ isInBlock, isWhole, argv }: Shown): boolean =>
  !isWhole ||
  (!isInBlock && (!argv.includes("--") || argv.some((word) => /^(?:[A-Z]{2,}|\.\.\.)$|[/]unpin/.test(word))));

/** Blocks of shell right above one of text, and that. */
const shownBelow = ({ blocks }: Page): { readonly line: number; readonly shows: string }[] =>
  blocks.flatMap(({ language, line, end }, index) => {
    const next = blocks[index + 1];
    const isAbove = shellLanguages.includes(language) && next?.language === "text" && next.line === end + 1;
    return isAbove ? [{ line, shows: next.text }] : [];
  });

const all = pages.filter((page) => !isHistory(page)).map((page) => ({ page, commands: commandsOf(page) }));

describe("commands of", () => {
  for (const { page, commands } of all.filter(({ commands }) => commands.length > 0)) {
    describe(page.path, () => {
      test("are there, with these options", () => {
        const wrong = commands.flatMap(({ argv, isInBlock, line }) => {
          const reason = wrongWith(argv, isInBlock);
          return reason === undefined ? [] : [`${page.path}:${line}: ${wordsOf(argv)}: ${reason}`];
        });
        assert.deepEqual(wrong, []);
      });

      test("are run here, or have an excuse", () => {
        const neither = commands.filter((each) => !runnerOf(each.argv) && excuseFor(wordsOf(each.argv)) === undefined);
        assert.deepEqual(
          neither.map(({ line, argv }) => `${page.path}:${line}: ${wordsOf(argv)}`),
          [],
          "run it in test/docs/commands.test.ts, or say in test/docs/support/excuses.ts why nobody can",
        );
      });

      const run = commands.filter((each) => runnerOf(each.argv) && !isNamed(each));
      if (run.length === 0) return;
      const world = new World(examples[page.path]);
      after(() => world.remove());
      const printed = new Map<number, string>();
      for (const { argv, line } of run) {
        test(`line ${line}: ${wordsOf(argv)}`, () => {
          const { code, out, err } = world.run(argv, runnerOf(argv)?.input);
          assert.equal(code, 0, out + err);
          printed.set(line, (printed.get(line) ?? "") + out);
        });
      }
      for (const { line, shows } of shownBelow(page).filter((each) => run.some(({ line }) => line === each.line))) {
        test(`line ${line} prints what stands below it`, () => {
          assert.equal(printed.get(line), shows);
        });
      }
    });
  }
});

test("every block of a page says what language it is in", () => {
  const unknown = pages.flatMap(({ path, blocks }) =>
    blocks.filter(({ language }) => !languages.has(language)).map(({ line }) => `${path}:${line}`),
  );
  assert.deepEqual(unknown, [], `fence it, with one of ${[...languages].join(", ")}`);
});

test("no excuse is for nothing", () => {
  const given = all.flatMap(({ commands }) => commands.map(({ argv }) => wordsOf(argv)));
  assert.deepEqual(
    Object.keys(excuses).filter((words) => !given.some((command) => begins(command, words))),
    [],
  );
});

test("a command that there is not, and a wrong option, are found", () => {
  const wrong = (line: string): string | undefined => {
    const [shown] = commandsOf(parsePage("x.md", `\`\`\`sh\n${line}\n\`\`\`\n`));
    assert.ok(shown);
    return wrongWith(shown.argv, true);
  };
  assert.match(wrong("npm run nothing") ?? "", /no script nothing/);
  assert.match(wrong("npm run git-side -- --apps web --out ../web") ?? "", /Unknown option '--apps'/);
  assert.match(wrong("npm run git-side --out ../web") ?? "", /-- before its options/);
  assert.match(wrong("npm run why") ?? "", /wants STACK/);
  assert.match(wrong("npm run why -- app secrets") ?? "", /wants STACK/);
  assert.match(wrong("npm test -- --seeds=1") ?? "", /no option --seeds/);
  assert.match(wrong("npx cdktf deploy secret") ?? "", /takes no secret/);
  assert.match(wrong("npx cdktf deploy --no-such-flag secrets") ?? "", /takes no --no-such-flag/);
  if (locateTool("tofu")) {
    assert.match(wrong("tofu destory") ?? "", /tofu has no destory/);
    assert.match(wrong("tofu state rn x") ?? "", /tofu has no state rn/);
    assert.match(wrong("tofu plan -refesh=false") ?? "", /has no -refesh/);
  }
  assert.match(wrong("npx cdktn deploy") ?? "", /npx cdktn is not known/);
  assert.equal(wrong("npm run git-side -- --app web --out ../web"), undefined);
  assert.equal(wrong("npx cdktf deploy --auto-approve secrets app-blog"), undefined);
});
