/** What the suite runs, and what is missing of it here. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../tools/cache";
import { isExecutable, locateTool, skipWithout } from "../../tools/locate";
import { findPin, goNeeded, projectToolbox } from "../../tools/pins";

const requirements = join(__dirname, "..", "requirements.txt");

/** Those that the world itself runs. */
export const worldTools = [
  "tofu",
  "terraform-provider-github",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "kubectl",
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "image-reflector-controller",
  "image-automation-controller",
  "notification-controller",
  "external-secrets",
  "crane",
] as const;

const builtTools = [...worldTools, "buildx", "kustomize"] as const;
export type BuiltTool = (typeof builtTools)[number];

/** Programs of the system and the Debian package that holds each. */
const systemTools = {
  sshd: "openssh-server",
  "ssh-keygen": "openssh-client",
  git: "git",
  gpg: "gnupg",
  "docker-registry": "docker-registry",
  htpasswd: "apache2-utils",
  openssl: "openssl",
  tar: "tar",
  unshare: "util-linux",
} as const;
export type SystemTool = keyof typeof systemTools;

/** Path of a tool that `npm run tools` builds. */
export function builtTool(name: BuiltTool): string {
  const located = locateTool(name);
  if (!located) throw new Error(`${name} is not here`);
  return located.path;
}

function findSystemTool(name: SystemTool | "go"): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/usr/local/sbin", "/sbin"];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

export function systemTool(name: SystemTool): string {
  const path = findSystemTool(name);
  if (path === undefined) throw new Error(`${name} is not here`);
  return path;
}

/** moto's server, in a virtual environment keyed by the pinned requirements. */
export function motoServer(): string {
  const key = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  return join(dirname(cacheFolder(projectToolbox)), `python-${key}`, "bin", "moto_server");
}

/** The oldest Go that builds every tool of the world. */
const goOfWorld = (): string =>
  worldTools
    .map((name) => goNeeded(findPin(name), projectToolbox))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .at(-1) ?? "";

/** What the world needs and nothing here builds: each with how to get it. */
export function missingOfSystem(): string[] {
  const packages = (Object.keys(systemTools) as SystemTool[])
    .filter((name) => findSystemTool(name) === undefined)
    .map((name) => `${name} (Debian package ${systemTools[name]})`);
  return [
    ...(process.platform === "linux" ? [] : ["the Git host needs Linux"]),
    ...(process.getuid?.() === 0
      ? []
      : [
          `the Git host's sshd needs root, to let the user git log in: run as root, by sudo env "PATH=$PATH" npm run ...`,
        ]),
    // Also where every tool is there: it fetches the CRDs, and builds the stand-in providers.
    ...(findSystemTool("go") !== undefined ? [] : [`Go is not installed: install Go ${goOfWorld()} or newer`]),
    ...(packages.length === 0
      ? []
      : [`not installed: ${packages.join(", ")}; test/e2e/install-packages.sh installs them`]),
    ...(existsSync(motoServer()) ? [] : ["moto is not installed; test/e2e/install-packages.sh installs it"]),
  ];
}

/** For `skip`: false, or everything that is missing and how to get it. */
export function missing(): string | false {
  const notBuilt = skipWithout(...builtTools);
  const reasons = [...missingOfSystem(), ...(notBuilt === false ? [] : [notBuilt.replace(/\.$/, "")])];
  return reasons.length > 0 && reasons.join("; ");
}
