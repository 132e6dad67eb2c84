/** The running world: every server, our stacks deployed to them, the repositories with what git-side writes. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseDelivery } from "../../../config/load";
import type { Delivery } from "../../../model/delivery";
import { knownHostName } from "../../../model/github-server";
import { runCommand } from "../../../commands/command";
import { gitSide } from "../../../commands/git-side";
import { objectsOfStacks } from "../../../manifests/made-objects";
import { Project } from "../../opentofu/support/project";
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";
import type { Faults } from "../faults/fault";
import type { CallerCheck, Role } from "./caller-check";
import type { ChartHost } from "./chart-host";
import { Repository } from "./checkout";
import type { EventSink } from "./event-sink";
import type { Flux } from "./flux";
import type { GitHost } from "./git-host";
import { serveGit, type GitRequest } from "./git-http";
import { Keyring } from "./gnupg";
import type { Kube } from "./kube";
import { keepLogs } from "./logs";
import { display, drift, json, list, referenceOf, type Reference } from "./objects";
import { stopAll, type Daemon } from "./process";
import type { Registry } from "./registry";
import { startServers, type Servers } from "./servers";
import type { Ssm } from "./ssm";
import { DeployedStack } from "./stacks";
import { untilFleetApplied } from "./fleet";

/** Namespace of the Flux objects. */
export const fluxNamespace = "flux-system";

/** A secret of an application's own, which its users keep. */
export const sessionKey = { parameter: "/greeter/session-key", value: "${not} {{ a }} template\nof two lines" };

const root = join(__dirname, "..", "..", "..");

/** What the end-to-end suite delivers. */
const suiteFile = join(__dirname, "..", "delivery.yaml");

const counter = { value: 0 };

/** An object of the cluster as it was given. */
export interface DeployedObject {
  readonly reference: Reference;
  readonly manifest: JsonObject;
}

export class World {
  failed = false;
  readonly keyring: Keyring;
  readonly fluxBootstrap: DeployedStack;
  readonly app: DeployedStack;
  /** What was asked of Git over HTTP, and let in. */
  readonly gitRequests: readonly GitRequest[];
  /** The bot's password at the registry. */
  pullToken: string;
  /** What OpenTofu is given beside that, as TF_VAR_<name>. */
  readonly given: Record<string, string> = {};
  private text: string;

  private constructor(
    readonly project: Project,
    private readonly servers: Servers,
    file: string,
  ) {
    const { cluster, registry, gitHost, events } = servers;
    this.pullToken = project.variables["github_pat"] ?? "";
    const knownHosts = gitHost.hostKeys.split("\n").map((key) => `${knownHostName(gitHost.address)} ${key}`);
    this.text = readFileSync(file, "utf8")
      .replaceAll("<kubeconfig>", relative(root, cluster.kubeconfig))
      .replaceAll("<github>", project.gitHub.url)
      .replaceAll("<registry>", registry.host)
      .replaceAll("<git-host>", gitHost.address)
      .replaceAll("<host-keys>", JSON.stringify(knownHosts))
      .replaceAll("<alertmanager>", events.alertmanagerAddress);
    this.keyring = new Keyring(join(project.folder, "gnupg"));
    this.gitRequests = serveGit(project.gitHub, gitHost.folder);
    this.fluxBootstrap = new DeployedStack(cluster.kube, project, "flux-bootstrap");
    this.app = new DeployedStack(cluster.kube, project, "app");
  }

  /**
   * Starts every server; nothing of ours is deployed yet.
   *
   * @param file what is to be delivered, with `<registry>` and the like for addresses of the world, and `<kubeconfig>` for
   *   its path from the project's root @default - what the end-to-end suite delivers
   */
  static async start(file = suiteFile): Promise<World> {
    const project = Project.create();
    // The programs are told to end just before, and may be writing still.
    process.once("exit", () => rmSync(project.folder, { recursive: true, force: true, maxRetries: 20 }));
    try {
      const logins = { "acme-bot": project.variables["github_pat"] ?? "" };
      const repositories = ["echo-server", "greeter", "fleet"];
      await project.gitHub.listen();
      const servers = await startServers({ folder: project.folder, fluxNamespace, logins, repositories });
      return new World(project, servers, file);
    } catch (error) {
      keepLogs(project.folder);
      await stopAll();
      project.remove();
      throw error;
    }
  }

  /** Changes delivery.yaml; `deploy` makes it true. */
  edit(piece: string, replacement: string): void {
    if (this.text.split(piece).length !== 2) throw new Error(`delivery.yaml does not hold ${piece} exactly once`);
    this.text = this.text.replace(piece, () => replacement);
  }

