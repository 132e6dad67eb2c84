/** A project folder of its own for a test: synthesized stacks, state, world, home and log. */
import { generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseDelivery } from "../../../config/load";
import type { Delivery } from "../../../model/delivery";
import { GitHub } from "../../support/github/github";
import { locateTool } from "../../tools/locate";
import { at, isObject, shippedText, text, type Json } from "../../support/synth";
import { furnish, installApp } from "./accounts";
import { start, succeeded, type Ended, type Started } from "./engine";
import { cliConfig } from "./stand-in";
import { lineOf, World } from "./world";

const root = join(__dirname, "..", "..", "..");

/** The stacks of the shipped delivery.yaml, in the order of their deployment. */
export const shippedStacks = ["secrets", "flux-bootstrap", "app"] as const;

/** A credential of this run only. */
const credential = (prefix: string): string => `${prefix}_${randomBytes(24).toString("hex")}`;

/** Where a cluster is that is reached by variables; the stand-in calls nobody there. */
const clusterVariables = (suffix: string): [name: string, value: string][] => [
  [`TF_VAR_kubernetes_host${suffix}`, `https://kubernetes${suffix.replace("_", "-")}.example:6443`],
  [`TF_VAR_kubernetes_cluster_ca_certificate${suffix}`, "-----BEGIN CERTIFICATE-----"],
];

export class Project {
  /** What a user gives as TF_VAR_<name>. */
  readonly variables: Record<string, string> = {
    github_pat: credential("ghp"),
    github_token: credential("gho"),
    github_bot_token: credential("ghb"),
    // Of a cluster that is reached by variables; they end in its stacks' suffix.
    kubernetes_token: credential("k8s"),
    kubernetes_token_production: credential("k8s"),
    state_passphrase: credential("state"),
  };
  /** A token of an account that is neither the organization's administrator nor the bot. */
  readonly strangersToken = credential("gho");
  /** The GitHub that the provider calls where the delivery names none. */
  readonly gitHub = new GitHub();
  /** Where the stacks are synthesized to, below the folder. */
  outdir = "cdktf.out";
  private plans = 0;
  private readonly appKeys: KeyObject[] = [];

  private constructor(
    /** Holds cdktf.out, state, world, home and what the engine printed. */
    public folder: string,
    readonly engine: string,
  ) {
    for (const name of ["home", "state", "world", "plans"]) mkdirSync(join(folder, name));
  }

  /** A new folder; `remove` it when done. */
  static create({ engine = tofu() }: { readonly engine?: string } = {}): Project {
    // macOS: the temporary folder is behind a link, and relative paths lead elsewhere from there.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "flux-delivery-opentofu-")));
    // Files that deliveries name, which are looked for beside them.
    const keys = join("test", "support", "keys");
    cpSync(join(root, keys), join(folder, keys), { recursive: true });
    return new Project(folder, engine);
  }

  /** A new folder with a delivery synthesized and its stacks applied. */
  static async applied(yaml: string = shippedText(), stacks: readonly string[] = shippedStacks): Promise<Project> {
    const project = Project.create();
    await project.synth(yaml);
    for (const stack of stacks) await project.apply(stack);
    return project;
  }

  get world(): World {
    return new World(join(this.folder, "world"), this.gitHub);
  }

  /** What a colleague needs to work on the same cloud, beside the project's files. */
  get shared(): NodeJS.ProcessEnv {
    const { github_token: token, github_bot_token: botToken } = this.variables;
    return {
      STAND_IN_WORLD: this.world.folder,
      GITHUB_BASE_URL: this.gitHub.url,
      TF_VAR_github_token: token,
      TF_VAR_github_bot_token: botToken,
    };
  }

