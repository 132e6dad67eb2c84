import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { uniq } from "es-toolkit/array";
import { GpgProvider } from "../.gen/providers/gpg/provider";
import { AppPrivateKey } from "../constructs/github/app-private-key";
import { BotSigningKey } from "../constructs/github/bot-signing-key";
import { BotSshSigningKey } from "../constructs/github/bot-ssh-signing-key";
import { DeployKey } from "../constructs/github/deploy-key";
import { GitHubProviders } from "../constructs/github/providers";
import { ReceiverToken } from "../constructs/github/receiver-token";
import { RegistryToken } from "../constructs/registry/registry-token";
import type { StoreRoles } from "../manifests/flux-bootstrap";
import type { Cluster, Delivery, RegistryCredential, Repository } from "../model/delivery";
import { usesApp } from "../model/app";
import { keptSecrets } from "../model/kept-secrets";
import { namedAfter } from "../model/names";
import { readersOf, type Reader } from "../model/readers";
import type { SecretPaths } from "../model/secret-paths";
import { botKeysParameters } from "../model/signers";
import type { Adoptable, Grant, SecretAccess, SecretBackend, StoredSecret } from "../secrets/backend";
import { DeliveryStack } from "./delivery-stack";
import { required } from "../model/required";
import type { EscapedDelivery } from "../constructs/opentofu/escaped";

/** The bot's keys. */
interface Signing {
  readonly gpg: BotSigningKey | undefined;
  readonly ssh: BotSshSigningKey | undefined;
}

/** The secrets that are made, by what they belong to. */
interface Secrets {
  readonly deployKeys: ReadonlyMap<Repository, DeployKey>;
  /** @default - there is no GitHub App */
  readonly appKey: StoredSecret | undefined;
  readonly signing: Signing;
  readonly registryTokens: ReadonlyMap<RegistryCredential, StoredSecret>;
  readonly receiverTokens: ReadonlyMap<Cluster, StoredSecret>;
}

/** What grants a cluster's stores to read, by the cluster's name. */
type Policies = Map<string, readonly string[]>;

interface Granted {
  readonly everything: Policies;
  readonly pullSecrets: Policies;
  readonly roles: Map<Cluster, StoreRoles>;
}

/** What a store is to read, by a policy of a name. */
interface Reading {
  readonly policy: string | undefined;
  readonly read: Pick<Grant, "made" | "kept">;
  readonly assumedBy?: string | undefined;
}

/** Paths by the name of what they belong to, for an output. */
const byName = <K extends { readonly name: string }>(
  secrets: ReadonlyMap<K, StoredSecret>,
): Readonly<Record<string, string>> =>
  Object.fromEntries([...secrets].map(([{ name }, secret]) => [name, secret.path]));

/** Keys and tokens: made here, kept in the store, registered with GitHub. Plans without a cluster. */
export class SecretsStack extends DeliveryStack {
  /** What the later stacks get: references to names, never a value. */
  readonly paths: SecretPaths;

  private readonly roles: ReadonlyMap<Cluster, StoreRoles>;

  constructor(scope: Construct, delivery: EscapedDelivery, backend: SecretBackend) {
    super(scope, "secrets", delivery);
    const access = backend.access(this, delivery);
    new TlsProvider(this, "tls");
    new RandomProvider(this, "random");
    // Keys of the user's own and SSH keys do without it.
    if (delivery.github.bot.gpg?.keys.some(({ provided }) => !provided)) new GpgProvider(this, "gpg");
    const secrets = this.addSecrets(delivery, access);
    this.takeOver(delivery, secrets);
    const granted = this.addReaders(delivery, access, secrets);
    this.paths = pathsOf(secrets);
    this.roles = granted.roles;
    this.addOutputs(secrets, granted);
  }

  /** The roles that were made for a cluster's stores. */
  rolesOf(cluster: Cluster): StoreRoles {
    return required(this.roles, cluster, cluster.name);
  }

