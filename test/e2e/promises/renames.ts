import assert from "node:assert/strict";
import { describe } from "node:test";
import {
  deploymentOf,
  dev,
  flux,
  greeter,
  production,
  imageName,
  pushTag,
  staging,
  tagOf,
  untilWritten,
} from "../support/flow";
import { uidOf } from "../support/objects";
import { podsOf, untilServing } from "../support/pods";
import { promise } from "../support/promise";
import type { World } from "../support/world";

/** The names of the file's elements, each with the lines that say what was. */
interface Names {
  readonly cluster: string;
  readonly repository: string;
  readonly application: string;
  readonly environment: string;
}

const places = [dev, staging, production, greeter];

const first: Names = { cluster: "e2e", repository: "echo-server", application: "echo-server", environment: "staging" };
const renamed: Names = {
  cluster: "main\n    renamedFrom: e2e",
  repository: "echo\n    renamedFrom: echo-server",
  application: "parrot\n    renamedFrom: echo-server",
  environment: "review\n        renamedFrom: staging",
};
/** The old names again: what the objects are called is written down as long as it is not the name. */
const back: Names = {
  cluster: "e2e\n    renamedFrom: main\n    objectName: e2e",
  repository: "echo-server\n    renamedFrom: echo\n    objectName: echo-server",
  application: "echo-server\n    renamedFrom: parrot\n    objectName: echo-server",
  environment:
    "staging\n        renamedFrom: review\n        objectName: echo-server-staging\n        path: kustomize/overlays/staging",
};

/** Where the file has these names. */
function piecesOf({ cluster, repository, application, environment }: Names): readonly string[] {
  const [clusterName = "", repositoryName = ""] = [cluster, repository].map((lines) => lines.split("\n")[0] ?? "");
  return [
    `  - name: ${cluster}\n    connection:`,
    `  - name: ${repository}\n    interval: 5s\n`,
    `  - name: ${application}\n    repository: ${repositoryName}\n`,
    `      - name: ${environment}\n        cluster:`,
    ...places.map(({ namespace }) => `cluster: ${clusterName}\n        namespace: ${namespace}\n`),
  ];
}

function rename(world: World, from: Names, to: Names): void {
  const pieces = piecesOf(to);
  piecesOf(from).forEach((piece, index) => world.edit(piece, pieces[index] ?? ""));
}

/** What no other object ever has: the UIDs of workloads, their Pods, and what deploys them. */
async function identities(world: World): Promise<Readonly<Record<string, readonly string[]>>> {
  const all = places.map(async (place) => {
    const objects = [deploymentOf(place), flux.kustomization(place), flux.source(place.application)];
    const uids = await Promise.all(objects.map(async (each) => uidOf(await world.kube.get(each))));
    const pods = (await podsOf(world, place)).map(({ uid }) => uid).sort();
    return [place.kustomization, [...uids, ...pods]] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

/** What Git says of the environment that has the updates runs, and nothing that ran before does. */
const untilSettled = async (world: World): Promise<void> => {
  await untilServing(world, dev, `${imageName(world, dev)}:${tagOf(world, dev)}`);
};

export function renames(world: () => World): void {
  describe("names", () => {
    promise(
      "a cluster, a repository, an application and an environment get other names and back, and no workload notices",
      world,
      async (now) => {
        await untilSettled(now);
        const before = await identities(now);
        rename(now, first, renamed);
        await now.deploy();
        assert.deepEqual(await identities(now), before);

        const tag = String(Number(tagOf(now, dev)) + 1);
        await pushTag(now, dev, tag);
        await untilWritten(now, dev, tag);
        await untilSettled(now);
        const moved = await identities(now);
        rename(now, renamed, back);
        await now.deploy();
        rename(now, back, first);
        await now.deploy();
        assert.deepEqual(await identities(now), moved);
      },
    );
  });
}
