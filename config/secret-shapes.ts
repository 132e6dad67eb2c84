/** What a secret looks like, and where it belongs instead of the file. */
interface SecretShape {
  readonly name: string;
  readonly pattern: RegExp;
  readonly home: string;
}

const variables =
  "give it as TF_VAR_github_token, TF_VAR_github_bot_token or the variable of its registry credential, TF_VAR_github_pat by default";
const kept = "keep it in SSM, and name its path in an addressParameter or a parameter of monitoring";

/**
 * Shapes that nothing but a secret has. No expression repeats what it could match in two ways, so none backtracks.
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
  { name: "a Microsoft Teams webhook's URL", pattern: /webhook\.office\.com\/webhookb2\/[^\s"']+/i, home: kept },
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

/** A text without what looks like a secret, or like a URL's user and password. */
export const redact = (text: string): string =>
  shapes
    .reduce((rest, { pattern }) => rest.replace(new RegExp(pattern, `g${pattern.flags}`), "***"), text)
    .replace(/\/\/[^\s"']*@/g, "//***@");
