/** The project as a user has it, run through `npx cdktf`. */
import { cpSync, symlinkSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { start, type Ended } from "./engine";
import type { Project } from "./project";

const root = join(__dirname, "..", "..", "..");
/** What a synth does not need; node_modules is linked. */
const leftOut = new Set(["node_modules", ".git", "cdktf.out", "state", "dist", "test", "bench", "docs"]);

/** Copies the sources into a project's folder, so that `cdktf.out` and `state` are made there. */
export function copySources(project: Project): void {
  cpSync(root, project.folder, {
    recursive: true,
    filter: (source) => !leftOut.has(relative(root, source).split(sep)[0] ?? ""),
  });
  symlinkSync(join(root, "node_modules"), join(project.folder, "node_modules"));
}

/** Runs `npx cdktf` there, whatever comes of it. */
export function cdktf(project: Project, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return start("npx", ["--no-install", "cdktf", ...args], {
    cwd: project.folder,
    log: project.log,
    env: project.env({
      TERRAFORM_BINARY_NAME: project.engine,
      CI: "1",
      DISABLE_VERSION_CHECK: "1",
      npm_config_update_notifier: "false",
      ...more,
    }),
  }).ended;
}
