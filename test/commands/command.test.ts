import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { describe, test } from "node:test";
import { exitCodes, runAsyncCommand, UsageError, type AsyncCommand, type ExitCode } from "../../commands/command";
import { UserError } from "../../config/problems";

interface Told {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

const options = {} as const;

/** Runs a command that waits before it fails, if it does. */
async function run(argv: readonly string[], error?: Error): Promise<Told> {
  const waits: AsyncCommand<typeof options> = {
    name: "waits",
    help: "It waits.\n",
    options,
    async run() {
      await setImmediate();
      if (error) throw error;
      return exitCodes.ok;
    },
  };
  let [out, err] = ["", ""];
  const code = await runAsyncCommand(waits, argv, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe("a command that waits ends as one that does not", () => {
  const rows: readonly (readonly [title: string, argv: readonly string[], error: Error | undefined, told: Told])[] = [
    ["well", [], undefined, { code: 0, out: "", err: "" }],
    ["with its help", ["--help"], new Error("it ran"), { code: 0, out: "It waits.\n", err: "" }],
    [
      "with its help, whatever is given twice",
      ["-h", "-c", "a", "-c", "b"],
      undefined,
      { code: 0, out: "It waits.\n", err: "" },
    ],
    [
      "on a flag that is given twice, by any of its names",
      ["-c", "a", "--config=a"],
      new Error("it ran"),
      { code: 2, out: "", err: "--config is given more than once\nSee npm run waits -- --help\n" },
    ],
    ["refused", [], new UserError("No."), { code: 1, out: "", err: "No.\n" }],
    [
      "on a wrong flag",
      [],
      new UsageError("--x is wrong"),
      { code: 2, out: "", err: "--x is wrong\nSee npm run waits -- --help\n" },
    ],
    [
      "by a defect",
      [],
      new Error("oops"),
      { code: 3, out: "", err: "A defect: oops\nRun it again with --debug to see where, and report it.\n" },
    ],
  ];
  for (const [title, argv, error, told] of rows) {
    test(title, async () => {
      assert.deepEqual(await run(argv, error), told);
    });
  }
});
