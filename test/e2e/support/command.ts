/** The project's own commands, as a user runs them in the project's folder. */
import { delimiter, dirname, join, relative } from "node:path";
import { start, type Ended } from "../../opentofu/support/engine";
import { builtTool } from "./tools";
import type { World } from "./world";

const commands = join(__dirname, "..", "..", "..", "commands");

/** Runs a command about the world's delivery. The controllers reach the cluster through this process, so it goes on meanwhile. */
export const runCommandOf = (world: World, name: string, ...args: readonly string[]): Promise<Ended> =>
  runCommandWith(world, {}, name, ...args);

/** As {@link runCommandOf}, with more than the path and a home in its environment. */
export function runCommandWith(
  world: World,
  more: NodeJS.ProcessEnv,
  name: string,
  ...args: readonly string[]
): Promise<Ended> {
  const { project, deliveryFile } = world;
  const file = relative(project.folder, deliveryFile);
  const path = [dirname(builtTool("kubectl")), process.env["PATH"]].join(delimiter);
  const env = { PATH: path, HOME: join(project.folder, "home"), ...more };
  const program = [join(commands, "run.cjs"), join(commands, "main.ts"), name];
  return start(process.execPath, [...program, ...args, "-c", file], { cwd: project.folder, env }).ended;
}
