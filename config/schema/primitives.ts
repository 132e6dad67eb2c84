import { z } from "zod";

/** Every pattern's message completes "expected ...": it says what is accepted and names whose rule it is. */
const text = (pattern: RegExp, expected: string) => z.string(expected).regex(pattern, expected);

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const dnsLabel = text(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63",
);

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const dnsSubdomain = text(
  /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  "a Kubernetes name: lowercase letters, digits, '-' and '.', beginning and ending with a letter or digit, at most 253",
);

/** A DNS host name without scheme, port or path; no wildcard, since a webhook or a browser calls it. */
export const hostname = text(
  /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "a host name such as echo.example.com: lowercase, without scheme, port or path",
);

/** A host or address with an optional port, as in an image's name or a Git URL. */
export const hostAndPort = text(
  /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:[0-9]{1,5})?$/,
  "a host with an optional port, such as ghcr.io or registry.example.com:5000, without scheme",
);

/** @see https://docs.github.com/en/enterprise-cloud@latest/admin/identity-and-access-management/iam-configuration-reference/username-considerations-for-external-authentication */
export const gitHubLogin = text(
  /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/,
  "a GitHub login: letters, digits and single '-', at most 39",
);

/** GitHub accepts letters, digits, `-`, `_` and `.` in a repository's name, at most 100. */
export const gitHubRepository = text(
  /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/,
  "a GitHub repository's name without its owner: letters, digits, '-', '_' and '.', at most 100, not ending in .git",
);

/** @see https://git-scm.com/docs/git-check-ref-format */
export const branch = text(
  /^(?!\/|.*(?:\/\/|\.\.|@\{|\/\.|\.lock(?:\/|$)))(?![-.])[A-Za-z0-9._/@+=-]{1,200}(?<![./])$/,
  "a Git branch: letters, digits and ./_-@+=, without '..', '//' or a trailing '/' or '.'",
);

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export const ssmParameter = text(
  /^(?=.{2,1011}$)(?!\/(?:aws|ssm)(?:[/]|$))(\/[A-Za-z0-9_.-]+){1,15}$/i,
  "an SSM parameter path: '/' before each of at most 15 parts of letters, digits, '.', '-' and '_', not under /aws or /ssm",
);

/** A Go duration, the form of every interval in Flux and ESO. */
export const duration = text(
  /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/,
  "a duration such as 30s, 5m or 1h30m (units ms, s, m, h)",
);

/** Flux's timeouts, which know no hours. @see https://fluxcd.io/flux/components/source/gitrepositories/#timeout */
export const timeout = text(
  /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/,
  "a timeout such as 30s or 5m (units ms, s, m; Flux knows no hours here)",
);

/** A folder in a Git repository, relative to its root. */
export const repositoryPath = text(
  /^(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9_.@-]+(\/[A-Za-z0-9_.@-]+)*$/,
  "a folder of the repository such as kustomize/overlays/dev: relative, without './', '..' or a trailing '/'",
);

/** An image's name without tag or digest. @see https://github.com/distribution/reference */
export const imageName = text(
  /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*)+$/,
  "an image's name with its registry, such as ghcr.io/owner/name, without scheme, tag or digest",
);

/** @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
export const imageTag = text(
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
  "an image tag in quotes: letters, digits, '_', '.' and '-', at most 128",
);

export const email = z.email("an e-mail address");

export const port = z
  .int("a port number from 1 to 65535")
  .min(1, "a port number from 1 to 65535")
  .max(65535, "a port number from 1 to 65535");

export const version = z.int("a whole number, 1 or more").min(1, "a whole number, 1 or more");

/**
 * The generations of a key that exist side by side, oldest first. `[1]` is the first; `[1, 2]` registers a
 * second one beside it and serves that; `[2]` removes the first.
 */
export const generations = z
  .array(version, "a list of generations such as [1] or [1, 2]")
  .min(1, "at least one generation, such as [1]")
  .refine(
    (list) => list.every((each, index) => index === 0 || each > (list[index - 1] ?? 0)),
    "generations in rising order without repeats, such as [1, 2]",
  );

/** Text without control characters, for names that people read. */
export const line = (expected: string) => text(/^[^\p{Cc}]+$/u, expected);
