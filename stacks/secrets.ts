import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { uniq } from "es-toolkit/array";
import { GpgProvider } from "../.gen/providers/gpg/provider";
import { AppPrivateKey } from "../constructs/github/app-private-key";
import { BotSigningKey } from "../constructs/github/bot-signing-key";
import { BotSshSigningKey } from "../constructs/github/bot-ssh-signing-key";
import { BranchRuleset } from "../constructs/github/branch-ruleset";
import { DeployKey } from "../constructs/github/deploy-key";
import { GitHubProviders } from "../constructs/github/providers";
import { ReceiverToken } from "../constructs/github/receiver-token";
import { RegistryToken } from "../constructs/registry/registry-token";
import type { StoreRoles } from "../manifests/flux-bootstrap";
import type {
  Cluster,
  Delivery,
  DeployKey as DeployKeyFields,
  RegistryCredential,
  Repository,
  TokenReceiver,
} from "../model/delivery";
import { usesApp } from "../model/app";
import { tokenReceivers } from "../model/called";
import { deployKeyOn } from "../model/deploy-keys";
import { keptSecrets, type KeptSecret } from "../model/kept-secrets";
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
  readonly deployKeys: ReadonlyMap<DeployKeyFields, DeployKey>;
  /** @default - there is no GitHub App */
  readonly appKey: StoredSecret | undefined;
  readonly signing: Signing;
  readonly registryTokens: ReadonlyMap<RegistryCredential, StoredSecret>;
  readonly receiverTokens: ReadonlyMap<Cluster, StoredSecret>;
  readonly registryReceiverTokens: ReadonlyMap<TokenReceiver, StoredSecret>;
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

/** What is said of each, by the name of what it belongs to, for an output. */
const byName = <K extends { readonly name: string }, V, T>(
  all: Iterable<readonly [K, V]>,
  say: (value: V) => T,
): Readonly<Record<string, T>> => Object.fromEntries([...all].map(([{ name }, value]) => [name, say(value)]));

const pathOf = ({ path }: StoredSecret): string => path;

/** Where secrets are that the user keeps, each once. */
const pathsIn = (kept: readonly KeptSecret[]): string[] => uniq(kept.map(({ path }) => path));

