/** What the generated files come from: printed, so that a failure can be had again. */
export const seed = Number(process.env["FUZZ_SEED"] ?? 20261124);

/** How many files are generated. */
export const runs = Number(process.env["FUZZ_RUNS"] ?? 550);

/** A part of them, for what takes longer. */
export const some = (percent: number): number => Math.max(1, Math.round((runs * percent) / 100));
