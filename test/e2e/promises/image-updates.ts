import assert from "node:assert/strict";
import { describe } from "node:test";
import { at } from "../../support/synth";
import {
  assertSigned,
  deploymentOf,
  digestOf,
  dev,
  flux,
  imageName,
  pushTag,
  reconcile,
  tagOf,
  untilApplied,
  untilDeployed,
  untilScanned,
  untilWritten,
} from "../support/flow";
import { promise } from "../support/promise";
import { fluxNamespace, type World } from "../support/world";

export function imageUpdates(world: () => World): void {
  describe("a pushed tag is delivered", () => {
    promise(
      "a newer tag gives one signed commit that changes the marked lines, says for whom, and changes nothing else",
      world,
      async (now) => {
        const repository = now.repository(dev.application);
        const before = repository.head();
        const [from, old] = [tagOf(now, dev), digestOf(now, dev)];
        const digest = await pushTag(now, dev, "200");
        await untilWritten(now, dev, "200");
        await untilDeployed(now, dev, "200", { digest });
        // Whoever would write a second commit has had the occasion.
        await reconcile(now, flux.image("ImageUpdateAutomation", dev.application));

        const commits = repository.commits(before);
        assert.equal(commits.length, 1, `commits: ${JSON.stringify(commits)}`);
        const [commit] = commits;
        assert.ok(commit);
        assert.equal(commit.author, "Acme Bot (dev, staging) <bot@acme.example>");
        assert.equal(commit.message, `chore: update image tags\n\necho-server dev: ${from} -> 200`);
        assertSigned(now, dev, commit);
        const changed = repository.git("diff", "--unified=0", `${before}..${commit.id}`).split("\n");
        const lines = changed.filter((line) => /^[-+](?![-+]{2} )/.test(line));
        assert.deepEqual(lines, [
          `-    newTag: "${from}" # {"$imagepolicy": "flux-system:echo-server-dev:tag"}`,
          `-    digest: "${old}" # {"$imagepolicy": "flux-system:echo-server-dev:digest"}`,
          '+    newTag: "200" # {"$imagepolicy": "flux-system:echo-server-dev:tag"}',
          `+    digest: "${digest}" # {"$imagepolicy": "flux-system:echo-server-dev:digest"}`,
        ]);
        await untilApplied(now, dev, commit.id);
      },
    );

    promise("a tag that is older, or that the pattern refuses, gives no commit", world, async (now) => {
      const repository = now.repository(dev.application);
      const before = repository.head();
      for (const tag of ["150", "201-rc1", "latest", "v999", "rc-0", "2e9", "sha256-abc"]) await pushTag(now, dev, tag);
      await untilScanned(now, dev);
      await reconcile(now, flux.image("ImageUpdateAutomation", dev.application));
      assert.equal(repository.head(), before);

      // That nothing came is not because nothing could.
      await pushTag(now, dev, "201");
      await untilWritten(now, dev, "201");
      assert.deepEqual(
        repository.commits(before).map(({ message }) => message.split("\n").at(-1)),
        ["echo-server dev: 200 -> 201"],
      );
    });

    promise("the Deployment has the new tag and the namespace's pull secret", world, async (now) => {
      const deployment = await untilDeployed(now, dev, "201");
      const pod = at(deployment, "spec", "template", "spec");
      assert.deepEqual(at(pod, "imagePullSecrets"), [{ name: "acme-docker" }]);
      const secret = await now.kube.get({
        apiVersion: "v1",
        kind: "Secret",
        namespace: dev.namespace,
        name: "acme-docker",
      });
      assert.equal(at(secret, "type"), "kubernetes.io/dockerconfigjson");
      assert.equal(at(await now.kube.get(deploymentOf(dev)), "metadata", "labels", "env"), "dev");
    });
  });

  describe("the registry is private", () => {
    promise("it refuses who has no login, Flux too", world, async (now) => {
      await assert.rejects(now.registry.tagsWith("{}", imageName(now, dev)), /UNAUTHORIZED/);
      const reference = flux.image("ImageRepository", "without-login");
      const { apiVersion, kind, name } = reference;
      const spec = { image: imageName(now, dev), interval: "1h", insecure: true };
      await now.kube.apply({ apiVersion, kind, metadata: { name, namespace: fluxNamespace }, spec });
      try {
        await now.kube.until("the scan without a login is refused", reference, (object) => {
          assert.match(JSON.stringify(at(object, "status", "conditions") ?? ""), /UNAUTHORIZED|unauthorized/);
        });
      } finally {
        await now.kube.delete(reference);
        await now.kube.untilGone(reference);
      }
    });

    promise("it opens to the login of every namespace that pulls or scans", world, async (now) => {
      for (const namespace of [fluxNamespace, "echo-dev", "staging", "production", "greeter"]) {
        const config = (await now.kube.secret(namespace, "acme-docker"))[".dockerconfigjson"];
        assert.ok(config, `${namespace}/acme-docker has no .dockerconfigjson`);
        assert.ok((await now.registry.tagsWith(config, imageName(now, dev))).includes("100"));
      }
    });
  });
}