  /** Takes delivery.yaml as somebody has left it; `deploy` makes it true. @throws DeliveryError where it is wrong */
  reread(): void {
    const file = join(this.project.folder, "delivery.yaml");
    const text = readFileSync(file, "utf8");
    parseDelivery(text, file);
    this.text = text;
  }

  get delivery(): Delivery {
    return parseDelivery(this.text, join(this.project.folder, "delivery.yaml"));
  }

  /** Puts a file beside delivery.yaml. */
  putBeside(path: string, content: string): void {
    const file = join(this.project.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  get kube(): Kube {
    return this.servers.cluster.kube;
  }

  get flux(): Flux {
    return this.servers.flux;
  }

  get ssm(): Ssm {
    return this.servers.ssm;
  }

  /** Who has asked SSM for what. */
  get callers(): CallerCheck {
    return this.servers.callers;
  }

  get externalSecrets(): Daemon {
    return this.servers.externalSecrets;
  }

  get registry(): Registry {
    return this.servers.registry;
  }

  get gitHost(): GitHost {
    return this.servers.gitHost;
  }

  /** What has arrived where events go. */
  get events(): EventSink {
    return this.servers.events;
  }

  /** What goes wrong between the controllers and the servers. */
  get faults(): Faults {
    return this.servers.faults;
  }

  /** Where the monitoring's chart comes from. */
  get charts(): ChartHost {
    return this.servers.charts;
  }

  /** The environment of OpenTofu, beside that of the project. */
  get env(): NodeJS.ProcessEnv {
    return {
      ...this.project.journal(join(this.project.folder, "changes.log")),
      // Only apiUrl leads to GitHub.
      GITHUB_BASE_URL: "http://127.0.0.1:1/",
      TF_VAR_github_pat: this.pullToken,
      ...this.given,
    };
  }

  /** What OpenTofu has changed so far: `<action> <type> <id>`, in the order in which it was done. */
  get changes(): string[] {
    return readFileSync(join(this.project.folder, "changes.log"), "utf8").trim().split("\n");
  }

  /** Deploys delivery.yaml as it is now: the fleet's files, where some cluster is delivered by Git, and all three stacks. */
  async deploy(): Promise<void> {
    const { isByGit } = this;
    if (isByGit) this.writeFleet();
    await this.deploySecrets();
    await this.fluxBootstrap.deploy(this.env);
    await this.app.deploy(this.env);
    if (isByGit) await untilFleetApplied(this);
  }

  /** Whether Flux applies the stacks' objects, from the fleet's repository. */
  get isByGit(): boolean {
    return this.delivery.clusters.some(({ fleet }) => fleet);
  }

  /** Every object of the stacks, whoever applies it. */
  get objects(): readonly DeployedObject[] {
    return [...this.fluxBootstrap.objects, ...this.app.objects, ...this.objectsByGit];
  }

  /** Those that Flux applies from the fleet's repository, with the paths that are there by name. */
  get objectsByGit(): readonly DeployedObject[] {
    const { delivery } = this;
    return delivery.clusters
      .flatMap((cluster) => [...objectsOfStacks(cluster, delivery).byFlux])
      .map(({ manifest }) => json(manifest))
      .map((manifest) => ({ reference: referenceOf(manifest), manifest }));
  }

  /** Fields that the cluster has otherwise than they are given: drift in every later plan, or a fight with Flux. */
  async drift(): Promise<string[]> {
    const differences: string[] = [];
    for (const { reference, manifest } of this.objects) {
      const found = drift(manifest, await this.kube.get(reference));
      differences.push(...found.map((line) => `${display(reference)} ${line}`));
    }
    return differences;
  }

  /** Deploys all three stacks, `secrets` last: what it takes away is used by nobody any more. */
  async deploySecretsLast(): Promise<void> {
    await this.project.synth(this.text);
    await this.fluxBootstrap.deploy(this.env);
    await this.app.deploy(this.env);
    await this.deploySecrets();
  }

  /** Applies `secrets`, and hands on what it made: to the Git host, to GnuPG, to SSM under the names of its outputs. */
  async deploySecrets(): Promise<void> {
    await this.project.synth(this.text);
    await this.project.apply("secrets", this.env);
    this.gitHost.authorize(
      this.project.gitHub.deployKeys().map(({ repository, key, readOnly }) => ({
        repository: repository.name,
        publicKey: key,
        readOnly,
      })),
    );
    this.keyring.add(this.gpgKeys());
    this.callers.setRoles(await this.roles());
    // Afterwards, as the stack does it: Flux may use a key as soon as it is served.
    await this.fillSsm();
  }

  /** The roles that the stack has made, with what is attached to them. */
  private async roles(): Promise<Role[]> {
    const state = list(at(await this.project.showJson("secrets"), "values", "root_module", "resources"));
    const made = (type: string): Json[] =>
      state.flatMap((each) => (at(each, "type") === type ? [at(each, "values") ?? {}] : []));
    return made("aws_iam_role").map((role) => {
      const attached = made("aws_iam_role_policy_attachment").filter((each) => at(each, "role") === at(role, "name"));
      const policies = made("aws_iam_policy").filter((policy) =>
        attached.some((each) => at(each, "policy_arn") === at(policy, "arn")),
      );
      return {
        arn: text(at(role, "arn")),
        trust: text(at(role, "assume_role_policy")),
        policies: policies.map((policy) => text(at(policy, "policy"))),
      };
    });
  }

  /** Brings to SSM what the applied stack has put into the stand-in's, under the names that its outputs give. */
  async fillSsm(): Promise<void> {
    const outputs = at(await this.project.showJson("secrets"), "values", "outputs");
    for (const name of leaves(at(outputs, "ssm_name", "value"))) {
      await this.ssm.put(name, this.project.world.parameter(name));
    }
    // What users put there themselves.
    for (const name of ["/chat/address", "/slack/alerts", "/discord/info"]) {
      await this.ssm.put(name, this.events.chatAddress);
    }
    await this.ssm.put(sessionKey.parameter, sessionKey.value);
  }

  /** The armored public keys that the bot's account has now. */
  gpgKeys(): string[] {
    return this.project.gitHub.gpgKeys(this.delivery.github.bot.username).map(({ armored }) => armored);
  }

  /** Writes what git-side gives for each repository, the first images, as CI would have, and the first chart. */
  async fillRepositories(): Promise<void> {
    const { delivery } = this;
    const used = new Set(delivery.applications.map(({ repository }) => repository.name));
    for (const name of used) this.writeTree(name);
    this.repository("fleet").commit("Begin", { "README.md": "What Flux applies.\n" });
    for (const { image, environments } of delivery.applications) {
      await this.registry.pushImage(image.name);
      for (const { initialTag } of environments) await this.registry.tag(image.name, initialTag);
    }
    this.charts.publish({ version: "87.0.0", appVersion: "1" });
  }

  /** Writes what git-side gives for a repository, as a person does after a change of delivery.yaml. */
  writeTree(name: string): void {
    const applications = this.delivery.applications.filter(({ repository }) => repository.name === name);
    const names = applications.flatMap((each) => ["--app", each.name]);
    this.repository(name).change("Deliver with Flux", (folder) => {
      this.gitSide([...names, "--out", folder, "--force"]);
    });
  }

  /** Writes the fleet's files, and pushes them where they have changed. */
  writeFleet(): void {
    this.repository("fleet").change("Deliver with Flux", (folder) => {
      this.gitSide(["--fleet", "--out", folder]);
    });
  }

  private gitSide(flags: readonly string[]): void {
    let output = "";
    const keep = (text: string): void => void (output += text);
    const code = runCommand(gitSide, ["-c", this.deliveryFile, ...flags], { out: keep, err: keep });
    if (code !== 0) throw new Error(`git-side ended with ${code}: ${output}`);
  }

  repository(name: string): Repository {
    return new Repository(this.gitHost.path(name), this.project.folder);
  }

  /** delivery.yaml as it is now, for a command to read. */
  get deliveryFile(): string {
    const file = join(this.project.folder, "delivery.yaml");
    writeFileSync(file, this.text);
    return file;
  }

  /** A name that no other call gets, for the files of tests. */
  fresh(prefix: string): string {
    counter.value += 1;
    return `${prefix}-${counter.value}`;
  }

  /** Ends every server and removes everything but, after a failure, the logs. */
  async stop(): Promise<void> {
    if (this.failed) keepLogs(this.project.folder);
    this.gitHost.stopWatching();
    await this.events.stop();
    await this.charts.stop();
    await stopAll();
    await this.servers.closeDoors();
    this.project.remove();
  }
}

/** Every text in a structure of outputs. */
function leaves(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(leaves);
  return isObject(value) ? Object.values(value).flatMap(leaves) : [];
}
