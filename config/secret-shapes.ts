/** What a secret looks like, and where it belongs instead of the file. */
interface SecretShape {
  readonly name: string;
  readonly pattern: RegExp;
  readonly home: string;
}

const variables =
  "give it as TF_VAR_github_token, TF_VAR_github_bot_token or the variable of its registry credential, TF_VAR_github_pat by default";
const kept = "keep it in SSM, and name its path in an addressParameter or a parameter of monitoring";

export const kubernetesToken = "a ServiceAccount's token comes by a kubeconfig file or TF_VAR_kubernetes_token";
export const awsCredentials = "AWS credentials resolve as in the AWS CLI: from the environment or a profile";

const ownSecret = "keep it in a Secret of your own, which the chart or the backend refers to";

/**
 * Shapes that nothing but a secret has. The time of each expression grows as the text does: nothing is repeated without
 * a bound where a further start of the expression may lie within it.
 *
 * @see https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
 */
const shapes: readonly SecretShape[] = [
  {
    name: "a GitHub token",
    pattern: /(?:gh[pousr]_[A-Za-z0-9]{16}|github_pat_[A-Za-z0-9_]{16})[A-Za-z0-9_]*/,
    home: variables,
  },
  { name: "a GitLab token", pattern: /glpat-[A-Za-z0-9_-]{16}[A-Za-z0-9_-]*/, home: variables },
  { name: "a Docker Hub token", pattern: /dckr_[a-z]{3,4}_[A-Za-z0-9_-]{16}[A-Za-z0-9_-]*/, home: variables },
  {
    name: "a private key",
    // Also where the first dashes were not copied; all that follows may be the key.
    pattern: /(?:- ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-[0-9])[^]*/,
    home: "OpenTofu makes the keys; no private key is ever in the file",
  },
  { name: "a Slack webhook's URL", pattern: /hooks\.slack(?:-gov)?\.com\/[a-z]+\/[^\s"']+/i, home: kept },
  {
    name: "a Discord webhook's URL",
    pattern: /discord(?:app)?\.com\/api\/(?:v[0-9]+\/)?webhooks\/[^\s"']+/i,
    home: kept,
  },
  {
    name: "a Microsoft Teams webhook's URL",
    pattern:
      /webhook\.office\.com\/webhookb2\/[^\s"']+|\.(?:logic\.azure|powerplatform)\.com[:/][^\s"']{0,500}[?&]sig=[^\s"']+/i,
    home: kept,
  },
  { name: "a Telegram bot's token", pattern: /bot[0-9]{8,10}:[A-Za-z0-9_-]{30}[A-Za-z0-9_-]*/, home: kept },
  { name: "an npm token", pattern: /npm_[A-Za-z0-9]{36}/, home: ownSecret },
  {
    name: "a JSON Web Token",
    // From its first dot on: a search for its start would begin anew at each eyJ of a long word.
    pattern: /\.(?<=eyJ[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*\.)eyJ[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+/,
    home: kubernetesToken,
  },
  { name: "a private key in Base64", pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/=]*/, home: ownSecret },
  { name: "an age key", pattern: /AGE-SECRET-KEY-1[A-Z0-9]*/, home: ownSecret },
  { name: "a Google API key", pattern: /AIza[A-Za-z0-9_-]{35}/, home: ownSecret },
  { name: "a Slack token", pattern: /xox[a-z]-[A-Za-z0-9-]{10}[A-Za-z0-9-]*/, home: kept },
  {
    name: "an AWS access key",
    pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/,
    home: awsCredentials,
  },
];

/** No secret is shorter: most fields need no closer look. */
const shortest = 15;

/** A secret that is in a text: what it is, and where it belongs. */
export interface FoundSecret {
  readonly name: string;
  readonly home: string;
}

/** What stands in the place of a secret, for Kubernetes, Helm, Grafana, or a person. */
const reference = String.raw`\$\([^()]*\)|\$(?:__[a-z]+)?\{[^{}]*\}|\$[A-Z_][A-Z0-9_]*|\{\{[^{}]*\}\}|<[^<>]*>|\*+`;
const isReference = (text: string): boolean => new RegExp(`^(?:${reference})$`).test(text);

/**
 * A URL with a password. One with a slash, a quote or a space in it is no URL any more, but what follows the colon is no
 * port either; its length has a bound, as many may begin where none ends.
 */
const urlPassword = new RegExp(
  String.raw`:\/\/[^\s/?#@:]*:(?:(?!(?:${reference})@)[^\s/?#@]+|(?![0-9]*(?:[/?#\s"')\]]|$)|[$<{*])[^@\n]{1,300})@`,
);

const secretWords =
  "pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|auth(?:orization)?|cookie|api[-_]?key|access[-_]?key|private[-_]?key|signature|sig|jwt|pat";

/** A name with a word of a secret's: `Private-Token`, `access_token`, `X-Amz-Signature`. */
const secretName = new RegExp(`(?:^|[-_.])(?:${secretWords})(?:$|[-_.])`, "i");
const secretCamelName = /(?:Password|Secret|Token|ApiKey|AccessKey|PrivateKey)$/;
export const isSecretName = (name: string): boolean => secretName.test(name) || secretCamelName.test(name);

/** Not `token_type`. */
const endsInSecret = new RegExp(`(?:${secretWords})$`, "i");

/** Whether a URL's query has a secret: `?token=x`. */
export const isSecretQuery = (text: string): boolean =>
  [...text.matchAll(/[?&]([^=&#\s]{1,100})=([^&#\s]{1,100})/g)].some(
    ([, name = "", value = ""]) => isSecretName(name) && endsInSecret.test(name) && !/^[$<{*]/.test(value),
  );

/** A text whose URLs have no secret in their queries. */
export const withoutSecretQueries = (text: string): string =>
  text.replace(/([?&]([^=&#\s]{1,100})=)[^&#\s"']+/g, (whole, begin: string, name: string) =>
    isSecretName(name) ? `${begin}***` : whole,
  );

/** Whether a text is what an Authorization header holds: of two words, of which the second is no plain one. */
export const isAuthorization = (text: string): boolean =>
  /^(?:Bearer|Basic|Token) +(?![$<{*])\S+$/i.test(text) && /[0-9A-Z+/=._-]/.test(text.slice(1));

const header = /\bauthorization["']?\s{0,5}[:=]\s{0,5}["']?(?:basic|bearer|digest|token)\s{1,5}["']?[^\s"'$<{*]/i;

const login: FoundSecret = {
  name: "a URL with a secret",
  home: `write the URL without it; where one is needed, ${ownSecret}`,
};
const authorization: FoundSecret = { name: "a credential in a header", home: ownSecret };

/** The secret that a text holds by the look of it, if any: one that is known wherever it stands. */
export const shapeIn = (text: string): FoundSecret | undefined =>
  text.length < shortest ? undefined : shapes.find(({ pattern }) => pattern.test(text));

/** The secret that a text holds by the look of it or of what is around it, if any. */
export function secretIn(text: string): FoundSecret | undefined {
  const shape = shapeIn(text);
  if (shape) return shape;
  if (text.includes("://") && (urlPassword.test(text) || isSecretQuery(text))) return login;
  return header.test(text) ? authorization : undefined;
}

/** Keys whose values are secrets, whatever they look like; what names where one is ends otherwise, as `passwordKey` does. */
const secretKey = /(?:passw(?:or)?d|passphrase|token|client[-_]?secret|api[-_]?key|secret[-_]?access[-_]?key)$/i;

/** Files in which a secret is mounted. */
const mounted = /^\/(?:etc|mnt|run|secrets|var)\//;

/** What a value is by the name of its key, if that makes it a secret. */
export function secretBelow(key: string, value: string | number): FoundSecret | undefined {
  const text = String(value);
  if (text === "" || isReference(text) || mounted.test(text) || /^(?:true|false)$/.test(text)) return undefined;
  if (/authorization$/i.test(key) && isAuthorization(text)) return authorization;
  if (!secretKey.test(key) || /existing/i.test(key)) return undefined;
  return { name: /pass[a-z]*$/i.test(key) ? "a password" : "a credential", home: ownSecret };
}

/** What a value is in a mapping of headers, if that makes it a secret. */
export const secretHeader = (name: string, text: string): FoundSecret | undefined =>
  isAuthorization(text) || (isSecretName(name) && text !== "" && !isReference(text.replace(/^[a-z]+ +/i, "")))
    ? authorization
    : undefined;

/** What a login is written after: words and a scheme, of which one or both slashes may have been forgotten. */
const beforeLogin = /^(?:[^:@/]*:?\/\/|https?:\/?)/i;

/**
 * A text without its login: what stands before the last @, where a URL or a colon makes it one. A password may hold
 * anything, so no sign ends it before.
 */
export function withoutLogin(text: string): string {
  const end = text.lastIndexOf("@");
  if (end < 0) return text;
  const [begin = ""] = beforeLogin.exec(text) ?? [];
  const isLogin = begin.length < end && (begin !== "" || text.slice(0, end).includes(":"));
  return isLogin ? `${begin}***${text.slice(end)}` : text;
}

const everywhere = shapes.map(({ pattern }) => new RegExp(pattern, `g${pattern.flags}`));

/** A word that is a login and a host: others have colons and @, too. */
const loginWord = /^[\w.%+-]+:.*@[A-Za-z0-9[]/;

/** What names an image after its @, and is no host: no port has that many digits. */
const digest = /@sha256:[0-9a-f]{64}(?![\w@])/g;

/** A word without its login; `registry:5000/acme/web:1@sha256:...` has none. */
function wordWithoutLogin(word: string): string {
  const rest = word.replace(digest, "");
  return beforeLogin.test(rest) || loginWord.test(rest) ? withoutLogin(word) : word;
}

/** A text without what looks like a secret, or like a login: of words alone, since it may say more than was given. */
export const redact = (text: string): string =>
  everywhere.reduce((rest, pattern) => rest.replace(pattern, "***"), text).replace(/[^\s"']+/g, wordWithoutLogin);
