import type { RegistryCredential, Repository, TokenReceiver } from "../../model/delivery";
import type { SecretPaths } from "../../model/secret-paths";

/** Ends a variable's name on both sides until it is written: no text of a file has it. */
const mark = "\0";

/**
 * Names, as variables of Flux's substitution, in the place of what only OpenTofu knows, so that Git holds none of it.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export class Variables {
  private readonly named = new Map<string, string>();
  /** The paths, by name. */
  readonly secretPaths: SecretPaths;

  constructor(paths: SecretPaths) {
    const { appKey, botKeys, signingKey, passphrase, sshSigningKey } = paths;
    this.secretPaths = {
      deployKey: (repository, cluster) => this.name(of("deploy_key", repository), paths.deployKey(repository, cluster)),
      registryToken: (credential) => this.name(of("registry_token", credential), paths.registryToken(credential)),
      receiverToken: (cluster) => this.name("receiver_token", paths.receiverToken(cluster)),
      registryReceiverToken: (receiver) =>
        this.name(of("registry_receiver_token", receiver), paths.registryReceiverToken(receiver)),
      appKey: appKey && this.name("github_app_key", appKey),
      botKeys: botKeys.map((path, index) => this.name(`bot_public_keys_${index + 1}`, path)),
      signingKey: signingKey && this.name("signing_key", signingKey),
      passphrase: passphrase && this.name("signing_key_passphrase", passphrase),
      sshSigningKey: sshSigningKey && this.name("ssh_signing_key", sshSigningKey),
    };
  }

  /** A name in the place of a value. */
  name(variable: string, value: string): string {
    this.named.set(variable, value);
    return mark + variable + mark;
  }

  /** Each value by the name that stands for it, in the names' order. */
  get values(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Names of elements have no underscore, and those of variables no hyphen: two elements are never one variable. */
const of = (prefix: string, { name }: Repository | RegistryCredential | TokenReceiver): string =>
  `${prefix}_${name.replaceAll("-", "_")}`;

/**
 * Text that the substitution leaves as it is: of two dollars it takes one away, and before a brace a dollar begins a
 * variable. A name in the place of a value becomes one.
 *
 * @see https://github.com/fluxcd/pkg/tree/main/envsubst
 */
export function substitutableText(text: string): string {
  const parts = text.split(mark).map((part, index) => (index % 2 === 0 ? escaped(part) : `\${${part}}`));
  if (parts.length % 2 === 0) throw new Error("half a variable");
  return parts.join("");
}

const escaped = (text: string): string => text.replace(/\$+(?=\{)|\${2,}/g, (dollars) => dollars + dollars);

/** An object as Git has it: of its text, keys included, nothing but our variables is substituted. */
export function substitutable<T>(value: T): T;
export function substitutable(value: unknown): unknown {
  if (typeof value === "string") return substitutableText(value);
  if (Array.isArray(value)) return value.map((each: unknown) => substitutable(each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [substitutableText(key), substitutable(each as unknown)]),
  );
}
