/** A real OCI registry, without authentication, and images in it. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { locateTool } from "../tools/locate";

/** What a test needs that uses it. */
export const registryTools = ["oci-registry", "crane"] as const;

const path = (tool: (typeof registryTools)[number]): string => {
  const found = locateTool(tool);
  if (!found) throw new Error(`${tool} is not here`);
  return found.path;
};

export const crane = (): string => path("crane");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export class OciRegistry {
  private constructor(
    private readonly process: ChildProcess,
    /** Host and port. */
    readonly host: string,
  ) {}

  static async start(): Promise<OciRegistry> {
    const port = await freePort();
    const registry = spawn(path("oci-registry"), ["-port", String(port)], { stdio: "ignore" });
    const host = `localhost:${port}`;
    const end = Date.now() + 30_000;
    while (Date.now() < end) {
      const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
      if (answer?.ok) return new OciRegistry(registry, host);
      await pause(50);
    }
    registry.kill();
    throw new Error("the registry does not answer");
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
  }

  /** Pushes an image that no other is, as CI does; returns its digest. */
  async push(image: string, tag: string): Promise<string> {
    const name = image.slice(this.host.length + 1);
    const config = await this.blob(name, JSON.stringify({ created: randomBytes(8).toString("hex") }));
    const type = "application/vnd.oci.image.manifest.v1+json";
    const manifest = {
      schemaVersion: 2,
      mediaType: type,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
      layers: [],
    };
    const put = await fetch(`http://${this.host}/v2/${name}/manifests/${tag}`, {
      method: "PUT",
      headers: { "content-type": type },
      body: JSON.stringify(manifest),
    });
    if (!put.ok) throw new Error(`${image}:${tag}: ${put.status} ${await put.text()}`);
    return this.digest(image, tag);
  }

  digest(image: string, tag: string): string {
    return execFileSync(crane(), ["digest", `${image}:${tag}`], { encoding: "utf8" }).trim();
  }

  tags(image: string): string[] {
    return execFileSync(crane(), ["ls", image], { encoding: "utf8" }).trim().split("\n").sort();
  }

  private async blob(name: string, content: string): Promise<{ digest: string; size: number }> {
    const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
    const begun = await fetch(`http://${this.host}/v2/${name}/blobs/uploads/`, { method: "POST" });
    const place = new URL(begun.headers.get("location") ?? "", `http://${this.host}`);
    place.searchParams.set("digest", digest);
    const put = await fetch(place, { method: "PUT", body: content });
    if (!put.ok) throw new Error(`a blob of ${name}: ${put.status} ${await put.text()}`);
    return { digest, size: Buffer.byteLength(content) };
  }
}
