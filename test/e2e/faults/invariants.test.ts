/** Each invariant meets a system that breaks it, so that none of them holds because it looks nowhere. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import type { JsonObject } from "../../support/synth";
import { Repository } from "../support/checkout";
import { dev, staging, type Place } from "../support/flow";
import {
  assertNeverBack,
  assertNotRepeated,
  assertOneCommitEach,
  assertOneKey,
  assertOwnLinesOnly,
} from "./invariants";

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const overlay = (place: Place, tag: string, more = ""): Record<string, string> => ({
  [place.overlay]: `images:\n  - name: x\n    newTag: "${tag}" # {"$imagepolicy": "flux-system:${place.kustomization}:tag"}\n${more}`,
});

let repository: Repository;
let since: string;
const world = { repository: () => repository };
const pushed = new Map<Place, string[]>([
  [dev, ["2", "3"]],
  [staging, ["rc-2"]],
]);

/** Commits as Flux does. */
const flux = (files: Record<string, string>): string => {
  repository.commit("chore: update image tags", files);
  const [head = ""] = [repository.head()];
  // The author is what tells Flux's commits from people's.
  const author = "Acme Bot <bot@acme.example>";
  const tree = repository.git("rev-parse", `${head}^{tree}`);
  const parent = repository.git("rev-parse", `${head}^`);
  const bot = spawnSync("git", ["commit-tree", tree, "-p", parent, "-m", "chore: update image tags"], {
    cwd: repository.path,
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      GIT_AUTHOR_NAME: "Acme Bot",
      GIT_AUTHOR_EMAIL: "bot@acme.example",
      GIT_COMMITTER_NAME: author,
      GIT_COMMITTER_EMAIL: "bot@acme.example",
    },
  }).stdout.trim();
  repository.git("update-ref", "refs/heads/main", bot);
  return bot;
};

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-invariants-"));
  folders.push(folder);
  const bare = join(folder, "repository.git");
  spawnSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
  repository = new Repository(bare, folder);
  since = repository.commit("Begin", { ...overlay(dev, "1"), ...overlay(staging, "rc-1"), "production.yaml": "a" });
});

const both = (): void => {
  assertOneCommitEach(world, since, pushed);
  assertOwnLinesOnly(world, since);
};

test("One commit for each tag, or for the newest alone, is as it should be", () => {
  flux(overlay(dev, "2"));
  flux({ ...overlay(dev, "3"), ...overlay(staging, "rc-2") });
  both();
});

test("A tag that is written twice is noticed, by a commit of the bot's that somebody repeats", () => {
  flux(overlay(dev, "2"));
  flux(overlay(dev, "1"));
  flux(overlay(dev, "2"));
  flux({ ...overlay(dev, "3"), ...overlay(staging, "rc-2") });
  assert.throws(both, /a tag goes back or comes twice/);
});

test("An update that goes back is noticed", () => {
  flux({ ...overlay(dev, "3"), ...overlay(staging, "rc-2") });
  flux(overlay(dev, "2"));
  assert.throws(both, /a tag goes back/);
});

test("A line that somebody else has changed between two updates is noticed", () => {
  flux({ ...overlay(dev, "2"), ...overlay(staging, "rc-2") });
  repository.commit("Meddle", overlay(dev, "1"));
  flux(overlay(dev, "3"));
  assert.throws(both, /an update is lost/);
});

test("A tag that was not pushed, and a last tag that is not written, are noticed", () => {
  flux({ ...overlay(dev, "4"), ...overlay(staging, "rc-2") });
  assert.throws(both, /nobody has pushed 4/);
  const behind = new Map<Place, string[]>([[dev, ["4", "5"]]]);
  assert.throws(() => assertOneCommitEach(world, since, behind), /the last tag is not written/);
});

const pinned = (place: Place, tag: string, policy = place.kustomization): Record<string, string> => {
  const digest = `sha256:${tag.padStart(64, "0")}`;
  return overlay(place, tag, `    digest: "${digest}" # {"$imagepolicy": "flux-system:${policy}:digest"}\n`);
};

