/** Deploys our stacks: OpenTofu resolves them, real servers take what it resolved. */
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";
import type { Project } from "../../opentofu/support/project";
import type { Kube } from "./kube";
import { display, drift, referenceOf, type Reference } from "./objects";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const clusterStacks = ["flux-bootstrap", "app"] as const;
export type ClusterStack = (typeof clusterStacks)[number];

/** A kubernetes_manifest of a stack, as OpenTofu resolved it. */
export interface ResolvedManifest {
  readonly id: string;
  readonly reference: Reference;
  readonly manifest: JsonObject;
  /** Whether the apply waits until it is Ready. */
  readonly waits: boolean;
}

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Ids in an order in which each comes after those that it depends on. */
function ordered(resources: JsonObject): string[] {
  const done: string[] = [];
  const visit = (id: string, path: readonly string[]): void => {
    if (done.includes(id)) return;
    if (path.includes(id)) throw new Error(`a circle of dependencies: ${[...path, id].join(", ")}`);
    const dependencies = at(resources[id], "depends_on");
    for (const address of Array.isArray(dependencies) ? dependencies : []) {
      const [type, dependency] = text(address).split(".");
      if (type === "kubernetes_manifest" && dependency !== undefined) visit(dependency, [...path, id]);
    }
    done.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return done;
}

/** The manifests of an applied stack, in the order of their deployment. */
export async function resolvedManifests(project: Project, stack: ClusterStack): Promise<ResolvedManifest[]> {
  const file = join(project.stackFolder(stack), "cdk.tf.json");
  const resources = object(at(JSON.parse(readFileSync(file, "utf8")) as Json, "resource", "kubernetes_manifest"));
  const state = at(await project.showJson(stack), "values", "root_module", "resources");
  const resolved = new Map(
    (Array.isArray(state) ? state : [])
      .filter((each) => at(each, "type") === "kubernetes_manifest")
      .map((each) => [text(at(each, "name")), object(at(each, "values", "manifest"))] as const),
  );
  return ordered(resources).map((id) => {
    const manifest = resolved.get(id);
    if (!manifest) throw new Error(`${stack}: the state has no kubernetes_manifest.${id}`);
    return {
      id,
      reference: referenceOf(manifest),
      manifest,
      waits: JSON.stringify(at(resources[id], "wait") ?? null).includes('"Ready"'),
    };
  });
}

/** What a stack has in the cluster, as the kubernetes provider would bring it there. */
export class DeployedStack {
  private manifests: readonly ResolvedManifest[] = [];

  constructor(
    private readonly kube: Kube,
    private readonly project: Project,
    readonly name: ClusterStack,
  ) {}

  get objects(): readonly ResolvedManifest[] {
    return this.manifests;
  }

  /** Applies the stack and then, one after another, its manifests; those that are gone from it are deleted. */
  async deploy(env: NodeJS.ProcessEnv): Promise<void> {
    await this.project.apply(this.name, env);
    const fresh = await resolvedManifests(this.project, this.name);
    const before = new Set(this.manifests.map(({ reference }) => display(reference)));
    for (const { reference, manifest, waits } of fresh) {
      if (!before.has(display(reference)) && (await this.kube.find(reference))) {
        throw new Error(`${display(reference)} exists already, and so the kubernetes provider would refuse to make it`);
      }
      await this.kube.apply(manifest);
      if (waits) await this.kube.untilReady(reference);
    }
    const kept = new Set(fresh.map(({ reference }) => display(reference)));
    const dropped = this.manifests.filter(({ reference }) => !kept.has(display(reference)));
    for (const { reference } of [...dropped].reverse()) await this.remove(reference);
    this.manifests = fresh;
  }

  /** Fields that the cluster has otherwise than the manifest gives them: drift in every later plan. */
  async drift(): Promise<string[]> {
    const differences: string[] = [];
    for (const { reference, manifest } of this.manifests) {
      const found = drift(manifest, await this.kube.get(reference));
      differences.push(...found.map((line) => `${display(reference)} ${line}`));
    }
    return differences;
  }

  /** Destroys the stack and deletes its objects in the reverse order, each gone before the next goes. */
  async destroy(env: NodeJS.ProcessEnv): Promise<void> {
    for (const { reference } of [...this.manifests].reverse()) await this.remove(reference);
    await this.project.destroy(this.name, env);
    this.manifests = [];
  }

  private async remove(reference: Reference): Promise<void> {
    await this.kube.delete(reference);
    await this.kube.untilGone(reference);
  }
}
