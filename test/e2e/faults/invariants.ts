/** What stays true whatever the network does. Each throws an AssertionError where it is not. */
import assert from "node:assert/strict";
import { publicHalf } from "../../opentofu/support/openssh";
import { at, text } from "../../support/synth";
import type { ReceivedAlert } from "../support/event-sink";
import { byFlux, dev, staging, type Place } from "../support/flow";
import { updatesOf } from "../support/chain";
import type { Kube } from "../support/kube";
import type { World } from "../support/world";

/** The environments that tags are pushed for. */
export const moving = [dev, staging] as const;

const numberOf = (tag: string): number => Number(/\d+$/.exec(tag)?.[0]);

/** Each tag is written once at most, later ones later, and each update begins where the one before ended. */
export function assertOneCommitEach(
  world: Pick<World, "repository">,
  since: string,
  pushed: ReadonlyMap<Place, readonly string[]>,
): void {
  for (const [place, tags] of pushed) {
    const updates = updatesOf(world, place, since);
    const shown = `${place.overlay}: ${updates.map((each) => each.join(" -> ")).join(", ")}`;
    for (const [index, [from, to]] of updates.entries()) {
      assert.ok(numberOf(to) > numberOf(from), `a tag goes back or comes twice: ${shown}`);
      assert.equal(from, updates[index - 1]?.[1] ?? from, `an update is lost: ${shown}`);
      assert.ok(tags.includes(to), `nobody has pushed ${to}: ${shown}`);
    }
    assert.equal(updates.at(-1)?.[1], tags.at(-1), `the last tag is not written: ${shown}`);
  }
}

const marked = /^[-+]\s*(newTag|digest): "?[^"\s]+"?\s+# \{"\$imagepolicy": "flux-system:([^":]+):(tag|digest)"\}$/;

/** Commits of Flux change marked lines of the moving environments, the tag and its digest at most, and nothing else. */
export function assertOwnLinesOnly(world: Pick<World, "repository">, since: string): void {
  const repository = world.repository(dev.application);
  for (const commit of byFlux(repository.commits(since))) {
    const files = repository.git("show", "--format=", "--name-only", commit.id).split("\n");
    for (const file of files) {
      const place = moving.find(({ overlay }) => overlay === file);
      assert.ok(place, `commit ${commit.id} changes ${file || "nothing"}`);
      const lines = repository
        .git("show", "--unified=0", "--format=", commit.id, "--", file)
        .split("\n")
        .filter((line) => /^[-+](?![-+]{2} )/.test(line));
      assert.ok([2, 4].includes(lines.length), `commit ${commit.id} changes more than a line of ${file}, or two`);
      const fields = lines.map((line) => {
        const [, field = "", policy, part] = marked.exec(line) ?? [];
        assert.equal(policy, place.kustomization, line);
        assert.equal(part, field === "newTag" ? "tag" : field, line);
        return `${line.charAt(0)}${field}`;
      });
      const expected = lines.length > 2 ? ["-newTag", "-digest", "+newTag", "+digest"] : ["-newTag", "+newTag"];
      assert.deepEqual(fields, expected, `commit ${commit.id} changes other lines of ${file}`);
    }
  }
}

/** No Deployment has gone back to an image that it had run before: Kubernetes writes it down at the ReplicaSet. */
export async function assertNeverBack(
  kube: Pick<Kube, "all">,
  pushed: ReadonlyMap<Place, readonly string[]>,
): Promise<void> {
  for (const [{ namespace, application }, tags] of pushed) {
    const sets = (await kube.all("apps/v1", "ReplicaSet", namespace))
      .filter((set) => at(set, "metadata", "ownerReferences", 0, "name") === application)
      .map((set) => ({
        revision: Number(at(set, "metadata", "annotations", "deployment.kubernetes.io/revision")),
        earlier: at(set, "metadata", "annotations", "deployment.kubernetes.io/revision-history"),
        tag: text(at(set, "spec", "template", "spec", "containers", 0, "image"))
          .replace(/@.*$/, "")
          .replace(/^.*:/, ""),
      }))
      .sort((a, b) => a.revision - b.revision);
    const shown = sets.map(({ tag, revision }) => `${revision}: ${tag}`).join(", ");
    const fresh = sets.filter(({ tag }) => tags.includes(tag));
    assert.equal(sets.at(-1)?.tag, tags.at(-1), `${namespace} runs another tag than the last: ${shown}`);
    for (const [index, { tag, earlier }] of fresh.entries()) {
      assert.equal(earlier, undefined, `${tag} ran, went and came back: ${shown}`);
      const before = fresh[index - 1]?.tag;
      if (before !== undefined) assert.ok(numberOf(tag) > numberOf(before), `a tag goes back: ${shown}`);
    }
  }
}

/** Who has a deploy key. */
export interface KeyHolders {
  /** The private key that SSM serves. */
  readonly served: string;
  /** The public keys of the repository at GitHub. */
  readonly known: readonly string[];
  /** The private key in the cluster. */
  readonly inCluster: string | undefined;
}

/** GitHub knows the public half of what SSM serves, and of nothing else; the cluster has what SSM serves. */
export function assertOneKey({ served, known, inCluster }: KeyHolders): void {
  assert.deepEqual(known, [publicHalf(served)], "GitHub knows other keys than the one that SSM serves");
  assert.ok(inCluster === served, "the cluster has another key than SSM");
}

/** Nobody is told the same thing about the same object twice by one Alert. */
export function assertNotRepeated(alerts: readonly ReceivedAlert[]): void {
  const seen = new Map<string, number>();
  for (const alert of alerts) {
    const key = JSON.stringify(alert);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  // Both Alerts tell of an error, one alone of anything else.
  const repeated = [...seen].filter(([key, count]) => count > (key.includes('"severity":"error"') ? 2 : 1));
  assert.deepEqual(repeated, [], "alerts are repeated");
}
