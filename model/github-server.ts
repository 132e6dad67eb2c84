/** Where the public GitHub takes SSH: on another port for networks that let only 443 out. @see https://docs.github.com/en/authentication/troubleshooting-ssh/using-ssh-over-the-https-port */
const publicSshHosts: ReadonlySet<string> = new Set(["github.com", "github.com:22", "ssh.github.com:443"]);

/** Whether an SSH host is the public GitHub's. */
export const isPublicSshHost = (sshHost: string): boolean => publicSshHosts.has(sshHost);

/** What the public GitHub's API is written as: its own host, or by mistake that of the website. */
const publicApiHosts: ReadonlySet<string> = new Set(["api.github.com", "github.com"]);

/** Whether an API is the public GitHub's, which may be left out or written in full. */
export const isPublicApi = (apiUrl: string | undefined): boolean =>
  apiUrl === undefined || publicApiHosts.has(new URL(apiUrl).host);

/** A tenant of GitHub Enterprise Cloud with data residency: it has its API on a host of its own, as github.com. @see https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/network-details-for-ghecom */
const tenant = (host: string): string | undefined => /^(?:api\.)?([a-z0-9-]+)\.ghe\.com$/.exec(host)?.[1];

/** Whether an API is one of ghe.com. */
export const isTenant = (apiUrl: string | undefined): boolean =>
  apiUrl !== undefined && tenant(new URL(apiUrl).host) !== undefined;

/**
 * An API's address as the provider takes it: undefined for the public GitHub's, which is its default; else without
 * `api/v3`, which the provider adds to every other host but those of ghe.com, whether it is there or not.
 *
 * @see https://github.com/integrations/terraform-provider-github/blob/v6.9.0/github/config.go#L83-L97
 */
export function providerBaseUrl(apiUrl: string | undefined): string | undefined {
  if (apiUrl === undefined || isPublicApi(apiUrl)) return undefined;
  const name = tenant(new URL(apiUrl).host);
  if (name !== undefined) return `https://api.${name}.ghe.com/`;
  return `${apiUrl.replace(/\/+$/, "").replace(/\/api\/v3$/, "")}/`;
}

/** The address of a server's website, without a slash at its end. @param baseUrl as the provider takes it */
export function webAddress(baseUrl: string | undefined): string {
  if (baseUrl === undefined) return "https://github.com";
  const name = tenant(new URL(baseUrl).host);
  return name === undefined ? baseUrl.replace(/\/$/, "") : `https://${name}.ghe.com`;
}

/** Where a server's API is. @param baseUrl as the provider takes it, which adds what this adds */
export const apiAddress = (baseUrl: string): string =>
  tenant(new URL(baseUrl).host) === undefined ? `${baseUrl}api/v3/` : baseUrl;

/**
 * Who signs the tokens that GitHub Actions gives its jobs. @param baseUrl as the provider takes it
 * @see https://docs.github.com/en/enterprise-server@latest/actions/reference/security/oidc#standard-audience-issuer-and-subject-claims
 */
export function actionsIssuer(baseUrl: string | undefined): string {
  if (baseUrl === undefined) return "https://token.actions.githubusercontent.com";
  const name = tenant(new URL(baseUrl).host);
  return name === undefined ? `${webAddress(baseUrl)}/_services/token` : `https://token.actions.${name}.ghe.com`;
}

/** A repository's web address, which is also where it is cloned from over HTTPS. */
export const repositoryAddress = (
  { apiUrl, organization }: { readonly apiUrl: string | undefined; readonly organization: string },
  gitHubName: string,
): string => `${webAddress(apiUrl)}/${organization}/${gitHubName}`;

/** An SSH host as a known_hosts file names it: in brackets where the port is not 22. @see https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT */
export function knownHostName(sshHost: string): string {
  const [host = sshHost, port = "22"] = sshHost.split(":");
  return port === "22" ? host : `[${host}]:${port}`;
}

/** Host keys as the text of a known_hosts file. */
export const knownHostsText = (keys: readonly { readonly names: readonly string[]; readonly key: string }[]): string =>
  keys.map(({ names, key }) => `${names.join(",")} ${key}`).join("\n");
