import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import { deployer, deployerBinding } from "../../../manifests/kubernetes/deployer";
import { layout } from "../../../git-side/scaffold/layout";
import { PlayedActions, type Run } from "../../support/actions/actions";
import { dockerIn } from "../../support/docker";
import { at, type JsonObject } from "../../support/synth";
import { named } from "../../support/whole";
import {
  assertSigned,
  byFlux,
  dev,
  flux,
  imageName,
  imageOf,
  deploymentOf,
  live,
  pushTag,
  reconcile,
  tagOf,
  untilDeployed,
  untilScanned,
  untilWritten,
} from "../support/flow";
import { crashingTag } from "../support/nodes";
import { json, referenceOf } from "../support/objects";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

/** Where dev's fields end that these promises add to. */
const devFields = '        initialTag: "100"\n';

const liveFields = `      - name: live
        cluster: e2e
        namespace: live
        createNamespace: true
        promoteFrom: dev
        soak: 3s
        kustomization: *quick
`;
const productionFields = "      # Its updates wait for review on a branch of their own.\n";

const dispatcher =
  "        - { name: promotions, type: githubdispatch, repository: echo-server, tokenParameter: /github/dispatch }\n";
const chat = "        - { name: chat, type: slack";

/** Starts the repository's workflow for what Flux tells GitHub, as GitHub does, until that is ended. */
class Promotions {
  /** Every run that has begun. */
  readonly begun: Promise<Run | undefined>[] = [];
  private seen: number;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    now: World,
    readonly actions: PlayedActions,
  ) {
    this.seen = now.project.gitHub.dispatches("acme/echo-server").length;
    this.timer = setInterval(() => {
      const all = now.project.gitHub.dispatches("acme/echo-server");
      for (const { event, payload } of all.slice(this.seen)) this.begun.push(actions.dispatch(event, payload));
      this.seen = all.length;
    }, 100);
  }

  static async start(now: World): Promise<Promotions> {
    const repository = now.repository("echo-server");
    const file = `${layout(named(now.delivery.applications, "echo-server")).promoteName}.yml`;
    const actions = await PlayedActions.start({
      repository: "acme/echo-server",
      workflow: parse(repository.file(`.github/workflows/${file}`)) as JsonObject,
      file,
      contents: (path, ref) => {
        try {
          return `${repository.file(path, ref)}\n`;
        } catch {
          return undefined;
        }
      },
      env: {
        PATH: `${dockerIn(mkdtempSync(join(tmpdir(), "flux-delivery-docker-")))}${delimiter}${process.env["PATH"] ?? ""}`,
        DOCKER_CONFIG: now.registry.loginOfCi,
      },
    });
    return new Promotions(now, actions);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.begun);
    await this.actions.stop();
  }
}

