import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../config/problems";
import type { Named } from "../manifests/cluster-object";
import type { Cluster, EksConnection } from "../model/delivery";
import { clusterVariable } from "../model/names";
import type { z } from "zod";
import { printedObjects, printedOf, type ClusterState } from "./cluster-state";
import { appliedByLabels, ownedObject, type Operation, type OwnedObject } from "./ownership";
import { maxBuffer, NotEnded, runBeside, type Ended } from "./program";

/** The cluster can't be asked. */
export class ClusterError extends UserError {}

const notRun = (program: string, { message }: Error, purpose: string): ClusterError =>
  new ClusterError(`${program} can't be run (${message}): install it; ${purpose}`);

/** Runs a program, without a shell. */
function run(program: string, args: readonly string[], purpose: string, input = ""): Ended {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", input, maxBuffer });
  if (error) throw notRun(program, error, purpose);
  return { status, stdout, stderr };
}

/** When what asks beside others is ended. */
interface Ending {
  /** @default - nobody asks for it */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. @default 60000 - twice what one request may take */
  readonly timeout?: number | undefined;
}

/** As {@link run}, beside others. */
async function askBeside(
  program: string,
  args: readonly string[],
  purpose: string,
  { signal, timeout = 60_000 }: Ending,
): Promise<Ended> {
  try {
    return await runBeside(program, args, { signal, timeout });
  } catch (error) {
    if (!(error instanceof NotEnded)) throw error;
    throw error.why === "late" ? new ClusterError(`${error.message}: ${purpose}`) : notRun(program, error, purpose);
  }
}

/** A kubeconfig of one cluster and one way to log in. JSON is YAML. @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
const kubeconfigOf = (cluster: object, user: object): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "cluster",
    contexts: [{ name: "cluster", context: { cluster: "cluster", user: "user" } }],
    clusters: [{ name: "cluster", cluster }],
    users: [{ name: "user", user }],
  });

/** Has the AWS CLI write what kubectl needs to find an EKS cluster; it runs the same for a token. */
function eksArgs({ name, region, role }: EksConnection, file: string): string[] {
  // The role asks for both, as in OpenTofu's providers.
  const asRole = role === undefined ? [] : ["--role-arn", role, "--assume-role-arn", role];
  return ["eks", "update-kubeconfig", "--kubeconfig", file, "--name", name, "--region", region, ...asRole];
}

const eksPurpose = ({ name }: EksConnection): string => `it says where EKS cluster ${name} is`;

function judgeEks({ name, accountId }: EksConnection, { status, stdout, stderr }: Ended): void {
  if (status !== 0) throw new ClusterError(`aws does not say where EKS cluster ${name} is: ${stderr.trim()}`);
  // It says the cluster's ARN.
  if (accountId === undefined || stdout.includes(`:${accountId}:cluster/`)) return;
  throw new ClusterError(
    `aws finds EKS cluster ${name} in another account than ${accountId}: use credentials of that one`,
  );
}

/** Prints the token of a variable as kubectl asks for it, so that neither a file nor a command line has it. */
const tokenOf = (variable: string): string =>
  `process.stdout.write(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: process.env[${JSON.stringify(variable)}] } }))`;

function byVariables(cluster: Cluster): string {
  const given = (id: string): { readonly variable: string; readonly value: string } => {
    const variable = `TF_VAR_${clusterVariable(`kubernetes_${id}`, cluster)}`;
    const value = process.env[variable];
    if (value) return { variable, value };
    throw new ClusterError(`${variable} is not set: cluster ${cluster.name} is reached by variables`);
  };
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    interactiveMode: "Never",
    command: process.execPath,
    args: ["-e", tokenOf(given("token").variable)],
  };
  const authority = Buffer.from(given("cluster_ca_certificate").value).toString("base64");
  return kubeconfigOf({ server: given("host").value, "certificate-authority-data": authority }, { exec });
}

const scratchFile = (scratch: string): string => join(scratch, "kubeconfig");

