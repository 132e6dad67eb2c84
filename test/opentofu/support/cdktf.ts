/** The project as a user has it, run through `npx cdktf`. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { copySources } from "../../support/copy-sources";
import { start, type Ended } from "./engine";
import type { Project } from "./project";

const root = join(__dirname, "..", "..", "..");

/** Makes a project's folder one in which `cdktf` runs, so that `cdktf.out` and `state` are made there. */
export function installSources(project: Project): void {
  copySources(project.folder);
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