export function releases(world: () => World): void {
  /** Edits dev's fields, and makes it so. */
  const withDev = async (now: World, from: string, to: string): Promise<void> => {
    now.edit(`${devFields}${from}`, `${devFields}${to}`);
    await now.deploy();
  };
  const numberOf = (now: World): number => Number(tagOf(now, dev));

  describe("a rollback", () => {
    const state = { pinned: "" };

    promise("is a signed commit, and holds while 20 newer tags arrive", world, async (now) => {
      const repository = now.repository("echo-server");
      state.pinned = String(numberOf(now));
      for (const more of [1, 2]) await pushTag(now, dev, String(Number(state.pinned) + more));
      await untilDeployed(now, dev, String(Number(state.pinned) + 2));
      const before = repository.head();
      await withDev(now, "", `        pin: "${state.pinned}"\n`);
      await untilWritten(now, dev, state.pinned);
      await untilDeployed(now, dev, state.pinned);
      const [commit, ...more] = byFlux(repository.commits(before));
      assert.ok(commit && more.length === 0);
      assertSigned(now, dev, commit);

      for (let newer = 3; newer <= 22; newer += 1) await pushTag(now, dev, String(Number(state.pinned) + newer));
      await untilScanned(now, dev);
      await reconcile(now, flux.image("ImageUpdateAutomation", "echo-server"));
      assert.equal(repository.head(), commit.id);
      assert.deepEqual(await now.drift(), [], "the API keeps the objects as they were given");
    });

    promise("with a digest is to that image, though its tag has been moved", world, async (now) => {
      const { pinned } = state;
      const image = imageOf(await now.kube.get(deploymentOf(dev)));
      const digest = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
      assert.ok(digest, image);
      await withDev(now, `        pin: "${pinned}"\n`, `        pin: "${pinned}@${digest}"\n`);
      await pushTag(now, dev, pinned);
      await reconcile(now, flux.image("ImageRepository", "echo-server"));
      await reconcile(now, flux.image("ImagePolicy", "echo-server-dev"));
      await reconcile(now, flux.kustomization(dev));
      await untilDeployed(now, dev, pinned, { digest });
      await withDev(now, `        pin: "${pinned}@${digest}"\n`, `        pin: "${pinned}"\n`);
    });

    promise("ends with its line: the newest is deployed", world, async (now) => {
      const newest = String(Number(state.pinned) + 22);
      await withDev(now, `        pin: "${state.pinned}"\n`, "");
      await untilWritten(now, dev, newest);
      await untilDeployed(now, dev, newest);
    });
  });

  describe("a suspended environment", () => {
    promise("stays as it is, whatever is pushed, and goes on with the newest", world, async (now) => {
      const repository = now.repository("echo-server");
      const tag = numberOf(now);
      await withDev(now, "", "        suspend: true\n");
      const before = repository.head();
      for (const more of [1, 2]) await pushTag(now, dev, String(tag + more));
      await untilScanned(now, dev);
      await reconcile(now, flux.image("ImageUpdateAutomation", "echo-server"));
      assert.equal(repository.head(), before);
      // A person's change is not applied either.
      const overlay = repository.file(dev.overlay);
      repository.commit("Change what is suspended", {
        [dev.overlay]: `${overlay}\ncommonAnnotations: { changed: "true" }\n`,
      });
      await pause(5000);
      assert.equal(at(await now.kube.get(deploymentOf(dev)), "metadata", "annotations", "changed"), undefined);
      repository.commit("Take it back", { [dev.overlay]: `${overlay}\n` });
      assert.deepEqual(await now.drift(), [], "the API keeps the objects as they were given");

      await withDev(now, "        suspend: true\n", "");
      await untilWritten(now, dev, String(tag + 2));
      await untilDeployed(now, dev, String(tag + 2));
    });
  });

  describe("a release", () => {
    promise(
      "travels to the next environment by its digest, and nothing else gets there",
      world,
      async (now) => {
        await now.ssm.put("/github/dispatch", now.project.variables["github_token"] ?? "");
        now.edit(chat, `${dispatcher}${chat}`);
        now.edit(productionFields, `${liveFields}${productionFields}`);
        now.writeTree("echo-server");
        await now.deploy();
        const first = tagOf(now, live);
        const promotions = await Promotions.start(now);
        /** Images that dev has run, by their digests. */
        const ran = new Map<string, string>();
        const deliver = async (tag: number): Promise<void> => {
          ran.set(await pushTag(now, dev, String(tag)), String(tag));
        };
        try {
          assert.equal(first, "100", "what runs before the first promotion");
          const start = numberOf(now) + 1;
          const crashing = Math.ceil((start + 100) / 1000) * 1000 + Number(crashingTag);
          const before = now.project.gitHub.dispatches("acme/echo-server").length;
          await deliver(start);
          await untilDeployed(now, dev, String(start));
          // Newer ones arrive while it soaks, and one that no Pod can run.
          for (let newer = 1; newer <= 10; newer += 1) await deliver(start + newer);
          await deliver(crashing);
          await eventually(
            "the failure is told",
            () => {
              const told = now.project.gitHub.dispatches("acme/echo-server");
              if (!told.slice(before).some(({ payload }) => payload["severity"] === "error"))
                throw new NotYet(`${told.length} events`);
            },
            { seconds: 120 },
          );
          for (let newer = 1; newer <= 10; newer += 1) await deliver(crashing + newer);
          const last = String(crashing + 10);
          await untilDeployed(now, dev, last);
          const tag = await eventually(
            "the newest is promoted",
            () => {
              // In this order: a commit may come in between, and the tag is to be as new as the digest.
              const digest = digestOf(now);
              const found = tagOf(now, live);
              if (ran.get(digest) !== last) throw new NotYet(`${found} is ${ran.get(digest) ?? digest}`);
              return found;
            },
            { seconds: 120 },
          );
          assert.match(tag, /^live-[1-9][0-9]*$/);
          await untilDeployed(now, live, tag, { digest: digestOf(now) });
          const repository = now.repository("echo-server");
          const [commit] = byFlux(repository.commits(undefined)).filter(({ message }) => message.includes(tag));
          assert.ok(commit);
          assertSigned(now, live, commit);
        } finally {
          await promotions.stop();
        }
        const config = (await now.kube.secret("flux-system", "acme-docker"))[".dockerconfigjson"] ?? "";
        const tags = (await now.registry.tagsWith(config, imageName(now, dev))).filter((each) =>
          /^live-[0-9]+$/.test(each),
        );
        for (const each of tags) {
          const tag = ran.get(await now.registry.digest(imageName(now, dev), each));
          assert.ok(tag !== undefined && !tag.endsWith(crashingTag), `${each} is ${tag ?? "nothing that dev has run"}`);
        }
        // A run of before, started again, promotes nothing.
        const runs = (await Promise.all(promotions.begun)).filter(
          (run) => run?.jobs["promote-live"]?.result === "success",
        );
        assert.ok(runs.length > 0);
        assert.match(
          runs[0]?.title ?? "",
          /^Kustomization\/echo-server-dev\.flux-system healthy main@sha1:[0-9a-f]{40}$/,
        );
      },
      { minutes: 8 },
    );

    promise("is all that there was: the environment goes with its lines", world, async (now) => {
      now.edit(`${liveFields}${productionFields}`, productionFields);
      now.edit(`${dispatcher}${chat}`, chat);
      await now.deploy();
      await now.kube.untilGone(flux.kustomization(live));
      if (now.isByGit) await removeNamespace(now);
      now.repository("echo-server").change("Promote no more", (folder) => {
        rmSync(join(folder, dirname(live.overlay)), { recursive: true });
        rmSync(join(folder, ".github/workflows/promote.yml"));
      });
      assert.deepEqual(await now.drift(), []);
    });
  });
}

/** By Git a namespace stays, and who deploys there: docs/fleet.md has people delete them. */
async function removeNamespace({ kube }: World): Promise<void> {
  const { namespace } = live;
  const place = { apiVersion: "v1", kind: "Namespace", name: namespace };
  const who = [deployerBinding(namespace, fluxNamespace), deployer(namespace, fluxNamespace)];
  for (const each of [...who.map((manifest) => referenceOf(json(manifest))), place]) {
    await kube.delete(each);
    await kube.untilGone(each);
  }
}

/** The digest that is written for the environment which images are promoted to. */
function digestOf(now: World): string {
  return /^\s*digest: "?(sha256:[0-9a-f]{64})/m.exec(now.repository("echo-server").file(live.overlay))?.[1] ?? "";
}
