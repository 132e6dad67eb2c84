import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

export const root = join(__dirname, "..", "..");

/** What is mutated. */
export const mutated = ["constructs", "manifests", "model", "rules", "secrets", "stacks"] as const;

/** Below test/: what runs against each mutant. */
const suites = ["config", "constructs", "manifests", "model", "rules", "secrets", "stacks"] as const;

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();

/** The sources in folders, or files named one by one. */
export const sourcesOf = (places: readonly string[]): string[] =>
  places.flatMap((place) => (place.endsWith(".ts") ? [place] : filesBelow(place)));

export const testFiles = (): string[] =>
  suites.flatMap((suite) => filesBelow(`test/${suite}`)).filter((file) => file.endsWith(".test.ts"));
