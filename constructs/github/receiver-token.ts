import { Password } from "@cdktf/provider-random/lib/password";
import { Construct } from "constructs";
import type { Cluster, Receiver } from "../../config/defaults";
import { SecretParameter } from "../aws/secret-parameter";

export interface ReceiverTokenProps {
  readonly cluster: Cluster;
  readonly receiver: Receiver;
  readonly kmsKeyId?: string | undefined;
}

/** The secret that GitHub signs its webhooks to one cluster with; the webhook's path is derived from it too. */
export class ReceiverToken extends Construct {
  readonly parameter: SecretParameter;

  constructor(scope: Construct, id: string, { cluster, receiver, kmsKeyId }: ReceiverTokenProps) {
    super(scope, id);
    const token = new Password(this, "token", {
      length: 32,
      special: false,
      keepers: { version: String(receiver.tokenVersion) },
    });
    this.parameter = new SecretParameter(this, "ssm", {
      path: receiver.parameter,
      description: `Webhook token of ${receiver.name} on cluster ${cluster.name}`,
      value: token.result,
      kmsKeyId,
    });
  }
}