/** A key as GitHub knows it. */
const registered = ({ newest: { id, title, repository } }: DeployKey): object => ({ id, title, repository });

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
    const providers = new GitHubProviders(this, "github", delivery.github);
    const secrets = this.addSecrets(delivery, access, providers);
    this.addRulesets(delivery, providers);
    this.takeOver(delivery, secrets);
    const granted = this.addReaders(delivery, access, secrets);
    this.paths = pathsOf(secrets);
    this.roles = granted.roles;
    this.addOutputs(delivery, secrets, granted);
  }

  /** The roles that were made for a cluster's stores. */
  rolesOf(cluster: Cluster): StoreRoles {
    return required(this.roles, cluster, cluster.name);
  }

  private addSecrets(
    delivery: Delivery,
    secrets: SecretAccess,
    { organization, individual }: GitHubProviders,
  ): Secrets {
    const { fleet, github, clusters, repositories, registryCredentials } = delivery;
    const { app, bot } = github;
    const publicKeys = botKeysParameters(delivery);
    return {
      deployKeys: new Map(
        repositories.flatMap((repository) => {
          const { deployKey, readerKeys } = repository;
          if (!deployKey) return [];
          const name = namedAfter("deploy-key", repository);
          // Nobody writes to the fleet's repository but people.
          const readOnly = repository === fleet?.repository;
          const props = { repository, deployKey, readOnly, title: bot.name, provider: organization, secrets };
          const made = new DeployKey(this, name.id, props);
          this.follow(name);
          const ofReaders = readerKeys.map((key) => {
            const { cluster: reader } = key;
            const readerName = namedAfter("reader-key", repository, reader);
            const title = `${bot.name} (${reader.name})`;
            const readerKey = new DeployKey(this, readerName.id, {
              ...props,
              deployKey: key,
              reader,
              readOnly: true,
              title,
            });
            this.follow(readerName);
            return [key, readerKey] as const;
          });
          return [[deployKey, made] as const, ...ofReaders];
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
      registryReceiverTokens: new Map(
        clusters.flatMap((cluster) =>
          tokenReceivers(cluster).map((receiver) => {
            const name = namedAfter("registry-receiver-token", cluster, receiver);
            const { secret } = new ReceiverToken(this, name.id, { cluster, receiver, secrets });
            this.follow(name);
            return [receiver, secret] as const;
          }),
        ),
      ),
    };
  }

  /** For each repository that asks for it, what protects its branch. */
  private addRulesets({ repositories, automations }: Delivery, { organization: provider }: GitHubProviders): void {
    for (const repository of repositories) {
      const { ruleset } = repository;
      if (!ruleset) continue;
      const name = namedAfter("ruleset", repository);
      const isPushedTo = automations.some((each) => each.repository === repository && each.pushBranch === undefined);
      new BranchRuleset(this, name.id, { repository, ruleset, isPushedTo, provider });
      this.follow(name);
    }
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
      const kept = keptSecrets(cluster);
      const everything = this.addReader(cluster, access, "", readers.everything, {
        policy: secretStore.readerPolicy,
        read: { made: readBy(cluster, secrets), kept: pathsIn(kept.secretStore) },
      });
      const pullSecrets = this.addReader(cluster, access, "pull-", readers.pullSecrets, {
        policy: pullSecretStore?.readerPolicy,
        read: { made: readForPulls(cluster, secrets), kept: pathsIn(kept.pullSecretStore) },
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

  private addOutputs(
    { clusters, repositories }: Delivery,
    secrets: Secrets,
    { everything, pullSecrets }: Granted,
  ): void {
    const { deployKeys, signing, registryTokens, receiverTokens, registryReceiverTokens } = secrets;
    const made = (key: DeployKeyFields, { name }: Repository): DeployKey => required(deployKeys, key, name);
    const writing = repositories.flatMap((each) =>
      each.deployKey ? [[each, made(each.deployKey, each)] as const] : [],
    );
    const reading = repositories
      .filter(({ readerKeys }) => readerKeys.length > 0)
      .map((each) => [each, each.readerKeys.map((key) => [key.cluster, made(key, each)] as const)] as const);
    const called = clusters
      .map(
        (each) =>
          [
            each,
            tokenReceivers(each).map((one) => [one, required(registryReceiverTokens, one, one.name)] as const),
          ] as const,
      )
      .filter(([, tokens]) => tokens.length > 0);
    new TerraformOutput(this, "github_deploy_key", {
      description: "The newest deploy key of each repository, as GitHub knows it",
      value: byName(writing, registered),
    });
    if (reading.length > 0) {
      new TerraformOutput(this, "github_reader_key", {
        description: "The newest key that each cluster may read a repository with, as GitHub knows it",
        value: byName(reading, (keys) => byName(keys, registered)),
      });
    }
    new TerraformOutput(this, "ssm_name", {
      description: "SSM paths of the secrets: names, never values",
      value: {
        deploy_key: byName(writing, ({ secret }) => secret.path),
        ghcr_token: byName(registryTokens, pathOf),
        github_app: this.paths.appKey,
        gpg_key: this.paths.signingKey,
        gpg_passphrase: this.paths.passphrase,
        gpg_public_keys: signing.gpg?.publicKeys?.path,
        reader_key:
          reading.length > 0 ? byName(reading, (keys) => byName(keys, ({ secret }) => secret.path)) : undefined,
        receiver_token: byName(receiverTokens, pathOf),
        registry_receiver_token:
          registryReceiverTokens.size > 0 ? byName(called, (tokens) => byName(tokens, pathOf)) : undefined,
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

const all = ({ deployKeys, appKey, signing: { gpg, ssh }, ...tokens }: Secrets): Adoptable[] => [
  ...[...deployKeys.values()].flatMap(({ secret, kept }) => [secret, ...kept]),
  ...[appKey, gpg?.secret, gpg?.passphrase, gpg?.publicKeys, ssh?.secret, ssh?.publicKeys, ssh?.kept]
    .flat()
    .filter((secret) => secret !== undefined),
  ...tokens.registryTokens.values(),
  ...tokens.receiverTokens.values(),
  ...tokens.registryReceiverTokens.values(),
];

/** The logins that a cluster's pull Secrets name. */
const readForPulls = ({ pullCredentials }: Cluster, { registryTokens }: Secrets): StoredSecret[] =>
  uniq(pullCredentials.map(({ credential }) => credential)).map((credential) =>
    required(registryTokens, credential, credential.name),
  );

/** The secrets that a cluster's objects name, without those that a store of their own serves. */
function readBy(cluster: Cluster, secrets: Secrets): StoredSecret[] {
  const { deployKeys, appKey, signing, registryTokens, receiverTokens, registryReceiverTokens } = secrets;
  const pulls = cluster.pullSecretStore ? [] : cluster.pullCredentials;
  const credentials = [...cluster.scanCredentials, ...pulls.map(({ credential }) => credential)];
  const { gpg, ssh } = cluster.automations.length > 0 ? signing : {};
  return [
    ...cluster.repositories.map((repository) => {
      const key = deployKeyOn(repository, cluster);
      return key && required(deployKeys, key, repository.name).secret;
    }),
    usesApp(cluster) ? appKey : undefined,
    ...uniq(credentials).map((credential) => required(registryTokens, credential, credential.name)),
    gpg?.secret,
    gpg?.passphrase,
    ssh?.secret,
    ...(cluster.repositories.some(({ verify }) => verify) ? [signing.gpg?.publicKeys, signing.ssh?.publicKeys] : []),
    receiverTokens.get(cluster),
    ...tokenReceivers(cluster).map((each) => required(registryReceiverTokens, each, each.name)),
  ].filter((secret) => secret !== undefined);
}

const pathsOf = ({ deployKeys, appKey, signing, ...tokens }: Secrets): SecretPaths => ({
  deployKey: (repository, cluster) =>
    required(deployKeys, deployKeyOn(repository, cluster), repository.name).secret.path,
  registryToken: (credential) => required(tokens.registryTokens, credential, credential.name).path,
  receiverToken: (cluster) => required(tokens.receiverTokens, cluster, cluster.name).path,
  registryReceiverToken: (receiver) => required(tokens.registryReceiverTokens, receiver, receiver.name).path,
  appKey: appKey?.path,
  signingKey: signing.gpg?.secret.path,
  botKeys: [signing.gpg?.publicKeys, signing.ssh?.publicKeys].flatMap((each) => each?.path ?? []),
  passphrase: signing.gpg?.passphrase?.path,
  sshSigningKey: signing.ssh?.secret.path,
});
