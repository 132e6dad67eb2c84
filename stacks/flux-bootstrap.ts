import { Fn, TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { KnownHosts } from "../constructs/github/known-hosts";
import { organizationProvider } from "../constructs/github/providers";
import { ReceiverWebhook, webhookUrl } from "../constructs/github/receiver-webhook";
import type { ClusterObject } from "../manifests/cluster-object";
import { fleetObjects, splitObjects } from "../manifests/fleet/fleet-objects";
import { fleetId, fleetRoot } from "../manifests/fleet/fleet-root";
import { fluxBootstrapObjects, receiverIds, type StoreRoles } from "../manifests/flux-bootstrap";
import { announcedByGitHub, registryReceivers } from "../model/called";
import type { Cluster, Fleet, GitHub, Receiver } from "../model/delivery";
import { usesSsh } from "../model/deploy-keys";
import { knownHostsText } from "../model/github-server";
import { namedAfter } from "../model/names";
import type { SecretPaths } from "../model/secret-paths";
import { oidcWebhook } from "../model/webhooks";
import type { SecretBackend } from "../secrets/backend";
import { ClusterStack } from "./cluster-stack";
import type { EscapedDelivery } from "../constructs/opentofu/escaped";

/** What a cluster's applications share: sources, notifications, the way in for webhooks. */
export class FluxBootstrapStack extends ClusterStack {
  constructor(
    scope: Construct,
    private readonly delivery: EscapedDelivery,
    cluster: Cluster,
    private readonly paths: SecretPaths,
    roles: StoreRoles,
    private readonly backend: SecretBackend,
  ) {
    super(scope, cluster.stacks.fluxBootstrap, delivery, cluster);
    const { github } = delivery;
    organizationProvider(this, github);
    this.connect();
    const lines = usesSsh(cluster) ? this.knownHosts(github) : "";
    const storeProvider = backend.storeProvider(delivery);
    const { identityAnnotations = () => ({}) } = backend;
    const shared = fluxBootstrapObjects(cluster, {
      github,
      paths,
      storeProvider,
      identityAnnotations,
      roles,
      knownHosts: { lines },
    });
    if (cluster.fleet) this.applyFleet(cluster.fleet, shared, lines);
    else this.apply(shared);
    if (cluster.receiver && cluster.gateway) this.addWebhooks(cluster.receiver);
  }

  /** Only what Flux needs to apply the rest, of which the state lets go. */
  private applyFleet(fleet: Fleet, shared: readonly ClusterObject[], hostKeys: string): void {
    const { cluster, delivery, paths } = this;
    const { byOpenTofu, byFlux } = splitObjects(shared, fleet);
    const objects = fleetObjects(cluster, fleet, delivery, { paths, knownHosts: Fn.base64encode(hostKeys) });
    this.apply(fleetRoot(cluster, fleet, objects, byOpenTofu));
    this.letGoOfObjects(byFlux.map(({ id }) => id));
  }

  /** Those that are pinned, or those that GitHub tells. */
  private knownHosts({ knownHosts, sshHost }: GitHub): string {
    return knownHosts ? knownHostsText(knownHosts) : new KnownHosts(this, "known-hosts", sshHost).lines;
  }

  /** GitHub's way in. The token is read here, since the webhook's path is made of it and no stack passes a value. */
  private addWebhooks(receiver: Receiver): void {
    const { cluster, delivery } = this;
    const secrets = this.backend.access(this, delivery);
    const token = secrets.read(this, "receiver-token", this.paths.receiverToken(cluster));
    const adopted = new Map(
      delivery.adopt.webhooks.filter((each) => each.cluster === cluster).map((each) => [each.repository, each.id]),
    );
    const withImages = announcedByGitHub(cluster);
    const webhooks = cluster.repositories.map((repository) => {
      const name = namedAfter("webhook", repository);
      const webhook = new ReceiverWebhook(this, name.id, {
        repository,
        receiver,
        fluxNamespace: cluster.fluxNamespace,
        token,
        tellsImages: withImages.has(repository),
        // By Git the Receiver is applied by Flux, and the fleet is Ready when it is.
        dependsOn: this.appliedObjects(cluster.fleet ? [fleetId] : receiverIds),
      });
      this.follow(name);
      const id = adopted.get(repository);
      if (id !== undefined) this.import({ resource: webhook.resource, id: `${repository.gitHubName}/${id}` });
      return [repository.name, { repository: repository.gitHubName, url: webhook.url }] as const;
    });
    new TerraformOutput(this, "github_webhook", {
      description: "The webhook of each repository; the URL is hard to guess on purpose",
      value: Object.fromEntries(webhooks),
      sensitive: true,
    });
    const registries = registryReceivers(cluster).map((each) => {
      const { name, type, registry } = each;
      const url = (): string => {
        if (each.type === "generic-oidc") return oidcWebhook(each, cluster);
        const own = secrets.read(this, `registry-receiver-token-${name}`, this.paths.registryReceiverToken(each));
        return webhookUrl(receiver.host, own, name, cluster.fluxNamespace);
      };
      return [name, { type, registry, url: url() }] as const;
    });
    if (registries.length === 0) return;
    new TerraformOutput(this, "registry_webhook", {
      description: "What to enter where each registry calls from; the URL is hard to guess on purpose, but CI's own",
      value: Object.fromEntries(registries),
      sensitive: true,
    });
  }
}
