import assert from "node:assert/strict";
import { describe } from "node:test";
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";
import { runCommandOf } from "../support/command";
import {
  dev,
  flux,
  greeter,
  pushTag,
  reconcile,
  tagOf,
  untilDeployed,
  untilWritten,
  type Place,
} from "../support/flow";
import { list } from "../support/objects";
import { promise } from "../support/promise";
import { eventually, NotYet, type Patience } from "../support/wait";
import type { World } from "../support/world";
import { judgeRoutes } from "./why";

/** What dev's fields in the file begin with. */
const devFields = '        initialTag: "100"\n';

interface Told {
  readonly code: number | null;
  readonly environment: JsonObject;
}

/** What the command says of an environment. */
async function ask(world: World, { application }: Place): Promise<Told> {
  const { code, stdout } = await runCommandOf(world, "status", "--json", "--app", application, "--env", "dev");
  const [environment] = list(at(JSON.parse(stdout) as Json, "environments"));
  assert.ok(isObject(environment), stdout);
  return { code, environment };
}

/** Waits until the command says all of this of an environment, which may say more. */
const untilTold = (world: World, place: Place, wanted: JsonObject, patience?: Patience): Promise<Told> =>
  eventually(
    `${place.application} is told to be ${JSON.stringify(wanted)}`,
    async () => {
      const told = await ask(world, place);
      const holds = (expected: Json, found: Json | undefined): boolean =>
        isObject(expected)
          ? Object.entries(expected).every(([key, value]) => holds(value, at(found, key)))
          : expected === found;
      if (!holds(wanted, told.environment)) throw new NotYet(JSON.stringify(told));
      return told;
    },
    patience,
  );

export function status(world: () => World): void {
  describe("npm run status", () => {
    promise("sees a pushed tag on its way, says what it waits for, and that it has arrived", world, async (now) => {
      // Its digest may stand beside it.
      const [before = ""] = /^\d+/.exec(tagOf(now, greeter)) ?? [];
      const tag = String(Number(before) + 1);
      await untilTold(now, greeter, { state: "ready", tags: { running: before } });
      // Nobody tells Flux of the commit, and it looks but once an hour.
      await pushTag(now, greeter, tag);
      const tags = { seen: tag, chosen: tag, written: tag, running: before };
      const { code, environment } = await untilTold(now, greeter, { state: "moving", tags });
      const commit = now.repository("greeter").head();
      assert.equal(code, 0);
      assert.equal(environment["waitsFor"], `GitRepository flux-system/greeter to fetch ${commit?.slice(0, 7)}`);
      await reconcile(now, flux.source("greeter"));
      const arrived = await untilTold(now, greeter, {
        state: "ready",
        tags: { seen: tag, chosen: tag, written: tag, running: tag },
        revisions: { fetched: `main@sha1:${commit}`, applied: `main@sha1:${commit}` },
        pods: { ready: 2, wanted: 2 },
      });
      assert.equal(arrived.code, 0);
    });

    promise("tells an environment that is pinned, or suspended, from one that is broken", world, async (now) => {
      // Its route is a link too.
      await judgeRoutes(now, "True", "Accepted");
      const tag = tagOf(now, dev);
      const pin = `        pin: "${tag}"\n`;
      const suspend = "        suspend: true\n";
      now.edit(devFields, `${devFields}${pin}`);
      await now.deploy();
      const pinned = await untilTold(now, dev, { state: "pinned", pinned: tag, tags: { running: tag } });
      assert.equal(pinned.code, 0);
      now.edit(`${devFields}${pin}`, `${devFields}${suspend}`);
      await now.deploy();
      const suspended = await untilTold(now, dev, { state: "suspended", suspended: true, tags: { running: tag } });
      assert.equal(suspended.code, 0);
      const newer = String(Number(tag) + 1);
      await pushTag(now, dev, newer);
      now.edit(`${devFields}${suspend}`, devFields);
      await now.deploy();
      await untilWritten(now, dev, newer);
      await untilDeployed(now, dev, newer);
      await untilTold(now, dev, { state: "ready", tags: { chosen: newer, running: newer } });
    });

    promise("names the first link that is broken, with its remedy, and ends well", world, async (now) => {
      now.gitHost.authorize([]);
      const source = "GitRepository flux-system/echo-server";
      const { code, environment } = await untilTold(now, dev, { state: "broken", broken: { object: source } });
      assert.equal(code, 1);
      assert.match(text(at(environment, "broken", "remedy")), /deploy keys of acme\/echo-server/);
      const printed = await runCommandOf(now, "status");
      assert.equal(printed.code, 1);
      assert.match(printed.stdout, /^echo-server dev +broken /m);
      assert.ok(
        printed.stdout.split("\n").every((line) => Array.from(line).length <= 80),
        printed.stdout,
      );
      await now.deploySecrets();
      await untilTold(now, dev, { state: "ready" });
      await eventually("all is well", async () => {
        const { code: last, stdout } = await runCommandOf(now, "status", "--all");
        if (last !== 0) throw new NotYet(stdout);
        assert.match(stdout, /^greeter dev +ready /m);
      });
    });
  });
}
