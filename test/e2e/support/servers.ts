/** Every server of the world, on free loopback ports. */
import { mkdirSync } from "node:fs";
import { Faults } from "../faults/fault";
import { openGitDoor } from "../faults/git-door";
import { openHttpDoor } from "../faults/http-door";
import { kindAtRegistry, kindAtSsm } from "../faults/kinds";
import { startCallerCheck, type CallerCheck } from "./caller-check";
import { ChartHost } from "./chart-host";
import { startCluster, type Cluster } from "./cluster";
import { EventSink } from "./event-sink";
import { startFlux, type Flux } from "./flux";
import { GitHost } from "./git-host";
import { logsIn } from "./logs";
import { freePorts } from "./ports";
import type { Daemon } from "./process";
import { Registry } from "./registry";
import { startExternalSecrets, startSsm, type Ssm } from "./ssm";

export interface Servers {
  readonly cluster: Cluster;
  readonly flux: Flux;
  readonly ssm: Ssm;
  /** Who may read what of it. */
  readonly callers: CallerCheck;
  readonly externalSecrets: Daemon;
  readonly registry: Registry;
  readonly gitHost: GitHost;
  readonly events: EventSink;
  readonly charts: ChartHost;
  /** What goes wrong between the controllers and the servers. */
  readonly faults: Faults;
  closeDoors(): Promise<void>;
}

export interface ServersOptions {
  /** The temporary folder. */
  readonly folder: string;
  readonly fluxNamespace: string;
  /** Of the registry: user to password. */
  readonly logins: Readonly<Record<string, string>>;
  readonly repositories: readonly string[];
}

const region = "eu-central-1";

export async function startServers({ folder, fluxNamespace, logins, repositories }: ServersOptions): Promise<Servers> {
  const logs = logsIn(folder);
  mkdirSync(logs);
  const [registryPort = 0, gitPort = 0] = await freePorts(2);
  const faults = new Faults();
  const gitDoor = await openGitDoor({ faults, to: gitPort });
  const registryDoor = await openHttpDoor({ door: "registry", faults, to: registryPort, kindOf: kindAtRegistry });
  const events = await EventSink.start();
  const charts = await ChartHost.start(folder);
  const [cluster, ssm, registry, gitHost] = await Promise.all([
    startCluster(folder, logs, faults),
    startSsm(logs, region),
    Registry.start({ folder, logs, port: registryPort, door: registryDoor.port, logins }),
    GitHost.start({ folder, logs, port: gitPort, door: gitDoor, organization: "acme", repositories }),
  ]);
  const { kube, kubeconfigOfControllers: kubeconfig } = cluster;
  const callers = await startCallerCheck({ region, to: ssm.port, tokenKey: cluster.tokenKey });
  const ssmDoor = await openHttpDoor({ door: "SSM", faults, to: callers.port, kindOf: kindAtSsm });
  // Somebody else has made these before our stacks come.
  for (const name of [fluxNamespace, "staging", "production"]) {
    await kube.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  const [flux, externalSecrets] = await Promise.all([
    startFlux({ folder, logs, kubeconfig, namespace: fluxNamespace, proxy: charts }),
    startExternalSecrets({
      logs,
      kubeconfig,
      ssm: `http://127.0.0.1:${ssmDoor.port}`,
      sts: `http://127.0.0.1:${callers.port}`,
    }),
  ]);
  const closeDoors = async (): Promise<void> => {
    await Promise.all([cluster.door, gitDoor, registryDoor, ssmDoor, callers].map((door) => door.stop()));
  };
  return { cluster, flux, ssm, callers, externalSecrets, registry, gitHost, events, charts, faults, closeDoors };
}
