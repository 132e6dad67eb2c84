import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, beforeEach } from "node:test";
import { play } from "./play";

/** A stand-in for kubectl, with a PATH of its own before the machine's. */
export interface PlayedKubectl {
  /** The folder of it, for what else is played. */
  readonly bin: string;
  /** All that it does, to be played with something before it. */
  readonly script: string;
  /** The arguments of each call in this test. */
  readonly calls: () => string[][];
  /** Has each test of a suite begin with it. */
  readonly play: () => void;
}

/** @param script what it does, of Node, with its arguments as `args` @param folder a temporary one */
export function playedKubectl(folder: string, script: string): PlayedKubectl {
  const [bin, log] = [join(folder, "bin"), join(folder, "calls")];
  const path = process.env["PATH"];
  const begin = `const args = process.argv.slice(2);\nappendFileSync(${JSON.stringify(log)}, JSON.stringify(args) + "\\n");`;
  const whole = `${begin}\n${script}`;
  return {
    bin,
    script: whole,
    calls: () =>
      readFileSync(log, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as string[]),
    play: () => {
      beforeEach(() => {
        rmSync(bin, { recursive: true, force: true });
        mkdirSync(bin);
        play(bin, "kubectl", whole);
        process.env["PATH"] = `${bin}:${path ?? ""}`;
        writeFileSync(log, "");
      });
      after(() => (process.env["PATH"] = path));
    },
  };
}
