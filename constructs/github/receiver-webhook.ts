import { RepositoryWebhook } from "@cdktf/provider-github/lib/repository-webhook";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Receiver, Repository } from "../../model/delivery";
import { receiverEvents } from "../../manifests/flux/receiver";

export interface ReceiverWebhookProps {
  readonly repository: Repository;
  readonly receiver: Receiver;
  readonly fluxNamespace: string;
  /** The Receiver's token, as a reference. */
  readonly token: string;
  /** What must answer before GitHub sends its first ping. */
  readonly dependsOn: ITerraformDependable[];
}

/** GitHub's webhook to a Receiver, at the path that Flux serves it on. */
export class ReceiverWebhook extends Construct {
  readonly url: string;
  readonly resource: RepositoryWebhook;

  constructor(scope: Construct, id: string, props: ReceiverWebhookProps) {
    super(scope, id);
    const { receiver, token } = props;
    // Flux: /hook/ + sha256(token + name + namespace). https://fluxcd.io/flux/components/notification/receivers/#webhook-path
    const digest = Fn.sha256(Fn.join("", [token, receiver.name, props.fluxNamespace]));
    this.url = `https://${receiver.host}/hook/${digest}`;
    this.resource = new RepositoryWebhook(this, "webhook", {
      repository: props.repository.gitHubName,
      events: [...receiverEvents],
      configuration: { url: this.url, contentType: "json", insecureSsl: false, secret: token },
      dependsOn: props.dependsOn,
    });
  }
}
