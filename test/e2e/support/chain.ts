/** Whether the updates of an environment form one chain: nothing lost, nothing written twice. */
import assert from "node:assert/strict";
import { byFlux, type Place } from "./flow";
import type { World } from "./world";

const marked = /^([-+])\s*newTag: "?([^"\s]+)"?\s+# \{"\$imagepolicy"/;

/** Old and new tag of each commit of Flux to an environment's overlay, oldest first. */
export function updatesOf(
  world: Pick<World, "repository">,
  { application, overlay }: Place,
  since: string,
): [string, string][] {
  const repository = world.repository(application);
  return byFlux(repository.commits(since)).flatMap(({ id }) => {
    const lines = repository.git("show", "--unified=0", "--format=", id, "--", overlay).split("\n");
    const tag = (sign: string): string | undefined =>
      lines.map((line) => marked.exec(line)).find((match) => match?.[1] === sign)?.[2];
    const [from, to] = [tag("-"), tag("+")];
    return from === undefined || to === undefined ? [] : [[from, to]];
  });
}

/** Asserts that each update begins where the one before ended, and that none of Flux's commits is empty. */
export function assertChain(world: World, places: readonly Place[], since: string): void {
  for (const place of places) {
    const updates = updatesOf(world, place, since);
    const shown = updates.map((each) => each.join(" -> ")).join(", ");
    assert.ok(updates.length > 0, `${place.overlay} has no update`);
    updates.forEach(([from, to], index) => {
      assert.notEqual(from, to, shown);
      const before = updates[index - 1]?.[1];
      if (before !== undefined) assert.equal(from, before, shown);
    });
    assert.equal(new Set(updates.map(([, to]) => to)).size, updates.length, `written twice: ${shown}`);
  }
  for (const application of new Set(places.map((place) => place.application))) {
    const repository = world.repository(application);
    for (const { id } of byFlux(repository.commits(since))) {
      assert.notEqual(repository.git("show", "--format=", "--name-only", id), "", `commit ${id} is empty`);
    }
  }
}
