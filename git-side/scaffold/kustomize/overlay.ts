import type { Environment } from "../../../model/delivery";
import { seenFrom } from "../layout";
import type { KustomizationFile } from "./kustomization-file";

/** Whether Flux writes an image's digest beside its tag. */
export const reflectsDigest = ({ imagePolicy }: Environment): boolean => imagePolicy.digestReflectionPolicy !== "Never";

/** One environment of an application: what its base becomes there. */
export function overlayKustomization(environment: Environment, base: string): KustomizationFile {
  const { path, name, namespace, createNamespace, components, initialTag, pin } = environment;
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    namespace,
    resources: [seenFrom(path, base), ...(createNamespace ? ["namespace.yaml"] : [])],
    components: components.length > 0 ? components.map((folder) => seenFrom(path, folder)) : undefined,
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
