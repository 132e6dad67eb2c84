import type { ImagePolicy } from "../../.gen/crds";
import type { Environment } from "../../model/delivery";
import { automationLabel } from "../../model/names";

/**
 * Which tag an environment deploys. It is beside the automation that writes the tag, which may be on another cluster
 * than the environment.
 *
 * @see https://fluxcd.io/flux/components/image/imagepolicies/
 */
export function imagePolicy({ objectName, application, automation, imagePolicy: fields }: Environment): ImagePolicy {
  const { filterTags, policy, digestReflectionPolicy, interval } = fields;
  return {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImagePolicy",
    metadata: {
      name: objectName,
      namespace: automation.cluster.fluxNamespace,
      labels: { [automationLabel]: automation.name },
    },
    spec: {
      imageRepositoryRef: { name: application.objectName },
      filterTags: filterTags && { ...filterTags },
      policy: { ...policy },
      digestReflectionPolicy,
      interval,
    },
  };
}
