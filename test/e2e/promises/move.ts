import assert from "node:assert/strict";
import { describe } from "node:test";
import { managers, ownsFields } from "../../../cluster/ownership";
import { protectedLabel } from "../../../model/names";
import { succeeded } from "../../opentofu/support/engine";
import { at, text, type JsonObject } from "../../support/synth";
import { runCommandOf } from "../support/command";
import { complaints } from "../support/events";
import { fleetKustomizations } from "../support/fleet";
import {
  byFlux,
  changesIn,
  deploymentOf,
  dev,
  greeter,
  production,
  staging,
  tagOf,
  untilDeployed,
  untilWritten,
  whilePushing,
} from "../support/flow";
import { display, list, referenceOf, uidOf, type Reference } from "../support/objects";
import { podsOf } from "../support/pods";
import { promise } from "../support/promise";
import type { DeployedObject, World } from "../support/world";

const moved = "\ndelivery: git\nfleet:";
const atHome = "\nfleet:";
const taken = "\nadopt: { everything: [{ cluster: e2e }] }\nfleet:";

const handOver = async (world: World, ...flags: readonly string[]): Promise<string> =>
  succeeded(await runCommandOf(world, "handover", "e2e", ...flags), "handover").stdout;

/** Who has applied an object. */
const owners = (object: JsonObject): string[] =>
  list(at(object, "metadata", "managedFields"))
    .filter((each) => at(each, "operation") === "Apply" && at(each, "subresource") === undefined)
    .map((each) => text(at(each, "manager")));

async function uids({ kube }: World, references: readonly Reference[]): Promise<Readonly<Record<string, string>>> {
  const all = references.map(async (each) => [display(each), uidOf(await kube.get(each))] as const);
  return Object.fromEntries(await Promise.all(all));
}

/** Pods of the environments for which no tag is pushed. */
const calmPods = async (world: World): Promise<readonly string[]> => {
  const all = await Promise.all([staging, production, greeter].map((place) => podsOf(world, place)));
  return all.flat().map(({ uid }) => uid);
};

/** Deploys a change while tags are pushed: no object is made anew, no Pod restarts, and each tag comes at most once. */
async function deployedUnderPushes(world: World, deploy: () => Promise<void>): Promise<void> {
  const workloads = [dev, staging, production, greeter].map(deploymentOf);
  const before = await uids(world, [...world.objects.map(({ reference }) => reference), ...workloads]);
  const pods = await calmPods(world);
  const repository = world.repository(dev.application);
  const head = repository.head();
  const warnings = await complaints(world.kube);
  const tag = await whilePushing(world, deploy);
  await untilWritten(world, dev, tag);
  await untilDeployed(world, dev, tag);
  const after = await uids(world, [...world.objects.map(({ reference }) => reference), ...workloads]);
  // What the fleet begins with comes and goes.
  const gone = Object.keys(before).filter((name) => !(name in after));
  assert.deepEqual(
    gone.filter((name) => !/[ /]fleet[-.]|[ /]fleet$/.test(name)),
    [],
  );
  for (const [name, uid] of Object.entries(after)) assert.equal(uid, before[name] ?? uid, name);
  assert.deepEqual(await calmPods(world), pods);
  assert.deepEqual(await complaints(world.kube), warnings, "no reconciliation has failed");
  const updates = changesIn(byFlux(repository.commits(head)));
  assert.equal(new Set(updates).size, updates.length, `repeated: ${updates.join(", ")}`);
}

async function assertEmptyPlans(world: World): Promise<void> {
  assert.deepEqual(await world.drift(), []);
  for (const stack of ["secrets", "flux-bootstrap", "app"]) {
    assert.equal(await world.project.detailedExitCode(stack, world.env), 0, stack);
  }
}

