import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { at, text } from "../../support/synth";
import { untilAlerted } from "../support/alerted";
import {
  assertSigned,
  byFlux,
  deploymentOf,
  dev,
  flux,
  pushTag,
  tagOf,
  untilApplied,
  untilDeployed,
  untilFetched,
  untilWritten,
} from "../support/flow";
import { list } from "../support/objects";
import { run } from "../support/process";
import { promise } from "../support/promise";
import { systemTool } from "../support/tools";
import { NotYet, throughout } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

const source = flux.source("echo-server");
const plain = "  - name: echo-server\n    interval: 5s\n";
const verified = `${plain}    verify: { keys: [keys/people.pub] }\n`;

/** A new SSH key of somebody; returns the file of its private half. */
function newKey({ project }: World, name: string): string {
  const file = join(project.folder, name);
  run(systemTool("ssh-keygen"), ["-q", "-t", "ed25519", "-N", "", "-C", `${name}@example.com`, "-f", file]);
  return file;
}

/** Waits for a condition of the source, and returns its message. */
const untilCondition = (world: World, type: string, status: string, reason: string, about: string): Promise<string> =>
  world.kube.until(`the source's ${type} is ${status}, about ${about}`, source, (object) => {
    const found = list(at(object, "status", "conditions")).find((each) => at(each, "type") === type);
    const message = at(found, "message");
    if (at(found, "status") !== status || at(found, "reason") !== reason) throw new NotYet(JSON.stringify(found));
    if (!text(message).includes(about)) throw new NotYet(text(message));
    return text(message);
  });

export function verification(world: () => World): void {
  /** The overlay with a mark that no automation writes. */
  const marked = (now: World, mark: string): Record<string, string> => {
    const overlay = now.repository("echo-server").file(dev.overlay);
    const rest = overlay.replace(/\ncommonAnnotations:\n.*\n?$/, "");
    return { [dev.overlay]: `${rest}\ncommonAnnotations:\n  acme.example/mark: ${mark}\n` };
  };
  const markOf = async (now: World): Promise<unknown> =>
    at(await now.kube.get(deploymentOf(dev)), "metadata", "annotations", "acme.example/mark");
  const nextTag = (now: World): string => String(Number(tagOf(now, dev)) + 1);

  describe("verification of commits", () => {
    const keys = { alice: "", stranger: "" };

    promise("what a listed person has signed is taken", world, async (now) => {
      Object.assign(keys, { alice: newKey(now, "alice"), stranger: newKey(now, "stranger") });
      const publicKey = readFileSync(`${keys.alice}.pub`, "utf8");
      now.putBeside("keys/people.pub", `# who may\n${publicKey}`);
      const first = now.repository("echo-server").commit("Begin", marked(now, "begin"), "main", keys.alice);
      await untilApplied(now, dev, first);
      now.edit(plain, verified);
      await now.deploy();
      assert.deepEqual(await now.drift(), [], "the API keeps the objects as they were given");
      const names = Object.keys(await now.kube.secret(fluxNamespace, "echo-server-signers")).sort();
      const [generation = 0] = now.delivery.github.bot.gpg?.generations ?? [];
      assert.deepEqual(names, [`bot-${generation}.asc`, "listed-1.sshpub"]);
      const second = now.repository("echo-server").commit("Go on", marked(now, "alice"), "main", keys.alice);
      await untilApplied(now, dev, second);
      assert.equal(await markOf(now), "alice");
      await untilCondition(now, "SourceVerified", "True", "Succeeded", second);
    });

    promise("a stranger's commit is refused and alerted, and nothing of it is deployed", world, async (now) => {
      const repository = now.repository("echo-server");
      const good = repository.head() ?? "";
      for (const [who, key] of [
        ["nobody", undefined],
        ["stranger", keys.stranger],
      ] as const) {
        const bad = repository.commit(`By ${who}`, marked(now, who), "main", key);
        await untilCondition(now, "Ready", "False", "InvalidCommitSignature", bad);
        const { labels } = await untilAlerted(now, `the refusal of ${bad}`, ({ annotations }) =>
          JSON.stringify(annotations).includes(bad),
        );
        assert.deepEqual(
          [labels["severity"], labels["kind"], labels["name"]],
          ["error", "GitRepository", "echo-server"],
        );
        await throughout(6, async () => {
          const revision = at(await now.kube.get(source), "status", "artifact", "revision");
          assert.equal(revision, `main@sha1:${good}`);
          assert.equal(await markOf(now), "alice");
        });
        repository.reset(good);
      }
    });

    promise("the bot's commits are taken, of each of its generations", world, async (now) => {
      const repository = now.repository("echo-server");
      const write = async (): Promise<string> => {
        const before = repository.head() ?? "";
        const tag = nextTag(now);
        await pushTag(now, dev, tag);
        await untilWritten(now, dev, tag);
        await untilDeployed(now, dev, tag);
        const [commit] = byFlux(repository.commits(before));
        assert.ok(commit);
        await untilFetched(now, "echo-server", commit.id);
        return assertSigned(now, dev, commit);
      };
      const [old = ""] = now.gpgKeys();
      assert.equal(await write(), now.keyring.fingerprint(old));

      // A rotation is the secrets stack's alone.
      const [last = 0] = now.delivery.github.bot.gpg?.generations ?? [];
      now.edit(`generations: [${last}]\n`, `generations: [${last}, ${last + 1}]\n`);
      await now.deploySecrets();
      const names = [`bot-${last}.asc`, `bot-${last + 1}.asc`, "listed-1.sshpub"];
      const secret = { apiVersion: "v1", kind: "Secret", namespace: fluxNamespace, name: "echo-server-signers" };
      await now.kube.until("the Secret has both keys", secret, async () => {
        const found = Object.keys(await now.kube.secret(fluxNamespace, "echo-server-signers")).sort();
        if (found.join() !== names.join()) throw new NotYet(found.join());
      });
      const signing = { ...secret, name: "acme-bot-gpgkey" };
      await now.kube.until("the bot has its new key", signing, async () => {
        const { "git.asc": key } = await now.kube.secret(fluxNamespace, "acme-bot-gpgkey");
        if (key !== now.project.world.parameter("/github/gpg-keys/acme-bot")) throw new NotYet("it has the old one");
      });
      const fresh = now.gpgKeys().find((each) => each !== old) ?? "";
      assert.equal(await write(), now.keyring.fingerprint(fresh));

      now.edit(`generations: [${last}, ${last + 1}]\n`, `generations: [${last + 1}]\n`);
      await now.deploySecrets();
      assert.equal(await write(), now.keyring.fingerprint(fresh));
    });

    promise(
      "only the newest commit is looked at: what the bot writes on top brings the rest along",
      world,
      async (now) => {
        const repository = now.repository("echo-server");
        const bad = repository.commit("By nobody", marked(now, "below"));
        await untilCondition(now, "Ready", "False", "InvalidCommitSignature", bad);
        const tag = nextTag(now);
        await pushTag(now, dev, tag);
        await untilDeployed(now, dev, tag);
        assert.equal(await markOf(now), "below");
      },
    );

    promise("without it every commit is taken again", world, async (now) => {
      now.edit(verified, plain);
      await now.deploy();
      const commit = now.repository("echo-server").commit("By anybody", marked(now, "anybody"));
      await untilApplied(now, dev, commit);
      const name = "echo-server-signers";
      await now.kube.untilGone({ apiVersion: "v1", kind: "Secret", namespace: fluxNamespace, name });
    });
  });
}
