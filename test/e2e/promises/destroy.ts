import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { protectedLabel } from "../../../model/names";
import { at, type Json } from "../../support/synth";
import { deploymentOf, dev, greeter, production, staging } from "../support/flow";
import { referenceOf, display, type Reference } from "../support/objects";
import { logsIn } from "../support/logs";
import { servingPods } from "../support/pods";
import { promise } from "../support/promise";
import { eventually, throughout } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

/** Every kind that our stacks, Flux and ESO make. */
const kinds: readonly (readonly [string, string])[] = [
  ["v1", "Secret"],
  ["external-secrets.io/v1", "ExternalSecret"],
  ["external-secrets.io/v1", "ClusterSecretStore"],
  ["source.toolkit.fluxcd.io/v1", "GitRepository"],
  ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
  ["image.toolkit.fluxcd.io/v1", "ImageRepository"],
  ["image.toolkit.fluxcd.io/v1", "ImagePolicy"],
  ["image.toolkit.fluxcd.io/v1", "ImageUpdateAutomation"],
  ["notification.toolkit.fluxcd.io/v1", "Receiver"],
  ["notification.toolkit.fluxcd.io/v1beta3", "Provider"],
  ["notification.toolkit.fluxcd.io/v1beta3", "Alert"],
  ["gateway.networking.k8s.io/v1", "HTTPRoute"],
  ["source.toolkit.fluxcd.io/v1", "HelmRepository"],
  ["source.toolkit.fluxcd.io/v1", "HelmChart"],
  ["helm.toolkit.fluxcd.io/v2", "HelmRelease"],
  ["admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"],
  ["admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding"],
  ["v1", "ServiceAccount"],
  ["rbac.authorization.k8s.io/v1", "RoleBinding"],
];

/** Kubernetes has accounts and bindings of its own. */
const ours = ({ kind, name }: Reference): boolean =>
  !["ServiceAccount", "RoleBinding"].includes(kind) || name.endsWith(".deployer");

const isText = (value: Json | undefined): value is string => typeof value === "string";

function middleLine(value: string): string {
  const lines = value.trim().split("\n");
  return lines[Math.floor(lines.length / 2)] ?? value;
}

async function left({ kube }: World): Promise<string[]> {
  const found = await Promise.all(
    kinds.map(async ([apiVersion, kind]) =>
      (await kube.all(apiVersion, kind))
        .map((object) => referenceOf({ ...object, apiVersion, kind }))
        .filter(ours)
        .map(display),
    ),
  );
  return found.flat().sort();
}

export function destroy(world: () => World): void {
  describe("destroying the stacks", () => {
    promise("after all that, OpenTofu would still change nothing", world, async (now) => {
      assert.deepEqual(await now.drift(), []);
      for (const stack of ["secrets", "flux-bootstrap", "app"]) {
        assert.equal(await now.project.detailedExitCode(stack, now.env), 0, stack);
      }
    });

    promise("no log of any program has a secret in it", world, (now) => {
      const parameters = now.project.world.things("aws_ssm_parameter").map(({ attributes }) => at(attributes, "value"));
      // A line from the middle of a key, or a token as it is.
      const secrets = [...parameters.filter(isText).map(middleLine), now.pullToken];
      const logs = readdirSync(logsIn(now.project.folder)).map((name) => join(logsIn(now.project.folder), name));
      for (const log of logs) {
        const content = readFileSync(log, "utf8");
        assert.ok(!secrets.some((secret) => content.includes(secret)), log);
      }
    });

    promise("nobody deletes what is protected, and a plan that would is refused", world, async (now) => {
      const held = now.objects.filter(({ manifest }) => at(manifest, "metadata", "labels", protectedLabel));
      const kindsHeld = held.map(({ reference: { kind } }) => kind).sort();
      assert.deepEqual(kindsHeld, [
        ...["ExternalSecret", "HTTPRoute", "Kustomization", "Namespace", "RoleBinding", "ServiceAccount"],
      ]);
      for (const { reference } of held) {
        const name = [reference.namespace ?? [], reference.name].flat().join("/");
        await assert.rejects(now.kube.delete(reference), ({ message }: Error) =>
          message.includes(
            `${reference.kind} ${name} is protected: set protected: false for it in delivery.yaml, deploy that, and delete it then`,
          ),
        );
      }
      const { code, stderr } = await now.project.run("app", ["plan", "-destroy", "-input=false"], now.env);
      assert.equal(code, 1);
      assert.match(stderr, /kubernetes_manifest\.kustomization-echo-server-dev[^]{0,80}prevent_destroy set/);
      for (const { reference } of held) assert.ok(await now.kube.find(reference), display(reference));
    });

    promise("without app, the workloads are gone or left as configured", world, async (now) => {
      const orphans = await servingPods(now, staging);
      assert.ok(orphans.length > 0);
      now.edit("protected: true", "protected: false");
      await now.deploy();
      await now.app.destroy(now.env);
      for (const place of [dev, production, greeter]) {
        assert.equal(await now.kube.find(deploymentOf(place)), undefined, place.namespace);
      }
      assert.ok(await now.kube.find(deploymentOf(staging)), "deletionPolicy Orphan leaves the workload");
      await throughout(3, async () => {
        assert.deepEqual(await servingPods(now, staging), orphans, "deletionPolicy Orphan leaves the Pods");
      });
      for (const name of ["echo-dev", "greeter"]) {
        assert.equal(await now.kube.find({ apiVersion: "v1", kind: "Namespace", name }), undefined, name);
        assert.deepEqual(await now.kube.all("v1", "Pod", name), [], name);
      }
      for (const name of [fluxNamespace, "staging", "production"]) {
        assert.ok(await now.kube.find({ apiVersion: "v1", kind: "Namespace", name }), name);
      }
    });

    promise("without flux-bootstrap, nothing of ours is left in the cluster", world, async (now) => {
      await now.fluxBootstrap.destroy(now.env);
      // Secrets go with the ExternalSecret that owns them, a little later.
      await eventually("nothing is left", async () => assert.deepEqual(await left(now), []));
      assert.deepEqual(now.project.world.things("github_repository_webhook"), []);
      assert.equal(await now.kube.find({ apiVersion: "v1", kind: "Namespace", name: "monitoring" }), undefined);
      assert.deepEqual(await now.kube.all("v1", "Pod", "monitoring"), []);
    });

    promise("without secrets, nobody has a key to the repositories or a parameter", world, async (now) => {
      await now.project.destroy("secrets", now.env);
      assert.deepEqual(now.project.world.names(), []);
    });
  });
}
