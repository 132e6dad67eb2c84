import { createHash } from "node:crypto";

/** Names and numbers that more than one place must agree on. */

interface Named {
  readonly name: string;
  readonly renamedFrom?: string | undefined;
}

/** What is named after elements of the file, and what it was named before one of them was renamed. */
export function namedAfter(
  prefix: string,
  ...elements: readonly [Named, ...Named[]]
): { readonly id: string; readonly formerId?: string } {
  const idOf = (nameOf: (element: Named) => string): string => `${prefix}-${elements.map(nameOf).join("_")}`;
  const id = idOf(({ name }) => name);
  const formerId = idOf(({ name, renamedFrom }) => renamedFrom ?? name);
  return formerId === id ? { id } : { id, formerId };
}

/** Variable of a cluster's stacks: those that shared one would be one cluster, as `cdktf deploy '*'` gives all the same environment. */
export const clusterVariable = (id: string, { stackSuffix }: { readonly stackSuffix: string }): string =>
  id + stackSuffix.replaceAll("-", "_");

/** Secret with a repository's deploy key and the host keys, in the Flux namespace. */
export const gitSecretName = (repository: string): string => `${repository}-git`;

/** Secret with the public keys that a repository's commits are known by, in the Flux namespace. */
export const signersSecretName = (repository: string): string => `${repository}-signers`;

/** Secret with the GitHub App's key, in the Flux namespace. */
export const appSecretName = "github-app";

/** Secret with a registry login, in the Flux namespace for scans and in a workload's for pulls. */
export const registryCredentialSecretName = (credential: string): string => `${credential}-docker`;

/** Secret with what an environment's application keeps secret, in the workload's namespace. */
export const applicationSecretName = (environment: string): string => `${environment}-secrets`;

/** Secret with the token that GitHub signs its webhooks with, in the Flux namespace. */
export const webhookSecretName = "webhook-token";

/** Secret with the token of what calls when an image is pushed, in the Flux namespace. */
export const registryTokenSecretName = (receiver: string): string => `${receiver}-token`;

/** Label of an ImageRepository: the Receiver that is told of its pushed images. */
export const receiverLabel = "flux-delivery/receiver";

/** Annotation of an ImageRepository: its image, since a Receiver sees of an object its metadata alone. */
export const imageAnnotation = "flux-delivery/image";

/**
 * ServiceAccount that deploys to a namespace, in the Flux namespace. Its dot, as that of the RoleBinding, keeps it from
 * other names in the file, but for a store's, of which a rule refuses such a one.
 */
export const deployerName = (namespace: string): string => `${namespace}.deployer`;

/** RoleBinding that lets it, in the workload's namespace: two deliveries of one cluster must not own the same object. */
export const deployerBindingName = (fluxNamespace: string): string => `${fluxNamespace}.deployer`;

/** Secret with what a notification provider needs: its address, or its token. */
export const providerSecretName = (provider: string): string => `${provider}-provider`;

/** Secret with the webhooks that Alertmanager sends to, in its namespace. */
export const alertmanagerSecretName = "alertmanager-webhooks";

/** Label of a ConfigMap or Secret that Flux looks at as soon as it changes. */
export const watchLabel = { "reconcile.fluxcd.io/watch": "Enabled" } as const;

/** Label that ties an ImagePolicy to the ImageUpdateAutomation that writes it. */
export const automationLabel = "image-update-automation";

/** Label of what the cluster refuses to delete. */
export const protectedLabel = "flux-delivery/protected";

/**
 * The automation that pushes to a repository's own branch is named as the repository; one with a push branch has both
 * names, and where the branch's loses letters that no name in Kubernetes has, a hash of it.
 */
export function automationName(repository: string, pushBranch = ""): string {
  const words = pushBranch.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const hash = createHash("sha256").update(pushBranch).digest("hex").slice(0, 8);
  return [repository, ...words, ...(/[^\x20-\x7e]/.test(pushBranch) ? [hash] : [])].join("-");
}

/** Port of every application's Service, which its route leads to. */
export const servicePort = 80;

/**
 * The registry that a login is looked up by: Docker Hub's images are named docker.io, and its login is to its index.
 * @see https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export const registryLogin = (registry: string): string => (registry === "docker.io" ? "index.docker.io" : registry);

/** ConfigMap with the paths that the fleet's manifests name, in the Flux namespace. A dot keeps it from the file's names. */
export const fleetParametersName = "fleet.parameters";

/** What a cluster's Kustomizations of the fleet are called, in the Flux namespace: a dot keeps them from environments. */
export const fleetNames = {
  cluster: "fleet.cluster",
  infrastructure: "fleet.infrastructure",
  tenants: "fleet.tenants",
};

/** The most that a label holds: Flux labels what a Kustomization applies with its name. */
const longestLabel = 63;

/** The fleet's Kustomization of an application. */
export function fleetApplicationName({ objectName }: { readonly objectName: string }): string {
  const name = `app.${objectName}`;
  if (name.length <= longestLabel) return name;
  const hash = createHash("sha256").update(objectName).digest("hex").slice(0, 8);
  return `${name.slice(0, longestLabel - 9)}.${hash}`;
}
