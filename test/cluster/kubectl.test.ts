import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { clusterObject } from "../../cluster/cluster-state";
import { ClusterError, Kubectl } from "../../cluster/kubectl";
import { play } from "../support/play";
import { whole } from "../support/whole";

const folder = mkdtempSync(join(tmpdir(), "flux-delivery-kubectl-"));
const bin = join(folder, "bin");
const calls = join(folder, "calls");
const path = process.env["PATH"];
after(() => {
  process.env["PATH"] = path;
  rmSync(folder, { recursive: true });
});

/** A kubectl that prints this and ends so. */
const answer = (stdout: string, stderr = "", code = 0): void =>
  play(
    bin,
    "kubectl",
    `appendFileSync(${JSON.stringify(calls)}, process.argv.slice(2).join(" ") + "\\n");
process.stdout.write(${JSON.stringify(stdout)});
process.stderr.write(${JSON.stringify(stderr)});
process.exitCode = ${code};`,
  );

const namespaces = (...names: readonly string[]): string => {
  const items = names.map((name) => ({ kind: "Namespace", metadata: { name } }));
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
};

const { cluster } = whole();
const list = (...more: readonly [string?, (readonly string[])?]) =>
  Kubectl.of(cluster, folder).list("namespaces", clusterObject, ...more);

describe("a list of a kind", () => {
  beforeEach(() => {
    rmSync(bin, { recursive: true, force: true });
    mkdirSync(bin);
    process.env["PATH"] = `${bin}:${path ?? ""}`;
    writeFileSync(calls, "");
  });

  test("is of all namespaces or of one, as selectors say, by the connection of the file", async () => {
    answer(namespaces("a", "b"));
    assert.deepEqual(
      (await list()).map(({ metadata }) => metadata.name),
      ["a", "b"],
    );
    await list("web", ["--selector=a=b"]);
    const asked = "get --kubeconfig=kubeconfig --context=main --request-timeout=30s --output=json namespaces";
    assert.equal(readFileSync(calls, "utf8"), `${asked} --all-namespaces\n${asked} --namespace=web --selector=a=b\n`);
  });

  test("is refused by what kubectl says, not by what its libraries have logged before, if it says something", async () => {
    const log =
      'E1129 22:28:00.715536   21958 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list"\n';
    const refused = "The connection to the server 127.0.0.1:6 was refused - did you specify the right host or port?";
    answer("", `${log}${log}${refused}\n`, 1);
    await assert.rejects(list(), new ClusterError(`kubectl can't ask cluster main:\n${refused}`));
    answer("", log, 1);
    await assert.rejects(list(), new ClusterError(`kubectl can't ask cluster main:\n${log.trimEnd()}`));
  });

  test("has nothing of a kind that the cluster does not serve", async () => {
    answer("", `error: the server doesn't have a resource type "namespaces"\n`, 1);
    assert.deepEqual(await list(), []);
  });

  test("that fails is an error with kubectl's words", async () => {
    answer("", "Warning: old\nUnable to connect to the server: no such host\n", 1);
    await assert.rejects(list(), (error) => {
      assert.ok(error instanceof ClusterError);
      assert.equal(error.message, "kubectl can't ask cluster main:\nUnable to connect to the server: no such host");
      return true;
    });
    answer("no JSON");
    await assert.rejects(list(), /^ClusterError: kubectl prints no objects of cluster main: is it kubectl\?$/);
  });

  test("without kubectl says so", async () => {
    process.env["PATH"] = bin;
    await assert.rejects(list(), /^ClusterError: kubectl can't be run \(.*ENOENT\): install it; it asks cluster main/);
  });

  test("is asked for by no one who could answer a question of kubectl's", async () => {
    // As kubectl asks for a user's name.
    play(
      bin,
      "kubectl",
      `process.stdin.on("end", () => process.stdout.write(${JSON.stringify(namespaces("a"))})).resume();`,
    );
    const kubectl = await Kubectl.beside(cluster, folder, undefined, 5000);
    assert.equal((await kubectl.list("namespaces", clusterObject)).length, 1);
  });

  test("that takes too long, or is stopped, is given up", async () => {
    play(bin, "kubectl", "setInterval(() => undefined, 1000);");
    const late = /^ClusterError: kubectl takes too long: it asks cluster main/;
    const slow = await Kubectl.beside(cluster, folder, undefined, 300);
    await assert.rejects(slow.list("namespaces", clusterObject), late);
    const stopped = await Kubectl.beside(cluster, folder, AbortSignal.timeout(300));
    await assert.rejects(stopped.list("namespaces", clusterObject), late);
  });

  test("lists are asked for side by side", async () => {
    // Each waits until all are there.
    play(
      bin,
      "kubectl",
      `appendFileSync(${JSON.stringify(calls)}, "x");
const look = () => readFileSync(${JSON.stringify(calls)}, "utf8").length === 3 ? process.stdout.write(${JSON.stringify(namespaces("a"))}) : setTimeout(look, 20);
look();`,
    );
    assert.equal((await Promise.all([list(), list(), list()])).flat().length, 3);
  });
});

describe("a cluster of EKS beside others", () => {
  const eks = () =>
    whole("connection: { type: kubeconfig, path: kubeconfig, context: main }", "connection: { type: eks, name: blue }")
      .cluster;

  test("is found by the AWS CLI, and asked by what that has written", async () => {
    mkdirSync(bin, { recursive: true });
    process.env["PATH"] = `${bin}:${path ?? ""}`;
    play(bin, "aws", `console.log("Added new context");`);
    writeFileSync(calls, "");
    answer(namespaces("a"));
    await (await Kubectl.beside(eks(), folder)).list("namespaces", clusterObject);
    assert.match(readFileSync(calls, "utf8"), new RegExp(`^get --kubeconfig=${folder}/kubeconfig `));
    play(bin, "aws", `process.stderr.write("No cluster found for name: blue.\\n"); process.exit(254);`);
    await assert.rejects(Kubectl.beside(eks(), folder), /aws does not say where EKS cluster blue is: No cluster found/);
  });
});
