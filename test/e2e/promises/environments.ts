import assert from "node:assert/strict";
import { describe } from "node:test";
import {
  assertSigned,
  byFlux,
  changesIn,
  dev,
  flux,
  production,
  pushTag,
  reconcile,
  staging,
  tagOf,
  untilDeployed,
  untilWritten,
} from "../support/flow";
import { promise } from "../support/promise";
import type { World } from "../support/world";

export function environments(world: () => World): void {
  describe("environments of one repository", () => {
    promise("two of them move by one automation", world, async (now) => {
      const repository = now.repository("echo-server");
      const before = repository.head();
      await Promise.all([pushTag(now, dev, "300"), pushTag(now, staging, "rc-2")]);
      await untilWritten(now, dev, "300");
      await untilWritten(now, staging, "rc-2");
      await untilDeployed(now, dev, "300");
      await untilDeployed(now, staging, "rc-2");
      const commits = repository.commits(before);
      assert.ok(commits.length <= 2, JSON.stringify(commits));
      commits.forEach((commit) => assertSigned(now, dev, commit));
    });

    promise("20 rapid pushes converge while people push too, and no commit is lost or repeated", world, async (now) => {
      const repository = now.repository("echo-server");
      const before = repository.head();
      const written: string[] = [];
      for (let round = 1; round <= 10; round += 1) {
        await pushTag(now, dev, String(300 + round));
        await pushTag(now, staging, `rc-${2 + round}`);
        if (round % 2 === 0) {
          const file = now.fresh("notes/note");
          written.push(file);
          repository.commit(`Write ${file}`, { [file]: "a person's work\n" });
        }
      }
      await untilWritten(now, dev, "310");
      await untilWritten(now, staging, "rc-12");
      await untilDeployed(now, dev, "310");
      await untilDeployed(now, staging, "rc-12");
      await reconcile(now, flux.image("ImageUpdateAutomation", "echo-server"));

      for (const file of written) assert.equal(repository.file(file), "a person's work");
      const commits = repository.commits(before);
      const people = commits.filter(({ author }) => author.startsWith("A Developer"));
      assert.equal(people.length, written.length);
      const updates = byFlux(commits);
      assert.equal(updates.length + people.length, commits.length);
      updates.forEach((commit) => assertSigned(now, dev, commit));
      const changes = changesIn(updates);
      assert.ok(changes.length > 0);
      assert.equal(new Set(changes).size, changes.length, `repeated: ${changes.join(", ")}`);
    });

    promise("one with a push branch leaves the main branch alone until its update is merged", world, async (now) => {
      const repository = now.repository("echo-server");
      const main = repository.head();
      await pushTag(now, production, "v1.1.0");
      await now.kube.until("the push branch exists", flux.source("echo-server"), () => {
        assert.ok(repository.head("image-updates"));
      });
      await untilWritten(now, production, "v1.1.0", { branch: "image-updates" });
      assert.equal(repository.head(), main);
      assert.equal(tagOf(now, production), "v1.0.0");
      await untilDeployed(now, production, "v1.0.0");

      const [commit, ...more] = repository.commits(main, "image-updates");
      assert.ok(commit && more.length === 0);
      assertSigned(now, production, commit);
      assert.equal(commit.message, "chore: update image tags\n\necho-server production: v1.0.0 -> v1.1.0");
      assert.equal(tagOf(now, dev, "image-updates"), tagOf(now, dev));

      repository.change("Merge image-updates", (folder) => {
        repository.merge(folder, "image-updates");
      });
      repository.git("branch", "-D", "image-updates");
      await untilDeployed(now, production, "v1.1.0");
    });

    promise("a push branch is made again from the main branch after it was merged and deleted", world, async (now) => {
      const repository = now.repository("echo-server");
      await pushTag(now, production, "v1.2.0");
      await now.kube.until("the push branch exists again", flux.source("echo-server"), () => {
        assert.ok(repository.head("image-updates"));
      });
      await untilWritten(now, production, "v1.2.0", { branch: "image-updates" });
      assert.equal(repository.commits("main", "image-updates").length, 1);
    });

    promise("a newer tag joins the update that waits, and one merge brings both", world, async (now) => {
      const repository = now.repository("echo-server");
      const file = now.fresh("notes/note");
      const main = repository.commit("Work on", { [file]: "a person's work\n" });
      await pushTag(now, production, "v1.3.0");
      await untilWritten(now, production, "v1.3.0", { branch: "image-updates" });
      assert.equal(repository.head(), main);
      repository.change("Merge image-updates", (folder) => {
        repository.merge(folder, "image-updates");
      });
      repository.git("branch", "-D", "image-updates");
      await untilDeployed(now, production, "v1.3.0");
      assert.equal(repository.file(file), "a person's work");
    });
  });
}
