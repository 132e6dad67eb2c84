import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUILD_FLAGS, goEnv } from "../test/tools/cache";
import { projectToolbox } from "../test/tools/pins";

const pins = join(__dirname, "..", "test", "tools", "pins", "opentofu");

/** OpenTofu's backends and their arguments as JSON, asked of the release that the tests run. */
export function backendsTable(): string {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-backends-"));
  try {
    copyFileSync(join(__dirname, "backends", "main.go"), join(folder, "main.go"));
    copyFileSync(join(pins, "go.sum"), join(folder, "go.sum"));
    const goMod = readFileSync(join(pins, "go.mod"), "utf8");
    writeFileSync(
      join(folder, "go.mod"),
      goMod.replace(/^module .*$/m, "module github.com/opentofu/opentofu/flux-delivery"),
    );
    return execFileSync("go", ["run", ...BUILD_FLAGS, "."], {
      cwd: folder,
      encoding: "utf8",
      env: goEnv(projectToolbox),
      maxBuffer: 2 ** 24,
      stdio: ["ignore", "pipe", "inherit"],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
