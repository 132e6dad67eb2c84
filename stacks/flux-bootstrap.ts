import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { TerraformOutput, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Delivery } from "../config/defaults";
import { stackNames, type ClusterView } from "../config/topology";
import { awsProvider } from "../constructs/aws/provider";
import { clusterSecretStore } from "../constructs/external-secrets/cluster-secret-store";
import { gitSecret, webhookSecret } from "../constructs/external-secrets/secrets";
import { alert } from "../constructs/flux/alert";
import { gitRepository } from "../constructs/flux/git-repository";
import { KnownHosts } from "../constructs/flux/known-hosts";
import { notificationProvider, notificationSecret } from "../constructs/flux/notification-provider";
import { receiver as receiverManifest } from "../constructs/flux/receiver";
import { httpRoute } from "../constructs/gateway/http-route";
import { organizationProvider } from "../constructs/github/providers";
import { ReceiverWebhook } from "../constructs/github/receiver-webhook";
import { KubernetesManifest } from "../constructs/kubernetes/kubernetes-manifest";
import { namespace } from "../constructs/kubernetes/namespace";
import { kubernetesProvider } from "../constructs/kubernetes/provider";
import { alertmanagerSecret } from "../constructs/monitoring/alertmanager-config";
import { helmRelease, helmRepository, helmValues } from "../constructs/monitoring/kube-prometheus-stack";
import { DeliveryStack } from "./delivery-stack";
import { required } from "./required";
import type { SecretPaths } from "./secrets";

/** Service and port that Flux serves webhooks on; notification-controller's other Service is internal. */
const webhookService = { name: "webhook-receiver", port: 80 } as const;

/** What a cluster's applications share: sources, notifications, the way in for webhooks. */
export class FluxBootstrapStack extends DeliveryStack {
  constructor(
    scope: Construct,
    private readonly delivery: Delivery,
    private readonly view: ClusterView,
    private readonly paths: SecretPaths,
  ) {
    super(scope, stackNames(view.cluster).fluxBootstrap, delivery);
    organizationProvider(this, delivery.github);
    kubernetesProvider(this, view.cluster);

    const store = this.addSecretStore();
    const sources = this.addSources(store);
    this.addMonitoring(store);
    this.addNotifications(store);
    this.addReceiver(store, sources);
  }

  private addSecretStore(): ITerraformDependable[] {
    const { cluster, scanCredentials, pullCredentials } = this.view;
    if (!cluster.secretStore.create) return [];
    const namespaces = [
      cluster.fluxNamespace,
      ...[...scanCredentials, ...pullCredentials].map((each) => each.namespace),
      ...(cluster.monitoring ? [cluster.monitoring.namespace] : []),
    ];
    const manifest = clusterSecretStore({
      store: cluster.secretStore,
      region: this.delivery.aws.region,
      namespaces: [...new Set(namespaces)],
    });
    return [new KubernetesManifest(this, "secret-store", { manifest, waitForReady: true })];
  }

  private addSources(store: ITerraformDependable[]): ITerraformDependable[] {
    const { cluster, repositories } = this.view;
    const { github } = this.delivery;
    if (repositories.length === 0) return [];
    const knownHosts = new KnownHosts(this, "known-hosts", github.sshHost).lines;
    return repositories.map((repository) => {
      const secret = new KubernetesManifest(this, `git-secret-${repository.name}`, {
        manifest: gitSecret({
          repository: repository.name,
          namespace: cluster.fluxNamespace,
          store: cluster.secretStore,
          deployKey: required(this.paths.deployKeys, repository.name),
          knownHosts,
        }),
        waitForReady: true,
        dependsOn: store,
      });
      return new KubernetesManifest(this, `git-repository-${repository.name}`, {
        manifest: gitRepository({ repository, github, namespace: cluster.fluxNamespace }),
        waitForReady: true,
        dependsOn: [secret],
      });
    });
  }

  private addMonitoring(store: ITerraformDependable[]): void {
    const { monitoring, fluxNamespace, secretStore } = this.view.cluster;
    if (!monitoring) return;
    const before = monitoring.createNamespace
      ? [new KubernetesManifest(this, "monitoring-namespace", { manifest: namespace(monitoring.namespace) })]
      : [];
    const webhooks = alertmanagerSecret(monitoring, secretStore);
    const secrets = webhooks
      ? [
          new KubernetesManifest(this, "monitoring-secret", {
            manifest: webhooks,
            waitForReady: true,
            dependsOn: [...store, ...before],
          }),
        ]
      : [];
    const charts = new KubernetesManifest(this, "monitoring-charts", {
      manifest: helmRepository(monitoring, fluxNamespace),
    });
    const values = new KubernetesManifest(this, "monitoring-values", {
      manifest: helmValues(monitoring, fluxNamespace),
    });
    new KubernetesManifest(this, "monitoring-release", {
      manifest: helmRelease(monitoring, fluxNamespace),
      dependsOn: [...before, ...secrets, charts, values],
    });
  }

  private addNotifications(store: ITerraformDependable[]): void {
    const { fluxNamespace, notifications } = this.view.cluster;
    const providers = new Map(
      notifications.providers.map((provider) => {
        const secret = notificationSecret(provider, this.view.cluster);
        const before = secret
          ? [
              new KubernetesManifest(this, `notification-secret-${provider.name}`, {
                manifest: secret,
                waitForReady: true,
                dependsOn: store,
              }),
            ]
          : [];
        return [
          provider.name,
          new KubernetesManifest(this, `notification-provider-${provider.name}`, {
            manifest: notificationProvider(provider, this.view.cluster, this.delivery),
            dependsOn: before,
          }),
        ] as const;
      }),
    );
    for (const each of notifications.alerts) {
      new KubernetesManifest(this, `alert-${each.name}`, {
        manifest: alert(each, fluxNamespace),
        dependsOn: [required(providers, each.provider)],
      });
    }
  }

  private addReceiver(store: ITerraformDependable[], sources: ITerraformDependable[]): void {
    const { cluster, repositories } = this.view;
    const { receiver, gateway, fluxNamespace } = cluster;
    if (!receiver || !gateway) return;
    awsProvider(this, this.delivery.aws);
    const path = required(this.paths.receiverTokens, cluster.name);
    const secret = new KubernetesManifest(this, "receiver-secret", {
      manifest: webhookSecret({ namespace: fluxNamespace, store: cluster.secretStore, token: path }),
      waitForReady: true,
      dependsOn: store,
    });
    const receiverObject = new KubernetesManifest(this, "receiver", {
      manifest: receiverManifest({
        receiver,
        namespace: fluxNamespace,
        repositories: repositories.map(({ name }) => name),
      }),
      waitForReady: true,
      dependsOn: [secret, ...sources],
    });
    const route = new KubernetesManifest(this, "receiver-route", {
      manifest: httpRoute({
        name: receiver.name,
        namespace: fluxNamespace,
        gateway,
        host: receiver.host,
        service: webhookService,
        pathPrefix: "/hook/",
      }),
    });
    const token = new DataAwsSsmParameter(this, "receiver-token", { name: path }).value;
    const webhooks = repositories.map((repository) => {
      const { url } = new ReceiverWebhook(this, `webhook-${repository.name}`, {
        repository,
        receiver,
        fluxNamespace,
        token,
        dependsOn: [receiverObject, route],
      });
      return [repository.name, { repository: repository.gitHubName, url }] as const;
    });
    new TerraformOutput(this, "github_webhook", {
      description: "The webhook of each repository; the URL is hard to guess on purpose",
      value: Object.fromEntries(webhooks),
      sensitive: true,
    });
  }
}
