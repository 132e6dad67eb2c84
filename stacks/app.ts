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

type Manifests = ReadonlyMap<string, KubernetesManifest>;

const credentialKey = (namespace: string, credential: string | undefined): string => `${namespace}/${credential ?? ""}`;
const present = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

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
    this.addDeployments(namespaces, pullSecrets);
  }

  private addNamespaces(): Manifests {
    return new Map(
      this.view.ownNamespaces.map((name) => [
        name,
        new KubernetesManifest(this, `namespace-${name}`, { manifest: workloadNamespace(name) }),
      ]),
    );
  }

  private addCredentials(
    role: string,
    credentials: readonly NamespacedCredential[],
    namespaces: Manifests = new Map(),
  ): Manifests {
    const { secretStore } = this.view.cluster;
    return new Map(
      credentials.map(({ namespace, credential }) => [
        credentialKey(namespace, credential.name),
        // Names have no underscore, so it keeps the pair apart: "a" + "b-c" is not "a-b" + "c".
        new KubernetesManifest(this, `${role}-${namespace}_${credential.name}`, {
          manifest: dockerSecret({
            credential,
            namespace,
            store: secretStore,
            token: required(this.paths.pullTokens, credential.name),
          }),
          waitForReady: true,
          dependsOn: present(namespaces.get(namespace)),
        }),
      ]),
    );
  }

  private addImageRepositories(scanSecrets: Manifests): Manifests {
    const { fluxNamespace } = this.view.cluster;
    // Not waited for: before CI's first push there is nothing to scan, and the apply would hang on it.
    return new Map(
      this.view.scannedApplications.map((application) => [
        application.name,
        new KubernetesManifest(this, `image-repository-${application.name}`, {
          manifest: imageRepository(application, fluxNamespace),
          dependsOn: present(scanSecrets.get(credentialKey(fluxNamespace, application.image.credential))),
        }),
      ]),
    );
  }

  private addAutomations(images: Manifests): void {
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

  private addDeployments(namespaces: Manifests, pullSecrets: Manifests): void {
    const { cluster, deployments } = this.view;
    for (const deployment of deployments) {
      const { application, environment } = deployment;
      const namespace = present(namespaces.get(environment.namespace));
      const login = present(pullSecrets.get(credentialKey(environment.namespace, application.image.credential)));
      new KubernetesManifest(this, `kustomization-${environment.objectName}`, {
        manifest: kustomization(deployment, cluster.fluxNamespace),
        dependsOn: [...namespace, ...login],
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
          dependsOn: namespace,
        });
      }
    }
  }
}
