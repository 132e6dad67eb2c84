import { DataAwsSecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { EphemeralResource } from "../../constructs/opentofu/ephemeral-resource";
import type { Import, NewSecret, SecretBackend, StoredSecret } from "../../secrets/backend";

class ManagedSecret extends Construct implements StoredSecret {
  readonly path: string;
  readonly givenPath: string;
  readonly fqn: string;
  private readonly secret: SecretsmanagerSecret;

  constructor(scope: Construct, id: string, { path, description, value, dependsOn }: NewSecret) {
    super(scope, id);
    this.givenPath = path;
    this.secret = new SecretsmanagerSecret(this, "secret", { name: path, description });
    const version = new SecretsmanagerSecretVersion(this, "version", {
      secretId: this.secret.id,
      ...(typeof value === "string"
        ? { secretString: value }
        : { secretStringWo: value.writeOnly, secretStringWoVersion: value.version }),
      dependsOn,
    });
    this.path = version.secretId;
    this.fqn = version.fqn;
  }

  takeOver(): Import {
    return { resource: this.secret, id: this.givenPath };
  }
}

/** AWS Secrets Manager: a second backend, which shows that nothing but a backend knows where secrets are kept. */
export const secretsManager: SecretBackend = {
  access(stack, { aws }) {
    new AwsProvider(stack, "aws", { region: aws.region });
    return {
      put: (scope, id, secret) => new ManagedSecret(scope, id, secret),
      readBack: (scope, id, { path }) =>
        new EphemeralResource(scope, id, "aws_secretsmanager_secret_version", { secret_id: path }).attribute(
          "secret_string",
        ),
      publish: (scope, id, { path, description, writeOnly }) => {
        const kept = new ManagedSecret(scope, id, { path, description, value: { writeOnly, version: 1 } });
        const { secretString } = new DataAwsSecretsmanagerSecretVersion(kept, "value", { secretId: kept.path });
        const value = Token.asString(Fn.nonsensitive(secretString));
        return { givenPath: path, value, takeOver: () => kept.takeOver() };
      },
      read: (scope, id, path) => new DataAwsSecretsmanagerSecretVersion(scope, id, { secretId: path }).secretString,
      grant: (scope, id, { name, made, kept }) => [
        new IamPolicy(scope, id, {
          name,
          policy: Fn.jsonencode({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: ["secretsmanager:GetSecretValue"],
                Resource: [...made.map(({ path }) => path), ...kept.map((path) => `*:secret:${path}-*`)],
              },
            ],
          }),
        }).arn,
      ],
    };
  },
  storeProvider:
    ({ aws }) =>
    () => ({ aws: { service: "SecretsManager", region: aws.region } }),
};
