import type { Environment } from "../../../model/delivery";
import { seenFrom } from "../layout";
import { overlayObjects, overlayPatches } from "./extras";
import type { KustomizationFile } from "./kustomization-file";

/** Whether Flux writes an image's digest beside its tag. */
export const reflectsDigest = ({ imagePolicy }: Environment): boolean => imagePolicy.digestReflectionPolicy !== "Never";

/** One environment of an application: what its base becomes there. */
export function overlayKustomization(environment: Environment, base: string): KustomizationFile {
  const { path, name, namespace, components, initialTag, pin } = environment;
  const patches = overlayPatches(environment).map((each) => ({ path: each.name }));
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    namespace,
    resources: [seenFrom(path, base), ...overlayObjects(environment).map((each) => each.name)],
    components: components.length > 0 ? components.map((folder) => seenFrom(path, folder)) : undefined,
    patches: patches.length > 0 ? patches : undefined,
    labels: [{ pairs: { env: name }, includeTemplates: true }],
    images: [
      {
        name: environment.application.image.name,
        newTag: pin?.tag ?? initialTag,
        // Not known before Flux has scanned the registry; until then the tag alone counts.
        digest: reflectsDigest(environment) ? (pin?.digest ?? "") : undefined,
      },
    ],
  };
}