/** Asserts that each object has been applied by one alone. OpenTofu owns nothing of those of which it says no more than a name. */
async function assertOwner(world: World, objects: readonly DeployedObject[], manager: string): Promise<void> {
  for (const { reference, manifest } of objects) {
    const owning = manager === managers.flux || ownsFields(manifest) ? [manager] : [];
    assert.deepEqual(owners(await world.kube.get(reference)), owning, display(reference));
  }
}

/** The stand-in's cluster knows nothing of what Flux has deleted since, nor of what it has made. */
async function showWhatFluxDid({ kube, project: { world }, objectsByGit }: World): Promise<void> {
  for (const { kind, id, attributes } of world.things("kubernetes_manifest")) {
    if (!(await kube.find(referenceOf(attributes)))) world.remove(kind, id);
  }
  for (const { manifest } of objectsByGit) world.place(manifest);
}

export function moveToGit(world: () => World): void {
  describe("a cluster that goes over to Git", () => {
    promise("keeps every object and Pod while tags are pushed", world, async (now) => {
      now.edit(atHome, moved);
      await deployedUnderPushes(now, () => now.deploy());
      await assertEmptyPlans(now);
    });

    promise("belongs to Flux alone when it is handed over", world, async (now) => {
      const objects = now.objectsByGit;
      const references = objects.map(({ reference }) => reference);
      const owned = objects.filter(({ manifest }) => ownsFields(manifest)).length;
      const before = await uids(now, references);
      const told = await handOver(now, "--dry-run");
      assert.match(told, new RegExp(`^${owned} of ${references.length} objects would belong to Flux alone`));
      assert.match(told, /\n {2}Kustomization flux-system\/echo-server-dev\n/);
      assert.match(
        await handOver(now),
        new RegExp(`^All ${references.length} objects of cluster e2e belong to Flux alone`),
      );
      await assertOwner(now, objects, managers.flux);
      assert.deepEqual(await uids(now, references), before);
      assert.match(await handOver(now, "--dry-run"), /^0 of/);
      await assertEmptyPlans(now);
    });

    promise("loses what goes from Git", world, async (now) => {
      const namespace: Reference = { apiVersion: "v1", kind: "Namespace", name: dev.namespace };
      const label = async (): Promise<unknown> =>
        at(await now.kube.get(namespace), "metadata", "labels", protectedLabel);
      assert.ok(await label());
      now.edit("protected: true", "protected: false");
      await now.deploy();
      assert.equal(await label(), undefined);
      now.edit("protected: false", "protected: true");
      await now.deploy();
      assert.ok(await label());
    });
  });
}

export function moveBack(world: () => World): void {
  describe("a cluster that comes back from Git", () => {
    promise("keeps every object and Pod while tags are pushed", world, async (now) => {
      await showWhatFluxDid(now);
      now.edit(moved, taken);
      // The fleet's key goes when nothing reads it any more.
      await deployedUnderPushes(now, () => now.deploySecretsLast());
    });

    promise("belongs to OpenTofu alone when it is handed over", world, async (now) => {
      const references = now.objects.map(({ reference }) => reference);
      const before = await uids(now, references);
      const told = await handOver(now);
      assert.match(told, new RegExp(`^All ${references.length} objects of cluster e2e belong to OpenTofu alone`));
      assert.match(told, /\nDeleted, without what they had applied: .*fleet\.infrastructure/);
      await assertOwner(now, now.objects, managers.openTofu);
      assert.deepEqual(await uids(now, references), before);
      assert.deepEqual(await fleetKustomizations(now), []);
      for (const each of references) {
        const labels = Object.keys((at(await now.kube.get(each), "metadata", "labels") ?? {}) as object);
        assert.deepEqual(
          labels.filter((name) => name.startsWith("kustomize.toolkit.fluxcd.io/")),
          [],
          display(each),
        );
      }
      now.edit(taken, atHome);
      await now.deploy();
      await assertEmptyPlans(now);
      const tag = tagOf(now, dev);
      await untilDeployed(now, dev, tag);
    });
  });
}
