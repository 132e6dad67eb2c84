/**
 * Times what `npm run synth` runs beside a hand-written, compiled program that emits the same resources, alternating
 * in one run, and fails where ours takes more than twice as long.
 *
 *     npm run bench
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..");
const rounds = 21;
const limit = 2;
const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-bench-"));

const programs = {
  "hand-written": ["dist/bench/hand-written.js"],
  "delivery.yaml": ["commands/run.cjs", "main.ts"],
} as const;
type Program = keyof typeof programs;
const names = Object.keys(programs) as Program[];

const outdir = (name: Program): string => join(scratch, String(names.indexOf(name)));

function run(name: Program): number {
  const begin = process.hrtime.bigint();
  execFileSync(process.execPath, programs[name], { cwd: root, env: { ...process.env, CDKTF_OUTDIR: outdir(name) } });
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Resources of a stack without cdktf's notes, references to the other stack's outputs made alike. */
function resources(name: Program, stack: string): unknown {
  const text = readFileSync(join(outdir(name), "stacks", stack, "cdk.tf.json"), "utf8");
  const { resource } = JSON.parse(text, (key, value: unknown) => (key === "//" ? undefined : value)) as {
    resource: unknown;
  };
  return JSON.parse(JSON.stringify(resource).replace(/cross-stack-output-[\w-]+/g, (id) => id.replaceAll("_", "")));
}

try {
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], { cwd: root });
  const times = new Map<Program, number[]>(names.map((name) => [name, []]));
  for (const name of names) run(name);
  for (const stack of ["secrets", "flux-bootstrap", "app"]) {
    assert.deepEqual(resources("delivery.yaml", stack), resources("hand-written", stack));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) times.get(name)?.push(run(name));
  }
  const medians = new Map([...times].map(([name, values]) => [name, median(values)]));
  const floor = medians.get("hand-written") ?? Number.NaN;
  console.log(`median of ${rounds} runs each; ratio to the hand-written program`);
  for (const [name, value] of medians) {
    console.log(`${name.padEnd(15)} ${value.toFixed(0).padStart(5)} ms  ${(value / floor).toFixed(2)}x`);
  }
  const worst = Math.max(...medians.values()) / floor;
  if (worst > limit) {
    console.error(`synth takes ${worst.toFixed(2)} times as long as the hand-written program; the limit is ${limit}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
