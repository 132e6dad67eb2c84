import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { runCommand } from "../../commands/command";
import { why } from "../../commands/why";
import { present } from "../../manifests/cluster-object";
import { examinedObjects } from "../../why/examined";
import { play } from "../support/play";
import { playedKubectl } from "../support/played-kubectl";
import { at, text, type Json, type JsonObject } from "../support/synth";
import { whole, wholeText } from "../support/whole";

const folder = mkdtempSync(join(tmpdir(), "flux-delivery-why-"));
after(() => rmSync(folder, { recursive: true }));

/** kubectl as far as the command calls it: of the objects it gives those that the cluster has. */
const kubectl = playedKubectl(
  folder,
  `
const config = args.find((each) => each.startsWith("--kubeconfig="))?.slice(13) ?? "";
try { writeFileSync(${JSON.stringify(join(folder, "kubeconfig-used"))}, readFileSync(config)); } catch {}
const cluster = JSON.parse(readFileSync(${JSON.stringify(join(folder, "cluster.json"))}, "utf8"));
if (cluster.stderr) process.stderr.write(cluster.stderr);
const has = (kind) => cluster.items.filter((each) => kind === each.kind);
const nameOf = ({ kind, metadata: { name, namespace } }) => [kind, namespace, name].join("/");
const named = () => {
  const wanted = new Set(JSON.parse(readFileSync(0, "utf8")).items.map(nameOf));
  return cluster.items.filter((each) => wanted.has(nameOf(each)));
};
const namespace = args.find((each) => each.startsWith("--namespace="))?.slice(12);
const inNamespace = (items) => items.filter((each) => each.metadata.namespace === namespace);
const items = args.includes("events") ? inNamespace(has("Event")) : args.includes("pods") ? inNamespace(has("Pod")) : named();
process.stdout.write(JSON.stringify({ apiVersion: "v1", kind: "List", items }));
process.exitCode = cluster.code ?? 0;
`,
);
const { bin, calls } = kubectl;

const condition = (type: string, status: string, reason: string, message = ""): Json => ({
  type,
  status,
  reason,
  message,
});

/** Every object of the delivery, as a cluster has it where all is well. */
function healthy(): JsonObject[] {
  const { delivery, cluster } = whole();
  const all = ["flux-bootstrap", "app"].flatMap((stack) => examinedObjects(stack, cluster, delivery));
  const conditions = [condition("Ready", "True", "Succeeded")];
  const parents = [{ parentRef: { name: "public" }, conditions: [condition("Accepted", "True", "Accepted")] }];
  return all.map(({ manifest }) => ({ ...(manifest as unknown as JsonObject), status: { conditions, parents } }));
}

const isNamed = (one: JsonObject, kind: string, name: string): boolean =>
  one["kind"] === kind && at(one, "metadata", "name") === name;

/** The cluster with another status of one object. */
const withStatus = (items: JsonObject[], kind: string, name: string, status: Json): JsonObject[] =>
  items.map((one) => (isNamed(one, kind, name) ? { ...one, status } : one));

const failing = (items: JsonObject[], kind: string, name: string, reason: string, message: string): JsonObject[] =>
  withStatus(items, kind, name, { conditions: [condition("Ready", "False", reason, message)] });

const warning = (kind: string, name: string, reason: string, message: string, lastTimestamp: string): JsonObject => ({
  kind: "Event",
  metadata: { name: `${name}.${lastTimestamp}`, namespace: "flux-system" },
  involvedObject: { kind, name, namespace: "flux-system" },
  reason,
  message,
  lastTimestamp,
});

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Asks about a stack of a cluster with these objects. */
function ask(stack: string, items: readonly JsonObject[], more: JsonObject = {}, text = wholeText): Answer {
  const file = join(folder, "delivery.yaml");
  writeFileSync(file, text);
  writeFileSync(join(folder, "cluster.json"), JSON.stringify({ items: [...items], ...more }));
  let [out, err] = ["", ""];
  const code = runCommand(why, [stack, "-c", file], {
    out: (words) => (out += words),
    err: (words) => (err += words),
  });
  return { code, out: out.replaceAll(file, "delivery.yaml"), err: err.replaceAll(file, "delivery.yaml") };
}