  private addSecrets(delivery: Delivery, secrets: SecretAccess): Secrets {
    const { github, clusters, repositories, registryCredentials } = delivery;
    const { app, bot } = github;
    const publicKeys = botKeysParameters(delivery);
    const { organization, individual } = new GitHubProviders(this, "github", github);
    return {
      deployKeys: new Map(
        repositories.flatMap((repository) => {
          const { deployKey } = repository;
          if (!deployKey) return [];
          const name = namedAfter("deploy-key", repository);
          const props = { repository, deployKey, title: bot.name, provider: organization, secrets };
          const made = new DeployKey(this, name.id, props);
          this.follow(name);
          return [[repository, made]];
        }),
      ),
      appKey: app && new AppPrivateKey(this, "github-app", { app, secrets }).secret,
      signing: {
        gpg:
          bot.gpg &&
          new BotSigningKey(this, "signing-key", {
            bot,
            gpg: bot.gpg,
            provider: individual,
            publicKeysParameter: publicKeys.gpg,
            secrets,
          }),
        ssh:
          bot.ssh &&
          new BotSshSigningKey(this, "ssh-signing-key", {
            github,
            ssh: bot.ssh,
            provider: organization,
            publicKeysParameter: publicKeys.ssh,
            secrets,
          }),
      },
      registryTokens: new Map(
        registryCredentials.map((credential) => [
          credential,
          new RegistryToken(this, `pull-token-${credential.name}`, { credential, secrets }).secret,
        ]),
      ),
      receiverTokens: new Map(
        clusters.flatMap((cluster) => {
          const { receiver } = cluster;
          if (!receiver) return [];
          const name = namedAfter("receiver-token", cluster);
          const { secret } = new ReceiverToken(this, name.id, { cluster, receiver, secrets });
          this.follow(name);
          return [[cluster, secret]];
        }),
      ),
    };
  }

  private takeOver({ adopt }: Delivery, secrets: Secrets): void {
    const paths = new Set(adopt.parameters.map(({ path }) => path));
    for (const secret of all(secrets)) {
      const existing = paths.has(secret.givenPath) ? secret.takeOver() : undefined;
      if (existing) this.import(existing);
    }
  }

  /** For each store that asks for it, the right to read its secrets and no others, and a role that has it. */
  private addReaders({ clusters }: Delivery, access: SecretAccess, secrets: Secrets): Granted {
    const granted: Granted = { everything: new Map(), pullSecrets: new Map(), roles: new Map() };
    for (const cluster of clusters) {
      const { secretStore, pullSecretStore } = cluster;
      const readers = readersOf(cluster);
      const kept = uniq(keptSecrets(cluster).map(({ path }) => path));
      const everything = this.addReader(cluster, access, "", readers.everything, {
        policy: secretStore.readerPolicy,
        read: { made: readBy(cluster, secrets), kept },
      });
      const pullSecrets = this.addReader(cluster, access, "pull-", readers.pullSecrets, {
        policy: pullSecretStore?.readerPolicy,
        read: { made: readForPulls(cluster, secrets), kept: [] },
        assumedBy: everything.role,
      });
      if (everything.policies) granted.everything.set(cluster.name, everything.policies);
      if (pullSecrets.policies) granted.pullSecrets.set(cluster.name, pullSecrets.policies);
      granted.roles.set(cluster, { everything: everything.role, pullSecrets: pullSecrets.role });
    }
    return granted;
  }

  private addReader(
    cluster: Cluster,
    access: SecretAccess,
    prefix: string,
    reader: Reader | undefined,
    { policy, read, assumedBy }: Reading,
  ): { readonly policies?: readonly string[]; readonly role?: string } {
    if (policy === undefined) return {};
    const name = namedAfter(`${prefix}reader-policy`, cluster);
    const policies = access.grant(this, name.id, { name: policy, cluster: cluster.name, ...read });
    this.follow(name);
    if (!reader) return { policies };
    if (!access.readAs) throw new Error("this store of secrets has no identities to make");
    const roleName = namedAfter(`${prefix}reader-role`, cluster);
    const role = access.readAs(this, roleName.id, { ...reader, cluster: cluster.name, policies, assumedBy });
    this.follow(roleName);
    return { policies, role };
  }

