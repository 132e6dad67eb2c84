import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe } from "node:test";
import { deployer, deployerBinding } from "../../../manifests/kubernetes/deployer";
import { deployerName } from "../../../model/names";
import { at, type JsonObject } from "../../support/synth";
import { untilAlerted } from "../support/alerted";
import { deploymentOf, flux, imageOf, staging, tagOf, untilApplied } from "../support/flow";
import { conditionsOf, json, referenceOf, type Reference } from "../support/objects";
import { promise } from "../support/promise";
import { throughout } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

const confined = "        namespace: staging\n";
const clusterWide = `${confined}        clusterWide: true\n`;

const role: Reference = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "overlay-reader" };
const note = (namespace: string): Reference => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace,
  name: "overlay-note",
});

const configMap = (namespace: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: overlay-note, namespace: ${namespace} }\n`;
const clusterRole = `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: overlay-reader }\nrules: []\n`;

/** What docs/operations.md has operators run to find what overlays have applied elsewhere. */
const inventory =
  '{{range .items}}{{$name := .metadata.name}}{{with .status.inventory}}{{range .entries}}{{$name}} {{.id}}{{"\\n"}}{{end}}{{end}}{{end}}';

/** An object as the API gets it. */

/** Who runs OpenTofu with no other rights than those that docs/credentials.md names. */
const engine = "opentofu";

export function confinement(world: () => World): void {
  /** Puts objects beside all that the overlay has, with namespaces of their own, or takes them out; returns the commit. */
  const put = (now: World, objects: string): string =>
    now.repository(staging.application).change("Change the overlay", (clone) => {
      const folder = join(clone, dirname(staging.overlay));
      const file = (...path: readonly string[]): string => join(folder, ...path);
      const [outer, inner] = [file("kustomization.yaml"), file("own", "kustomization.yaml")];
      const overlay = existsSync(inner)
        ? readFileSync(inner, "utf8").replace("../../../base", "../../base")
        : readFileSync(outer, "utf8");
      rmSync(file("own"), { recursive: true, force: true });
      rmSync(file("extra.yaml"), { force: true });
      if (objects === "") {
        writeFileSync(outer, overlay);
        return;
      }
      mkdirSync(file("own"));
      writeFileSync(inner, overlay.replace("../../base", "../../../base"));
      writeFileSync(outer, "resources: [own, extra.yaml]\n");
      writeFileSync(file("extra.yaml"), objects);
    });
  const inventoryOf = async (now: World): Promise<string[]> =>
    (await now.kube.kubectl(["get", "kustomizations", "-n", fluxNamespace, "-o", `go-template=${inventory}`]))
      .split("\n")
      .filter((line) => line.startsWith(`${staging.kustomization} `));

  describe("what an overlay may reach", () => {
    promise(
      "a cluster-wide kind in it is refused and alerted as forbidden, and nothing of that commit is applied",
      world,
      async (now) => {
        const before = imageOf(await now.kube.get(deploymentOf(staging)));
        const commit = put(now, configMap("staging") + clusterRole);
        const refusal =
          /overlay-reader.* is forbidden: User \\?"system:serviceaccount:flux-system:staging\.deployer\\?"/s;
        await now.kube.until("the overlay is refused", flux.kustomization(staging), (object) => {
          assert.match(conditionsOf(object), new RegExp(`Ready False ReconciliationFailed .*${refusal.source}`, "s"));
        });
        const { labels } = await untilAlerted(
          now,
          "the refusal",
          ({ labels: { name, revision }, annotations }) =>
            name === staging.kustomization &&
            revision === `main@sha1:${commit}` &&
            refusal.test(JSON.stringify(annotations["message"])),
        );
        assert.deepEqual([labels["severity"], labels["kind"]], ["error", "Kustomization"]);
        await throughout(6, async () => {
          assert.equal(await now.kube.find(role), undefined);
          assert.equal(await now.kube.find(note("staging")), undefined);
          assert.equal(imageOf(await now.kube.get(deploymentOf(staging))), before);
        });
      },
    );

    promise("an object of another namespace is put into the environment's own", world, async (now) => {
      await untilApplied(now, staging, put(now, configMap("production")));
      assert.ok(await now.kube.find(note("staging")));
      assert.equal(await now.kube.find(note("production")), undefined);
    });

    promise(
      "with clusterWide both are applied where they belong, and pruned by the next commit",
      world,
      async (now) => {
        now.edit(confined, clusterWide);
        await now.deploy();
        await untilApplied(now, staging, put(now, configMap("production") + clusterRole));
        assert.ok(await now.kube.find(role));
        assert.ok(await now.kube.find(note("production")));
        assert.equal(await now.kube.find(note("staging")), undefined);
        const found = (await inventoryOf(now)).filter((line) => !line.startsWith("echo-server-staging staging_"));
        assert.deepEqual(found.sort(), [
          "echo-server-staging _overlay-reader_rbac.authorization.k8s.io_ClusterRole",
          "echo-server-staging production_overlay-note__ConfigMap",
        ]);

        await untilApplied(now, staging, put(now, ""));
        assert.equal(await now.kube.find(role), undefined);
        assert.equal(await now.kube.find(note("production")), undefined);
      },
    );

    promise("confined again it goes on as before, and the next plan is empty", world, async (now) => {
      now.edit(clusterWide, confined);
      await now.deploy();
      await untilApplied(now, staging, put(now, configMap("staging")));
      assert.ok(await now.kube.find(note("staging")));
      await untilApplied(now, staging, put(now, ""));
      await now.kube.untilGone(note("staging"));
      assert.match(
        imageOf(await now.kube.get(deploymentOf(staging))),
        new RegExp(`:${tagOf(now, staging)}@sha256:[0-9a-f]{64}$`),
      );
      assert.deepEqual(await now.drift(), []);
    });

    promise(
      "the namespace that an environment makes may be in its overlay, which git-side writes",
      world,
      async (now) => {
        const lines = await now.kube.kubectl([
          "get",
          "kustomizations",
          "-n",
          fluxNamespace,
          "-o",
          `go-template=${inventory}`,
        ]);
        assert.match(lines, /^echo-server-dev _echo-dev__Namespace$/m);
        assert.match(
          conditionsOf(await now.kube.get(flux.kustomization({ ...staging, kustomization: "echo-server-dev" }))),
          /Ready True/,
        );
      },
    );

    promise(
      "without the binding Flux can't delete a workload, and waits for it; without the account it leaves the workload",
      world,
      async (now) => {
        const name = "borrowed";
        const account = json(deployer(name, fluxNamespace));
        const binding = json(deployerBinding(name, fluxNamespace));
        const own = { ...flux.kustomization(staging), name };
        const workload = { ...deploymentOf(staging), namespace: name };
        const { path, sourceRef } = at(await now.kube.get(flux.kustomization(staging)), "spec") as JsonObject;
        const spec = {
          ...{ interval: "1m", retryInterval: "2s", prune: true, path: path ?? "", sourceRef: sourceRef ?? {} },
          ...{ targetNamespace: name, serviceAccountName: deployerName(name) },
        };
        const { apiVersion, kind, namespace = "" } = own;
        const kustomization = { apiVersion, kind, metadata: { name, namespace }, spec };
        await now.kube.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
        for (const object of [account, binding, kustomization]) await now.kube.apply(object);
        await now.kube.untilReady(own);

        await now.kube.delete(referenceOf(binding));
        await now.kube.delete(own);
        await throughout(6, async () => {
          assert.ok(await now.kube.find(own));
          assert.ok(await now.kube.find(workload));
        });
        await now.kube.apply(binding);
        await now.kube.untilGone(own);
        await now.kube.untilGone(workload);

        await now.kube.apply(kustomization);
        await now.kube.untilReady(own);
        await now.kube.delete(referenceOf(account));
        await now.kube.delete(own);
        await now.kube.untilGone(own);
        assert.ok(await now.kube.find(workload));
        await now.kube.delete({ apiVersion: "v1", kind: "Namespace", name });
      },
    );

    promise(
      "whoever makes the binding needs the right to bind, and no right of the cluster's administrator",
      world,
      async (now) => {
        const api = "rbac.authorization.k8s.io/v1";
        const rules = [
          { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["get", "create", "patch", "delete"] },
          {
            apiGroups: ["rbac.authorization.k8s.io"],
            resources: ["rolebindings"],
            verbs: ["get", "create", "patch", "delete"],
          },
        ];
        const bind = {
          apiGroups: ["rbac.authorization.k8s.io"],
          resources: ["clusterroles"],
          resourceNames: ["cluster-admin"],
          verbs: ["bind"],
        };
        const own = { apiVersion: api, kind: "ClusterRole", metadata: { name: engine } };
        const binding = {
          apiVersion: api,
          kind: "ClusterRoleBinding",
          metadata: { name: engine },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: engine },
          subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: engine }],
        };
        const apply = (): Promise<string> =>
          now.kube.kubectl(
            ["apply", "--server-side", "--dry-run=server", `--as=${engine}`, "--field-manager=engine", "-f", "-"],
            JSON.stringify(deployerBinding("production", "another-flux")),
          );
        await now.kube.apply({ ...own, rules });
        await now.kube.apply(binding);
        await assert.rejects(apply(), /attempting to grant RBAC permissions not currently held/);
        await now.kube.apply({ ...own, rules: [...rules, bind] });
        await now.kube.until("it may", { ...role, name: engine }, async () => {
          await apply();
        });
        for (const kind of ["ClusterRoleBinding", "ClusterRole"])
          await now.kube.delete({ apiVersion: api, kind, name: engine });
      },
    );
  });
}
