/** What makes Pods of Deployments, gives them nodes, and clears up: kube-controller-manager and kube-scheduler. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { freePorts } from "./ports";
import { Daemon } from "./process";
import { builtTool } from "./tools";
import { NotYet } from "./wait";

export interface ControlPlaneOptions {
  readonly folder: string;
  readonly logs: string;
  readonly kubeconfig: string;
  /** What a Pod trusts the API server by. */
  readonly caFile: string;
  /** The private key that signs the tokens of ServiceAccounts. */
  readonly signingKey: string;
}

/** Throws unless a server with a certificate of its own making says that it is well. */
function isHealthy(port: number, certificate: string): Promise<void> {
  if (!existsSync(certificate)) throw new NotYet(`${certificate} does not exist`);
  const ca = readFileSync(certificate);
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, path: "/healthz", ca, timeout: 2000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new NotYet(`/healthz answers ${response.statusCode}`));
    });
    request.once("timeout", () => request.destroy(new NotYet("/healthz does not answer")));
    request.once("error", reject);
  });
}

/** Starts both with their release's own settings; only addresses, files and the credentials are given. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<void> {
  const { folder, logs, kubeconfig, caFile, signingKey } = options;
  const start = async (name: "kube-controller-manager" | "kube-scheduler", own: readonly string[]): Promise<Daemon> => {
    const [port = 0] = await freePorts(1);
    const certificates = join(folder, name);
    mkdirSync(certificates);
    return Daemon.start({
      name,
      logs,
      command: builtTool(name),
      args: [
        `--kubeconfig=${kubeconfig}`,
        `--authentication-kubeconfig=${kubeconfig}`,
        `--authorization-kubeconfig=${kubeconfig}`,
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        `--secure-port=${port}`,
        `--cert-dir=${certificates}`,
        ...own,
      ],
      ready: () => isHealthy(port, join(certificates, `${name}.crt`)),
    });
  };
  await Promise.all([
    start("kube-controller-manager", [`--service-account-private-key-file=${signingKey}`, `--root-ca-file=${caFile}`]),
    start("kube-scheduler", []),
  ]);
}
