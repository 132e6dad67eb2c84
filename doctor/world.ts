/** What checks ask: the file, this machine, GitHub, AWS and the clusters. Each answer is asked for once. */
import { z } from "zod";
import { ClusterError, Kubectl } from "../cluster/kubectl";
import type { DeliveryFile } from "../config/load";
import type { ClusterObject } from "../manifests/cluster-object";
import { madeObjects } from "../manifests/made-objects";
import type { Cluster, Delivery } from "../model/delivery";
import type { Aws } from "./aws";
import { NotKnown } from "./check";
import type { GitHubApi } from "./github";

/** What OpenTofu would read: each stack's root module, by the stack's name. */
export type RootModules = ReadonlyMap<string, unknown>;

/** What answers under a name. */
export interface Internet {
  /** @throws Error where DNS knows no such name */
  readonly lookup: (host: string) => Promise<unknown>;
  /** Asks a web server, whatever it answers. @throws Error where it does not */
  readonly knock: (url: string, signal: AbortSignal) => Promise<unknown>;
}

/** The variable that leads OpenTofu through a proxy, and this program only if Node is told so. @default - there is none */
export const proxyOf = (env: NodeJS.ProcessEnv): string | undefined =>
  ["HTTPS_PROXY", "https_proxy"].find((name) => env[name]);

/** How Node goes through one. @see https://nodejs.org/api/cli.html#node_use_env_proxy1 */
export const byProxy = "set NODE_USE_ENV_PROXY=1, with Node 24 or newer";

export interface World {
  readonly file: DeliveryFile;
  readonly delivery: Delivery;
  readonly env: NodeJS.ProcessEnv;
  /** The program that applies the stacks. */
  readonly engine: string;
  /** Release of Node that runs this. */
  readonly node: string;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Ends whatever is still asked. */
  readonly signal: AbortSignal;
  readonly internet: Internet;
  readonly gitHub: GitHubApi;
  readonly aws: Aws;
  readonly rootModules: () => Promise<RootModules>;
}

const version = z.object({ major: z.string(), minor: z.string() });

const systemNamespace = z.object({ metadata: z.object({ uid: z.string() }) });

/** What checks of one cluster ask. */
export class ClusterWorld {
  private readonly answers = new Map<string, Promise<unknown>>();
  private way: Promise<Kubectl> | undefined;
  private made: readonly ClusterObject[] | undefined;

  constructor(
    readonly world: World,
    readonly cluster: Cluster,
    /** A folder of its own. */
    private readonly scratch: string,
    /** Ends whatever is still asked of it. */
    readonly signal: AbortSignal,
  ) {}

  /** What the stacks make there, or have Flux make. */
  get objects(): readonly ClusterObject[] {
    return (this.made ??= madeObjects(this.cluster, this.world.delivery));
  }

  /**
   * What the API server has at a path of its own.
   *
   * @returns undefined where there is nothing
   * @throws NotKnown where the cluster can't be asked, is another one, or does not tell
   */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    await this.reached();
    return this.raw(path, schema);
  }

  /** Its version. @throws ClusterError where it can't be asked */
  version(): Promise<z.output<typeof version> | undefined> {
    return this.raw("/version", version);
  }

  /** What tells it from others. @throws ClusterError where it can't be asked, or does not tell */
  async uid(): Promise<string | undefined> {
    return (await this.raw("/api/v1/namespaces/kube-system", systemNamespace))?.metadata.uid;
  }

  private async raw<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const asked = this.answers.get(path) ?? this.kubectl().then((kubectl) => kubectl.raw(path, z.unknown()));
    this.answers.set(path, asked);
    const answer = await asked;
    if (answer === undefined) return undefined;
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    throw new NotKnown(`cluster ${this.cluster.name} has something else at ${path}`);
  }

  private kubectl(): Promise<Kubectl> {
    return (this.way ??= Kubectl.beside(this.cluster, this.scratch, this.signal));
  }

  private async reached(): Promise<void> {
    const { name, uid } = this.cluster;
    try {
      await this.version();
    } catch (error) {
      if (error instanceof ClusterError) throw new NotKnown(`cluster ${name} can't be asked: see cluster`);
      throw error;
    }
    if (uid !== undefined && (await this.uid()) !== uid) {
      throw new NotKnown(`the connection leads to another cluster than ${name}: see cluster`);
    }
  }
}
