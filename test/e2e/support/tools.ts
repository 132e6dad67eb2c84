/** What the suite runs, and what is missing of it here. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../tools/cache";
import { isExecutable, locateTool, skipWithout } from "../../tools/locate";
import { projectToolbox } from "../../tools/pins";

const requirements = join(__dirname, "..", "requirements.txt");

const builtTools = [
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
  "buildx",
  "kustomize",
] as const;
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
  go: "golang-go",
} as const;
export type SystemTool = keyof typeof systemTools;

/** Path of a tool that `npm run tools` builds. */
export function builtTool(name: BuiltTool): string {
  const located = locateTool(name);
  if (!located) throw new Error(`${name} is not here`);
  return located.path;
}

function findSystemTool(name: SystemTool): string | undefined {
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

/** For `skip`: false, or everything that is missing and how to get it. */
export function missing(): string | false {
  const packages = (Object.keys(systemTools) as SystemTool[])
    .filter((name) => findSystemTool(name) === undefined)
    .map((name) => `${name} (Debian package ${systemTools[name]})`);
  const notBuilt = skipWithout(...builtTools);
  const reasons = [
    process.platform === "linux" ? false : "the Git host needs Linux",
    process.getuid?.() === 0 ? false : "the Git host's sshd needs root, to let the user git log in: run as root",
    notBuilt !== false && notBuilt.replace(/\.$/, ""),
    packages.length > 0 && `not installed: ${packages.join(", ")}; test/e2e/install-packages.sh installs them`,
    !existsSync(motoServer()) && "moto is not installed; test/e2e/install-packages.sh installs it",
  ].filter((reason) => reason !== false);
  return reasons.length > 0 && reasons.join("; ");
}
