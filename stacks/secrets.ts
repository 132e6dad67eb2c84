import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { GpgProvider } from "../.gen/providers/gpg/provider";
import type { Cluster, Delivery } from "../config/defaults";
import { clusterView, foreignParameters } from "../config/topology";
import { ParameterReaderPolicy } from "../constructs/aws/parameter-reader-policy";
import { awsProvider } from "../constructs/aws/provider";
import type { SecretParameter } from "../constructs/aws/secret-parameter";
import { BotSigningKey } from "../constructs/github/bot-signing-key";
import { DeployKey } from "../constructs/github/deploy-key";
import { GitHubProviders } from "../constructs/github/providers";
import { PullToken } from "../constructs/github/pull-token";
import { ReceiverToken } from "../constructs/github/receiver-token";
import { DeliveryStack } from "./delivery-stack";

/** SSM paths of the secrets, by the name of what they belong to: what the later stacks get, never a value. */
export interface SecretPaths {
  /** By repository. */
  readonly deployKeys: ReadonlyMap<string, string>;
  /** By registry credential. */
  readonly pullTokens: ReadonlyMap<string, string>;
  /** By cluster. */
  readonly receiverTokens: ReadonlyMap<string, string>;
  readonly signingKey: string;
  readonly passphrase?: string | undefined;
}

const mapValues = <T, U>(map: ReadonlyMap<string, T>, change: (value: T) => U): Map<string, U> =>
  new Map([...map].map(([key, value]) => [key, change(value)]));

/** Keys and tokens: made here, kept in SSM, registered with GitHub. Plans without a cluster. */
export class SecretsStack extends DeliveryStack {
  readonly paths: SecretPaths;

  constructor(scope: Construct, delivery: Delivery) {
    super(scope, "secrets", delivery);
    const { aws, github, clusters, repositories, registryCredentials } = delivery;
    const { bot } = github;
    const { kmsKeyId } = aws;

    awsProvider(this, aws);
    new TlsProvider(this, "tls");
    new RandomProvider(this, "random");
    new GpgProvider(this, "gpg");
    const { organization, individual } = new GitHubProviders(this, "github", github);

    const deployKeys = new Map(
      repositories.map((repository) => [
        repository.name,
        new DeployKey(this, `deploy-key-${repository.name}`, {
          repository,
          title: bot.name,
          provider: organization,
          kmsKeyId,
        }),
      ]),
    );
    const signingKey = new BotSigningKey(this, "signing-key", { bot, provider: individual, kmsKeyId });
    const pullTokens = new Map(
      registryCredentials.map((credential) => [
        credential.name,
        new PullToken(this, `pull-token-${credential.name}`, { credential, kmsKeyId }).parameter,
      ]),
    );
    const receiverTokens = new Map(
      clusters.flatMap((cluster) => {
        const { receiver } = cluster;
        if (!receiver) return [];
        const token = new ReceiverToken(this, `receiver-token-${cluster.name}`, { cluster, receiver, kmsKeyId });
        return [[cluster.name, token.parameter] as const];
      }),
    );

    const readBy = (cluster: Cluster): SecretParameter[] => {
      const view = clusterView(delivery, cluster);
      const credentials = [...view.scanCredentials, ...view.pullCredentials].map(({ credential }) => credential.name);
      const signs = view.automations.length > 0;
      return [
        ...view.repositories.map(({ name }) => deployKeys.get(name)?.parameter),
        ...[...new Set(credentials)].map((name) => pullTokens.get(name)),
        signs ? signingKey.parameter : undefined,
        signs ? signingKey.passphraseParameter : undefined,
        receiverTokens.get(cluster.name),
      ].filter((parameter) => parameter !== undefined);
    };
    const policies = clusters.flatMap((cluster) => {
      const { readerPolicy } = cluster.secretStore;
      if (readerPolicy === undefined) return [];
      const policy = new ParameterReaderPolicy(this, `reader-policy-${cluster.name}`, {
        name: readerPolicy,
        cluster: cluster.name,
        parameters: readBy(cluster),
        foreignPaths: foreignParameters(cluster),
        region: aws.region,
        kmsKeyId,
      });
      return [[cluster.name, policy.arns] as const];
    });

    this.paths = {
      deployKeys: mapValues(deployKeys, ({ parameter }) => parameter.path),
      pullTokens: mapValues(pullTokens, ({ path }) => path),
      receiverTokens: mapValues(receiverTokens, ({ path }) => path),
      signingKey: signingKey.parameter.path,
      passphrase: signingKey.passphraseParameter?.path,
    };

    new TerraformOutput(this, "github_deploy_key", {
      description: "The newest deploy key of each repository, as GitHub knows it",
      value: Object.fromEntries(
        mapValues(deployKeys, ({ newest: { id, title, repository } }) => ({ id, title, repository })),
      ),
    });
    new TerraformOutput(this, "ssm_name", {
      description: "SSM paths of the secrets: names, never values",
      value: {
        deploy_key: Object.fromEntries(this.paths.deployKeys),
        ghcr_token: Object.fromEntries(this.paths.pullTokens),
        gpg_key: this.paths.signingKey,
        ...(this.paths.passphrase !== undefined && { gpg_passphrase: this.paths.passphrase }),
        receiver_token: Object.fromEntries(this.paths.receiverTokens),
      },
    });
    if (policies.length > 0) {
      new TerraformOutput(this, "parameter_reader_policy", {
        description: "IAM policies to attach to the role of each cluster's External Secrets Operator",
        value: Object.fromEntries(policies),
      });
    }
  }
}
