/** What a secret looks like, and where it belongs instead of the file. */
interface SecretShape {
  readonly name: string;
  readonly pattern: RegExp;
  readonly home: string;
}

const variables =
  "give it as TF_VAR_github_token, TF_VAR_github_bot_token or the variable of its registry credential, TF_VAR_github_pat by default";
const kept = "keep it in SSM, and name its path in an addressParameter or a parameter of monitoring";

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
    pattern: /-BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[^]*/,
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
  { name: "an npm token", pattern: /npm_[A-Za-z0-9]{36}/, home: variables },
  {
    name: "a JSON Web Token",
    // From its first dot on: a search for its start would begin anew at each eyJ of a long word.
    pattern: /\.(?<=eyJ[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*\.)eyJ[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+/,
    home: "a ServiceAccount's token comes by a kubeconfig file or TF_VAR_kubernetes_token",
  },
  { name: "a private key in Base64", pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/=]*/, home: ownSecret },
  { name: "an age key", pattern: /AGE-SECRET-KEY-1[A-Z0-9]*/, home: ownSecret },
  { name: "a Google API key", pattern: /AIza[A-Za-z0-9_-]{35}/, home: ownSecret },
  { name: "a Slack token", pattern: /xox[a-z]-[A-Za-z0-9-]{10}[A-Za-z0-9-]*/, home: kept },
  {
    name: "an AWS access key",
    pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/,
    home: "AWS credentials resolve as in the AWS CLI: from the environment or a profile",
  },
];

/** No secret is shorter: most fields need no closer look. */
const shortest = 15;

/** The secret that a text holds by the look of it, if any. */
export function secretIn(text: string): { readonly name: string; readonly home: string } | undefined {
  return text.length < shortest ? undefined : shapes.find(({ pattern }) => pattern.test(text));
}

/** Keys whose values are secrets, whatever they look like. */
const secretKey = /(?:^|[a-z_-])(?:password|secret_?access_?key)$/i;

/** What a text is by the name of its key, if that makes it a secret. */
export const secretBelow = (key: string, text: string): { readonly name: string; readonly home: string } | undefined =>
  text !== "" && secretKey.test(key) ? { name: "a password", home: ownSecret } : undefined;

/** A word without what stands between the slashes and the last @ of a URL. */
function withoutPassword(word: string): string {
  const [start, end] = [word.indexOf("//"), word.lastIndexOf("@")];
  return start >= 0 && end > start ? `${word.slice(0, start)}//***${word.slice(end)}` : word;
}

const everywhere = shapes.map(({ pattern }) => new RegExp(pattern, `g${pattern.flags}`));

/** A text without what looks like a secret, or like a URL's user and password. */
export const redact = (text: string): string =>
  everywhere.reduce((rest, pattern) => rest.replace(pattern, "***"), text).replace(/[^\s"']+/g, withoutPassword);
