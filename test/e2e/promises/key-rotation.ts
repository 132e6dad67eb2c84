import assert from "node:assert/strict";
import { describe } from "node:test";
import { assertChain } from "../support/chain";
import { complaints } from "../support/events";
import {
  assertSigned,
  byFlux,
  dev,
  flux,
  pushTag,
  tagOf,
  untilDeployed,
  untilWritten,
  whilePushing,
} from "../support/flow";
import { promise } from "../support/promise";
import { NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

/** Objects that use the deploy key or the GPG key. */
const users = ["GitRepository echo-server", "ImageUpdateAutomation echo-server"];

/** Waits until the cluster has the newest keys. */
async function untilRefreshed(world: World): Promise<void> {
  const { delivery } = world;
  const repository = delivery.repositories.find(({ name }) => name === "echo-server");
  assert.ok(repository?.deployKey);
  const { gpg } = delivery.github.bot;
  assert.ok(gpg);
  const wanted: readonly (readonly [string, string, string])[] = [
    ["echo-server-git", "identity", repository.deployKey.parameter],
    [gpg.secretName, "git.asc", gpg.parameter],
    ...(gpg.passphrase ? ([[gpg.secretName, "passphrase", gpg.passphraseParameter]] as const) : []),
  ];
  for (const [name, key, parameter] of wanted) {
    const secret = { apiVersion: "v1", kind: "Secret", namespace: fluxNamespace, name };
    await world.kube.until(`Secret ${name} has the newest ${key}`, secret, async () => {
      const data = await world.kube.secret(fluxNamespace, name);
      if (data[key] !== world.project.world.parameter(parameter)) throw new NotYet("it has another value");
    });
  }
}

/** Asserts that GitHub knew each new key before SSM served it: Flux may use it from then on. */
function assertRegisteredFirst(changes: readonly string[]): void {
  const position = (wanted: string): number => {
    const found = changes.findIndex((line) => `${line} `.startsWith(`${wanted} `));
    assert.notEqual(found, -1, `"${wanted}" is not among:\n${changes.join("\n")}`);
    return found;
  };
  const before = (registration: string, path: string): void => {
    const late = `SSM has ${path} before GitHub knows the key:\n${changes.join("\n")}`;
    assert.ok(position(`create ${registration}`) < position(`update aws_ssm_parameter ${path}`), late);
  };
  before("github_repository_deploy_key", "/github/echo-server/deploy-key");
  before("github_user_gpg_key", "/github/gpg-keys/acme-bot");
  before("github_user_gpg_key", "/github/gpg-keys/acme-bot/passphrase");
}

/** Exchanges both keys for the next generation's; the first deploy key is one that the state has. */
const moveFrom =
  (generation: number, inState: string) =>
  async (now: World): Promise<void> => {
    const next = generation + 1;
    const repository = now.repository("echo-server");
    const before = repository.head() ?? "";
    const [oldGpg = ""] = now.gpgKeys();
    const { identity: oldIdentity = "" } = await now.kube.secret(fluxNamespace, "echo-server-git");
    const refreshed = { at: 0, head: "" };

    const last = await whilePushing(now, async () => {
      const both = `deployKey: { generations: [${generation}, ${next}]${inState} }`;
      now.edit(`deployKey: { generations: [${generation}]${inState} }`, both);
      now.edit(`generations: [${generation}]\n`, `generations: [${generation}, ${next}]\n`);
      const earlier = now.changes.length;
      await now.deploy();
      assertRegisteredFirst(now.changes.slice(earlier));
      assert.equal(now.gpgKeys().length, 2);
      assert.equal(await now.gitHost.accepts(oldIdentity, "echo-server"), true, "the old deploy key still opens");
      await untilRefreshed(now);
      refreshed.at = Date.now();
      refreshed.head = repository.head() ?? "";

      now.edit(both, `deployKey: { generations: [${next}] }`);
      now.edit(`generations: [${generation}, ${next}]\n`, `generations: [${next}]\n`);
      await now.deploy();
      assert.equal(await now.gitHost.accepts(oldIdentity, "echo-server"), false, "the old deploy key opens nothing");
    });
    const [newGpg = "", ...more] = now.gpgKeys();
    assert.deepEqual(more, []);
    assert.notEqual(newGpg, oldGpg);

    await untilWritten(now, dev, last);
    await untilDeployed(now, dev, last);
    await now.kube.untilReady(flux.source("echo-server"));
    await now.kube.untilReady(flux.image("ImageUpdateAutomation", "echo-server"));
    const failed = await complaints(now.kube, refreshed.at, users);
    assert.deepEqual(failed, [], "a reconcile failed after the refresh");
    assertChain(now, [dev], before);

    // The first after the refresh may have begun before it.
    const [, ...after] = byFlux(repository.commits(refreshed.head)).map((commit) => assertSigned(now, dev, commit));
    assert.deepEqual([...new Set(after)], [now.keyring.fingerprint(newGpg)]);
    // Those of the first generation too: GitHub remembers a verification.
    byFlux(repository.commits(undefined)).forEach((commit) => assertSigned(now, dev, commit));
  };

export function keyRotation(world: () => World): void {
  describe("rotation of the keys", () => {
    promise(
      "a deploy key that an older release has left in the state moves out of it while updates go on",
      world,
      moveFrom(1, ", keptInState: [1]"),
      { minutes: 8 },
    );

    promise("deploy key and GPG key move to the next generation while updates go on", world, moveFrom(2, ""), {
      minutes: 8,
    });

    promise("a key without a passphrase signs as well", world, async (now) => {
      const repository = now.repository("echo-server");
      now.edit("generations: [3]\n      passphrase: true", "generations: [4]\n      passphrase: false");
      await now.deploy();
      await untilRefreshed(now);
      assert.deepEqual(Object.keys(await now.kube.secret(fluxNamespace, "acme-bot-gpgkey")), ["git.asc"]);
      const before = repository.head() ?? "";
      const tag = String(Number(tagOf(now, dev)) + 1);
      await pushTag(now, dev, tag);
      await untilWritten(now, dev, tag);
      const [commit] = byFlux(repository.commits(before));
      assert.ok(commit);
      assert.equal(assertSigned(now, dev, commit), now.keyring.fingerprint(now.gpgKeys()[0] ?? ""));
    });
  });
}
