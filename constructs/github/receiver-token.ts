import { Password } from "@cdktf/provider-random/lib/password";
import { Construct } from "constructs";
import type { Cluster, Receiver, TokenReceiver } from "../../model/delivery";
import type { SecretAccess, StoredSecret } from "../../secrets/backend";

export interface ReceiverTokenProps {
  readonly cluster: Cluster;
  readonly receiver: Receiver | TokenReceiver;
  readonly secrets: SecretAccess;
}

/** The secret that a Receiver knows its caller by, as GitHub signs with it; the webhook's path is derived from it too. */
export class ReceiverToken extends Construct {
  readonly secret: StoredSecret;

  constructor(scope: Construct, id: string, { cluster, receiver, secrets }: ReceiverTokenProps) {
    super(scope, id);
    const token = new Password(this, "token", {
      length: 32,
      special: false,
      keepers: { version: String(receiver.tokenVersion) },
    });
    this.secret = secrets.put(this, "ssm", {
      path: receiver.parameter,
      description: `Webhook token of ${receiver.name} on cluster ${cluster.name}`,
      value: token.result,
    });
  }
}
