import type { ImagePolicy } from "../../.gen/crds";
import type { Environment, ImagePolicyFields, Pin } from "../../model/delivery";
import { automationLabel } from "../../model/names";

/** A policy that knows no other tag than one. Of a tag's signs a pattern reads only the dot otherwise. */
const exactly = ({ tag }: Pin, fields: ImagePolicyFields): ImagePolicyFields => ({
  ...fields,
  filterTags: { pattern: `^${tag.replaceAll(".", "[.]")}$` },
  policy: { alphabetical: { order: "asc" } },
});

/**
 * Which tag an environment deploys. It is beside the automation that writes the tag, which may be on another cluster
 * than the environment.
 *
 * @see https://fluxcd.io/flux/components/image/imagepolicies/
 */
export function imagePolicy(environment: Environment): ImagePolicy {
  const { objectName, application, automation, imagePolicy: fields, pin, suspend } = environment;
  const { filterTags, policy, digestReflectionPolicy, interval } = pin ? exactly(pin, fields) : fields;
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
      suspend: suspend || undefined,
    },
  };
}
