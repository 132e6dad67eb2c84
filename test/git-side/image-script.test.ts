/** The scripts of the workflow that builds the image, with the real buildx at a real registry; the build itself is played. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, test, type TestContext } from "node:test";
import { parseDelivery } from "../../config/load";
import { selectTag } from "../../flux/select-tag";
import { imageWorkflow } from "../../git-side/scaffold/workflows/image";
import type { Application } from "../../model/delivery";
import { shippedText, text, type JsonObject } from "../support/synth";
import { skipWithout } from "../tools/locate";
import { objectOf } from "./support/kustomize";
import { dockerScript } from "../support/docker";
import { OciRegistry } from "../support/oci-registry";
import { outputsOf, runScript, stepOf, variablesOf, type Build } from "./support/workflow";

const byRun = { policy: `{ filterTags: { pattern: "^[0-9]+$" }, policy: { numerical: {} } }`, tag: "1" };
const byCommit = {
  policy: `{ filterTags: { pattern: "^main-[0-9a-f]{7}-(?P<run>[0-9]+)$", extract: $run }, policy: { numerical: {} } }`,
  tag: "main-1a2b3c4-1700000000",
};
const byVersion = { policy: `{ policy: { semver: { range: ">=1.0.0" } } }`, tag: "1.0.0" };
const moving = {
  policy: `{ filterTags: { pattern: "^latest$" }, policy: { alphabetical: {} }, digestReflectionPolicy: Always, interval: 5m }`,
  tag: "latest",
};

let count = 0;

/** An application with an image of its own at a registry, and an environment for each policy. */
function applicationAt(host: string, environments: readonly (typeof byRun)[], build = "{}"): Application {
  const [dev] = /^ {6}- name: dev\n[^]*$/m.exec(shippedText()) ?? [];
  const list = environments.map(
    ({ policy, tag }, index) =>
      `      - { name: e${index}, cluster: blog, namespace: n${index}, imagePolicy: ${policy}, initialTag: "${tag}" }\n`,
  );
  count += 1;
  const [application] = parseDelivery(
    shippedText()
      .replace(dev ?? "", list.join(""))
      .replace("port: 3000", `port: 3000\n    build: ${build}`)
      .replace("ghcr.io/developer-friendly/echo-server\n      credential: echo-server", `${host}/acme/app-${count}`),
    "delivery.yaml",
  ).applications;
  assert.ok(application);
  return application;
}

const commit = (runId: number, sha = "a"): Build => ({ push: "branch", ref: "main", runId, sha: sha.repeat(40) });
const release = (version: string, runId: number): Build => ({
  push: "tag",
  ref: `v${version}`,
  runId,
  sha: "b".repeat(40),
});

/** Docker's command line, which runs buildx as its plugin. */

const step = (workflow: JsonObject, name: string): JsonObject => stepOf(workflow, (each) => each["name"] === name);

/** A server that answers everything with a status: in a process of its own, since this one waits for the scripts. */
async function refusingHost(t: TestContext, status: number): Promise<string> {
  const code = `require("http").createServer((_, response) => response.writeHead(${status}).end())
    .listen(0, "127.0.0.1", function () { console.log(this.address().port) })`;
  const server = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => server.kill());
  const [port] = (await once(server.stdout, "data")) as [Buffer];
  return `127.0.0.1:${port.toString().trim()}`;
}

interface Outcome {
  /** What was built, if it was. */
  readonly built: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly said: string;
}

/** Runs the workflow's steps as GitHub would. @param until the step that it is cut short before, where it is */
async function run(
  registry: OciRegistry,
  application: Application,
  build: Build,
  until?: "Set the tags",
): Promise<Outcome> {
  const workflow = objectOf(imageWorkflow(application).text);
  const name = application.image.name.slice(registry.host.length + 1);
  const look = runScript(step(workflow, "Look for the image"), variablesOf(build), { docker: dockerScript() });
  const outputs = outputsOf(look);
  const version = outputs["version"] ?? "";
  const built =
    outputs["build"] === "true"
      ? await registry.push(name, { "org.opencontainers.image.version": version })
      : undefined;
  if (outputs["missing"] !== "" && until === undefined) {
    const digest = built ?? outputs["digest"] ?? "";
    const given = { ...variablesOf(build), DIGEST: digest, TAGS: outputs["missing"] ?? "" };
    runScript(step(workflow, "Set the tags"), given, { docker: dockerScript() });
  }
  return { built, outputs, said: look.stdout };
}

