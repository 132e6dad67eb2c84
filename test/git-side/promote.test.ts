/** The workflow that promotes images, run by a played GitHub in Bash, with the real buildx and a real registry. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse } from "yaml";
import { parseDelivery } from "../../config/load";
import { tree } from "../../git-side/scaffold/tree";
import { PlayedActions, type Job, type Run } from "../support/actions/actions";
import { dockerIn } from "../support/docker";
import { OciRegistry } from "../support/oci-registry";
import { at, type JsonObject } from "../support/synth";
import { wholeText } from "../support/whole";
import { skipWithout } from "../tools/locate";

const event = "Kustomization/web-staging.flux-system";

/** dev → staging → live and demo, of which only staging starts by itself. */
const environments = `
      - name: dev
        cluster: main
        namespace: web-dev
        createNamespace: true
        imagePolicy:
          filterTags: { pattern: "^v(?P<n>[0-9]+)$", extract: $n }
          policy: { numerical: {} }
          digestReflectionPolicy: IfNotPresent
        initialTag: v1
      - { name: staging, cluster: main, namespace: web-staging, promoteFrom: dev, soak: 1s }
      - { name: live, cluster: main, namespace: web-live, promoteFrom: staging, soak: 1s }
      - { name: demo, cluster: main, namespace: web-demo, promoteFrom: staging, soak: 1s }
`;

function deliveryOf(image: string): string {
  const [first = "", rest = ""] = wholeText.split(
    "      - name: dev\n        cluster: main\n        namespace: web-dev",
  );
  const others = rest.slice(rest.indexOf("  - name: api\n"));
  return (first + environments.slice(1) + others).replace(
    "name: ghcr.io/acme/web, credential: ghcr",
    `name: "${image}"`,
  );
}

interface Written {
  readonly tag: string;
  readonly digest: string;
}

/** What Flux has written to staging's overlay, in a commit. */
const overlayOf = (fresh: string, { tag, digest }: Written): string =>
  fresh.replace(/newTag: "[^"]*"/, `newTag: "${tag}"`).replace(/digest: "[^"]*"/, `digest: "${digest}"`);

const path = (environment: string): string => `kustomize/overlays/${environment}/kustomization.yaml`;

const skip = skipWithout("oci-registry", "buildx");

