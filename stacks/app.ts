import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Delivery } from "../config/defaults";
import { servicePort } from "../config/names";
import { stackNames, type ClusterView, type NamespacedCredential } from "../config/topology";
import { dockerSecret, signingSecret } from "../constructs/external-secrets/secrets";
import { imagePolicy } from "../constructs/flux/image-policy";
import { imageRepository } from "../constructs/flux/image-repository";
import { imageUpdateAutomation } from "../constructs/flux/image-update-automation";
import { kustomization } from "../constructs/flux/kustomization";
import { httpRoute } from "../constructs/gateway/http-route";
import { KubernetesManifest } from "../constructs/kubernetes/kubernetes-manifest";
import { workloadNamespace } from "../constructs/kubernetes/namespace";
import { kubernetesProvider } from "../constructs/kubernetes/provider";
import { DeliveryStack } from "./delivery-stack";
import { required } from "./required";
import type { SecretPaths } from "./secrets";

/** The applications of one cluster: their images, the updates written to Git, their deployments and routes. */
export class AppStack extends DeliveryStack {
  constructor(
    scope: Construct,
    private readonly delivery: Delivery,
    private readonly view: ClusterView,
    private readonly paths: SecretPaths,
  ) {
    super(scope, stackNames(view.cluster).app, delivery);
    kubernetesProvider(this, view.cluster);

    const namespaces = this.addNamespaces();
    const scanSecrets = this.addCredentials("scan-secret", view.scanCredentials);
    const pullSecrets = this.addCredentials("pull-secret", view.pullCredentials, namespaces);
    const images = this.addImageRepositories(scanSecrets);
    this.addAutomations(images);
    this.addDeployments([...namespaces, ...pullSecrets]);
  }

  private addNamespaces(): ITerraformDependable[] {
    return this.view.ownNamespaces.map(
      (name) => new KubernetesManifest(this, `namespace-${name}`, { manifest: workloadNamespace(name) }),
    );
  }

  private addCredentials(
    role: string,
    credentials: readonly NamespacedCredential[],
    dependsOn: ITerraformDependable[] = [],
  ): KubernetesManifest[] {
    const { secretStore } = this.view.cluster;
    return credentials.map(
      ({ namespace, credential }) =>
        // Names have no underscore, so it keeps the pair apart: "a" + "b-c" is not "a-b" + "c".
        new KubernetesManifest(this, `${role}-${namespace}_${credential.name}`, {
          manifest: dockerSecret({
            credential,
            namespace,
            store: secretStore,
            token: required(this.paths.pullTokens, credential.name),
          }),
          waitForReady: true,
          dependsOn,
        }),
    );
  }

  private addImageRepositories(scanSecrets: KubernetesManifest[]): Map<string, KubernetesManifest> {
    // Not waited for: before CI's first push there is nothing to scan, and the apply would hang on it.
    return new Map(
      this.view.scannedApplications.map((application) => [
        application.name,
        new KubernetesManifest(this, `image-repository-${application.name}`, {
          manifest: imageRepository(application, this.view.cluster.fluxNamespace),
          dependsOn: scanSecrets,
        }),
      ]),
    );
  }

  private addAutomations(images: ReadonlyMap<string, KubernetesManifest>): void {
    const { cluster, automations } = this.view;
    const { bot } = this.delivery.github;
    if (automations.length === 0) return;
    const signing = new KubernetesManifest(this, "signing-secret", {
      manifest: signingSecret({
        name: bot.gpg.secretName,
        namespace: cluster.fluxNamespace,
        store: cluster.secretStore,
        key: this.paths.signingKey,
        passphrase: this.paths.passphrase,
      }),
      waitForReady: true,
    });
    for (const automation of automations) {
      const policies = automation.deployments.map(
        (deployment) =>
          new KubernetesManifest(this, `image-policy-${deployment.environment.objectName}`, {
            manifest: imagePolicy({ deployment, namespace: cluster.fluxNamespace, automation: automation.name }),
            dependsOn: [required(images, deployment.application.name)],
          }),
      );
      new KubernetesManifest(this, `image-update-${automation.name}`, {
        manifest: imageUpdateAutomation({ automation, namespace: cluster.fluxNamespace, bot }),
        dependsOn: [signing, ...policies],
      });
    }
  }

  private addDeployments(before: ITerraformDependable[]): void {
    const { cluster, deployments } = this.view;
    for (const deployment of deployments) {
      const { application, environment } = deployment;
      new KubernetesManifest(this, `kustomization-${environment.objectName}`, {
        manifest: kustomization(deployment, cluster.fluxNamespace),
        dependsOn: before,
      });
      if (environment.route && cluster.gateway) {
        new KubernetesManifest(this, `route-${environment.objectName}`, {
          manifest: httpRoute({
            name: environment.objectName,
            namespace: environment.namespace,
            gateway: cluster.gateway,
            host: environment.route.host,
            service: { name: application.name, port: servicePort },
            responseHeaders: { "Strict-Transport-Security": environment.route.strictTransportSecurity },
          }),
          dependsOn: before,
        });
      }
    }
  }
}
