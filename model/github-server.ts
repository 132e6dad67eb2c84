/** Where the public GitHub takes SSH: on another port for networks that let only 443 out. @see https://docs.github.com/en/authentication/troubleshooting-ssh/using-ssh-over-the-https-port */
const publicSshHosts: ReadonlySet<string> = new Set(["github.com", "github.com:22", "ssh.github.com:443"]);

/** Whether an SSH host is the public GitHub's. */
export const isPublicSshHost = (sshHost: string): boolean => publicSshHosts.has(sshHost);

/** Whether an API is the public GitHub's, which may be left out or written in full. */
export const isPublicApi = (apiUrl: string | undefined): boolean =>
  apiUrl === undefined || new URL(apiUrl).host === "api.github.com";

/** The host of web addresses of a server. */
export const webHost = (sshHost: string): string =>
  isPublicSshHost(sshHost) ? "github.com" : sshHost.replace(/:.+/, "");

/** An SSH host as a known_hosts file names it: in brackets where the port is not 22. @see https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT */
export function knownHostName(sshHost: string): string {
  const [host = sshHost, port = "22"] = sshHost.split(":");
  return port === "22" ? host : `[${host}]:${port}`;
}
