/** The Flux controllers, as processes beside the cluster. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "./ports";
import { answers, Daemon } from "./process";
import { builtTool } from "./tools";

export const controllers = [
  "notification-controller",
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "image-reflector-controller",
  "image-automation-controller",
] as const;
export type Controller = (typeof controllers)[number];

export interface Flux {
  readonly controllers: Readonly<Record<Controller, Daemon>>;
  /** Where GitHub's webhooks come in: what the Service webhook-receiver leads to in a cluster. */
  readonly webhookAddress: string;
  /** What is lost when the Pods go. */
  readonly volatile: readonly string[];
  /** Starts those that don't run. */
  restart(): Promise<void>;
}

export interface FluxOptions {
  readonly folder: string;
  readonly logs: string;
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Where source-controller gets to hosts that are not of this world. */
  readonly proxy: { readonly address: string; readonly certificate: string };
}

/** Starts the six controllers with their release's own settings; only addresses and folders are given. */
export async function startFlux({ folder, logs, kubeconfig, namespace, proxy }: FluxOptions): Promise<Flux> {
  const [events = 0, webhook = 0, artifacts = 0, ...rest] = await freePorts(3 + 2 * controllers.length);
  const data = (name: string): string => {
    const path = join(folder, "flux", name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const sink = `--events-addr=http://127.0.0.1:${events}/`;
  const own: Readonly<Record<Controller, readonly string[]>> = {
    "notification-controller": [`--events-addr=127.0.0.1:${events}`, `--receiverAddr=127.0.0.1:${webhook}`],
    "source-controller": [
      sink,
      `--storage-path=${data("artifacts")}`,
      `--storage-addr=127.0.0.1:${artifacts}`,
      `--storage-adv-addr=127.0.0.1:${artifacts}`,
    ],
    // Half a minute otherwise, for each step from infrastructure to applications.
    "kustomize-controller": [sink, "--requeue-dependency=1s"],
    "helm-controller": [sink],
    "image-reflector-controller": [sink, `--storage-path=${data("tags")}`],
    "image-automation-controller": [sink],
  };
  const start = async (name: Controller): Promise<Daemon> => {
    const at = 2 * controllers.indexOf(name);
    const health = rest[at + 1];
    return Daemon.start({
      name,
      logs,
      command: builtTool(name),
      args: [
        ...own[name],
        `--metrics-addr=127.0.0.1:${rest[at]}`,
        `--health-addr=127.0.0.1:${health}`,
        // As Flux's own manifests have it in a cluster, but for the election; and as strict as multi-tenancy makes it.
        ...(name === "source-controller" ? [] : ["--no-cross-namespace-refs=true"]),
        "--watch-all-namespaces=true",
        "--log-level=info",
        "--log-encoding=json",
        "--enable-leader-election=false",
      ],
      cwd: data(name),
      env: {
        KUBECONFIG: kubeconfig,
        RUNTIME_NAMESPACE: namespace,
        TMPDIR: data(`${name}-tmp`),
        HOME: data(name),
        ...(name === "source-controller" && { HTTPS_PROXY: proxy.address, SSL_CERT_FILE: proxy.certificate }),
      },
      ready: () => answers(`http://127.0.0.1:${health}/readyz`),
    });
  };
  const started = await Promise.all(controllers.map(async (name) => [name, await start(name)] as const));
  const table = Object.fromEntries(started) as Record<Controller, Daemon>;
  return {
    controllers: table,
    webhookAddress: `http://127.0.0.1:${webhook}`,
    volatile: [data("artifacts"), data("tags")],
    restart: async () => {
      data("artifacts");
      data("tags");
      await Promise.all(started.map(([, daemon]) => daemon.start()));
    },
  };
}