describe("At a registry, the workflow that builds the image", { skip: skipWithout("buildx", "oci-registry") }, () => {
  let registry: OciRegistry;
  before(async () => (registry = await OciRegistry.start()));
  after(() => registry.stop());
  const tagsOf = (application: Application): Promise<Record<string, string | null>> =>
    registry.tags(application.image.name.slice(registry.host.length + 1));

  test("builds what is not there, in a repository that is not there either, and gives it its tags.", async () => {
    const application = applicationAt(registry.host, [byRun, byCommit]);
    const { built, outputs } = await run(registry, application, commit(9050352340));
    assert.ok(built);
    assert.deepEqual(await tagsOf(application), { "9050352340": built, "main-aaaaaaa-9050352340": built });
    assert.equal(outputs["tags"], "9050352340 main-aaaaaaa-9050352340");
  });

  test("builds nothing again, says so and succeeds.", async () => {
    const application = applicationAt(registry.host, [byRun]);
    const { built } = await run(registry, application, commit(7));
    const again = await run(registry, application, commit(7));
    assert.equal(again.built, undefined);
    assert.equal(again.outputs["digest"], built);
    assert.equal(again.outputs["tags"], "7");
    assert.match(again.said, new RegExp(`^::notice::.*/acme/app-\\d+:7 is already built\\.$`, "m"));
    assert.deepEqual(await tagsOf(application), { "7": built });
  });

  test("changes nothing when an old run is run again, whether it was built or had failed.", async () => {
    for (const [policy, tag] of [
      [byRun, "9999999999"],
      [byCommit, "main-fffffff-9999999999"],
    ] as const) {
      const application = applicationAt(registry.host, [policy]);
      const [environment] = application.environments;
      assert.ok(environment);
      await run(registry, application, commit(9999999997));
      await run(registry, application, commit(9999999999, "f"));
      const chosen = async (): Promise<unknown> => {
        const tags = await tagsOf(application);
        const choice = selectTag(environment.imagePolicy, Object.keys(tags));
        return [choice, tags[choice ?? ""]];
      };
      const newest = await chosen();
      assert.deepEqual((newest as unknown[])[0], tag);
      await run(registry, application, commit(9999999997));
      await run(registry, application, commit(9999999998, "e"));
      assert.deepEqual(await chosen(), newest);
    }
  });

  test("is a newer one than those that have a time at their end.", async () => {
    const application = applicationAt(registry.host, [byCommit]);
    const [environment] = application.environments;
    assert.ok(environment);
    const name = application.image.name.slice(registry.host.length + 1);
    await registry.tag(name, await registry.push(name, {}), "main-1a2b3c4-1795900000");
    await run(registry, application, commit(9050352340));
    assert.equal(selectTag(environment.imagePolicy, Object.keys(await tagsOf(application))), "main-aaaaaaa-9050352340");
  });

  test("goes on where it was cut short: without a tag it builds anew, with one it gives that image the others.", async () => {
    const application = applicationAt(registry.host, [byRun, byCommit]);
    const name = application.image.name.slice(registry.host.length + 1);
    const lost = await run(registry, application, commit(1), "Set the tags");
    assert.ok(lost.built);
    assert.deepEqual(await tagsOf(application), {});
    const { built } = await run(registry, application, commit(1));
    assert.ok(built !== undefined && built !== lost.built);

    const half = await registry.push(name, {});
    await registry.tag(name, half, "2");
    const rest = await run(registry, application, commit(2));
    assert.equal(rest.built, undefined);
    assert.equal((await tagsOf(application))["main-aaaaaaa-2"], half);
  });

  test("overwrites no release when its Git tag is moved to another commit.", async () => {
    const application = applicationAt(registry.host, [byVersion]);
    const { built } = await run(registry, application, release("1.2.3", 1));
    const moved = await run(registry, application, { ...release("1.2.3", 2), sha: "c".repeat(40) });
    assert.equal(moved.built, undefined);
    assert.match(moved.said, /1\.2\.3 is already built/);
    assert.deepEqual(await tagsOf(application), { "1.2.3": built });
  });

  test("moves a tag that is meant to move, to later builds alone.", async () => {
    const application = applicationAt(registry.host, [moving, byRun]);
    const name = application.image.name.slice(registry.host.length + 1);
    // Of a release before 0.2.
    await registry.tag(name, await registry.push(name, {}), "latest");
    const first = await run(registry, application, commit(99));
    assert.equal((await tagsOf(application))["latest"], first.built);
    const second = await run(registry, application, commit(100));
    assert.equal((await tagsOf(application))["latest"], second.built);

    const again = await run(registry, application, commit(99));
    assert.match(again.said, /:latest is already of run 100\.$/m);
    const failed = await run(registry, application, commit(98));
    assert.ok(failed.built);
    assert.equal((await tagsOf(application))["latest"], second.built);
  });

  test("moves a tag that is its only one, and says of which image it is when it is run again.", async () => {
    const application = applicationAt(registry.host, [moving]);
    const { built } = await run(registry, application, commit(5));
    const again = await run(registry, application, commit(5));
    assert.equal(again.built, undefined);
    assert.equal(again.outputs["digest"], built);
    const old = await run(registry, application, commit(4));
    assert.equal(old.built, undefined);
    assert.deepEqual(await tagsOf(application), { latest: built });
  });

  test("builds nothing of what no environment deploys.", async () => {
    const application = applicationAt(registry.host, [byVersion]);
    const { built, outputs, said } = await run(registry, application, commit(1));
    assert.deepEqual([built, outputs["tags"], outputs["missing"]], [undefined, "", ""]);
    assert.match(said, /No environment deploys what is built of refs\/heads\/main: nothing is built/);
  });

  test("fails where the registry can't be asked, and takes that for no answer.", async (t) => {
    const stopped = applicationAt("127.0.0.1:1", [byRun]);
    await assert.rejects(
      run(registry, stopped, commit(1)),
      /does not say whether it has 127\.0\.0\.1:1\/acme\/app-\d+:1/,
    );
    for (const status of [401, 403, 500]) {
      const refused = applicationAt(await refusingHost(t, status), [byRun]);
      await assert.rejects(run(registry, refused, commit(1)), /does not say whether it has/, String(status));
    }
  });
});

