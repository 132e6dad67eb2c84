/** A private OCI registry: every request needs a login. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { isObject, type Json, type JsonObject } from "../../support/synth";
import { answers, Daemon, run, runClient } from "./process";
import { builtTool, systemTool } from "./tools";

const hashed = (user: string, password: string): string =>
  run(systemTool("htpasswd"), ["-niB", user], { input: password }).trim();

export interface RegistryOptions {
  readonly folder: string;
  readonly logs: string;
  readonly port: number;
  /** The port that everybody knows; it leads to the other. */
  readonly door: number;
  /** Logins that may read and write: user to password. */
  readonly logins: Readonly<Record<string, string>>;
}

export class Registry {
  private readonly authorization: string;
  private readonly crane = builtTool("crane");
  private readonly images = new Map<string, JsonObject>();

  private constructor(
    readonly daemon: Daemon,
    /** Host and port. */
    readonly host: string,
    private readonly folder: string,
    ci: { readonly user: string; readonly password: string },
  ) {
    this.authorization = `Basic ${Buffer.from(`${ci.user}:${ci.password}`).toString("base64")}`;
  }

  static async start({ folder, logs, port, door, logins }: RegistryOptions): Promise<Registry> {
    const data = join(folder, "registry");
    mkdirSync(data);
    const ci = { user: "ci", password: randomBytes(16).toString("hex") };
    const lines = Object.entries({ ...logins, [ci.user]: ci.password }).map((login) => hashed(...login));
    writeFileSync(join(data, "htpasswd"), `${lines.join("\n")}\n`, { mode: 0o600 });
    const host = `127.0.0.1:${door}`;
    const config = {
      version: "0.1",
      log: { level: "info" },
      storage: { filesystem: { rootdirectory: join(data, "blobs") }, delete: { enabled: true } },
      http: { addr: `127.0.0.1:${port}` },
      auth: { htpasswd: { realm: "e2e", path: join(data, "htpasswd") } },
    };
    writeFileSync(join(data, "config.yml"), stringify(config));
    const daemon = await Daemon.start({
      name: "registry",
      logs,
      command: systemTool("docker-registry"),
      args: ["serve", join(data, "config.yml")],
      ready: () => answers(`http://127.0.0.1:${port}/v2/`),
    });
    return new Registry(daemon, host, data, ci);
  }

  /** Pushes an image's layer and configuration; its tags come after it. */
  async pushImage(name: string): Promise<void> {
    const layer = join(this.folder, "layer.tar");
    writeFileSync(layer, Buffer.alloc(1024));
    const login = this.loginOfCi;
    mkdirSync(login, { recursive: true });
    const auth = this.authorization.slice("Basic ".length);
    writeFileSync(join(login, "config.json"), JSON.stringify({ auths: { [this.host]: { auth } } }));
    const env = { DOCKER_CONFIG: login };
    const image = `${name}:latest`;
    await runClient(this.crane, ["append", "--insecure", "--oci-empty-base", "-f", layer, "-t", image], env);
    const manifest = JSON.parse(await runClient(this.crane, ["manifest", "--insecure", image], env)) as Json;
    this.images.set(name, isObject(manifest) ? manifest : {});
  }

  /** Pushes an image under a tag, as CI does, of layers that are there; returns its digest, which no other has. */
  async tag(name: string, tag: string): Promise<string> {
    const revision = randomBytes(8).toString("hex");
    const manifest = { ...this.images.get(name), annotations: { "org.opencontainers.image.revision": revision } };
    const type = "application/vnd.oci.image.manifest.v1+json";
    const put = await fetch(`http://${this.host}/v2/${name.slice(this.host.length + 1)}/manifests/${tag}`, {
      method: "PUT",
      headers: { authorization: this.authorization, "content-type": type },
      body: JSON.stringify({ ...manifest, mediaType: type }),
    });
    if (!put.ok) throw new Error(`${name}:${tag}: ${put.status} ${await put.text()}`);
    await put.arrayBuffer();
    return put.headers.get("docker-content-digest") ?? "";
  }

  /** Folder of the Docker configuration that CI logs in with. */
  get loginOfCi(): string {
    return join(this.folder, "ci");
  }

  /** The digest that a tag has now. */
  async digest(name: string, tag: string): Promise<string> {
    const output = await runClient(this.crane, ["digest", "--insecure", `${name}:${tag}`], {
      DOCKER_CONFIG: this.loginOfCi,
    });
    return output.trim();
  }

  /** Changes a login's password. */
  setPassword(user: string, password: string): void {
    const file = join(this.folder, "htpasswd");
    const others = readFileSync(file, "utf8").replaceAll(new RegExp(`^${user}:.*\n`, "gm"), "");
    writeFileSync(`${file}.new`, `${others}${hashed(user, password)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Lists an image's tags with a docker configuration, as Flux's scan and a Pod's pull do. @throws where refused */
  async tagsWith(dockerConfig: string, name: string): Promise<string[]> {
    const login = join(this.folder, `login-${randomBytes(4).toString("hex")}`);
    mkdirSync(login);
    writeFileSync(join(login, "config.json"), dockerConfig);
    const listed = await runClient(this.crane, ["ls", "--insecure", name], { DOCKER_CONFIG: login });
    return listed.trim().split("\n");
  }
}
