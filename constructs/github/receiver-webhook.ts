import { RepositoryWebhook } from "@cdktf/provider-github/lib/repository-webhook";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Receiver, Repository } from "../../model/delivery";
import { hookAddress } from "../../model/webhooks";
import { receiverEvents } from "../../manifests/flux/receiver";

export interface ReceiverWebhookProps {
  readonly repository: Repository;
  readonly receiver: Receiver;
  readonly fluxNamespace: string;
  /** The Receiver's token, as a reference. */
  readonly token: string;
  /** Whether it tells of the repository's pushed images too. */
  readonly tellsImages: boolean;
  /** What must answer before GitHub sends its first ping. */
  readonly dependsOn: ITerraformDependable[];
}

/**
 * Where a Receiver with a token is called: Flux adds its name and its namespace.
 *
 * @param token as a reference
 * @see https://fluxcd.io/flux/components/notification/receivers/#webhook-path
 */
export const webhookUrl = (host: string, token: string, name: string, fluxNamespace: string): string =>
  `${hookAddress(host)}${Fn.sha256(Fn.join("", [token, name, fluxNamespace]))}`;

/** GitHub's webhook to a Receiver, at the path that Flux serves it on. */
export class ReceiverWebhook extends Construct {
  readonly url: string;
  readonly resource: RepositoryWebhook;

  constructor(scope: Construct, id: string, props: ReceiverWebhookProps) {
    super(scope, id);
    const { receiver, token } = props;
    this.url = webhookUrl(receiver.host, token, receiver.name, props.fluxNamespace);
    this.resource = new RepositoryWebhook(this, "webhook", {
      repository: props.repository.gitHubName,
      events: receiverEvents(props.tellsImages),
      configuration: { url: this.url, contentType: "json", insecureSsl: false, secret: token },
      dependsOn: props.dependsOn,
    });
  }
}
