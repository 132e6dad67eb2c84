import type { Namespace } from "../../../.gen/crds";
import { workloadNamespace } from "../../../manifests/kubernetes/namespace";

/**
 * The environment's namespace, for a cluster where the app stack has not made it. One that exists is neither
 * changed nor ever deleted by Flux: it may hold more than this application.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
export function overlayNamespace(name: string): Namespace {
  const made = workloadNamespace(name);
  return {
    ...made,
    metadata: {
      ...made.metadata,
      annotations: {
        "kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent",
        "kustomize.toolkit.fluxcd.io/prune": "disabled",
      },
    },
  };
}
