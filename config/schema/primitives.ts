import { valid } from "semver";
import { z } from "zod";

/** Every pattern's message completes "expected ...": it says what is accepted and names whose rule it is. */
const text = (pattern: RegExp, expected: string) => z.string(expected).regex(pattern, expected);

/** A text of at most so many bytes: said only of one that is right otherwise. */
export const atMostBytes = (schema: z.ZodString, most: number, noun: string) =>
  schema.refine((value) => Buffer.byteLength(value) <= most, {
    error: `${noun} of at most ${most} bytes in UTF-8`,
    when: ({ issues }) => issues.length === 0,
  });

/** What is expected of a mapping of which one key, such as `type`, says what the others are. */
export const variants = (key: string, choices: string): { error: (issue: { readonly code?: string }) => string } => ({
  error: ({ code }) => (code === "invalid_type" ? `a mapping with ${key}, which is ${choices}` : choices),
});

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const dnsLabel = text(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63",
);

/** What the API server gives an object. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#uids */
export const uuid = text(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  "a UUID such as 6a1b2c3d-0000-4000-8000-0123456789ab, in lowercase",
);

/** A Service's name: other than most, it can't begin with a digit. The API server has `kubernetes` for itself. */
export const serviceName = text(
  /^(?!kubernetes$)[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "a Service's name: lowercase letters, digits and '-', beginning with a letter, at most 63, other than kubernetes",
);

/** A namespace for workloads; Kubernetes keeps those that begin with `kube-` for its own. */
export const workloadNamespace = text(
  /^(?!kube-)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "a namespace: lowercase letters, digits and '-', at most 63, not beginning with kube-, which is Kubernetes' own",
);

const labelWord = "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?";

/** A label's key, but those that the API server and these stacks set. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const labelKey = text(
  new RegExp(
    `^(?!flux-delivery/|kubernetes[.]io/metadata[.]name$)((?=.{1,253}/)[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?${labelWord}$`,
  ),
  "a label's key such as team or acme.example/team, not kubernetes.io/metadata.name, nor flux-delivery/",
);

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set */
export const annotationKey = text(
  new RegExp(`^((?=.{1,253}/)[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?${labelWord}$`),
  "an annotation's key such as eks.amazonaws.com/role-arn",
);

export const labelValue = text(
  new RegExp(`^(${labelWord})?$`),
  "a label's value: letters, digits, '-', '_' and '.', beginning and ending with a letter or digit, at most 63",
);

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const dnsSubdomain = text(
  /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  "a Kubernetes name: lowercase letters, digits, '-' and '.', beginning and ending with a letter or digit, at most 253",
);

/** A DNS host name without scheme, port or path; no wildcard, since a webhook or a browser calls it. */
export const hostname = text(
  /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+(?![0-9]+$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "a host name such as echo.example.com: lowercase, without scheme, port or path, and no IP address",
);

/** Host names of a route, of which the first part may be any. @see https://gateway-api.sigs.k8s.io/reference/spec/#hostname */
export const hostnameOrWildcard = text(
  /^(?=.{1,253}$)([*]\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+(?![0-9]+$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "a host name such as echo.example.com or *.example.com: lowercase, without scheme, port or path, and no IP address",
);

const host = "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const portNumber = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})";

/** A host or address with an optional port, as in an image's name or a Git URL. */
export const hostAndPort = text(
  new RegExp(`^${host}(:${portNumber})?$`),
  "a host with an optional port, such as ghcr.io or registry.example.com:5000, without scheme",
);

/** Who signs OIDC tokens, as they name it. */
export const oidcIssuer = text(
  new RegExp(`^https://${host}(:${portNumber})?(/[A-Za-z0-9._~-]+)*$`),
  "an https URL of an OIDC issuer, without a '/' at its end, such as https://token.actions.githubusercontent.com",
);

/** @see https://docs.github.com/en/enterprise-cloud@latest/admin/identity-and-access-management/iam-configuration-reference/username-considerations-for-external-authentication */
export const gitHubLogin = text(
  /^(?=.{1,39}$)[A-Za-z0-9](-?[A-Za-z0-9])*$/,
  "a GitHub login: letters, digits and single '-', at most 39",
);

/** A user's login, which ends in `_` and the enterprise's short code where an enterprise manages it. */
export const gitHubUser = text(
  /^(?=.{1,39}$)[A-Za-z0-9](-?[A-Za-z0-9])*(_[A-Za-z0-9]+)?$/,
  "a GitHub login: letters, digits and single '-', at most 39; an enterprise's users end in _<short code>",
);

/** GitHub accepts letters, digits, `-`, `_` and `.` in a repository's name, at most 100. */
export const gitHubRepository = text(
  /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/,
  "a GitHub repository's name without its owner: letters, digits, '-', '_' and '.', at most 100, not ending in .git",
);

/**
 * Flux puts `refs/heads/` before it, and with that GitHub, and most file systems, take no more than 255 bytes.
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export const branch = atMostBytes(
  text(
    /^(?!refs\/|HEAD$|@$|[0-9a-fA-F]{40}$)(?!.*(?:\/\/|\.\.|\/\.|\.lock(?:\/|$)))(?![-./])[\p{L}\p{M}\p{N}._/@+=#,!&'()-]{1,200}(?<![./])$/u,
    "a Git branch without refs/heads/: letters, digits and ./_-@+=#,!&'(), no part beginning with '.' or ending in '.lock', none empty, no '..', not 40 hexadecimal digits as a commit's",
  ),
  244,
  "a Git branch",
);

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a Go duration such as 1h30m. */
export const seconds = (duration: string): number =>
  [...duration.matchAll(/([0-9.]+)([a-z]+)/g)].reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (unitSeconds[unit] ?? 0),
    0,
  );

/** Flux stops reading objects of a kind once one has a duration that Go can't hold; a missing unit is caught too. */
const isReasonable = (duration: string): boolean => seconds(duration) >= 1 && seconds(duration) <= 365 * 24 * 3600;

/** A Go duration, the form of every interval in Flux and ESO. */
export const duration = text(
  /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/,
  "a duration such as 30s, 5m or 1h30m (units ms, s, m, h)",
).refine(isReasonable, { error: "a duration from 1s to 8760h, a year", when: ({ issues }) => issues.length === 0 });

/** Flux's timeouts, which know no hours. @see https://fluxcd.io/flux/components/source/gitrepositories/#timeout */
export const timeout = text(
  /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/,
  "a timeout such as 30s or 5m (units ms, s, m; Flux knows no hours here)",
).refine(isReasonable, { error: "a timeout from 1s to 525600m, a year", when: ({ issues }) => issues.length === 0 });

/** A job of GitHub Actions ends after six hours. @see https://docs.github.com/en/actions/reference/limits */
export const mostSoakSeconds = 5 * 3600;

const soakText = "a duration from 1s to 5h, such as 30s, 10m or 1h30m (units s, m, h): a job of GitHub's may take 6h";

/** How long a job of GitHub Actions waits. */
export const soak = text(/^([0-9]{1,5}[smh])+$/, soakText).refine(
  (duration) => seconds(duration) >= 1 && seconds(duration) <= mostSoakSeconds,
  { error: soakText, when: ({ issues }) => issues.length === 0 },
);

/** A folder in a Git repository, relative to its root. */
export const repositoryPath = text(
  /^(?=.{1,1000}$)(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9_.@-]{1,200}(\/[A-Za-z0-9_.@-]{1,200})*$/,
  "a folder of the repository such as kustomize/overlays/dev: relative, without './', '..' or a trailing '/', at most 200 characters a part",
);

/** A file in the folder of delivery.yaml or below. */
export const fileName = text(
  /^(?=.{1,200}$)(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9_.@+-]+(\/[A-Za-z0-9_.@+-]+)*$/,
  "the name of a file beside this one, or below: relative, without './' or '..', of letters, digits and ._@+-",
);

/** A folder in a Git repository, which may be its root. */
export const folderOrRoot = text(
  /^([.]|(?=.{1,1000}$)(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9_.@-]{1,200}(\/[A-Za-z0-9_.@-]{1,200})*)$/,
  "a folder of the repository such as api, or '.' for its root, at most 200 characters a part",
);

const imagePath = "(/[a-z0-9]+(([.]|_{1,2}|-+)[a-z0-9]+)*)+";
const hubImage = "[a-z0-9]+((_{1,2}|-+)[a-z0-9]+)*/[a-z0-9]+(([.]|_{1,2}|-+)[a-z0-9]+)*";

/**
 * An image's name without tag or digest, and with its registry, which has a dot or a port. Docker Hub's may be left out
 * before owner and name; of its own images, without an owner, nobody delivers any.
 * @see https://github.com/distribution/reference
 */
export const imageName = text(
  new RegExp(
    `^(?=.{1,255}$)((?=localhost[:/]|[^/]*[.:])${host}(:${portNumber})?${imagePath}|(?!localhost/)${hubImage})$`,
  ),
  "an image's name such as ghcr.io/owner/name, or owner/name of Docker Hub: lowercase, without scheme, tag or digest",
);

/** @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
export const imageTag = text(
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
  "an image tag: letters, digits, '_', '.' and '-', beginning with a letter, a digit or '_', at most 128",
);

/** A tag, with or without the digest that it must have. */
export const pin = text(
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}(@sha256:[0-9a-f]{64})?$/,
  "an image tag, or one with its digest such as 1.2.3@sha256:<64 hexadecimal digits>",
);

/** @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-cpu */
export const cpuQuantity = text(
  /^([1-9][0-9]{0,6}m|(?!0([.]0+)?$)(0|[1-9][0-9]{0,3})([.][0-9]{1,3})?)$/,
  'an amount of CPU as text, such as 50m, "0.5" or "2"',
);

/** Of its units none is `m`, by which Kubernetes means thousandths of a byte. */
export const memoryQuantity = text(
  /^[1-9][0-9]{0,11}(k|M|G|T|Ki|Mi|Gi|Ti)?$/,
  "an amount of memory such as 128Mi or 1Gi (units k, M, G, T, Ki, Mi, Gi, Ti)",
);

/** The path of a URL, without query: what a Kubelet's probe asks for. */
export const httpPath = text(
  /^\/[A-Za-z0-9._~!&'()*+,;=:@/-]*$/,
  "a path such as /healthz, beginning with '/', without query",
);

const urlHost = "(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]+)?";
const urlPath = "(?:/(?:[A-Za-z0-9._~!$&()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?";
const dotSegment = "/(?:[.]|%2[eE]){1,2}(?:/|$)";

/**
 * A URL of a service that is the same to all that read it: nothing in it is a template, or computed away. A password in it
 * would be a secret in Git.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-3
 */
export function httpUrl(what: string) {
  const error = `${what}, without user, password, query, fragment, spaces, quotes, braces or '..'`;
  return z
    .url({ protocol: /^https?$/, error, abort: true })
    .max(2048, "a URL of at most 2048 characters")
    .regex(new RegExp(`^https?://(?!.*${dotSegment})${urlHost}${urlPath}$`), { error, abort: true });
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
export const iamRole = text(
  /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/([A-Za-z0-9+=,.@_-]+\/)*[A-Za-z0-9+=,.@_-]{1,64}$/,
  "an IAM role's ARN, ending in the role's name of at most 64 characters",
);

/** An IAM role's name, without a path. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const iamRoleName = text(
  /^[A-Za-z0-9+=,.@_-]{1,64}$/,
  "an IAM role's name: letters, digits and +=,.@_-, at most 64",
);

/** @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html */
export const oidcProvider = text(
  /^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider\/[A-Za-z0-9.-]+(\/[A-Za-z0-9._-]+)*$/,
  "the ARN of an OpenID Connect provider in IAM, such as arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF",
);

/** An app's own has `[bot]` in it, as in 123+bot[bot]@users.noreply.github.com; what else it may hold is as in zod's. */
const emailPattern = new RegExp(z.regexes.email.source.replace("@", "(?:\\[bot\\])?@"));

/** @see https://datatracker.ietf.org/doc/html/rfc5321#section-4.5.3.1 */
export const email = z
  .email({ pattern: emailPattern, error: "an e-mail address" })
  .refine((address) => /^(?=.{0,254}$)[^@]{0,64}@/.test(address), {
    error: "an e-mail address of at most 64 characters before the @, and 254 in all",
    when: ({ issues }) => issues.length === 0,
  });

export const port = z
  .int("a port number from 1 to 65535")
  .min(1, "a port number from 1 to 65535")
  .max(65535, "a port number from 1 to 65535");

const exactText = 'an exact version such as "3.2.1"';

/** A constraint such as `~> 3.0` would take another release from one day to the next, with nobody's review. */
export const exactVersion = text(/^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(-[0-9A-Za-z.-]+)?$/, exactText).refine(
  (version) => valid(version) === version,
  { error: exactText, when: ({ issues }) => issues.length === 0 },
);

export const version = z.int("a whole number, 1 or more").min(1, "a whole number, 1 or more");

/**
 * The generations of a key that exist side by side, oldest first. `[1]` is the first; `[1, 2]` registers a
 * second one beside it and serves that; `[2]` removes the first.
 */
export const generations = z
  .array(version, "a list of generations such as [1] or [1, 2]")
  .min(1, "at least one generation, such as [1]")
  .max(20, "at most 20 generations: a key is needed until the next one is in use")
  .refine(
    (list) => list.every((each, index) => index === 0 || each > (list[index - 1] ?? 0)),
    "generations in rising order without repeats, such as [1, 2]",
  );

/** Text in one line, without spaces around it, for names that people read. */
export const line = (expected: string) =>
  text(/^(?!\s)[^\p{Cc}]+(?<!\s)$/u, `${expected}, in one line without spaces around it`);
