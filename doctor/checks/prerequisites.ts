import { z } from "zod";
import { chartReleases } from "../../manifests/prerequisites";
import { problem, warning, type Check } from "../check";
import { controllersOf } from "../kubernetes";

const owned = z.object({ metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }) });

const crd = "externalsecrets.external-secrets.io";

/** What the prerequisites stack installs is not there by other means. */
export const prerequisites: Check = {
  name: "prerequisites",
  of: "cluster",
  async *run(world) {
    const { cluster } = world;
    const { name, at, prerequisites: given } = cluster;
    if (!given) return;
    const { installed } = chartReleases(given, cluster);
    const release = installed.find(({ chart }) => chart === "external-secrets");
    const found = release && (await world.get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd}`, owned));
    // Helm takes over only what says that it is of the same release. @see https://helm.sh/docs/faq/changes_since_helm2/
    const { "meta.helm.sh/release-name": of, "meta.helm.sh/release-namespace": where } =
      found?.metadata.annotations ?? {};
    if (release && found && (of !== release.name || where !== release.namespace)) {
      const whose = of === undefined ? "by other means than Helm" : `as release ${where ?? ""}/${of}`;
      yield problem(
        [...at, "prerequisites"],
        `cluster ${name} has External Secrets Operator ${whose}: Helm refuses CRD ${crd}`,
        `none, or release ${release.namespace}/${release.name}`,
        "Write externalSecrets: { install: false } below prerequisites, or remove that one.",
      );
    }
    if (!given.flux.install) return;
    // As Flux Operator labels what it installs.
    const other = (await controllersOf(world)).find(
      ({ labels }) => labels["app.kubernetes.io/managed-by"] !== "flux-operator",
    );
    if (!other) return;
    yield warning(
      [...at, "prerequisites"],
      `cluster ${name} has Flux, which Flux Operator did not install: ${given.stack} takes it over`,
      "a cluster without Flux, or one that Flux Operator installed",
      "Write flux: { install: false } below prerequisites to leave it as it is.",
    );
  },
};
