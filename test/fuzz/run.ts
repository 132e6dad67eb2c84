/**
 * `npm run fuzz [-- --seed=NUMBER --runs=COUNT]`: as many generated delivery files as one has time for; npm test tries
 * some hundred. Without a seed it is another one each time.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { seed: { type: "string" }, runs: { type: "string", default: "5000" } },
});
const { seed = String(Date.now() % 2 ** 31), runs } = values;
if (![seed, runs].every((each) => /^[0-9]+$/.test(each))) throw new Error("--seed and --runs are whole numbers");
console.log(`npm run fuzz -- --seed=${seed} --runs=${runs}`);
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", join(__dirname, "..", "run.ts"), "test/fuzz/fuzz.test.ts", "test/fuzz/kustomize.test.ts"],
  { stdio: "inherit", env: { ...process.env, FUZZ_SEED: seed, FUZZ_RUNS: runs } },
);
process.exitCode = status ?? 1;