test("A tag with its digest is one change, and another environment's digest is noticed", () => {
  since = flux({ ...pinned(dev, "1"), ...pinned(staging, "rc-1") });
  flux({ ...pinned(dev, "3"), ...pinned(staging, "rc-2") });
  both();
  flux(pinned(dev, "4", staging.kustomization));
  assert.throws(() => assertOwnLinesOnly(world, since), assert.AssertionError);
});

test("A change beside the marked line, of another environment's line or file, and an empty commit are noticed", () => {
  const own = { ...overlay(dev, "3"), ...overlay(staging, "rc-2") };
  flux({ ...own, ...overlay(dev, "3", "patches: []\n") });
  assert.throws(both, /changes more than a line/);
  since = flux(own);
  flux({ [dev.overlay]: overlay(staging, "rc-3")[staging.overlay] ?? "" });
  assert.throws(() => assertOwnLinesOnly(world, since), assert.AssertionError);
  since = flux(own);
  flux({ "production.yaml": "b" });
  assert.throws(() => assertOwnLinesOnly(world, since), /changes production\.yaml/);
});

const replicaSet = (revision: number, tag: string, history?: string): JsonObject => ({
  metadata: {
    ownerReferences: [{ name: dev.application }],
    annotations: {
      "deployment.kubernetes.io/revision": String(revision),
      ...(history !== undefined && { "deployment.kubernetes.io/revision-history": history }),
    },
  },
  spec: { template: { spec: { containers: [{ image: `127.0.0.1:5000/acme/echo-server:${tag}` }] } } },
});
const neverBack = (...sets: JsonObject[]): Promise<void> =>
  assertNeverBack({ all: () => Promise.resolve(sets) }, new Map([[dev, ["2", "3"]]]));

test("A Deployment that goes forward is as it should be, whatever it ran before", async () => {
  await neverBack(replicaSet(4, "9", "1"), replicaSet(6, "3"), replicaSet(5, "2"));
});

test("A Deployment that went back, or went back and forth, is noticed", async () => {
  await assert.rejects(neverBack(replicaSet(5, "3"), replicaSet(6, "2")), /runs another tag than the last/);
  await assert.rejects(neverBack(replicaSet(7, "3", "5"), replicaSet(6, "2")), /ran, went and came back/);
});

test("A key that GitHub doesn't know, one too many, and another one in the cluster are noticed", () => {
  const key = (comment: string): { private: string; public: string } => {
    const folder = mkdtempSync(join(tmpdir(), "flux-delivery-invariants-"));
    folders.push(folder);
    const file = join(folder, comment);
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
    const read = (name: string): string => spawnSync("cat", [name], { encoding: "utf8" }).stdout.trim();
    return { private: read(file), public: read(`${file}.pub`) };
  };
  const [ours, other] = [key("a"), key("b")];
  assertOneKey({ served: ours.private, known: [ours.public], inCluster: ours.private });
  for (const known of [[], [other.public], [ours.public, other.public]]) {
    assert.throws(() => assertOneKey({ served: ours.private, known, inCluster: ours.private }), /GitHub knows other/);
  }
  assert.throws(
    () => assertOneKey({ served: ours.private, known: [ours.public], inCluster: other.private }),
    /the cluster has another key/,
  );
});

test("The same alert a second time is noticed, an error's a third: two Alerts tell of it", () => {
  const alert = (severity: string, message: string) => ({ labels: { severity, name: "a" }, annotations: { message } });
  const [info, error] = [alert("info", "applied"), alert("error", "refused")];
  assertNotRepeated([info, alert("info", "applied more"), error, error]);
  assert.throws(() => assertNotRepeated([info, info]), /alerts are repeated/);
  assert.throws(() => assertNotRepeated([error, info, error, error]), /alerts are repeated/);
});
