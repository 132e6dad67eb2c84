/** Where Flux finds the policy whose choice it writes. */
export interface PolicyName {
  /** Namespace that the cluster which writes the repository has Flux in. */
  readonly namespace: string;
  readonly name: string;
}

/**
 * The comment beside a value that Flux's image automation replaces.
 * @see https://fluxcd.io/flux/guides/image-update/#configure-image-update-for-custom-resources
 */
export const marker = ({ namespace, name }: PolicyName, part: "tag" | "digest"): string =>
  ` {"$imagepolicy": "${namespace}:${name}:${part}"}`;

/** What every marker of a policy begins with. */
export const policyMarker = (policy: PolicyName): string => marker(policy, "tag").slice(0, -'tag"}'.length);

export const isMarker = (comment: string | null | undefined): boolean => comment?.includes('"$imagepolicy"') ?? false;
