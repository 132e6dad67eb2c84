import { execFileSync } from "node:child_process";

/** The folder of a Go module at a pinned version. */
export function moduleFolder(module: string, version: string): string {
  const stdout = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], { encoding: "utf8" });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  return Dir;
}
