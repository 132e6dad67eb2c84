/** Where the schedules begin: printed, so that a failing one can be run again by itself. */
export const seed = Number(process.env["FAULTS_SEED"] ?? 20261124);

/** How many schedules are run; each one's seed is the next number. */
export const runs = Number(process.env["FAULTS_RUNS"] ?? 4);