describe("an image is promoted", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-promote-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  let registry: OciRegistry;
  let image: string;
  let name: string;
  let liveOverlay: string;
  let workflow: JsonObject;
  let overlay: string;
  let actions: PlayedActions;
  /** What Git has: of each commit, and of the branch. */
  const commits = new Map<string, string>();
  const count = { image: 0 };

  before(async () => {
    registry = await OciRegistry.start();
  });
  after(() => {
    registry.stop();
  });

  const programs = `${dockerIn(folder)}${delimiter}${process.env["PATH"] ?? ""}`;
  const contentsOf = (file: string, ref: string): string | undefined => {
    if (file === path("staging")) return commits.get(ref);
    return file === path("live") || file === path("demo") ? liveOverlay : undefined;
  };
  /** Without those that say which promotion was the last. */
  const tags = async (): Promise<string[]> =>
    Object.keys(await registry.tags(name))
      .filter((tag) => !tag.endsWith("-latest"))
      .sort();
  const digestOf = async (tag: string): Promise<string | null | undefined> => (await registry.tags(name))[tag];

  async function begin(): Promise<void> {
    count.image += 1;
    name = `acme/web-${count.image}`;
    image = `${registry.host}/${name}`;
    const delivery = parseDelivery(deliveryOf(image), "delivery.yaml");
    const [repository] = delivery.repositories;
    assert.ok(repository);
    const files = new Map(tree(repository, repository.applications).map((file) => [file.path, file.text]));
    workflow = parse(files.get(".github/workflows/promote-web.yml") ?? "") as JsonObject;
    overlay = files.get(path("staging")) ?? "";
    liveOverlay = files.get(path("live")) ?? "";
    commits.clear();
    actions = await PlayedActions.start({
      repository: "acme/shop",
      workflow,
      file: "promote-web.yml",
      contents: contentsOf,
      env: { PATH: programs },
    });
  }

  /** Flux writes a new tag for staging. */
  async function write(tag: string, commit: string): Promise<string> {
    const digest = await registry.pushTag(name, tag);
    commits.set(commit, overlayOf(overlay, { tag, digest }));
    commits.set("main", overlayOf(overlay, { tag, digest }));
    return digest;
  }

  const payload = (commit: string, message = "Health check passed in 2.1s", severity = "info"): JsonObject => ({
    severity,
    message,
    metadata: { revision: `main@sha1:${commit}` },
  });

  async function healthy(commit: string): Promise<Run> {
    const run = await actions.dispatch(event, payload(commit));
    assert.ok(run);
    return run;
  }

  function job({ jobs }: Run, name: string): Job {
    const found = jobs[name];
    assert.ok(found, `no job ${name}`);
    return found;
  }

  /** A test with a registry and a played GitHub of its own. */
  function promotion(title: string, body: () => Promise<void>): void {
    test(title, async () => {
      await begin();
      try {
        await body();
      } finally {
        await actions.stop();
      }
    });
  }

  promotion("by its digest, to every environment that has its images from there", async () => {
    const digest = await write("staging-7", "aaa");
    const run = await healthy("aaa");
    assert.deepEqual(
      Object.entries(run.jobs).map(([name, { result }]) => `${name} ${result}`),
      ["staging", "live", "demo"].flatMap((name) => {
        const result = name === "staging" ? "skipped" : "success";
        return [`soak-${name} ${result}`, `approve-${name} ${result}`, `promote-${name} ${result}`];
      }),
    );
    assert.deepEqual(await tags(), ["demo-1001", "live-1001", "staging-7"]);
    assert.equal(await digestOf("live-1001"), digest);
    assert.equal(await digestOf("demo-1001"), digest);
  });

  promotion("once: a second event, and a run that is started again, change nothing", async () => {
    await write("staging-1", "aaa");
    const first = await healthy("aaa");
    const before = await registry.tags(name);
    assert.match(job(await healthy("aaa"), "promote-live").log, /promoted already, as live-1001/);
    assert.equal(job(await actions.again(first, payload("aaa")), "promote-live").result, "success");
    assert.deepEqual(await registry.tags(name), before);
  });

  promotion(
    "again after another: the policy takes the highest number, whatever Flux has written meanwhile",
    async () => {
      await write("staging-1", "aaa");
      const first = await healthy("aaa");
      await write("staging-2", "bbb");
      await healthy("bbb");
      // Staging goes back.
      commits.set("ccc", commits.get("aaa") ?? "");
      commits.set("main", commits.get("aaa") ?? "");
      await healthy("ccc");
      assert.equal(await digestOf("live-1003"), await digestOf("live-1001"));
      assert.deepEqual(await tags(), [
        "demo-1001",
        "demo-1002",
        "demo-1003",
        "live-1001",
        "live-1002",
        "live-1003",
        "staging-1",
        "staging-2",
      ]);
      // A run from before, which somebody has approved only now, would deploy nothing.
      await write("staging-3", "ddd");
      await healthy("ddd");
      commits.set("main", commits.get("aaa") ?? "");
      assert.match(
        job(await actions.again(first, payload("aaa")), "promote-live").log,
        /::error::A later run has promoted to live/,
      );
    },
  );

  promotion("not over a tag that somebody else has made", async () => {
    await write("staging-1", "aaa");
    const other = await registry.pushTag(name, "live-1001");
    assert.match(job(await healthy("aaa"), "promote-live").log, /::error::.*live-1001 is not sha256:[0-9a-f]{64}/);
    assert.equal(await digestOf("live-1001"), other);
  });

  promotion("not where another runs there by now, which has an event of its own", async () => {
    await write("staging-1", "aaa");
    const digest = await write("staging-2", "bbb");
    const old = await healthy("aaa");
    assert.match(job(old, "promote-live").log, /staging runs staging-2 by now/);
    assert.deepEqual(await tags(), ["staging-1", "staging-2"]);
    await healthy("bbb");
    assert.equal(await digestOf("live-1002"), digest);
    // Last week's run does not bring last week's image back.
    await actions.again(old, payload("aaa"));
    assert.equal(await digestOf("live-1002"), digest);
    assert.ok(!(await tags()).some((tag) => tag.startsWith("live-") && tag !== "live-1002"));
  });

  promotion("not where it has failed while it soaked", async () => {
    await write("staging-1", "aaa");
    const soaking = healthy("aaa");
    const failing = await actions.dispatch(event, payload("aaa", "health check failed after 30s", "error"));
    assert.deepEqual(
      Object.values(failing?.jobs ?? {}).map(({ result }) => result),
      Array(9).fill("skipped"),
    );
    const run = await soaking;
    assert.equal(job(run, "promote-live").result, "failure");
    assert.match(job(run, "promote-live").log, /::error::staging has failed since/);
    assert.deepEqual(await tags(), ["staging-1"]);
    // It has recovered.
    await healthy("aaa");
    assert.deepEqual(await tags(), ["demo-1003", "live-1003", "staging-1"]);
  });

  promotion("not where too much has happened to know", async () => {
    await write("staging-1", "aaa");
    const first = await healthy("aaa");
    actions.runs.push(...Array.from({ length: 100 }, (_, index) => ({ ...first, id: first.id + index + 1 })));
    const again = await actions.again(first, payload("aaa"));
    assert.match(job(again, "promote-live").log, /Too many runs since/);
  });

  promotion("not before Flux has written a digest", async () => {
    commits.set("main", overlay);
    commits.set("aaa", overlay);
    await registry.pushTag(name, "v1");
    const run = await healthy("aaa");
    assert.match(job(run, "promote-live").log, /no digest beside its marker/);
    assert.deepEqual(await tags(), ["v1"]);
  });

  promotion("not on any other word of Flux's, and of other environments'", async () => {
    await write("staging-1", "aaa");
    for (const message of [
      "Deployment/web-staging/web configured",
      "kustomize build failed",
      "x Health check passed",
    ]) {
      await actions.dispatch(event, payload("aaa", message));
    }
    await actions.dispatch(event.replace("staging", "live"), payload("aaa"));
    await actions.dispatch(event.replace("staging", "dev"), payload("aaa", "Health check failed"));
    assert.deepEqual(await tags(), ["staging-1"]);
  });

  promotion("by hand, without a soak: what runs there and was healthy, and nothing else", async () => {
    await registry.pushTag(name, "staging-1");
    const digest = await write("staging-2", "aaa");
    const byHand = async (tag: string, environment = "live"): Promise<Job> =>
      job(await actions.byHand({ environment, tag }), `promote-${environment}`);
    assert.match(
      (await byHand("staging-1")).log,
      /::error::staging runs staging-2\. Another tag is promoted only once it runs/,
    );
    const unhealthy = payload("aaa", "health check failed after 30s: timeout", "error");
    await actions.dispatch(event, unhealthy);
    assert.match((await byHand("staging-2")).log, /::error::staging has failed/);
    actions.runs.push({ id: 1100, event: "repository_dispatch", title: `${event} healthy main@sha1:before`, jobs: {} });
    commits.set("before", overlay.replace('digest: ""', `digest: "sha256:${"0".repeat(64)}"`));
    assert.match((await byHand("staging-2")).log, /::error::staging has not been healthy with staging-2 yet/);
    assert.deepEqual(await tags(), ["staging-1", "staging-2"]);

    actions.runs.push({ id: 1200, event: "repository_dispatch", title: `${event} healthy main@sha1:aaa`, jobs: {} });
    const run = await actions.byHand({ environment: "live", tag: "staging-2" });
    assert.deepEqual([job(run, "soak-live").result, job(run, "promote-demo").result], ["skipped", "skipped"]);
    assert.equal(run.title, "live, by hand");
    assert.equal(await digestOf("live-1201"), digest);
    assert.deepEqual(await tags(), ["live-1201", "staging-1", "staging-2"]);
  });

  promotion("by hand, with a warning where nobody tells whether it is healthy", async () => {
    await write("staging-2", "aaa");
    const run = await actions.byHand({ environment: "live" });
    assert.match(job(run, "promote-live").log, /::warning::Flux has not told of late/);
    assert.equal(job(run, "promote-live").result, "success");
  });

  promotion("not where GitHub or the registry can't be asked", async () => {
    await write("staging-1", "aaa");
    commits.delete("aaa");
    assert.equal(job(await healthy("aaa"), "promote-live").result, "failure");
    commits.set("aaa", (commits.get("main") ?? "").replaceAll(registry.host, "localhost:1"));
    const broken = await PlayedActions.start({
      ...{ repository: "acme/shop", file: "promote-web.yml", contents: () => commits.get("main") },
      workflow: JSON.parse(JSON.stringify(workflow).replaceAll(registry.host, "localhost:1")) as JsonObject,
      env: { PATH: programs },
    });
    try {
      const run = await broken.dispatch(event, payload("aaa"));
      assert.ok(run);
      assert.equal(job(run, "promote-live").result, "failure");
    } finally {
      await broken.stop();
    }
    assert.deepEqual(await tags(), ["staging-1"]);
  });

  promotion("behind the reviewers of the environment, one at a time, with no more rights than it needs", () => {
    for (const name of ["staging", "live", "demo"]) {
      const own = at(workflow, "jobs", `promote-${name}`);
      assert.equal(at(workflow, "jobs", `approve-${name}`, "environment"), name);
      assert.equal(at(own, "needs"), `approve-${name}`);
      assert.deepEqual(at(own, "concurrency"), { group: `promote-web-${name}`, "cancel-in-progress": false });
      assert.deepEqual(at(own, "permissions"), { actions: "read", contents: "read" });
      assert.deepEqual(at(workflow, "jobs", `soak-${name}`, "permissions"), {});
    }
    assert.deepEqual(workflow["permissions"], {});
    return Promise.resolve();
  });
});
