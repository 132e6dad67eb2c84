/** moto's server: S3, KMS and SSM over their real wire protocols, on a port of its own. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../tools/cache";
import { isExecutable } from "../tools/locate";
import { projectToolbox } from "../tools/pins";

const requirements = join(__dirname, "..", "e2e", "requirements.txt");

/** The virtual environment, keyed by the pinned requirements; the end-to-end suite has the same. */
function environment(): string {
  const key = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  return join(dirname(cacheFolder(projectToolbox)), `python-${key}`);
}

const server = (folder: string): string => join(folder, "bin", "moto_server");

/** For `skip`: false, or what is missing and how to get it. */
export const needsMoto: string | false =
  !isExecutable(server(environment())) &&
  spawnSync("python3", ["-c", "import ensurepip, venv"]).status !== 0 &&
  "python3 with venv and pip is not here: install it (Debian: python3-venv), and the suite installs moto by itself.";

/** Installs moto, unless it is there. A virtual environment holds its own path, so it is made in place. */
function install(): string {
  const folder = environment();
  if (isExecutable(server(folder))) return server(folder);
  rmSync(folder, { recursive: true, force: true });
  const python = join(folder, "bin", "python");
  const steps = [
    ["python3", "-m", "venv", folder],
    [python, "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", requirements],
  ] as const;
  for (const [program, ...args] of steps) {
    const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
    if (status !== 0) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`installing moto: ${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
    }
  }
  return server(folder);
}

export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts an empty moto; it is ready when this returns. */
export async function startMoto(): Promise<Moto> {
  const child = spawn(install(), ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  let printed = "";
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    void ended.then(() => reject(new Error(`moto ended: ${printed}`)));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    stop: () => {
      child.kill();
      return ended;
    },
  };
}