/** Flags with which kubectl reaches a cluster as its stacks do; EKS has said where one of its own is. */
function wayTo(cluster: Cluster, scratch: string): string[] {
  const { connection } = cluster;
  const file = scratchFile(scratch);
  switch (connection.type) {
    case "kubeconfig": {
      const { path, context } = connection;
      const own = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
      return [`--kubeconfig=${own}`, ...(context === undefined ? [] : [`--context=${context}`])];
    }
    case "eks":
      return [`--kubeconfig=${file}`];
    case "variables":
      writeFileSync(file, byVariables(cluster), { mode: 0o600 });
      return [`--kubeconfig=${file}`];
  }
}

/** An object to ask for. */
export interface Reference extends Named {
  readonly apiVersion: string;
}

const printedOwners = printedOf(ownedObject);

const kustomizations = "kustomizations.kustomize.toolkit.fluxcd.io";

/** What is printed for a kind that the cluster does not serve. */
const unserved = /no matches for kind "|ensure CRDs are installed first|server doesn't have a resource type "/;

/** Asks one cluster, by kubectl. Only what says so changes anything. */
export class Kubectl {
  private constructor(
    private readonly cluster: Cluster,
    private readonly way: readonly string[],
    /** Ends what asks beside others. */
    private readonly ending: Ending = {},
  ) {}

  /** @param scratch a folder for a kubeconfig, where the connection has none */
  static of(cluster: Cluster, scratch: string): Kubectl {
    const { connection } = cluster;
    if (connection.type === "eks") {
      judgeEks(connection, run("aws", eksArgs(connection, scratchFile(scratch)), eksPurpose(connection)));
    }
    return new Kubectl(cluster, wayTo(cluster, scratch));
  }

  /**
   * As {@link of}, beside others.
   *
   * @param signal ends whatever it asks, but what waits @default - nothing does
   * @param timeout milliseconds after which each program is ended @default 60000
   */
  static async beside(cluster: Cluster, scratch: string, signal?: AbortSignal, timeout?: number): Promise<Kubectl> {
    const { connection } = cluster;
    if (connection.type === "eks") {
      const args = eksArgs(connection, scratchFile(scratch));
      judgeEks(connection, await askBeside("aws", args, eksPurpose(connection), { signal, timeout }));
    }
    return new Kubectl(cluster, wayTo(cluster, scratch), { signal, timeout });
  }

  /** Those of the objects that are there; of a kind that the cluster does not serve, none is. */
  objects(references: readonly Reference[]): ClusterState[] {
    return this.get(["--filename=-", "--ignore-not-found"], printedObjects, listOf(references));
  }

  /** The same, with who owns their fields. */
  owners(references: readonly Reference[]): OwnedObject[] {
    const what = ["--filename=-", "--ignore-not-found", "--show-managed-fields"];
    return this.get(what, printedOwners, listOf(references));
  }

  /** The Kustomizations that one of the Flux namespace has applied there. */
  kustomizationsOf(name: string): ClusterState[] {
    const { fluxNamespace } = this.cluster;
    const what = [kustomizations, `--namespace=${fluxNamespace}`, `--selector=${appliedByLabels.name}=${name}`];
    return this.get(what, printedObjects);
  }

  /** Events of type Warning. */
  warnings(namespace: string): ClusterState[] {
    return this.get(["events", `--namespace=${namespace}`, "--field-selector=type=Warning"], printedObjects);
  }

  pods(namespace: string): ClusterState[] {
    return this.get(["pods", `--namespace=${namespace}`], printedObjects);
  }

  /**
   * Every object of a kind; of one that the cluster does not serve, none is. Lists are asked for side by side.
   *
   * @param kind as kubectl names it, with its group where it has one: imagepolicies.image.toolkit.fluxcd.io; several by commas,
   *   of which the cluster serves all or none
   * @param one what of each is looked at
   * @param namespace @default - all
   * @param selectors flags that say which of them, such as --selector=NAME=VALUE @default - all
   */
  async list<T extends { readonly kind: string }>(
    kind: string,
    one: z.ZodType<T>,
    namespace?: string,
    selectors: readonly string[] = [],
  ): Promise<T[]> {
    const where = namespace === undefined ? "--all-namespaces" : `--namespace=${namespace}`;
    const args = this.argsOf("get", ["--output=json", kind, where, ...selectors]);
    return this.read(await this.askBeside(args), printedOf(one));
  }

