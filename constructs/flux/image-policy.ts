import type { ImagePolicy } from "../../.gen/crds";
import { automationLabel } from "../../config/names";
import type { Deployment } from "../../config/topology";

export interface ImagePolicyOptions {
  readonly deployment: Deployment;
  readonly namespace: string;
  /** Name of the automation that writes what this policy selects. */
  readonly automation: string;
}

/** Which tag an environment deploys. @see https://fluxcd.io/flux/components/image/imagepolicies/ */
export function imagePolicy({ deployment, namespace, automation }: ImagePolicyOptions): ImagePolicy {
  const { application, environment } = deployment;
  const { filterTags, policy, digestReflectionPolicy, interval } = environment.imagePolicy;
  return {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImagePolicy",
    metadata: { name: environment.objectName, namespace, labels: { [automationLabel]: automation } },
    spec: {
      imageRepositoryRef: { name: application.name },
      ...(filterTags && { filterTags: { ...filterTags } }),
      policy: { ...policy },
      digestReflectionPolicy,
      ...(interval !== undefined && { interval }),
    },
  };
}
