/** A real registry on a free port, and what stands in for the build that pushes to it. */
import { spawn, type ChildProcess } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { locateTool, missingToolReason } from "../tools/locate";
import { isObject, type Json } from "./synth";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const digestOf = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

export class OciRegistry {
  private constructor(
    private readonly process: ChildProcess,
    /** Host and port. */
    readonly host: string,
  ) {}

  static async start(): Promise<OciRegistry> {
    const tool = locateTool("oci-registry");
    if (!tool) throw new Error(missingToolReason("oci-registry"));
    const port = await freePort();
    const registry = new OciRegistry(
      spawn(tool.path, ["-port", String(port)], { stdio: "ignore" }),
      `127.0.0.1:${port}`,
    );
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await fetch(`http://${registry.host}/v2/`).then(Boolean, () => false)) return registry;
      await pause(50);
    }
    registry.stop();
    throw new Error("the registry does not start");
  }

  stop(): void {
    this.process.kill();
  }

  private async put(name: string, reference: string, type: string, text: string): Promise<void> {
    const url = `http://${this.host}/v2/${name}/manifests/${reference}`;
    const answer = await fetch(url, { method: "PUT", headers: { "content-type": type }, body: text });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  }

  /** Pushes an image like no other, for one platform; returns its manifest. */
  private async pushOne(name: string): Promise<string> {
    const config = JSON.stringify({ architecture: "amd64", os: "linux", author: randomUUID() });
    const upload = `http://${this.host}/v2/${name}/blobs/uploads/?digest=${digestOf(config)}`;
    const uploaded = await fetch(upload, { method: "POST", body: config });
    if (!uploaded.ok) throw new Error(`${upload}: ${uploaded.status}`);
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: digestOf(config), size: config.length },
      layers: [],
    });
    await this.put(name, digestOf(manifest), manifestType, manifest);
    return manifest;
  }

  /** Pushes an image as BuildKit does by digest alone: an index with annotations of an image like no other. */
  async push(name: string, annotations: Readonly<Record<string, string>>): Promise<string> {
    const manifest = await this.pushOne(name);
    const manifests = [{ mediaType: manifestType, digest: digestOf(manifest), size: manifest.length }];
    const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests, annotations });
    await this.put(name, digestOf(index), indexType, index);
    return digestOf(index);
  }

  /** Pushes an image under a tag, without an index around it, as other builders do. */
  async pushTag(name: string, tag: string): Promise<string> {
    const manifest = await this.pushOne(name);
    await this.put(name, tag, manifestType, manifest);
    return digestOf(manifest);
  }

  /** Gives an image another tag, as somebody might. */
  async tag(name: string, digest: string, tag: string): Promise<void> {
    const answer = await fetch(`http://${this.host}/v2/${name}/manifests/${digest}`, {
      headers: { accept: indexType },
    });
    await this.put(name, tag, indexType, await answer.text());
  }

  /** The digest of each tag. */
  async tags(name: string): Promise<Record<string, string | null>> {
    const listed = (await (await fetch(`http://${this.host}/v2/${name}/tags/list`)).json()) as Json;
    const tags = isObject(listed) && Array.isArray(listed["tags"]) ? listed["tags"].map(String) : [];
    const digests = tags.map(async (tag) => {
      const answer = await fetch(`http://${this.host}/v2/${name}/manifests/${tag}`, { method: "HEAD" });
      return [tag, answer.headers.get("docker-content-digest")] as const;
    });
    return Object.fromEntries(await Promise.all(digests));
  }
}
