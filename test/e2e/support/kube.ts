/** A small client of the API server: reads objects as they are, applies and deletes with kubectl. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";
import { conditionsOf, display, isReady, list, type Reference } from "./objects";
import { eventually, NotYet, type Patience } from "./wait";

const apply = ["apply", "--server-side", "--field-manager=Terraform", "-f", "-"] as const;

export interface KubeOptions {
  readonly server: string;
  readonly token: string;
  readonly caFile: string;
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly cacheFolder: string;
}

export class Kube {
  private readonly plurals = new Map<string, Map<string, string>>();
  private ca: string | undefined;

  constructor(private readonly options: KubeOptions) {}

  /** The answer's status and body. */
  call(method: string, path: string, body?: Json, type = "application/json"): Promise<{ status: number; body: Json }> {
    this.ca ??= readFileSync(this.options.caFile, "utf8");
    const { server, token } = this.options;
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": type }) };
      const sent = request(`${server}${path}`, { method, headers, ca: this.ca, timeout: 30_000 }, (response) => {
        let answer = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
        response.on("end", () => {
          const json = response.headers["content-type"]?.includes("json") === true;
          resolve({ status: response.statusCode ?? 0, body: json ? (JSON.parse(answer) as Json) : answer });
        });
        response.on("error", reject);
      });
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer`)));
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  private groupPath(apiVersion: string): string {
    return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  }

  private async plural(apiVersion: string, kind: string): Promise<string> {
    let kinds = this.plurals.get(apiVersion);
    if (!kinds?.has(kind)) {
      const { body } = await this.call("GET", this.groupPath(apiVersion));
      const named = list(at(body, "resources")).map(
        (each) => [text(at(each, "kind")), text(at(each, "name"))] as const,
      );
      kinds = new Map(named.filter(([, name]) => !name.includes("/")));
      this.plurals.set(apiVersion, kinds);
    }
    const plural = kinds.get(kind);
    if (plural === undefined) throw new NotYet(`${apiVersion} has no kind ${kind}`);
    return plural;
  }

  async path({ apiVersion, kind, namespace, name }: Reference): Promise<string> {
    const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
    return `${this.groupPath(apiVersion)}${scope}/${await this.plural(apiVersion, kind)}/${name}`;
  }

  /** The object, or undefined where there is none. */
  async find(reference: Reference): Promise<JsonObject | undefined> {
    const { status, body } = await this.call("GET", await this.path(reference));
    if (status === 404) return undefined;
    if (status !== 200 || !isObject(body)) throw new Error(`${display(reference)}: ${JSON.stringify(body)}`);
    return body;
  }

  async get(reference: Reference): Promise<JsonObject> {
    const found = await this.find(reference);
    if (!found) throw new NotYet(`${display(reference)} does not exist`);
    return found;
  }

  /** All objects of a kind, in one namespace or all. */
  async all(apiVersion: string, kind: string, namespace?: string): Promise<JsonObject[]> {
    const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
    const path = `${this.groupPath(apiVersion)}${scope}/${await this.plural(apiVersion, kind)}`;
    const { body } = await this.call("GET", path);
    return list(at(body, "items")).filter(isObject);
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

  /** Changes an object the way `kubectl annotate` and its like do. */
  async patch(reference: Reference, patch: JsonObject): Promise<void> {
    const { status, body } = await this.call(
      "PATCH",
      await this.path(reference),
      patch,
      "application/merge-patch+json",
    );
    if (status !== 200) throw new Error(`patch of ${display(reference)}: ${JSON.stringify(body)}`);
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
  kubectl(args: readonly string[], input?: string): Promise<string> {
    const { kubectl, kubeconfig, cacheFolder } = this.options;
    const common = ["--kubeconfig", kubeconfig, "--cache-dir", cacheFolder, "--warnings-as-errors"];
    return new Promise((resolve, reject) => {
      const child = spawn(kubectl, [...common, ...args], {
        env: { PATH: process.env["PATH"], HOME: cacheFolder },
        stdio: ["pipe", "pipe", "pipe"],
      });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0) resolve(output);
        else reject(new Error(`kubectl ${args.join(" ")} failed:\n${output}`));
      });
      child.stdin.end(input);
    });
  }

  /** What server-side apply under OpenTofu's field manager would give; the rules of the API judge it. */
  async dryRun(manifest: Json): Promise<Json> {
    return JSON.parse(
      await this.kubectl([...apply, "--dry-run=server", "--output=json"], JSON.stringify(manifest)),
    ) as Json;
  }

  /** Server-side apply, after a dry run. */
  async apply(manifest: Json): Promise<void> {
    await this.dryRun(manifest);
    await this.kubectl(apply, JSON.stringify(manifest));
  }
}
