/**
 * Stands in for the host of kube-prometheus-stack's repository, with a small chart of the same name. Whoever takes this
 * proxy and trusts its certificate finds it at the address that our HelmRepository has.
 *
 * @see https://helm.sh/docs/topics/chart_repository/
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createProxy, type Server } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { at, isObject, type Json, type JsonObject } from "../../support/synth";
import { chartCrds } from "./crds";
import { freePorts } from "./ports";
import { run } from "./process";
import { systemTool } from "./tools";

const host = "prometheus-community.github.io";
const path = "/helm-charts/";
const chart = "kube-prometheus-stack";

export interface ChartVersion {
  readonly version: string;
  /** Tag of the image that its Deployment runs. */
  readonly appVersion: string;
}

export class ChartHost {
  private readonly versions: JsonObject[] = [];

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
    /** The proxy's address. */
    readonly address: string,
    /** File with the certificate of the host. */
    readonly certificate: string,
  ) {}

  static async start(parent: string): Promise<ChartHost> {
    const folder = join(parent, "charts");
    mkdirSync(folder);
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
    run(systemTool("openssl"), [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
      ...["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`, "-keyout", key, "-out", certificate],
    ]);
    const files = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
      const name = request.url?.startsWith(path) ? request.url.slice(path.length) : "";
      const file = join(folder, "files", name);
      const known = /^[a-z0-9.-]+$/.test(name) && existsSync(file);
      response.writeHead(known ? 200 : 404).end(known ? readFileSync(file) : "");
    });
    const proxy = createProxy((_, response) => response.writeHead(405).end());
    proxy.on("connect", (request, socket) => {
      socket.on("error", () => socket.destroy());
      if (request.url !== `${host}:443`) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      files.emit("connection", socket);
    });
    const [port] = await freePorts(1);
    await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
    proxy.unref();
    return new ChartHost(folder, proxy, `http://127.0.0.1:${port}`, certificate);
  }

  /** Publishes a version of the chart; its CRDs say which version brought them. */
  publish({ version, appVersion }: ChartVersion): void {
    const build = join(this.folder, version, chart);
    cpSync(join(__dirname, "..", "chart"), build, { recursive: true });
    const metadata = { apiVersion: "v2", name: chart, version, appVersion };
    writeFileSync(join(build, "Chart.yaml"), stringify(metadata));
    mkdirSync(join(build, "crds"));
    chartCrds().forEach((file, index) => {
      const crd = parse(readFileSync(file, "utf8")) as Json;
      if (!isObject(crd)) throw new Error(`${file} is no object`);
      const old = at(crd, "metadata");
      const annotations = { "acme.example/chart": version };
      const own = { ...crd, metadata: { ...(isObject(old) ? old : {}), annotations } };
      writeFileSync(join(build, "crds", `${index}.yaml`), stringify(own));
    });
    const files = join(this.folder, "files");
    mkdirSync(files, { recursive: true });
    const archive = `${chart}-${version}.tgz`;
    run(systemTool("tar"), ["-czf", join(files, archive), "-C", join(this.folder, version), chart]);
    const digest = createHash("sha256")
      .update(readFileSync(join(files, archive)))
      .digest("hex");
    this.versions.push({ ...metadata, urls: [archive], digest });
    const index = { apiVersion: "v1", entries: { [chart]: this.versions } };
    writeFileSync(join(files, "index.yaml"), stringify(index));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
