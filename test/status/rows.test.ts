import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ClusterError } from "../../cluster/kubectl";
import type { Delivery } from "../../model/delivery";
import { askClusters } from "../../status/ask";
import { rowsOf, type Row } from "../../status/rows";
import type { JsonObject } from "../support/synth";
import { byGit, named, whole } from "../support/whole";
import {
  asking,
  at,
  changing,
  commit,
  condition,
  digest,
  failing,
  healthy,
  revision,
  without,
} from "./support/cluster";

const kustomization = "Kustomization flux-system/web-dev";
const policy = "ImagePolicy flux-system/web-dev";
const automation = "ImageUpdateAutomation flux-system/shop";
const source = "GitRepository flux-system/shop";
const deployment = "Deployment web-dev/web";

/** The rows of a delivery whose clusters have these objects. */
async function rows(delivery: Delivery, items: readonly JsonObject[]): Promise<readonly Row[]> {
  const answers = await askClusters(delivery.environments, delivery, () => Promise.resolve(asking(items)));
  return rowsOf(delivery.environments, answers, delivery);
}

/** The row of web dev, of the whole delivery with changes of the file and of what the cluster has. */
async function row(
  change: (items: readonly JsonObject[]) => readonly JsonObject[] = (items) => items,
  ...edits: readonly string[]
): Promise<Row> {
  const { delivery } = whole(...edits);
  const found = (await rows(delivery, change(healthy(delivery)))).find(
    ({ environment }) => environment.objectName === "web-dev",
  );
  assert.ok(found);
  return found;
}

/** The policy has chosen v2. */
const choosing = (items: readonly JsonObject[]): JsonObject[] =>
  changing(items, policy, {
    status: {
      latestRef: { tag: "v2", digest: digest("2") },
      conditions: [condition("Ready", "True", "Ok", "", at(10))],
    },
  });

/** It is written too, by commit 2. */
const writing = (items: readonly JsonObject[]): JsonObject[] =>
  changing(choosing(items), automation, {
    status: {
      lastPushCommit: commit("2"),
      lastPushTime: at(11),
      observedPolicies: { "web-dev": { tag: "v2", digest: digest("2") } },
    },
  });

const fetching = (items: readonly JsonObject[]): JsonObject[] =>
  changing(writing(items), source, { status: { artifact: { revision: revision("2"), lastUpdateTime: at(12) } } });

const applying = (items: readonly JsonObject[]): JsonObject[] =>
  changing(fetching(items), kustomization, {
    status: { lastAppliedRevision: revision("2"), history: [{ firstReconciled: at(14) }] },
  });

const image = (tag: string, digit = ""): JsonObject => ({
  spec: {
    template: {
      spec: { containers: [{ image: `ghcr.io/acme/web:${tag}${digit === "" ? "" : `@${digest(digit)}`}` }] },
    },
  },
});

const running = (items: readonly JsonObject[]): JsonObject[] => changing(applying(items), deployment, image("v2", "2"));

const dev =
  '        imagePolicy: { filterTags: { pattern: "^v(?P<n>[0-9]+)$", extract: $n }, policy: { numerical: {} } }\n';