describe("The step that signs", () => {
  const signed = (build: string, image = "ghcr.io/acme/app"): string => {
    const application = applicationAt("ghcr.io", [byRun], build);
    const workflow = objectOf(imageWorkflow({ ...application, image: { ...application.image, name: image } }).text);
    const given = { DIGEST: "sha256:0", COSIGN_PRIVATE_KEY: "the key" };
    return runScript(step(workflow, "Sign the image"), given, { cosign: 'for each; do echo "$each"; done' }).stdout;
  };

  test("gives cosign the digest, never a tag.", () => {
    assert.equal(signed("{ cosign: keyless }"), "sign\n--yes\nghcr.io/acme/app@sha256:0\n");
  });

  test("takes the key from the environment, and tells no log.", () => {
    assert.deepEqual(signed("{ cosign: key }").split("\n").slice(2, -2), [
      "--key",
      "env://COSIGN_PRIVATE_KEY",
      "--use-signing-config=false",
      "--tlog-upload=false",
    ]);
  });

  test("comes after the image and before its tags.", () => {
    const application = applicationAt("ghcr.io", [byRun], "{ cosign: keyless, attestations: true }");
    const names = [...imageWorkflow(application).text.matchAll(/- name: (.*)/g)].map(([, name]) => text(name));
    assert.deepEqual(names.slice(-5), [
      "Build and push the image",
      "Attest where and how it was built",
      "Install cosign",
      "Sign the image",
      "Set the tags",
    ]);
  });
});
