/** Where the seeded faults of the suites begin: printed, so that a failing one can be run again by itself. */
export const seed = Number(process.env["FAULTS_SEED"] ?? 20261124);

/** How many are run. @param few what is run where nobody says */
export const runsOr = (few: number): number => Number(process.env["FAULTS_RUNS"] ?? few);
