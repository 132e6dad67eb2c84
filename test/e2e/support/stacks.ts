/** Deploys our stacks: OpenTofu resolves them, real servers take what it resolved. */
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";
import type { Project } from "../../opentofu/support/project";
import type { Kube } from "./kube";
import { display, list, referenceOf, type Reference } from "./objects";
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
  /** Whether it is taken over as it is in the cluster. */
  readonly isImported: boolean;
  /** Whether what it says is applied over what others have written. */
  readonly isForced: boolean;
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

const synthesized = (project: Project, stack: ClusterStack): Json =>
  JSON.parse(readFileSync(join(project.stackFolder(stack), "cdk.tf.json"), "utf8")) as Json;

/** Ids of the manifests that a block of the stack names, such as those that it imports. */
function idsIn(block: Json | undefined, key: string): Set<string> {
  const addresses = list(block).map((each) => text(at(each, key)));
  return new Set(addresses.map((address) => address.replace(/^kubernetes_manifest\./, "")));
}

/** Ids of the manifests that the state forgets, and leaves in the cluster. */
function letGo(project: Project, stack: ClusterStack): Set<string> {
  const removed = list(at(synthesized(project, stack), "removed"));
  return idsIn(
    removed.filter((each) => at(each, "lifecycle", "destroy") === false),
    "from",
  );
}

/** The manifests of an applied stack, in the order of their deployment. */
export async function resolvedManifests(project: Project, stack: ClusterStack): Promise<ResolvedManifest[]> {
  const json = synthesized(project, stack);
  const resources = object(at(json, "resource", "kubernetes_manifest"));
  const imported = idsIn(at(json, "import"), "to");
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
      isImported: imported.has(id),
      isForced: at(resources[id], "field_manager", "force_conflicts") === true,
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

  /** Applies the stack and then, one after another, its manifests; those that are gone from it are deleted or let go. */
  async deploy(env: NodeJS.ProcessEnv): Promise<void> {
    await this.project.apply(this.name, env);
    const fresh = await resolvedManifests(this.project, this.name);
    const before = new Set(this.manifests.map(({ reference }) => display(reference)));
    for (const { reference, manifest, waits, isImported, isForced } of fresh) {
      if (!before.has(display(reference)) && !isImported && (await this.kube.find(reference))) {
        throw new Error(`${display(reference)} exists already, and so the kubernetes provider would refuse to make it`);
      }
      await this.kube.apply(manifest, { force: isForced });
      if (waits) await this.kube.untilReady(reference);
    }
    const kept = new Set(fresh.map(({ reference }) => display(reference)));
    const left = letGo(this.project, this.name);
    const dropped = this.manifests.filter(({ id, reference }) => !kept.has(display(reference)) && !left.has(id));
    for (const { reference } of [...dropped].reverse()) await this.remove(reference);
    this.manifests = fresh;
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
