/**
 * Stands in for the nodes and their kubelets: kwok reports that Pods run, and no container does. All become Ready but
 * those of one tag, which crash.
 *
 * @see https://kwok.sigs.k8s.io/docs/user/stages-configuration/
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { findPin } from "../../tools/pins";
import { at, isObject, type Json, type JsonObject } from "../../support/synth";
import type { Kube } from "./kube";
import { moduleFolder } from "./modules";
import { list } from "./objects";
import { freePorts } from "./ports";
import { answers, Daemon } from "./process";
import { builtTool } from "./tools";

/** A tag of images that never become Ready, as are all numbers that end so. */
export const crashingTag = "404";

const crashes = `.spec.containers.[].image | select( test( ":[0-9]*${crashingTag}(@|$)" ) )`;

/** What the kubelet reports of a Pod whose containers end as soon as they are started. */
const crashing = `
{{ $now := Now }}
conditions:
- { type: Initialized, status: "True", lastTransitionTime: {{ $now | Quote }} }
- { type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }} }
- { type: ContainersReady, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }} }
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  restartCount: 1
  state: { waiting: { reason: CrashLoopBackOff } }
{{ end }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName false ( or .metadata.uid "" ) .metadata.name .metadata.namespace | Quote }}
phase: Running
startTime: {{ $now | Quote }}
`;

/** kwok's own stages of a Pod, of which "ready" leaves out the images that crash. */
function podStages(): JsonObject[] {
  const folder = join(moduleFolder("sigs.k8s.io/kwok", findPin("kwok").version), "kustomize", "stage", "pod", "fast");
  const stage = (name: string): JsonObject => {
    const read = parse(readFileSync(join(folder, `${name}.yaml`), "utf8")) as Json;
    if (!isObject(read)) throw new Error(`${name} of kwok is no object`);
    return read;
  };
  const ready = stage("pod-ready");
  const when = (name: string, operator: string, next: Json | undefined): JsonObject => {
    const expressions = [...list(at(ready, "spec", "selector", "matchExpressions")), { key: crashes, operator }];
    const spec = { resourceRef: at(ready, "spec", "resourceRef") ?? null, next: next ?? null };
    return { ...ready, metadata: { name }, spec: { ...spec, selector: { matchExpressions: expressions } } };
  };
  return [
    when("pod-ready", "DoesNotExist", at(ready, "spec", "next")),
    when("pod-crashing", "Exists", { statusTemplate: crashing }),
    stage("pod-complete"),
    stage("pod-delete"),
  ];
}

export interface NodesOptions {
  readonly folder: string;
  readonly logs: string;
  readonly kube: Kube;
  readonly kubeconfig: string;
}

/** Starts kwok, and registers a node that takes every Pod. */
export async function startNodes({ folder, logs, kube, kubeconfig }: NodesOptions): Promise<void> {
  const config = join(folder, "kwok.yaml");
  writeFileSync(
    config,
    podStages()
      .map((stage) => stringify(stage))
      .join("---\n"),
  );
  const [port] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  await Daemon.start({
    name: "kwok",
    logs,
    command: builtTool("kwok"),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--config=${config}`,
      "--manage-all-nodes=true",
      `--server-address=${address}`,
      "--cidr=10.244.0.0/16",
      // As a kubelet has it; with a file of stages, kwok would hold no lease and so lose the node after 50 s.
      "--node-lease-duration-seconds=40",
    ],
    ready: () => answers(`http://${address}/healthz`),
  });
  const metadata = { name: "node", annotations: { "kwok.x-k8s.io/node": "fake" } };
  await kube.apply({ apiVersion: "v1", kind: "Node", metadata });
  await kube.untilReady({ apiVersion: "v1", kind: "Node", name: "node" });
}
