import { maxSatisfying, parse } from "semver";
import type { Environment } from "../../../model/delivery";
import { isNumber, orderingKey } from "../../../config/schema/image-policy";

type ImagePolicy = Environment["imagePolicy"];

interface Candidate {
  readonly tag: string;
  readonly key: string;
}

/** A version as Flux reads it: three numbers, perhaps after a `v`, perhaps with zeros before them as in 2026.01.05. */
export function versionOf(text: string): string | undefined {
  const [, numbers, rest = ""] = /^v?([0-9]+\.[0-9]+\.[0-9]+)(.*)$/.exec(text) ?? [];
  return numbers === undefined ? undefined : parse(numbers.split(".").map(Number).join(".") + rest)?.version;
}

function highestVersion(candidates: readonly Candidate[], range: string): string | undefined {
  const versions = new Map(candidates.flatMap(({ tag, key }) => [[versionOf(key) ?? "", tag] as const]));
  versions.delete("");
  // Flux considers pre-releases where the range names one.
  const includePrerelease = /\d-\w/.test(range);
  const highest = maxSatisfying([...versions.keys()], range.replaceAll(",", " "), { includePrerelease });
  return highest === null ? undefined : versions.get(highest);
}

/**
 * The tag that Flux's image policy chooses of a list, or undefined where it chooses none. A numerical policy
 * fails as a whole where the pattern lets through a tag of which it can't compare a number.
 *
 * @see https://fluxcd.io/flux/components/image/imagepolicies/#policy
 */
export function selectTag(policy: ImagePolicy, tags: readonly string[]): string | undefined {
  const candidates = tags.flatMap((tag): Candidate[] => {
    const key = orderingKey(policy, tag);
    return key === undefined ? [] : [{ tag, key }];
  });
  const { numerical, alphabetical, semver } = policy.policy;
  if (semver) return highestVersion(candidates, semver.range);
  if (numerical && !candidates.every(({ key }) => isNumber(key))) return undefined;
  const compare = (a: Candidate, b: Candidate): number =>
    numerical ? Number(a.key) - Number(b.key) : a.key < b.key ? -1 : Number(a.key > b.key);
  const rising = [...candidates].sort(compare);
  const { order } = numerical ?? alphabetical ?? { order: "asc" };
  return (order === "asc" ? rising.at(-1) : rising[0])?.tag;
}
