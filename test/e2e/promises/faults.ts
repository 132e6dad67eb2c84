import assert from "node:assert/strict";
import { describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { display, type Fault } from "../faults/fault";
import {
  assertNeverBack,
  assertNotRepeated,
  assertOneCommitEach,
  assertOneKey,
  assertOwnLinesOnly,
  moving,
  type KeyHolders,
} from "../faults/invariants";
import { scheduleOf } from "../faults/schedule";
import { runsOr, seed } from "../../support/faults";
import {
  assertSigned,
  byFlux,
  dev,
  flux,
  pushTag,
  tagOf,
  untilDeployed,
  untilWritten,
  type Place,
} from "../support/flow";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

/** Flux's own delays after failures add up to more than those of a calm delivery. */
const patience = { seconds: 180 };

/** Tags that follow on the one that an environment has. */
function nextTags(world: World, place: Place, count: number): string[] {
  const [, prefix = "", number = ""] = /^(.*?)(\d+)$/.exec(tagOf(world, place)) ?? [];
  return Array.from({ length: count }, (_, index) => `${prefix}${Number(number) + index + 1}`);
}

/** The repository's next generation of the deploy key beside the newest, or the newest alone. */
async function setGenerations(world: World, next: boolean): Promise<void> {
  const repository = world.delivery.repositories.find(({ name }) => name === "echo-server");
  const { generations = [], keptInState = [] } = repository?.deployKey ?? {};
  const newest = Math.max(...generations);
  const after = next ? [newest, newest + 1] : [newest];
  const line = (list: readonly number[]): string => {
    const kept = keptInState.filter((generation) => list.includes(generation));
    return `deployKey: { generations: [${list.join(", ")}]${kept.length > 0 ? `, keptInState: [${kept.join(", ")}]` : ""} }`;
  };
  world.edit(line(generations), line(after));
  await world.deploySecrets();
}

async function holders({ delivery, ssm, project, kube }: World): Promise<KeyHolders> {
  const repository = delivery.repositories.find(({ name }) => name === "echo-server");
  const { identity } = await kube.secret(fluxNamespace, "echo-server-git");
  return {
    served: await ssm.get(repository?.deployKey?.parameter ?? ""),
    known: project.gitHub.deployKeys(`${delivery.github.organization}/echo-server`).map(({ key }) => key),
    inCluster: identity,
  };
}

/** Pushes the tags of all environments in turns. */
async function pushAll(world: World, pushed: ReadonlyMap<Place, readonly string[]>): Promise<void> {
  for (const index of [0, 1, 2]) {
    for (const [place, tags] of pushed) await pushTag(world, place, tags[index] ?? "");
    await pause(2500);
  }
}

/** Pushes tags while the faults happen, and looks at everything once the last tag is there. */
async function deliver(world: World, faults: readonly Fault[], rotating: boolean): Promise<void> {
  const repository = world.repository("echo-server");
  const since = repository.head() ?? "";
  const greeter = world.repository("greeter").head();
  const alerted = world.events.alerts.length;
  const pushed = new Map(moving.map((place) => [place, nextTags(world, place, 3)] as const));
  world.faults.arm(faults);
  try {
    await Promise.all([pushAll(world, pushed), rotating && setGenerations(world, true)]);
    for (const [place, tags] of pushed) {
      const last = tags.at(-1) ?? "";
      await untilWritten(world, place, last, patience);
      await untilDeployed(world, place, last, patience);
    }
    if (rotating) {
      await eventually(
        "the cluster has the newest key",
        async () => {
          const { served, inCluster } = await holders(world);
          if (inCluster !== served) throw new NotYet("it has another");
        },
        patience,
      );
      await setGenerations(world, false);
    }
    for (const place of moving) await world.kube.untilReady(flux.kustomization(place), patience);
    for (const kind of ["ImageRepository", "ImageUpdateAutomation"] as const) {
      await world.kube.untilReady(flux.image(kind, "echo-server"), patience);
    }
    await eventually("one key is everywhere", async () => assertOneKey(await holders(world)), patience);
    assert.ok(world.faults.happened.length > 0, "nothing has gone wrong, so nothing is shown");
  } finally {
    for (const fault of world.faults.happened) console.log(`  ${display(fault)}`);
    if (process.env["FAULTS_COUNTS"] !== undefined) console.log(world.faults.counts);
    world.faults.arm([]);
  }
  assertOneCommitEach(world, since, pushed);
  assertOwnLinesOnly(world, since);
  assert.equal(world.repository("greeter").head(), greeter, "the other repository has moved");
  byFlux(repository.commits(since)).forEach((commit) => assertSigned(world, dev, commit));
  // Kubernetes makes the last ReplicaSet a little after the Deployment changed.
  await eventually("no Deployment went back", () => assertNeverBack(world.kube, pushed), { seconds: 20 });
  assertNotRepeated(world.events.alerts.slice(alerted));
}

export function faults(world: () => World): void {
  describe("faults of the network while tags are pushed", () => {
    for (let index = 0; index < runsOr(4); index += 1) {
      const own = seed + index;
      // A rotation costs two deploys: in every fourth.
      const rotating = own % 4 === 0;
      const title = `schedule ${own} loses, repeats and turns back nothing: npm run e2e:faults -- --seed=${own} --runs=1`;
      promise(title, world, (now) => deliver(now, scheduleOf(own), rotating));
    }
  });
}