  remove(): void {
    this.gitHub.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get log(): string {
    return join(this.folder, "output.log");
  }

  /** No more of the caller's environment than the path: its credentials and settings stay out. */
  env(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const variables = Object.entries(this.variables).map(([name, value]) => [`TF_VAR_${name}`, value] as const);
    return {
      PATH: process.env["PATH"],
      HOME: join(this.folder, "home"),
      TMPDIR: tmpdir(),
      TF_CLI_CONFIG_FILE: cliConfig(),
      CHECKPOINT_DISABLE: "1",
      // The engine and its providers end before they would have to collect garbage.
      GOGC: "400",
      TF_IN_AUTOMATION: "1",
      STAND_IN_WORLD: this.world.folder,
      GITHUB_BASE_URL: this.gitHub.url,
      ...Object.fromEntries(["", "_production"].flatMap(clusterVariables)),
      ...Object.fromEntries(variables),
      ...more,
    };
  }

  /** Starts GitHub, which knows then what the delivery speaks of. */
  async serve(yaml: string = shippedText()): Promise<void> {
    await this.gitHub.listen();
    const { github_token: organization = "", github_bot_token: bot = "" } = this.variables;
    // What the delivery names is beside it.
    const delivery = parseDelivery(yaml, join(this.folder, "delivery.yaml"));
    furnish(this.gitHub, delivery, { organization, bot, stranger: this.strangersToken });
    if (delivery.github.app && !this.variables["github_app_private_key"]) this.renewAppKey(delivery);
  }

  /** A new private key of the delivery's App, which the user gives from now on; GitHub takes the last one too. */
  renewAppKey({ github }: Delivery): void {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.appKeys.push(publicKey);
    installApp(this.gitHub, github, this.appKeys.slice(-2));
    // As GitHub gives it.
    this.variables["github_app_private_key"] = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  }

  /**
   * Has each change written to a file as `<action> <type> <id>`, and each answer held back by so many milliseconds: by
   * GitHub from now on, by the stand-ins through the settings that this returns.
   */
  journal(file: string, delayMs = 0): NodeJS.ProcessEnv {
    this.gitHub.onChange = async (change) => {
      appendFileSync(file, `${lineOf(change)}\n`);
      await wait(delayMs);
    };
    return { STAND_IN_LOG: file, STAND_IN_DELAY_MS: String(delayMs) };
  }

  /** Synthesizes as `npm run synth` does, to this project's cdktf.out. */
  async synth(yaml: string = shippedText()): Promise<void> {
    await this.serve(yaml);
    const file = join(this.folder, "delivery.yaml");
    writeFileSync(file, yaml);
    const env = this.env({ CDKTF_OUTDIR: join(this.folder, this.outdir) });
    const args = [join(root, "commands", "run.cjs"), "main.ts", "-c", file];
    succeeded(await start(process.execPath, args, { cwd: root, env, log: this.log }).ended, "synth");
  }

  stackFolder(stack: string): string {
    return join(this.folder, this.outdir, "stacks", stack);
  }

  /** Starts the engine in a stack's folder, with settings beside those of `env`. */
  start(stack: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Started {
    return start(this.engine, [`-chdir=${this.stackFolder(stack)}`, ...args], {
      cwd: this.folder,
      env: this.env(more),
      log: this.log,
    });
  }

  /** Runs the engine in a stack's folder, whatever comes of it. */
  run(stack: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(stack, args, more).ended;
  }

  async init(stack: string, more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return succeeded(await this.run(stack, ["init", "-input=false"], more), `init of ${stack}`);
  }

  /** `init` and `apply`, which must succeed. */
  async apply(stack: string, more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    await this.init(stack, more);
    return succeeded(await this.run(stack, ["apply", "-input=false", "-auto-approve"], more), `apply of ${stack}`);
  }

  async destroy(stack: string, more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return succeeded(await this.run(stack, ["destroy", "-input=false", "-auto-approve"], more), `destroy of ${stack}`);
  }

  /** Plans and returns the exit code of `-detailed-exitcode`: 0 is no change, 2 is some. */
  async detailedExitCode(stack: string, more: NodeJS.ProcessEnv = {}): Promise<number | null> {
    const ended = await this.run(stack, ["plan", "-input=false", "-detailed-exitcode"], more);
    if (ended.code !== 0 && ended.code !== 2) succeeded(ended, `plan of ${stack}`);
    return ended.code;
  }

  /** What an apply would do, as `create aws_ssm_parameter.x`, sorted; a replacement is `delete+create`. */
  async changes(stack: string, more: NodeJS.ProcessEnv = {}): Promise<string[]> {
    const { json } = await this.plan(stack, more);
    const changes = at(json, "resource_changes");
    return (Array.isArray(changes) ? changes : [])
      .filter((change) => at(change, "mode") === "managed")
      .map((change) => ({ address: text(at(change, "address")), actions: at(change, "change", "actions") }))
      .map(({ address, actions }) => `${(Array.isArray(actions) ? actions : []).map(text).join("+")} ${address}`)
      .filter((line) => !line.startsWith("no-op "))
      .sort();
  }

  /** Saves a plan; its JSON holds secrets and so is not logged. */
  async plan(stack: string, more: NodeJS.ProcessEnv = {}): Promise<{ readonly file: string; readonly json: Json }> {
    this.plans += 1;
    const file = join(this.folder, "plans", `${stack}-${this.plans}.tfplan`);
    await this.init(stack, more);
    succeeded(await this.run(stack, ["plan", "-input=false", `-out=${file}`], more), `plan of ${stack}`);
    return { file, json: await this.showJson(stack, [file], more) };
  }

  /** `show -json` of the state, or of a plan; it holds secrets and so is not logged. */
  async showJson(stack: string, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}): Promise<Json> {
    const { ended } = start(this.engine, [`-chdir=${this.stackFolder(stack)}`, "show", "-json", ...args], {
      cwd: this.folder,
      env: this.env(more),
    });
    return JSON.parse(succeeded(await ended, `show of ${stack}`).stdout) as Json;
  }

  stateFile(stack: string): string {
    return join(this.folder, "state", `${stack}.tfstate`);
  }

  /** Text of a stack's local state. */
  stateText(stack: string): string {
    return readFileSync(this.stateFile(stack), "utf8");
  }

  /** Addresses in a stack's local state, data sources left out, sorted. */
  addresses(stack: string): string[] {
    const resources = at(JSON.parse(this.stateText(stack)) as Json, "resources");
    return (Array.isArray(resources) ? resources : [])
      .filter((resource) => isObject(resource) && resource["mode"] === "managed")
      .map((resource) => `${text(at(resource, "type"))}.${text(at(resource, "name"))}`)
      .sort();
  }
}

function tofu(): string {
  const located = locateTool("tofu");
  if (!located) throw new Error("tofu is not here: skip this test with needsEngine");
  return located.path;
}
