import assert from "node:assert/strict";
import { describe } from "node:test";
import { at } from "../../support/synth";
import { complaints, type Complaint } from "../support/events";
import {
  assertSigned,
  byFlux,
  flux,
  greeter,
  pushTag,
  tagOf,
  untilDeployed,
  untilFetched,
  untilWritten,
} from "../support/flow";
import { sendWebhooks } from "../support/github";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

const bot = "acme-flux[bot]";
const source = flux.source("greeter");
const users = ["GitRepository greeter", "ImageUpdateAutomation greeter", "ExternalSecret github-app"];

/** What the file has of the greeter, in each step of the move. */
const byKey = "  - name: greeter\n    interval: 1h\n";
const byBoth = "  - name: greeter\n    interval: 1h\n    access: app\n    deployKey: {}\n";
const byApp = "  - name: greeter\n    interval: 1h\n    access: app\n";

export function gitHubApp(world: () => World): void {
  /** Delivers a new tag of the greeter by the bot's signed commit; returns the commit. */
  const write = async (now: World): Promise<string> => {
    const repository = now.repository("greeter");
    const before = repository.head() ?? "";
    const tag = String(Number(/^\d+/.exec(tagOf(now, greeter))?.[0]) + 1);
    const stop = sendWebhooks(now);
    try {
      const digest = await pushTag(now, greeter, tag);
      await untilDeployed(now, greeter, tag, { digest });
    } finally {
      stop();
    }
    await untilWritten(now, greeter, tag);
    const [commit] = byFlux(repository.commits(before));
    assert.ok(commit);
    assertSigned(now, greeter, commit);
    await untilFetched(now, "greeter", commit.id);
    return commit.id;
  };
  const asked = (now: World, service: string): number =>
    now.gitRequests.filter((each) => each.repository === "acme/greeter" && each.service === service).length;
  /** The greeter's deploy keys that the Git host lets in. */
  const deployKeys = ({ project }: World): number => project.gitHub.deployKeys("acme/greeter").length;

  describe("a GitHub App", () => {
    const begun = { at: 0 };

    promise("takes a repository over from its deploy key, which goes afterwards", world, async (now) => {
      begun.at = Date.now();
      now.edit("  bot:\n", "  app: { id: 7, installationOwner: acme }\n  bot:\n");
      now.edit(byKey, byBoth);
      await now.deploy();
      const spec = at(await now.kube.untilReady(source), "spec");
      assert.equal(at(spec, "provider"), "github");
      assert.equal(at(spec, "url"), `${now.project.gitHub.url}/acme/greeter`);
      assert.deepEqual(Object.keys(await now.kube.secret(fluxNamespace, "github-app")).sort(), [
        "githubAppBaseURL",
        "githubAppID",
        "githubAppInstallationOwner",
        "githubAppPrivateKey",
      ]);
      assert.deepEqual(await now.drift(), [], "the API keeps the objects as they were given");
      assert.equal(deployKeys(now), 1);
      now.edit(byBoth, byApp);
      await now.deploy();
      assert.equal(deployKeys(now), 0);
    });

    promise("clones and pushes: the bot signs what the App brings", world, async (now) => {
      const before = { read: asked(now, "git-upload-pack"), written: asked(now, "git-receive-pack") };
      await write(now);
      assert.ok(asked(now, "git-upload-pack") > before.read, "it was fetched over HTTP");
      assert.ok(asked(now, "git-receive-pack") > before.written, "it was pushed over HTTP");
      const tokens = now.project.gitHub.requests.filter(({ path }) => path.endsWith("/access_tokens"));
      assert.ok(tokens.length > 0 && tokens.every(({ status }) => status === 201));
    });

    promise("reports statuses of commits, and calls workflows", world, async (now) => {
      const providers = "        - { name: chat, type: slack";
      now.edit(
        providers,
        `        - { name: commits, type: github, repository: greeter }\n        - { name: runs, type: githubdispatch, repository: greeter }\n${providers}`,
      );
      const alerts = "        - { name: failures,";
      now.edit(
        alerts,
        `        - { name: commits, provider: commits, severity: info }\n        - { name: runs, provider: runs, severity: info }\n${alerts}`,
      );
      await now.deploy();
      const commit = await write(now);
      const { gitHub } = now.project;
      const status = await eventually(`commit ${commit} has a status`, () => {
        const found = gitHub.statuses("acme/greeter").find(({ sha, state }) => sha === commit && state === "success");
        if (!found) throw new NotYet(`${gitHub.statuses().length} statuses`);
        return found;
      });
      assert.equal(status.addedBy, bot);
      assert.match(status.context, /^kustomization\/greeter-dev\//);
      const run = await eventually("a workflow is called", () => {
        const found = gitHub
          .dispatches("acme/greeter")
          .find(({ event }) => event.startsWith("Kustomization/greeter-dev"));
        if (!found) throw new NotYet(`${gitHub.dispatches().length} events`);
        return found;
      });
      assert.equal(run.addedBy, bot);
    });

    promise(
      "gives a repository back to a deploy key, and no reconcile has failed on either way",
      world,
      async (now) => {
        now.edit(byApp, byKey);
        await now.deploy();
        assert.equal(deployKeys(now), 1);
        assert.match(JSON.stringify(at(await now.kube.untilReady(source), "spec", "url")), /ssh:/);
        const before = asked(now, "git-receive-pack");
        await write(now);
        assert.equal(asked(now, "git-receive-pack"), before, "it was pushed over SSH");
        const complained = await complaints(now.kube, begun.at, users);
        // By Git nothing waits until ESO has made a Secret; Flux tries again.
        const isEarly = ({ message }: Complaint): boolean =>
          now.isByGit && /: secrets "[a-z-]+" not found$/.test(message);
        assert.deepEqual(
          complained.filter((each) => !isEarly(each)),
          [],
        );
      },
    );
  });
}