describe("an environment", () => {
  test("that runs what was chosen is ready, since it became healthy", async () => {
    const { environment: _environment, ...found } = await row();
    assert.deepEqual(found, {
      state: "ready",
      seen: "v1",
      chosen: "v1",
      written: "v1",
      running: "v1",
      fetched: revision("1"),
      applied: revision("1"),
      isSigned: undefined,
      pods: { ready: 2, wanted: 2 },
      since: at(4),
    });
  });

  test("is moving while a tag goes from link to link, each named with what it waits for", async () => {
    const told = async (change: typeof choosing) => {
      const { state, waitsFor, since, chosen, written, running: runs } = await row(change);
      return [state, waitsFor, since, chosen, written, runs];
    };
    assert.deepEqual(await told(choosing), ["moving", `${automation} to write v2`, at(10), "v2", "v1", "v1"]);
    assert.deepEqual(await told(writing), ["moving", `${source} to fetch 2222222`, at(11), "v2", "v2", "v1"]);
    assert.deepEqual(await told(fetching), ["moving", `${kustomization} to apply 2222222`, at(12), "v2", "v2", "v1"]);
    assert.deepEqual(await told(running), ["ready", undefined, at(14), "v2", "v2", "v2"]);
  });

  test("of which the automation's commit was fetched with a later one is not waiting for it", async () => {
    const later = (items: readonly JsonObject[]): JsonObject[] =>
      changing(writing(items), source, { status: { artifact: { revision: revision("3"), lastUpdateTime: at(12) } } });
    assert.equal((await row(later)).waitsFor, `${kustomization} to apply 3333333`);
  });

  test("is moving until its Pods are the new ones and Ready", async () => {
    const rolling = (status: JsonObject) => row((items) => changing(running(items), deployment, { status }));
    const unfinished: readonly JsonObject[] = [
      { readyReplicas: 1 },
      { updatedReplicas: 1 },
      { replicas: 3 },
      { observedGeneration: 1 },
    ];
    for (const status of unfinished) {
      const found = await rolling(status);
      assert.deepEqual(
        [found.state, found.waitsFor],
        ["moving", "Pods of Deployment web-dev/web"],
        JSON.stringify(status),
      );
    }
    assert.deepEqual((await rolling({ readyReplicas: 1 })).pods, { ready: 1, wanted: 2 });
  });

  test("is moving while its Kustomization is at it", async () => {
    const found = await row((items) =>
      changing(running(items), kustomization, {
        status: { conditions: [condition("Ready", "Unknown", "Progressing", "Reconciliation in progress", at(13))] },
      }),
    );
    assert.deepEqual([found.state, found.waitsFor, found.since], ["moving", `${kustomization} to be Ready`, at(13)]);
  });

  test("is not moving because its Kustomization is looked at again, with nothing new to apply", async () => {
    const again =
      (status: JsonObject, generation = 3) =>
      (items: readonly JsonObject[]) =>
        changing(running(items), kustomization, {
          metadata: { generation },
          status: {
            observedGeneration: 3,
            conditions: [condition("Ready", "Unknown", "Progressing", "Reconciliation in progress", at(20))],
            ...status,
          },
        });
    const found = await row(again({}));
    assert.deepEqual([found.state, found.since], ["ready", at(14)]);
    const history = [{ firstReconciled: at(14), lastReconciledStatus: "HealthCheckFailed" }];
    assert.equal((await row(again({}, 4))).state, "moving");
    assert.equal((await row(again({ lastAppliedRevision: revision("1") }))).state, "moving");
    assert.equal((await row(again({ history }))).state, "moving");
    const rolling = await row((items) => changing(again({})(items), deployment, { status: { readyReplicas: 1 } }));
    assert.equal(rolling.state, "moving");
  });

  test("is moving where a controller has not come to its last change", async () => {
    const found = await row((items) =>
      changing(items, policy, { metadata: { generation: 2 }, status: { observedGeneration: 1 } }),
    );
    assert.deepEqual([found.state, found.waitsFor], ["moving", `${policy} to be Ready`]);
  });

  test("tells since when it runs what it does only where that was one run", async () => {
    const since = async (...history: JsonObject[]) =>
      (await row((items) => changing(items, kustomization, { status: { history } }))).since;
    const last = { firstReconciled: at(14), lastReconciled: at(40), lastReconciledStatus: "ReconciliationSucceeded" };
    assert.equal(await since(last), at(14));
    assert.equal(await since(last, { firstReconciled: at(4), lastReconciled: at(13) }), at(14));
    // It ran before, then another one did, and it does again.
    assert.equal(await since(last, { firstReconciled: at(20), lastReconciled: at(30) }), undefined);
    assert.equal(await since({ ...last, lastReconciledStatus: "HealthCheckFailed" }), undefined);
    assert.equal(await since(), undefined);
  });

  test("with a push branch waits for its merge once the tag is written there", async () => {
    const branch = [dev, `${dev}        pushBranch: updates\n`] as const;
    const own = "ImageUpdateAutomation flux-system/shop-updates";
    const found = await row(
      (items) =>
        changing(choosing(items), own, {
          status: { lastPushTime: at(11), observedPolicies: { "web-dev": { tag: "v2", digest: digest("2") } } },
        }),
      ...branch,
    );
    assert.deepEqual(
      [found.state, found.waitsFor, found.since],
      ["waiting", "a merge of branch updates, which has v2", at(11)],
    );
    const early = await row(
      (items) =>
        changing(fetching(items), own, {
          status: { lastPushTime: at(11), observedPolicies: { "web-dev": { tag: "v2", digest: digest("2") } } },
        }),
      ...branch,
    );
    assert.deepEqual([early.state, early.waitsFor], ["moving", `${kustomization} to apply 2222222`]);
    // Applied, and not with that tag: it may be any other commit.
    const other = await row(
      (items) =>
        changing(applying(items), own, {
          status: { lastPushTime: at(11), observedPolicies: { "web-dev": { tag: "v2", digest: digest("2") } } },
        }),
      ...branch,
    );
    assert.deepEqual(
      [other.state, other.waitsFor],
      ["waiting", "a merge of branch updates, which has v2; 2222222 is without it"],
    );
    const merged = await row((items) => changing(running(items), own, { status: { lastPushTime: at(11) } }), ...branch);
    assert.equal(merged.state, "ready");
  });

  test("that is suspended is so once the cluster knows; what is pushed meanwhile is seen", async () => {
    const edit = [dev, `${dev}        suspend: true\n`] as const;
    const scanned = (items: readonly JsonObject[]): JsonObject[] =>
      changing(items, "ImageRepository flux-system/web", { status: { lastScanResult: { latestTags: ["v3", "v2"] } } });
    const { state, seen, chosen, waitsFor } = await row(scanned, ...edit);
    assert.deepEqual([state, seen, chosen, waitsFor], ["suspended", "v3", "v1", undefined]);
    // As the cluster has it, whose controllers have not seen the last change and never will.
    const frozen = await row(
      (items) => changing(items, kustomization, { metadata: { generation: 2 }, status: { observedGeneration: 1 } }),
      ...edit,
    );
    assert.equal(frozen.state, "suspended");
    const early = await row((items) => changing(items, policy, { spec: { suspend: false } }), ...edit);
    assert.deepEqual([early.state, early.waitsFor], ["waiting", "a deploy of app, which suspends it"]);
  });

  test("that somebody else has suspended is broken, with the way out", async () => {
    const found = await row((items) =>
      changing(items, kustomization, {
        metadata: { generation: 2 },
        spec: { suspend: true },
        status: { observedGeneration: 1 },
      }),
    );
    assert.equal(found.state, "broken");
    assert.equal(found.broken?.object, kustomization);
    assert.match(found.broken.remedy ?? "", /kubectl patch kustomization web-dev/);
  });

  test("of which the file is ahead of the cluster waits for the deploy, whatever of its freeze and its pin it is", async () => {
    const told = async (change: (items: readonly JsonObject[]) => JsonObject[], ...edits: readonly string[]) => {
      const { state, waitsFor } = await row(change, ...edits);
      return `${state}: ${waitsFor}`;
    };
    const frozen = (items: readonly JsonObject[]): JsonObject[] =>
      changing(changing(items, kustomization, { spec: { suspend: true } }), policy, {
        metadata: { generation: 2 },
        spec: { suspend: true },
        status: { observedGeneration: 1 },
      });
    assert.equal(await told(frozen), "waiting: a deploy of app, which resumes it");
    const pinnedThere = (items: readonly JsonObject[]): JsonObject[] =>
      changing(items, policy, {
        spec: { filterTags: { pattern: "^v1$", extract: null }, policy: { numerical: null, alphabetical: {} } },
      });
    assert.equal(await told(pinnedThere), "waiting: a deploy of app, which changes its policy");
    const images = (digit: string) => (items: readonly JsonObject[]) =>
      changing(items, kustomization, {
        spec: { images: [{ name: "ghcr.io/acme/web", newTag: "v1", digest: digest(digit) }] },
      });
    const pin = [dev, `${dev}        pin: "v1@${digest("1")}"\n`] as const;
    assert.equal(await told(images("2"), ...pin), `waiting: a deploy of app, which pins it to v1@${digest("1")}`);
    assert.equal(await told(images("1"), ...pin), "pinned: undefined");
    assert.equal(await told(images("1")), "waiting: a deploy of app, which unpins its digest");
    // The API server writes down what is so by default.
    const byDefault = (items: readonly JsonObject[]): JsonObject[] =>
      changing(items, policy, { spec: { policy: { numerical: { order: "asc" } } } });
    assert.equal(await told(byDefault), "ready: undefined");
  });

  test("that is pinned is so where it runs its pin, and waits for the deploy where the cluster knows of none", async () => {
    const pinned = await row(undefined, dev, `${dev}        pin: v1\n`);
    assert.deepEqual([pinned.state, pinned.running, pinned.since], ["pinned", "v1", at(4)]);
    const open = await row(undefined, dev, `${dev}        pin: v7\n`);
    assert.deepEqual([open.state, open.waitsFor], ["waiting", "a deploy of app, which pins it to v7"]);
    // What the tag has become is written, and not fetched yet; the pin is what runs all the same.
    const byDigest = await row(
      (items) =>
        changing(changing(items, policy, { status: { latestRef: { tag: "v1", digest: digest("9") } } }), automation, {
          status: { lastPushCommit: commit("2"), lastPushTime: at(11) },
        }),
      dev,
      `${dev}        pin: "v1@${digest("1")}"\n`,
    );
    assert.equal(byDigest.state, "pinned", "the digest is that of the pin, whatever the tag has become");
  });

  test("whose tag is written and applied, and not what runs, is broken: the overlay has no marker", async () => {
    const found = await row(applying);
    assert.equal(found.state, "broken");
    assert.equal(found.broken?.object, kustomization);
    assert.equal(found.broken.fault.message, "what it has applied runs v1, not v2");
    assert.match(found.broken.remedy ?? "", /under its marker.*npm run git-side writes it/);
  });

  test("whose Deployments have the image under another name is as its revisions say", async () => {
    const mirrored = (items: readonly JsonObject[]): JsonObject[] =>
      changing(items, deployment, { spec: { template: { spec: { containers: [{ image: "mirror/web:v1" }] } } } });
    assert.equal((await row(mirrored)).state, "ready");
    assert.equal((await row((items) => mirrored(choosing(items)))).state, "moving");
    assert.equal((await row((items) => mirrored(applying(items)))).state, "ready");
  });

  test("is broken by the first link that is, with its time, its place and the remedy that why has", async () => {
    const found = await row((items) =>
      failing(
        failing(items, source, "GitOperationFailed", "unable to authenticate"),
        automation,
        "GitOperationFailed",
        "unable to authenticate",
      ),
    );
    assert.deepEqual([found.state, found.since, found.broken?.object], ["broken", at(5), source]);
    assert.deepEqual(found.broken?.at, ["repositories", 0]);
    assert.match(found.broken.remedy ?? "", /deploy keys of acme\/shop/);
  });

  test("whose Pods crash is broken by them, and not by the Kustomization that waits for them", async () => {
    const pod = {
      kind: "Pod",
      metadata: { name: "web-1", namespace: "web-dev" },
      status: {
        containerStatuses: [{ image: "web:v2", state: { waiting: { reason: "CrashLoopBackOff", message: "" } } }],
      },
    };
    const found = await row((items) => [
      ...failing(running(items), kustomization, "HealthCheckFailed", "health check failed"),
      pod,
    ]);
    assert.deepEqual([found.state, found.broken?.object], ["broken", "Pod web-dev/web-1"]);
    assert.match(found.broken?.remedy ?? "", /kubectl logs web-1 -n web-dev/);
  });

  test("whose Pods crash is broken by them though nobody waits for them, and by a rollout whose time is over", async () => {
    const pod = (name: string, reason: string, more: JsonObject = {}): JsonObject => ({
      kind: "Pod",
      metadata: { name, namespace: "web-dev", ...more },
      status: {
        conditions: [condition("Ready", "False", "ContainersNotReady", "", at(7))],
        containerStatuses: [{ image: "web:v2", state: { waiting: { reason, message: "" } } }],
      },
    });
    const dead = (status: JsonObject, ...pods: readonly JsonObject[]) =>
      row((items) => [...changing(items, deployment, { status: { readyReplicas: 0, ...status } }), ...pods]);
    const crashing = await dead({}, pod("web-6c5f9d7b8-x2k4q", "CrashLoopBackOff"));
    assert.deepEqual([crashing.state, crashing.broken?.object], ["broken", "Pod web-dev/web-6c5f9d7b8-x2k4q"]);
    assert.equal(crashing.since, at(7));
    assert.match(crashing.broken?.remedy ?? "", /kubectl logs web-6c5f9d7b8-x2k4q -n web-dev/);
    const late = { conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out", at(9))] };
    const stuck = await dead(late);
    assert.deepEqual([stuck.state, stuck.broken?.object, stuck.since], ["broken", deployment, at(9)]);
    assert.match(stuck.broken?.remedy ?? "", /kubectl describe deployment web -n web-dev/);
    const fine = [
      pod("web-6c5f9d7b8-x2k4q", "ContainerCreating"),
      pod("web-6c5f9d7b8-zzzzz", "CrashLoopBackOff", { deletionTimestamp: at(8) }),
      pod("web-worker-6c5f9d7b8-x2k4q", "CrashLoopBackOff"),
    ];
    assert.equal((await dead({}, ...fine)).state, "moving");
  });

  test("is not broken by what another environment's policy says, which the same automation waits for", async () => {
    const { delivery } = whole();
    const found = await rows(delivery, failing(healthy(delivery), "ImagePolicy flux-system/web-prod", "Failed"));
    assert.deepEqual(
      found.map(({ environment, state }) => [environment.objectName, state]),
      [
        ["web-dev", "ready"],
        ["web-prod", "broken"],
        ["api-dev", "ready"],
      ],
    );
  });

  test("without an object is broken by that", async () => {
    const found = await row((items) => without(items, kustomization));
    assert.deepEqual([found.state, found.broken?.object], ["broken", kustomization]);
    assert.match(found.broken?.remedy ?? "", /npx cdktf deploy app/);
  });

  test("says whether its newest commit is signed where somebody looks", async () => {
    const verify = ["  - name: shop\n", "  - name: shop\n    verify: {}\n"] as const;
    const verified = (status: string) =>
      row(
        (items) =>
          changing(items, source, {
            status: { conditions: [condition("Ready", "True", "Ok"), condition("SourceVerified", status, "Verified")] },
          }),
        ...verify,
      );
    assert.equal((await verified("True")).isSigned, true);
    assert.equal((await verified("False")).isSigned, false);
    assert.equal((await row(undefined, ...verify)).isSigned, undefined);
  });
});

describe("a promotion", () => {
  const policies = "        imagePolicy: { policy: { semver: { range: 1.x } } }\n        initialTag: 1.0.0\n";
  const edits = [policies, "        promoteFrom: dev\n        soak: 30m\n"] as const;
  const prod = async (change: (items: readonly JsonObject[]) => readonly JsonObject[]): Promise<Row> => {
    const { delivery } = whole(...edits);
    return named(
      (await rows(delivery, change(healthy(delivery)))).map((each) => ({ ...each, name: each.environment.objectName })),
      "web-prod",
    );
  };

  test("is waited for where the environment before runs another image, with its soak", async () => {
    const applied = { status: { lastAppliedRevision: revision("2") } };
    const found = await prod((items) => changing(running(items), "Kustomization flux-system/web-prod", applied));
    assert.deepEqual(
      [found.state, found.waitsFor, found.since, found.until],
      [
        "waiting",
        "a promotion of v2 from dev: its soak, then the reviewers",
        at(14),
        new Date(Date.parse(at(44))).toISOString().replace(".000Z", "Z"),
      ],
    );
  });

  test("is waited for only where the environment before is in order, with its soak where its beginning is known", async () => {
    const caught = (items: readonly JsonObject[]): JsonObject[] =>
      changing(running(items), "Kustomization flux-system/web-prod", {
        status: { lastAppliedRevision: revision("2") },
      });
    const told = async (change: (items: readonly JsonObject[]) => readonly JsonObject[]) => {
      const { state, since, until } = await prod((items) => change(caught(items)));
      return [state, since, until];
    };
    const rolling = { status: { updatedReplicas: 1 } };
    assert.deepEqual(await told((items) => changing(items, deployment, rolling)), ["ready", at(4), undefined]);
    assert.deepEqual(await told((items) => failing(items, kustomization, "HealthCheckFailed")), [
      "ready",
      at(4),
      undefined,
    ]);
    const back = [
      { firstReconciled: at(14), lastReconciled: at(40) },
      { firstReconciled: at(20), lastReconciled: at(30) },
    ];
    assert.deepEqual(await told((items) => changing(items, kustomization, { status: { history: back } })), [
      "waiting",
      undefined,
      undefined,
    ]);
  });

  test("hides no other fault of the policy", async () => {
    const own = "ImagePolicy flux-system/web-prod";
    const broken = async (
      change: (items: readonly JsonObject[]) => readonly JsonObject[],
      ...more: readonly string[]
    ) => {
      const { delivery } = whole(...edits, ...more);
      const all = await rows(delivery, change(healthy(delivery)));
      const { state, broken: found } = all.find(({ environment }) => environment.objectName === "web-prod") ?? {};
      return [state, found?.object];
    };
    const failed = (items: readonly JsonObject[]): JsonObject[] => failing(items, own, "LatestImageFailed", "no");
    const unset = (items: readonly JsonObject[]): JsonObject[] => changing(items, own, { status: { latestRef: null } });
    assert.deepEqual(await broken(failed), ["broken", own]);
    const pin = [edits[1], `${edits[1]}        pin: none\n`] as const;
    assert.deepEqual(await broken((items) => unset(failed(items)), ...pin), ["broken", own]);
    const frozen = (items: readonly JsonObject[]): JsonObject[] =>
      changing(unset(failed(items)), own, { spec: { suspend: true } });
    assert.deepEqual(await broken(frozen), ["broken", own]);
  });

  test("is over where both run the same image, by whatever tags", async () => {
    assert.equal((await prod((items) => items)).state, "ready");
  });

  test("that was never made is waited for, though its policy knows no tag", async () => {
    const found = await prod((items) =>
      changing(
        failing(
          changing(items, "ImagePolicy flux-system/web-prod", { status: { latestRef: null } }),
          "ImagePolicy flux-system/web-prod",
          "LatestImageFailed",
          "no tags in database",
        ),
        "Deployment web-prod/web",
        { spec: { template: { spec: { containers: [{ image: "ghcr.io/acme/web:1.0.0" }] } } } },
      ),
    );
    assert.deepEqual(
      [found.state, found.waitsFor],
      ["waiting", "a promotion of v1 from dev: its soak, then the reviewers"],
    );
  });
});

describe("clusters", () => {
  const second = [
    "repositories:\n  - name: shop\n",
    "  - name: second\n    connection: { type: kubeconfig, path: kubeconfig, context: second }\n    secretStore: { name: s, create: {} }\n    fluxNamespace: flux\nrepositories:\n  - name: shop\n    imageUpdate: { cluster: main }\n",
    "      - name: prod\n        cluster: main\n",
    "      - name: prod\n        cluster: second\n",
  ] as const;

  test("one that can't be asked leaves its environments unknown, and hides no other's", async () => {
    const { delivery } = whole(...second);
    const items = healthy(delivery);
    const answers = await askClusters(delivery.environments, delivery, ({ name }) =>
      name === "second" ? Promise.reject(new ClusterError("no way")) : Promise.resolve(asking(items)),
    );
    assert.deepEqual(
      rowsOf(delivery.environments, answers, delivery).map(({ state }) => state),
      ["ready", "unknown", "ready"],
    );
  });

  test("a tag that is written from another cluster is looked for there", async () => {
    const { delivery } = whole(...second);
    const prod = (await rows(delivery, healthy(delivery))).find(({ environment }) => environment.name === "prod");
    assert.deepEqual([prod?.state, prod?.chosen, prod?.written, prod?.running], ["ready", "1.0.0", "1.0.0", "1.0.0"]);
  });

  test("what Flux applies from Git is found in the same cluster, after what applies it", async () => {
    assert.equal((await row(undefined, ...byGit)).state, "ready");
    const root = "Kustomization flux-system/fleet.cluster";
    const found = await row((items) => failing(items, root, "BuildFailed"), ...byGit);
    assert.deepEqual([found.state, found.broken?.object], ["broken", root]);
  });
});
