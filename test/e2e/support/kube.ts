/** The API server as the tests see it: objects as plain JSON, read and applied as they are. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { KubernetesObject } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";
import { header, objectApi, type ObjectApi } from "./object-api";
import { conditionsOf, display, isReady, type Reference } from "./objects";
import { eventually, NotYet, type Patience } from "./wait";

/** OpenTofu's, in the kubernetes provider. */
const fieldManager = "Terraform";

export interface KubeOptions {
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly cacheFolder: string;
}

/** As it came: the client has made dates of some texts, and fields of what an object lacks. */
const plain = (object: KubernetesObject): JsonObject => JSON.parse(JSON.stringify(object)) as JsonObject;

export class Kube {
  private constructor(
    private readonly options: KubeOptions,
    private readonly objects: ObjectApi,
  ) {}

  /** Reads the kubeconfig; nobody needs to answer yet. */
  static async create(options: KubeOptions): Promise<Kube> {
    return new Kube(options, await objectApi(options.kubeconfig));
  }

  /** The object, or undefined where there is none. */
  async find(reference: Reference): Promise<JsonObject | undefined> {
    try {
      return plain(await this.objects.read(header(reference)));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === 404) return undefined;
      throw error;
    }
  }

  async get(reference: Reference): Promise<JsonObject> {
    const found = await this.find(reference);
    if (!found) throw new NotYet(`${display(reference)} does not exist`);
    return found;
  }

  /** All objects of a kind, in one namespace or all. */
  async all(apiVersion: string, kind: string, namespace?: string): Promise<JsonObject[]> {
    const { items } = await this.objects.list(apiVersion, kind, namespace);
    return items.map(plain);
  }

  /** Asks for an object's deletion; its finalizers may hold it. */
  async delete(reference: Reference): Promise<void> {
    await this.objects.delete(header(reference));
  }

  /** A Secret's values, decoded. */
  async secret(namespace: string, name: string): Promise<Record<string, string>> {
    const data = at(await this.get({ apiVersion: "v1", kind: "Secret", namespace, name }), "data");
    return Object.fromEntries(
      Object.entries(isObject(data) ? data : {}).map(([key, value]) => [
        key,
        Buffer.from(text(value), "base64").toString("utf8"),
      ]),
    );
  }

  /** Adds annotations, as `kubectl annotate --overwrite` does. */
  async annotate(reference: Reference, annotations: Readonly<Record<string, string>>): Promise<void> {
    const { metadata, ...type } = header(reference);
    const spec = { ...type, metadata: { ...metadata, annotations } };
    await this.objects.patch(spec, undefined, undefined, undefined, undefined, "application/merge-patch+json");
  }

  /** Waits until an object meets a demand; the demand throws while it doesn't. */
  async until<T>(
    what: string,
    reference: Reference,
    demand: (object: JsonObject) => T | Promise<T>,
    patience?: Patience,
  ): Promise<T> {
    return eventually(what, async () => demand(await this.get(reference)), {
      explain: async () => `${display(reference)}:\n${conditionsOf(await this.find(reference).catch(() => undefined))}`,
      ...patience,
    });
  }

  async untilReady(reference: Reference, patience?: Patience): Promise<JsonObject> {
    const ready = (object: JsonObject): JsonObject => {
      if (!isReady(object)) throw new NotYet(`it is not Ready`);
      return object;
    };
    return this.until(`${display(reference)} becomes Ready`, reference, ready, patience);
  }

  async untilGone(reference: Reference, patience?: Patience): Promise<void> {
    const look = async (): Promise<void> => {
      const found = await this.find(reference);
      if (found) throw new NotYet(`it is there, finalizers ${JSON.stringify(at(found, "metadata", "finalizers"))}`);
    };
    await eventually(`${display(reference)} is gone`, look, patience);
  }

  /** Runs kubectl with a warning of the API server counting as a failure. */
  async kubectl(args: readonly string[], input?: string): Promise<string> {
    const { kubectl, kubeconfig, cacheFolder } = this.options;
    const common = ["--kubeconfig", kubeconfig, "--cache-dir", cacheFolder, "--warnings-as-errors"];
    const env = { PATH: process.env["PATH"], HOME: cacheFolder };
    const running = promisify(execFile)(kubectl, [...common, ...args], { env });
    running.child.stdin?.end(input);
    return (await running).stdout;
  }

  /** What server-side apply under OpenTofu's field manager would give; the rules of the API judge it, and nobody's fields are in its way. */
  dryRun(manifest: Json): Promise<Json> {
    return this.objects.serverSideApply(manifest, { fieldManager, force: true, dryRun: true });
  }

  /** Server-side apply, after a dry run. @param force whether fields of others are written over */
  async apply(manifest: Json, { force = false }: { readonly force?: boolean } = {}): Promise<void> {
    await this.dryRun(manifest);
    await this.objects.serverSideApply(manifest, { fieldManager, force, dryRun: false });
  }
}
