/** A Kubernetes cluster with real etcd, control plane and CRDs; its nodes are played. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Faults } from "../faults/fault";
import { openHttpDoor, type HttpDoor } from "../faults/http-door";
import { kindAtApiServer } from "../faults/kinds";
import { startControlPlane } from "./control-plane";
import { clusterCrds } from "./crds";
import { Kube } from "./kube";
import { startNodes } from "./nodes";
import { conditionsOf } from "./objects";
import { freePorts } from "./ports";
import { answers, Daemon } from "./process";
import { builtTool } from "./tools";
import { eventually, NotYet } from "./wait";

export interface Cluster {
  readonly kube: Kube;
  readonly kubeconfig: string;
  /** Whoever may not be interfered with has the other one: this leads through the door. */
  readonly kubeconfigOfControllers: string;
  /** Public half, in PEM, of the key that ServiceAccounts' tokens are signed with. */
  readonly tokenKey: string;
  readonly door: HttpDoor;
}

/** Starts etcd, the API server, its controllers and a node, and installs the CRDs. */
export async function startCluster(folder: string, logs: string, faults: Faults): Promise<Cluster> {
  const data = join(folder, "cluster");
  mkdirSync(data);
  const [client, peer, secure = 0] = await freePorts(3);
  await Daemon.start({
    name: "etcd",
    logs,
    command: builtTool("etcd"),
    args: [
      `--data-dir=${join(data, "etcd")}`,
      `--listen-client-urls=http://127.0.0.1:${client}`,
      `--advertise-client-urls=http://127.0.0.1:${client}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
      `--initial-cluster=default=http://127.0.0.1:${peer}`,
      "--unsafe-no-fsync",
    ],
    ready: () => answers(`http://127.0.0.1:${client}/health`),
  });

  const token = randomBytes(24).toString("hex");
  const tokens = join(data, "tokens.csv");
  writeFileSync(tokens, `${token},e2e,e2e,"system:masters"\n`, { mode: 0o600 });
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signing = join(data, "service-account.pem");
  writeFileSync(signing, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });

  const caFile = join(data, "certificates", "apiserver.crt");
  const kubeconfig = join(folder, "kubeconfig");
  const contexts = [{ name: "e2e", context: { cluster: "e2e", user: "e2e" } }];
  const users = [{ name: "e2e", user: { token } }];
  const writeConfig = (file: string, server: string): void => {
    const clusters = [{ name: "e2e", cluster: { server, "certificate-authority": caFile } }];
    const config = { apiVersion: "v1", kind: "Config", "current-context": "e2e", contexts, clusters, users };
    writeFileSync(file, stringify(config), { mode: 0o600 });
  };
  writeConfig(kubeconfig, `https://127.0.0.1:${secure}`);
  const kube = await Kube.create({ kubeconfig, kubectl: builtTool("kubectl"), cacheFolder: join(data, "kubectl") });

  await Daemon.start({
    name: "kube-apiserver",
    logs,
    command: builtTool("kube-apiserver"),
    args: [
      `--etcd-servers=http://127.0.0.1:${client}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${secure}`,
      `--cert-dir=${join(data, "certificates")}`,
      `--token-auth-file=${tokens}`,
      "--authorization-mode=RBAC",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-signing-key-file=${signing}`,
      `--service-account-key-file=${signing}`,
      "--service-cluster-ip-range=10.0.0.0/16",
    ],
    ready: async () => {
      await kube.kubectl(["get", "--raw", "/readyz"]);
    },
  });

  // Their warnings are not ours, so they don't count.
  await kube.kubectl([
    ...["--warnings-as-errors=false", "apply", "--server-side"],
    ...clusterCrds().flatMap((path) => ["-f", path]),
  ]);
  await eventually("the CRDs are served", async () => {
    const definitions = await kube.all("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    const established = definitions.filter((each) => conditionsOf(each).includes("Established True"));
    if (established.length < definitions.length) throw new NotYet(`${established.length} of ${definitions.length}`);
  });
  await startControlPlane({ folder: data, logs, kubeconfig, caFile, signingKey: signing });
  await startNodes({ folder: data, logs, kube, kubeconfig });
  const door = await openHttpDoor({
    door: "API server",
    faults,
    to: secure,
    kindOf: kindAtApiServer,
    tls: { cert: readFileSync(caFile, "utf8"), key: readFileSync(caFile.replace(/crt$/, "key"), "utf8") },
  });
  const kubeconfigOfControllers = join(folder, "kubeconfig-of-controllers");
  writeConfig(kubeconfigOfControllers, `https://127.0.0.1:${door.port}`);
  const tokenKey = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { kube, kubeconfig, kubeconfigOfControllers, tokenKey, door };
}
