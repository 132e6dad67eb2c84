import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Output } from "../../commands/command";
import { progress, whileWaiting, whileWorking, type Progress, type ProgressOptions } from "../../commands/progress";

const errScreen = { columns: 40, rows: 10, hasColors: true };

/** What is told on standard error while a clock stands at these milliseconds, one after the other. */
function told(isTerminal: boolean, work: (own: Progress, at: (ms: number) => void) => void, options?: ProgressOptions) {
  let time = 0;
  const words: string[] = [];
  const output: Output = {
    out: (text) => assert.fail(`standard output has ${text}`),
    err: (text) => void words.push(text),
    ...(isTerminal && { errScreen }),
  };
  work(progress(output, { ...options, now: () => time }), (ms) => (time = ms));
  return words;
}

describe("progress on a terminal", () => {
  test("is a line that is drawn over, once a second has passed, and goes at the end", () => {
    const words = told(true, (own, at) => {
      own.step("asking cluster blue", 1, 3);
      at(1500);
      own.step("asking cluster blue", 2, 3);
      at(2500);
      own.step("asking cluster blue", 3, 3);
      own.end();
      own.end();
    });
    assert.deepEqual(words, [
      "\rasking cluster blue, 2 of 3 ... (1 s)\u001b[K",
      "\rasking cluster blue, 3 of 3 ... (2 s)\u001b[K",
      "\r\u001b[K",
    ]);
  });

  test("of what ends sooner is nothing", () => {
    assert.deepEqual(
      told(true, (own) => {
        own.step("asking");
        own.end();
      }),
      [],
    );
  });

  test("of what blocks is there at once: nobody could draw it later", () => {
    const words = told(true, (own) => own.step("asking"), { isBlocking: true });
    assert.deepEqual(words, ["\rasking ...\u001b[K"]);
  });

  test("fits a line, and is no control of the terminal", () => {
    const [drawn = ""] = told(true, (own) => own.step(`\u001b[31m${"a".repeat(99)}`), { isBlocking: true });
    assert.match(drawn, /^\r\\u\{1b\}\[31ma+\.\.\.\u001b\[K$/);
    assert.equal(drawn.replace(/^\r|\u001b\[K$/g, "").length, 39);
  });

  test("goes on by itself while something is waited for", async () => {
    const words: string[] = [];
    const output: Output = { out: () => undefined, err: (text) => void words.push(text), errScreen };
    const done = await whileWaiting(output, async (own) => {
      own.step("asking");
      await new Promise((resolve) => setTimeout(resolve, 1400));
      return "done";
    });
    assert.equal(done, "done");
    assert.match(words[0] ?? "", /^\rasking \.\.\./);
    assert.equal(words.at(-1), "\r\u001b[K");
  });

  test("goes when the work fails", () => {
    const words: string[] = [];
    const output: Output = { out: () => undefined, err: (text) => void words.push(text), errScreen };
    assert.throws(
      () =>
        whileWorking(
          output,
          (own) => {
            own.step("asking");
            throw new Error("no");
          },
          { isBlocking: true },
        ),
      /no/,
    );
    assert.equal(words.at(-1), "\r\u001b[K");
  });
});

describe("progress in a log", () => {
  const minute = (own: Progress, at: (ms: number) => void): void => {
    for (let second = 0; second <= 25; second += 1) {
      at(second * 1000);
      own.step("writing", second, 25);
    }
    own.end();
  };

  test("is a line each ten seconds, without any code of a terminal's", () => {
    assert.deepEqual(told(false, minute), ["writing, 10 of 25\n", "writing, 20 of 25\n"]);
  });

  test("is nothing where it is not wanted", () => {
    assert.deepEqual(told(false, minute, { isLogged: false }), []);
  });
});