  private addOutputs(secrets: Secrets, { everything, pullSecrets }: Granted): void {
    const { deployKeys, signing, registryTokens, receiverTokens } = secrets;
    const keys = [...deployKeys].map(([{ name }, { newest }]) => {
      const { id, title, repository } = newest;
      return [name, { id, title, repository }] as const;
    });
    new TerraformOutput(this, "github_deploy_key", {
      description: "The newest deploy key of each repository, as GitHub knows it",
      value: Object.fromEntries(keys),
    });
    new TerraformOutput(this, "ssm_name", {
      description: "SSM paths of the secrets: names, never values",
      value: {
        deploy_key: Object.fromEntries([...deployKeys].map(([{ name }, { secret }]) => [name, secret.path])),
        ghcr_token: byName(registryTokens),
        github_app: this.paths.appKey,
        gpg_key: this.paths.signingKey,
        gpg_passphrase: this.paths.passphrase,
        gpg_public_keys: signing.gpg?.publicKeys?.path,
        receiver_token: byName(receiverTokens),
        ssh_signing_key: this.paths.sshSigningKey,
        ssh_signing_public_keys: signing.ssh?.publicKeys?.path,
      },
    });
    if (signing.ssh) {
      const { publicKey, register } = signing.ssh;
      new TerraformOutput(this, "github_signing_key", {
        description: "The bot's newest SSH signing key, and the command that registers it, to be run as the bot",
        value: { public_key: publicKey, register },
      });
    }
    if (everything.size > 0) {
      new TerraformOutput(this, "parameter_reader_policy", {
        description: "IAM policies to attach to the role of each cluster's External Secrets Operator",
        value: Object.fromEntries(everything),
      });
    }
    if (pullSecrets.size > 0) {
      new TerraformOutput(this, "pull_secret_reader_policy", {
        description: "IAM policies to attach to the role that each cluster's pullSecretStore reads as",
        value: Object.fromEntries(pullSecrets),
      });
    }
  }
}

const all = ({ deployKeys, appKey, signing: { gpg, ssh }, registryTokens, receiverTokens }: Secrets): Adoptable[] => [
  ...[...deployKeys.values()].flatMap(({ secret, kept }) => [secret, ...kept]),
  ...[appKey, gpg?.secret, gpg?.passphrase, gpg?.publicKeys, ssh?.secret, ssh?.publicKeys].filter(
    (secret) => secret !== undefined,
  ),
  ...(ssh?.kept ?? []),
  ...registryTokens.values(),
  ...receiverTokens.values(),
];

/** The logins that a cluster's pull Secrets name. */
const readForPulls = ({ pullCredentials }: Cluster, { registryTokens }: Secrets): StoredSecret[] =>
  uniq(pullCredentials.map(({ credential }) => credential)).map((credential) =>
    required(registryTokens, credential, credential.name),
  );

/** The secrets that a cluster's objects name, without those that a store of their own serves. */
function readBy(cluster: Cluster, secrets: Secrets): StoredSecret[] {
  const { deployKeys, appKey, signing, registryTokens, receiverTokens } = secrets;
  const pulls = cluster.pullSecretStore ? [] : cluster.pullCredentials;
  const credentials = [...cluster.scanCredentials, ...pulls.map(({ credential }) => credential)];
  const { gpg, ssh } = cluster.automations.length > 0 ? signing : {};
  return [
    ...cluster.repositories.map((repository) => deployKeys.get(repository)?.secret),
    usesApp(cluster) ? appKey : undefined,
    ...uniq(credentials).map((credential) => required(registryTokens, credential, credential.name)),
    gpg?.secret,
    gpg?.passphrase,
    ssh?.secret,
    ...(cluster.repositories.some(({ verify }) => verify) ? [signing.gpg?.publicKeys, signing.ssh?.publicKeys] : []),
    receiverTokens.get(cluster),
  ].filter((secret) => secret !== undefined);
}

const pathsOf = ({ deployKeys, appKey, signing, registryTokens, receiverTokens }: Secrets): SecretPaths => ({
  deployKey: (repository) => required(deployKeys, repository, repository.name).secret.path,
  registryToken: (credential) => required(registryTokens, credential, credential.name).path,
  receiverToken: (cluster) => required(receiverTokens, cluster, cluster.name).path,
  appKey: appKey?.path,
  signingKey: signing.gpg?.secret.path,
  botKeys: [signing.gpg?.publicKeys, signing.ssh?.publicKeys].flatMap((each) => each?.path ?? []),
  passphrase: signing.gpg?.passphrase?.path,
  sshSigningKey: signing.ssh?.secret.path,
});
