/**
 * Times what `npm run synth` runs beside compiled cdktf programs that emit the same resources, alternating in one run:
 * the shipped file beside bench/hand-written.ts, fleets of growing size beside bench/raw.ts. Fails where ours takes
 * more than its limit, does not grow linearly, or emits something else.
 *
 *     npm run bench               the project's goals; some four minutes
 *     npm run bench -- --short    the same resources and no collapse, whatever else the machine does; for CI
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fleetFile } from "./fleet";
import { run, type Cost, type Program } from "./program";
import { assertSameResources } from "./same-resources";

/** A delivery file to measure. */
interface Case {
  /** Number of environments, or the shipped file. */
  readonly size: number | "shipped";
  readonly rounds: number;
  /** How many times the other program's time ours may take. @default any */
  readonly limit?: number;
  /** Whether it is too big to compare what is emitted. @default false */
  readonly isUncompared?: boolean;
}

const goals: readonly Case[] = [
  { size: "shipped", rounds: 21, limit: 1.5 },
  { size: 1, rounds: 11 },
  { size: 10, rounds: 11 },
  { size: 100, rounds: 9 },
  { size: 1000, rounds: 5, limit: 1.3 },
  // Its reader policies are split where the order of the ARNs says, which is ours alone.
  { size: 3000, rounds: 3, isUncompared: true },
];
const short: readonly Case[] = [
  { size: "shipped", rounds: 5, limit: 3 },
  { size: 1, rounds: 1 },
  { size: 10, rounds: 5, limit: 3.5 },
  { size: 100, rounds: 5, limit: 4 },
];
/** What three times the environments may take: three times, and some for noise. */
const growth = { from: 1000, to: 3000, limit: 3.3 } as const;

const { values: options } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const root = join(__dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-bench-"));
const failures: string[] = [];
const fastest = new Map<Case["size"], number>();

function programs(size: Case["size"]): { readonly ours: Program; readonly floor: Program } {
  const folder = join(scratch, String(size));
  const outdirs = { ours: `${folder}-ours`, floor: `${folder}-floor` };
  const synth = ["commands/run.cjs", "main.ts", "-c"];
  if (size === "shipped") {
    return {
      ours: { args: [...synth, "delivery.yaml"], outdir: outdirs.ours },
      floor: { args: ["dist/bench/hand-written.js"], outdir: outdirs.floor },
    };
  }
  const file = `${folder}.yaml`;
  writeFileSync(file, fleetFile(size));
  return {
    ours: { args: [...synth, file], outdir: outdirs.ours },
    floor: { args: ["dist/bench/raw.js", String(size)], outdir: outdirs.floor },
  };
}

interface Summary {
  readonly least: number;
  readonly median: number;
  readonly megabytes: number;
}

function summary(costs: readonly Cost[]): Summary {
  const times = costs.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    least: times[0] ?? Number.NaN,
    median: times[Math.floor(times.length / 2)] ?? Number.NaN,
    megabytes: Math.max(...costs.map(({ megabytes }) => megabytes)),
  };
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(18) : cell.padStart(index % 2 === 0 ? 9 : 14))).join("");

const pair = ({ least, median }: Summary): string => `${least.toFixed(0)} / ${median.toFixed(0)}`;

function measure({ size, rounds, limit, isUncompared }: Case): void {
  const { ours, floor } = programs(size);
  const costs: { readonly ours: Cost[]; readonly floor: Cost[] } = { ours: [], floor: [] };
  // The first runs fill the caches, and are not counted.
  run(ours);
  run(floor);
  if (!isUncompared) assertSameResources(ours.outdir, floor.outdir);
  for (let round = 0; round < rounds; round += 1) {
    costs.ours.push(run(ours));
    costs.floor.push(run(floor));
  }
  const [a, b] = [summary(costs.ours), summary(costs.floor)];
  // Load only ever adds, so the fastest runs say most about the programs.
  const ratio = a.least / b.least;
  fastest.set(size, a.least);
  console.log(
    row([
      size === "shipped" ? "delivery.yaml" : `${size} environments`,
      pair(a),
      a.megabytes.toFixed(0),
      pair(b),
      b.megabytes.toFixed(0),
      `${ratio.toFixed(2)} / ${(a.median / b.median).toFixed(2)}`,
      limit?.toFixed(1) ?? "",
    ]),
  );
  if (limit !== undefined && ratio > limit) {
    failures.push(`${size}: synth takes ${ratio.toFixed(2)} times as long; the limit is ${limit}`);
  }
}

function checkGrowth(): void {
  const [from, to] = [fastest.get(growth.from), fastest.get(growth.to)];
  if (from === undefined || to === undefined) return;
  const factor = to / from;
  console.log(`${growth.to} environments take ${factor.toFixed(2)} times as long as ${growth.from}`);
  if (factor > growth.limit) failures.push(`growth: ${factor.toFixed(2)} times; the limit is ${growth.limit}`);
}

try {
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], { cwd: root });
  console.log("least / median; ms from start to exit, MB at the peak, ours beside cdktf by hand; the least is judged");
  console.log(row(["", "ours ms", "MB", "by hand ms", "MB", "ratio", "limit"]));
  for (const each of options.short ? short : goals) measure(each);
  checkGrowth();
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
