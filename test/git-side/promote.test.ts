/** The workflow that promotes images, run by a played GitHub in Bash, with the real crane and a real registry. */
import assert from "node:assert/strict";
import { dirname, delimiter } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse } from "yaml";
import { parseDelivery } from "../../config/load";
import { tree } from "../../git-side/scaffold/tree";
import { PlayedActions, type Job, type Run } from "../support/actions/actions";
import { crane, OciRegistry, registryTools } from "../support/oci-registry";
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

const skip = skipWithout(...registryTools);

describe("an image is promoted", { skip }, () => {
  let registry: OciRegistry;
  let image: string;
  let workflow: JsonObject;
  let overlay: string;
  let actions: PlayedActions;
  /** What Git has: of each commit, and of the branch. */
  const commits = new Map<string, string>();
  const count = { image: 0 };

  before(async () => {
    registry = await OciRegistry.start();
  });
  after(async () => {
    await registry.stop();
  });

  async function begin(): Promise<void> {
    count.image += 1;
    image = `${registry.host}/acme/web-${count.image}`;
    const delivery = parseDelivery(deliveryOf(image), "delivery.yaml");
    const [repository] = delivery.repositories;
    assert.ok(repository);
    const files = new Map(tree(repository, repository.applications).map((file) => [file.path, file.text]));
    workflow = parse(files.get(".github/workflows/promote-web.yml") ?? "") as JsonObject;
    overlay = files.get("kustomize/overlays/staging/kustomization.yaml") ?? "";
    commits.clear();
    actions = await PlayedActions.start({
      repository: "acme/shop",
      workflow,
      file: "promote-web.yml",
      contents: (path, ref) =>
        path === "kustomize/overlays/staging/kustomization.yaml" ? commits.get(ref) : undefined,
      env: { PATH: `${dirname(crane())}${delimiter}${process.env["PATH"] ?? ""}` },
    });
  }

  /** Flux writes a new tag for staging. */
  async function write(tag: string, commit: string): Promise<string> {
    const digest = await registry.push(image, tag);
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
        return [`soak-${name} ${result}`, `promote-${name} ${result}`];
      }),
    );
    assert.deepEqual(registry.tags(image), ["demo-1", "live-1", "staging-7"]);
    assert.equal(registry.digest(image, "live-1"), digest);
    assert.equal(registry.digest(image, "demo-1"), digest);
  });

  promotion("with the next number, past nine and whatever else is there", async () => {
    for (const tag of ["live-9", "live-10", "live-x", "live-007", "xlive-99", "live-2-3", "latest"]) {
      await registry.push(image, tag);
    }
    const digest = await write("staging-8", "aaa");
    assert.equal(job(await healthy("aaa"), "promote-live").result, "success");
    assert.equal(registry.digest(image, "live-11"), digest);
  });

  promotion("once: a second event, a second run and a run started again change nothing", async () => {
    await write("staging-1", "aaa");
    const first = await healthy("aaa");
    const tags = registry.tags(image);
    const second = await healthy("aaa");
    assert.match(job(second, "promote-live").log, /promoted already, as live-1/);
    assert.equal(job(await actions.again(first, payload("aaa")), "promote-live").result, "success");
    assert.deepEqual(registry.tags(image), tags);
  });

  promotion("not where another runs there by now, which has an event of its own", async () => {
    await write("staging-1", "aaa");
    const digest = await write("staging-2", "bbb");
    const old = await healthy("aaa");
    assert.match(job(old, "promote-live").log, /staging runs staging-2 by now/);
    assert.deepEqual(registry.tags(image), ["staging-1", "staging-2"]);
    await healthy("bbb");
    assert.equal(registry.digest(image, "live-1"), digest);
    // Last week's run does not bring last week's image back.
    await actions.again(old, payload("aaa"));
    assert.equal(registry.digest(image, "live-1"), digest);
    assert.ok(!registry.tags(image).includes("live-2"));
  });

  promotion("not where it has failed while it soaked", async () => {
    await write("staging-1", "aaa");
    const soaking = healthy("aaa");
    const failing = await actions.dispatch(event, payload("aaa", "health check failed after 30s", "error"));
    assert.deepEqual(
      Object.values(failing?.jobs ?? {}).map(({ result }) => result),
      Array(6).fill("skipped"),
    );
    const run = await soaking;
    assert.equal(job(run, "promote-live").result, "failure");
    assert.match(job(run, "promote-live").log, /::error::staging has failed since/);
    assert.deepEqual(registry.tags(image), ["staging-1"]);
    // It has recovered.
    await healthy("aaa");
    assert.deepEqual(registry.tags(image), ["demo-1", "live-1", "staging-1"]);
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
    await registry.push(image, "v1");
    const run = await healthy("aaa");
    assert.match(job(run, "promote-live").log, /no digest beside its marker/);
    assert.deepEqual(registry.tags(image), ["v1"]);
  });

  promotion("not on any other word of Flux's, and of other environments'", async () => {
    await write("staging-1", "aaa");
    for (const message of ["Deployment/web-staging/web configured", "kustomize build failed"]) {
      await actions.dispatch(event, payload("aaa", message));
    }
    await actions.dispatch(event.replace("staging", "live"), payload("aaa"));
    await actions.dispatch(event.replace("staging", "dev"), payload("aaa", "Health check failed"));
    assert.deepEqual(registry.tags(image), ["staging-1"]);
  });

  promotion("by hand, without a soak: what runs there, and nothing else", async () => {
    await registry.push(image, "staging-1");
    const digest = await write("staging-2", "aaa");
    const refused = await actions.byHand({ environment: "live", tag: "staging-1" });
    assert.match(
      job(refused, "promote-live").log,
      /::error::staging runs staging-2\. Another tag is promoted only once it runs/,
    );
    assert.equal(job(refused, "promote-demo").result, "skipped");
    const run = await actions.byHand({ environment: "live", tag: "staging-2" });
    assert.equal(job(run, "soak-live").result, "skipped");
    assert.equal(registry.digest(image, "live-1"), digest);
    assert.equal(run.title, "live, by hand");
    assert.deepEqual(registry.tags(image), ["live-1", "staging-1", "staging-2"]);
  });

  promotion("not where GitHub or the registry can't be asked", async () => {
    await write("staging-1", "aaa");
    commits.delete("aaa");
    assert.equal(job(await healthy("aaa"), "promote-live").result, "failure");
    commits.set("aaa", (commits.get("main") ?? "").replaceAll(registry.host, "localhost:1"));
    const broken = await PlayedActions.start({
      ...{ repository: "acme/shop", file: "promote-web.yml", contents: () => commits.get("main") },
      workflow: JSON.parse(JSON.stringify(workflow).replaceAll(registry.host, "localhost:1")) as JsonObject,
      env: { PATH: `${dirname(crane())}${delimiter}${process.env["PATH"] ?? ""}` },
    });
    try {
      const run = await broken.dispatch(event, payload("aaa"));
      assert.ok(run);
      assert.equal(job(run, "promote-live").result, "failure");
    } finally {
      await broken.stop();
    }
    assert.deepEqual(registry.tags(image), ["staging-1"]);
  });

  promotion("behind the reviewers of the environment, one at a time, with no more rights than it needs", () => {
    for (const name of ["staging", "live", "demo"]) {
      const own = at(workflow, "jobs", `promote-${name}`);
      assert.equal(at(own, "environment"), name);
      assert.deepEqual(at(own, "concurrency"), { group: `promote-web-${name}`, "cancel-in-progress": false });
      assert.deepEqual(at(own, "permissions"), { actions: "read", contents: "read" });
      assert.deepEqual(at(workflow, "jobs", `soak-${name}`, "permissions"), {});
    }
    assert.deepEqual(workflow["permissions"], {});
    return Promise.resolve();
  });
});
