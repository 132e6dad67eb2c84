/** Stands in for Docker's CLI, which has buildx as a plugin: a script that calls it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locateTool } from "../tools/locate";

/** The script, for a folder on the PATH. */
export const dockerScript = (): string =>
  `[ "$1" = buildx ] && shift && exec "${locateTool("buildx")?.path ?? ""}" "$@"`;

/** A folder, made in another, that has nothing but `docker`. */
export function dockerIn(folder: string): string {
  const programs = join(folder, "docker");
  mkdirSync(programs);
  writeFileSync(join(programs, "docker"), `#!/bin/sh\n${dockerScript()}\n`, { mode: 0o755 });
  return programs;
}
