import { NotKnown, problem, warning, type Check } from "../check";
import type { ControllerName } from "../../flux/controllers";
import { controllersOf, installerOf, kubectlOf, notYet } from "../kubernetes";

/** Who acts on which kinds. */
const actors: Readonly<Record<ControllerName, readonly string[]>> = {
  "source-controller": ["GitRepository", "HelmRepository", "OCIRepository"],
  "kustomize-controller": ["Kustomization"],
  "helm-controller": ["HelmRelease"],
  "notification-controller": ["Alert", "Provider", "Receiver"],
  "image-reflector-controller": ["ImageRepository", "ImagePolicy"],
  "image-automation-controller": ["ImageUpdateAutomation"],
};

const extra = /^image-/;

/** The controllers run that act on what the stacks make. */
export const fluxControllers: Check = {
  name: "flux-controllers",
  of: "cluster",
  async *run(world) {
    const { cluster } = world;
    const { name: clusterName, fluxNamespace, at } = cluster;
    const kinds = new Set<string>(world.objects.map(({ manifest }) => manifest.kind));
    const there = await controllersOf(world);
    const installer = installerOf(cluster, "flux");
    if (there.length === 0 && installer !== undefined) throw new NotKnown(notYet("Flux", cluster, installer));
    for (const [name, own] of Object.entries(actors)) {
      const acted = own.filter((kind) => kinds.has(kind));
      if (acted.length === 0) continue;
      const found = there.filter((each) => each.name === name);
      if (found.length === 0) {
        yield problem(
          [...at, "fluxNamespace"],
          `cluster ${clusterName} has no ${name} in ${fluxNamespace}`,
          `one, for ${acted.join(", ")}`,
          extra.test(name)
            ? "flux install --components-extra=image-reflector-controller,image-automation-controller, or components of the FluxInstance."
            : "Install Flux there, or correct fluxNamespace.",
        );
      } else if (!found.some(({ isAvailable }) => isAvailable)) {
        const expected = "a Pod that is available";
        yield warning(
          [...at, "fluxNamespace"],
          `${name} of cluster ${clusterName} has no available Pod`,
          expected,
          `${kubectlOf(cluster)} describe deployment ${found[0]?.deployment ?? name} -n ${fluxNamespace} says why.`,
        );
      }
    }
  },
};
