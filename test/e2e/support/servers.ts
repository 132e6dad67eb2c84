/** Every server of the world, on free loopback ports. */
import { mkdirSync } from "node:fs";
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
  readonly externalSecrets: Daemon;
  readonly registry: Registry;
  readonly gitHost: GitHost;
  readonly events: EventSink;
  readonly charts: ChartHost;
}

export interface ServersOptions {
  /** The temporary folder. */
  readonly folder: string;
  readonly fluxNamespace: string;
  /** Of the registry: user to password. */
  readonly logins: Readonly<Record<string, string>>;
  readonly repositories: readonly string[];
}

export async function startServers({ folder, fluxNamespace, logins, repositories }: ServersOptions): Promise<Servers> {
  const logs = logsIn(folder);
  mkdirSync(logs);
  const [registryPort = 0, gitPort = 0] = await freePorts(2);
  const events = await EventSink.start();
  const charts = await ChartHost.start(folder);
  const [cluster, ssm, registry, gitHost] = await Promise.all([
    startCluster(folder, logs),
    startSsm(logs, "eu-central-1"),
    Registry.start({ folder, logs, port: registryPort, logins }),
    GitHost.start({ folder, logs, port: gitPort, organization: "acme", repositories }),
  ]);
  const { kube, kubeconfig } = cluster;
  // Somebody else has made these before our stacks come.
  for (const name of [fluxNamespace, "staging", "production"]) {
    await kube.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  const [flux, externalSecrets] = await Promise.all([
    startFlux({ folder, logs, kubeconfig, namespace: fluxNamespace, proxy: charts }),
    startExternalSecrets({ logs, kubeconfig, ssm: ssm.address }),
  ]);
  return { cluster, flux, ssm, externalSecrets, registry, gitHost, events, charts };
}