  /**
   * What the API server says at a path of its own, such as /version. Beside others.
   *
   * @returns undefined where it serves no such path
   */
  async raw<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const { status, stdout, stderr } = await this.askBeside(this.argsOf("get", [`--raw=${path}`]));
    const complaints = complaintsIn(stderr);
    if (status !== 0 && complaints.some((line) => line.includes("(NotFound)"))) return undefined;
    if (status !== 0) throw this.refusal(complaints);
    return this.parsed(stdout, schema);
  }

  /** Patches objects, all in the same way. @returns what of it failed, empty where nothing did */
  patch(references: readonly Reference[], operations: readonly Operation[]): string {
    const what = ["--filename=-", "--type=json", `--patch=${JSON.stringify(operations)}`, "--output=name"];
    const { status, stderr } = this.run("patch", what, "it changes who owns the objects", listOf(references));
    return status === 0 ? "" : complaintsIn(stderr).join("\n");
  }

  /** Deletes Kustomizations of the Flux namespace, and waits until they are gone. */
  deleteKustomizations(names: readonly string[]): void {
    const what = [
      kustomizations,
      ...names,
      `--namespace=${this.cluster.fluxNamespace}`,
      "--ignore-not-found",
      "--timeout=60s",
    ];
    const { status, stderr } = this.run("delete", what, "it deletes Kustomizations");
    if (status === 0) return;
    throw new ClusterError(
      `kubectl can't delete Kustomizations of cluster ${this.cluster.name}:\n${complaintsIn(stderr).join("\n")}`,
    );
  }

  private argsOf(verb: string, what: readonly string[]): string[] {
    return [verb, ...this.way, "--request-timeout=30s", ...what];
  }

  private run(verb: string, what: readonly string[], purpose: string, input?: string): Ended {
    return run("kubectl", this.argsOf(verb, what), purpose, input);
  }

  private askBeside(args: readonly string[]): Promise<Ended> {
    return askBeside("kubectl", args, this.purpose, this.ending);
  }

  private get purpose(): string {
    return `it asks cluster ${this.cluster.name} for its objects`;
  }

  private get<T>(what: readonly string[], schema: z.ZodType<T[]>, input?: string): T[] {
    return this.read(this.run("get", ["--output=json", ...what], this.purpose, input), schema);
  }

  private read<T>({ status, stdout, stderr }: Ended, schema: z.ZodType<T[]>): T[] {
    const complaints = complaintsIn(stderr);
    if (status !== 0 && !complaints.every((line) => unserved.test(line))) throw this.refusal(complaints);
    return stdout.trim() === "" ? [] : this.parsed(stdout, schema);
  }

  private refusal(complaints: readonly string[]): ClusterError {
    return new ClusterError(`kubectl can't ask cluster ${this.cluster.name}:\n${complaints.join("\n")}`);
  }

  private parsed<T>(text: string, schema: z.ZodType<T>): T {
    const read = schema.safeParse(parsed(text));
    if (read.success) return read.data;
    throw new ClusterError(`kubectl prints no objects of cluster ${this.cluster.name}: is it kubectl?`);
  }
}

/** A list of objects by their names alone, as kubectl reads it. */
function listOf(references: readonly Reference[]): string {
  const items = references.map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
    apiVersion,
    kind,
    metadata: { name, namespace },
  }));
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** How kubectl's libraries log each try; what came of them it says itself, once. */
const logged = /^[EFIW][0-9]{4} [0-9:.]+ +[0-9]+ [^ ]+\.go:[0-9]+\] /;

function complaintsIn(stderr: string): string[] {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Warning:"));
  const said = lines.filter((line) => !logged.test(line));
  return said.length === 0 ? lines : said;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