describe("npm run why", () => {
  kubectl.play();

  test("says that everything is Ready, and asks but once, by the connection of the file", () => {
    const { code, out, err } = ask("app", healthy());
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^All [0-9]+ objects of app on cluster main, and those that they need, are Ready\.\n$/);
    assert.deepEqual(calls(), [
      [
        "get",
        "--kubeconfig=kubeconfig",
        "--context=main",
        "--request-timeout=30s",
        "--output=json",
        "--filename=-",
        "--ignore-not-found",
      ],
    ]);
  });

  test("prints place, condition, newest warning and remedy of a cause, then what only waits for it", () => {
    const items = failing(
      healthy(),
      "ExternalSecret",
      "shop-git",
      "SecretSyncedError",
      "could not get secret data from provider",
    );
    const waiting = failing(items, "GitRepository", "shop", "AuthenticationFailed", "failed to get secret");
    const said = "error processing spec.data[0] (key: /github/shop/deploy-key), err: Secret does not exist";
    const events = [
      warning("ExternalSecret", "shop-git", "UpdateFailed", said, "2026-01-02T00:00:00Z"),
      warning("ExternalSecret", "shop-git", "UpdateFailed", "something older", "2026-01-01T00:00:00Z"),
      warning("ExternalSecret", "other", "UpdateFailed", "another's", "2026-01-03T00:00:00Z"),
    ];
    const { code, out } = ask("flux-bootstrap", [...waiting, ...events]);
    assert.equal(code, 1);
    assert.equal(
      out.replace(/ of [0-9]+ objects/, ""),
      `2 of flux-bootstrap on cluster main are not Ready:

ExternalSecret flux-system/shop-git
  delivery.yaml:27:5: repositories[0]
  Ready is False, SecretSyncedError: could not get secret data from provider
  Warning UpdateFailed: ${said}
  Remedy: Deploy secrets, which makes /github/shop/deploy-key: npx cdktf deploy secrets. Look that aws.region and the account are those of the store.

GitRepository flux-system/shop waits for ExternalSecret flux-system/shop-git
  Ready is False, AuthenticationFailed: failed to get secret
`,
    );
  });

  test("looks at what another stack makes, where this one's objects wait for it", () => {
    const items = failing(
      healthy(),
      "ClusterSecretStore",
      "parameters",
      "InvalidProviderConfig",
      "unable to create client",
    );
    const { out } = ask("app", failing(items, "ExternalSecret", "ghcr-docker", "SecretSyncedError", "not ready"));
    assert.match(
      out,
      /^4 of .*\n\nClusterSecretStore parameters\n[^]*\n\nExternalSecret flux-system\/ghcr-docker waits for Cluster/,
    );
    // Alerts are of flux-bootstrap, and nothing of app waits for them.
    assert.equal(
      ask(
        "app",
        healthy().filter(({ kind }) => kind !== "Alert"),
      ).code,
      0,
    );
    assert.equal(
      ask(
        "flux-bootstrap",
        healthy().filter(({ kind }) => kind !== "Alert"),
      ).code,
      1,
    );
  });

  test("tells what is missing, unseen, suspended, changed since, or being deleted from what has failed", () => {
    const message = (change: (one: JsonObject) => JsonObject | undefined): string => {
      const items = healthy().flatMap((one) => (isNamed(one, "GitRepository", "shop") ? present(change(one)) : [one]));
      return /\nGitRepository flux-system\/shop\n.*\n {2}(.*)\n/.exec(ask("flux-bootstrap", items).out)?.[1] ?? "";
    };
    const metadata = { name: "shop", namespace: "flux-system", generation: 2 };
    assert.equal(
      message(() => undefined),
      "it is not in the cluster",
    );
    assert.equal(
      message((one) => ({ ...one, status: {} })),
      "no controller has said anything of it",
    );
    assert.equal(
      message((one) => ({ ...one, status: {}, spec: { suspend: true } })),
      "it is suspended: its controller leaves it alone",
    );
    const seen = { conditions: [condition("Ready", "True", "Succeeded")], observedGeneration: 1 };
    assert.equal(
      message((one) => ({ ...one, metadata, status: seen })),
      "its controller has not seen its last change",
    );
    const deleted = { ...metadata, deletionTimestamp: "2026-01-01T00:00:00Z" };
    assert.equal(
      message((one) => ({ ...one, metadata: deleted })),
      "it is being deleted since 2026-01-01T00:00:00Z",
    );
  });

  test("a route is Ready where a Gateway takes it, in whatever place of the lists that stands", () => {
    const other = {
      parentRef: { name: "public" },
      conditions: [condition("Accepted", "False", "NotAllowedByListeners", "no")],
    };
    const taken = {
      parentRef: { name: "public" },
      conditions: [condition("ResolvedRefs", "True", "ResolvedRefs"), condition("Accepted", "True", "Accepted")],
    };
    const judge = (...parents: Json[]): Answer =>
      ask("app", withStatus(healthy(), "HTTPRoute", "web-dev", { parents }));
    assert.equal(judge(other, taken).code, 0);
    assert.match(
      judge(other).out,
      /Accepted is False, NotAllowedByListeners: no\n {2}Remedy: Let Gateway gateways\/public take/,
    );
    const unresolved = {
      ...taken,
      conditions: [...taken.conditions.slice(1), condition("ResolvedRefs", "False", "BackendNotFound", "none")],
    };
    assert.match(judge(unresolved).out, /ResolvedRefs is False, BackendNotFound: none/);
    assert.match(judge().out, /no controller has said anything/);
  });

  test("names the Pods of the workload that a Kustomization waits for, and no others", () => {
    const told = "health check failed after 30s: timeout waiting for: [Deployment/web-dev/web status: 'InProgress']";
    const items = failing(healthy(), "Kustomization", "web-dev", "HealthCheckFailed", told);
    const pod = (name: string, waiting: Json): JsonObject => ({
      kind: "Pod",
      metadata: { name, namespace: "web-dev" },
      status: {
        conditions: [condition("Ready", "False", "ContainersNotReady")],
        containerStatuses: [{ image: "web:7", state: { waiting } }],
      },
    });
    const crash = { reason: "CrashLoopBackOff", message: "back-off 10s" };
    const { out } = ask("app", [...items, pod("web-1", crash), pod("other-1", crash)]);
    assert.match(
      out,
      /\nPod web-dev\/web-1\n.*\n {2}Ready is False, CrashLoopBackOff: image web:7: back-off 10s\n {2}Remedy: .*kubectl logs web-1/,
    );
    assert.match(
      out,
      /\nKustomization flux-system\/web-dev waits for Pod web-dev\/web-1\n {2}Ready is False, HealthCheckFailed/,
    );
    assert.doesNotMatch(out, /other-1/);
  });

  test("what the cluster says is one line without secrets and without control of the terminal", () => {
    const token = `ghp_${"a".repeat(36)}`;
    const said = `no\n\n\u001b[31mway ${token} at https://bot:hunter2@acme.example/x?access_token=tellme&a=b`;
    const { out } = ask("flux-bootstrap", failing(healthy(), "GitRepository", "shop", "Odd", said));
    assert.match(
      out,
      /Odd: no \\u\{1b\}\[31mway \*\*\* at https:\/\/\*\*\*@acme\.example\/x\?access_token=\*\*\*&a=b\n/,
    );
    assert.doesNotMatch(out, /hunter2|tellme/);
    assert.ok(!out.includes(token) && !out.includes("\u001b"));
    assert.match(out, /Remedy: not known/);
  });

  test("another cluster than the one of the UID is refused", () => {
    const uid = "11111111-2222-4333-8444-555555555555";
    const system = { kind: "Namespace", metadata: { name: "kube-system", uid } };
    const other = wholeText.replace("  - name: main\n", `  - name: main\n    uid: ${uid.replace("1", "2")}\n`);
    const same = wholeText.replace("  - name: main\n", `  - name: main\n    uid: ${uid}\n`);
    assert.match(ask("app", [...healthy(), system], {}, other).err, /^This is another cluster than main/);
    assert.match(ask("app", healthy(), {}, same).err, /^This is another cluster than main/);
    assert.equal(ask("app", [...healthy(), system], {}, same).code, 0);
  });

  test("a cluster that can't be asked is an error with its words; kinds that it lacks are missing objects", () => {
    const refused = ask("app", [], {
      code: 1,
      stderr: "Unable to connect to the server: https://me:hunter2@acme.example\n",
    });
    assert.deepEqual([refused.code, refused.out], [1, ""]);
    assert.match(
      refused.err,
      /^kubectl can't ask cluster main:\nUnable to connect to the server: https:\/\/\*\*\*@acme\.example\n$/,
    );
    const stderr =
      'error: resource mapping not found for name: "a" from "STDIN": no matches for kind "Kustomization" in version "v1"\nensure CRDs are installed first\n';
    const lacking = ask(
      "app",
      healthy().filter(({ kind }) => kind !== "Kustomization"),
      { code: 1, stderr },
    );
    assert.match(
      lacking.out,
      /Kustomization flux-system\/web-dev\n.*\n {2}it is not in the cluster\n {2}Remedy: .*install Flux/,
    );
  });

  test("without kubectl it says so", () => {
    rmSync(join(bin, "kubectl"));
    process.env["PATH"] = bin;
    assert.match(ask("app", []).err, /^kubectl can't be run \(.*ENOENT\): install it/);
  });

  test("events and Pods that may not be read are a note, and hide nothing else", () => {
    play(
      bin,
      "kubectl",
      `if (process.argv.includes("events")) { process.stderr.write("Error from server (Forbidden): events is forbidden\\n"); process.exit(1); }\n${kubectl.script}`,
    );
    const { code, out, err } = ask("flux-bootstrap", failing(healthy(), "GitRepository", "shop", "Odd", "no"));
    assert.equal(code, 1);
    assert.match(out, /Ready is False, Odd: no/);
    assert.match(err, /^Note: Events of flux-system can't be read: .*Forbidden/);
  });

  test("a cluster that is reached by variables gets its token from the environment alone", () => {
    const connection = "connection: { type: kubeconfig, path: kubeconfig, context: main }";
    const byVariables = wholeText.replace(connection, "connection: { type: variables }");
    const names = ["host", "token", "cluster_ca_certificate"].map((each) => `TF_VAR_kubernetes_${each}`);
    assert.match(
      ask("app", healthy(), {}, byVariables).err,
      /^TF_VAR_kubernetes_\w+ is not set: cluster main is reached by variables/,
    );
    for (const name of names) process.env[name] = `the-${name}`;
    assert.equal(ask("app", healthy(), {}, byVariables).code, 0);
    const used = readFileSync(join(folder, "kubeconfig-used"), "utf8");
    assert.doesNotMatch(used + JSON.stringify(calls()), /the-TF_VAR_kubernetes_token/);
    assert.match(
      text(at(JSON.parse(used) as Json, "users", 0, "user", "exec", "args", 1)),
      /process\.env\["TF_VAR_kubernetes_token"\]/,
    );
    for (const name of names) Reflect.deleteProperty(process.env, name);
    const left =
      calls()[0]
        ?.find((each) => each.startsWith("--kubeconfig="))
        ?.slice("--kubeconfig=".length) ?? "";
    assert.equal(existsSync(left), false);
  });

  test("a cluster of EKS is found by the AWS CLI, as the role, and in the account of the file", () => {
    const connection = "connection: { type: kubeconfig, path: kubeconfig, context: main }";
    const role = "arn:aws:iam::123456789012:role/deploy";
    const text = wholeText.replace(connection, `connection: { type: eks, name: blue, role: "${role}" }`);
    play(
      bin,
      "aws",
      `appendFileSync(${JSON.stringify(join(folder, "aws"))}, JSON.stringify(process.argv.slice(2)) + "\\n");\nconsole.log("Added new context arn:aws:eks:eu-central-1:123456789012:cluster/blue to file");`,
    );
    assert.equal(ask("app", healthy(), {}, text).code, 0);
    const args = JSON.parse(readFileSync(join(folder, "aws"), "utf8")) as string[];
    assert.deepEqual(
      args.filter((each) => !each.includes("/kubeconfig")),
      [
        ...["eks", "update-kubeconfig", "--kubeconfig", "--name", "blue", "--region", "eu-central-1"],
        ...["--role-arn", role, "--assume-role-arn", role],
      ],
    );
    play(bin, "aws", `console.log("Added new context arn:aws:eks:eu-central-1:999999999999:cluster/blue to file");`);
    assert.match(
      ask("app", healthy(), {}, text).err,
      /^aws finds EKS cluster blue in another account than 123456789012/,
    );
    play(bin, "aws", `process.stderr.write("No cluster found for name: blue.\\n"); process.exit(254);`);
    assert.match(ask("app", healthy(), {}, text).err, /^aws does not say where EKS cluster blue is: No cluster found/);
  });

  test("tells a terminal meanwhile what is asked, and takes it away", () => {
    ask("app", healthy());
    const told: string[] = [];
    const code = runCommand(why, ["app", "-c", join(folder, "delivery.yaml")], {
      out: (words) => assert.match(words, /^All /),
      err: (words) => void told.push(words),
      errScreen: { columns: 80, rows: 24, hasColors: false },
    });
    assert.equal(code, 0);
    assert.equal(told[0], "\rasking cluster main ...\u001b[K");
    assert.match(told[1] ?? "", /^\rasking cluster main for [0-9]+ objects \.\.\./);
    assert.equal(told.at(-1), "\r\u001b[K");
  });

  test("a stack without objects in a cluster is refused with those that have some", () => {
    assert.match(ask("secrets", []).err, /^secrets has no objects in a cluster.*: name one of flux-bootstrap, app\n$/);
    const bare = wholeText.replace("  - name: main\n", "  - name: main\n    prerequisites: {}\n");
    assert.match(
      ask("prerequisites", [], {}, bare).err,
      /^prerequisites has charts and no objects.*`kubectl --namespace flux-system describe fluxinstance flux`.*: name one of flux-bootstrap, app\n$/,
    );
    assert.match(ask("prerequisites", []).err, /^no stack "prerequisites" has/);
    assert.match(ask("prod", []).err, /^no stack "prod" has objects in a cluster: name one of flux-bootstrap, app\n$/);
  });
});
