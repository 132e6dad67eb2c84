import type { ExternalSecret } from "../.gen/crds";
import type { Application, Cluster, Delivery, Environment, RegistryCredential } from "../model/delivery";
import { namedAfter } from "../model/names";
import { dispatcherOf } from "../model/promotion";
import type { SecretPaths } from "../model/secret-paths";
import { present, type ClusterObject, type Owner } from "./cluster-object";
import {
  applicationSecret,
  registryCredentialSecret,
  signingSecret,
  sshSigningSecret,
} from "./external-secrets/secrets";
import { promotionAlert } from "./flux/alert";
import { imagePolicy } from "./flux/image-policy";
import { imageRepository } from "./flux/image-repository";
import { imageUpdateAutomation } from "./flux/image-update-automation";
import { kustomization } from "./flux/kustomization";
import { environmentRoute } from "./gateway/http-route";
import { deployer, deployerBinding } from "./kubernetes/deployer";
import { workloadNamespace } from "./kubernetes/namespace";
import { protectedObject, protectionBinding, protectionPolicy } from "./kubernetes/protection";

type Objects = ReadonlyMap<string, ClusterObject>;

/** What environments need beside their own objects. */
interface Shared {
  readonly namespaces: Objects;
  readonly pullSecrets: Objects;
  /** By an environment's objectName, what its application keeps secret. */
  readonly secrets: Objects;
  /** By its name, what lets Flux deploy there, and no further. */
  readonly deployers: ReadonlyMap<string, readonly ClusterObject[]>;
}

/** The applications of a cluster: their images, the updates written to Git, their deployments and routes. */
export function appObjects(cluster: Cluster, { github }: Delivery, paths: SecretPaths): readonly ClusterObject[] {
  const held = cluster.environments.filter((each) => each.protected);
  const created = cluster.createdNamespaces;
  const isGuarded = held.length > 0 || created.some((each) => each.protected);
  const guard = isGuarded ? protectionObjects(cluster) : [];
  const holdIf = (isHeld: boolean, object: ClusterObject): ClusterObject => (isHeld ? heldBy(guard, object) : object);
  const heldNamespaces = new Set(held.map(({ namespace }) => namespace));
  const heldDeployers = new Set(held.filter(({ clusterWide }) => !clusterWide).map(({ namespace }) => namespace));
  const heldLogins = new Set(held.map(({ namespace, application }) => loginKey(namespace, application.credential)));
  const namespaces: Objects = new Map(
    created.map(({ name, labels, at, protected: isHeld }) => {
      const own = { id: namespaceId(name), manifest: workloadNamespace(name, labels), at, of: tenant(name) };
      return [name, holdIf(isHeld || heldNamespaces.has(name), own)];
    }),
  );
  const logins = (role: string, namespace: string, credential: RegistryCredential): ClusterObject => ({
    // Names have no underscore, so it keeps the pair apart: "a" + "b-c" is not "a-b" + "c".
    id: `${role}-${namespace}_${credential.name}`,
    manifest: registryCredentialSecret(credential, namespace, cluster, paths),
    at: credential.at,
    of: namespace === cluster.fluxNamespace ? undefined : tenant(namespace),
    waitForReady: true,
    after: present(namespaces.get(namespace)),
  });
  const scanSecrets = new Map(
    cluster.scanCredentials.map((each) => [each, logins("scan-secret", cluster.fluxNamespace, each)]),
  );
  const pullSecrets: Objects = new Map(
    cluster.pullCredentials.map(({ namespace, credential }) => {
      const key = loginKey(namespace, credential);
      return [key, holdIf(heldLogins.has(key), logins("pull-secret", namespace, credential))];
    }),
  );
  const secrets: Objects = new Map(
    cluster.environments.flatMap((environment) =>
      present(applicationSecret(environment)).map((manifest) => {
        const { objectName, namespace, at } = environment;
        const own = {
          id: `application-secret-${objectName}`,
          manifest,
          at: [...at, "secrets"],
          of: tenant(namespace),
          waitForReady: true,
          after: present(namespaces.get(namespace)),
        };
        return [objectName, holdIf(environment.protected, own)] as const;
      }),
    ),
  );
  const deployers = new Map(
    cluster.confinedNamespaces.map(({ name, at }) => {
      const own = deployerObjects(name, cluster, namespaces).map((object) => ({ ...object, at, of: tenant(name) }));
      return [name, own.map((object) => holdIf(heldDeployers.has(name), object))] as const;
    }),
  );
  // Not waited for: before CI's first push there is nothing to scan, and the apply would hang on it.
  const images = new Map(
    cluster.scannedApplications.map((application) => [
      application,
      {
        ...namedAfter("image-repository", application),
        manifest: imageRepository(application, cluster),
        at: application.at,
        of: ownerOf(application),
        after: present(application.credential && scanSecrets.get(application.credential)),
      },
    ]),
  );
  return [
    ...guard,
    ...namespaces.values(),
    ...scanSecrets.values(),
    ...pullSecrets.values(),
    ...secrets.values(),
    ...[...deployers.values()].flat(),
    ...images.values(),
    ...automationObjects(cluster, github, paths, images),
    ...cluster.environments.flatMap((environment) =>
      environmentObjects(environment, { namespaces, pullSecrets, secrets, deployers }).map((each) =>
        holdIf(environment.protected, each),
      ),
    ),
  ];
}

const tenant = (namespace: string): Owner => ({ type: "tenant", namespace });

const ownerOf = (application: Application): Owner => ({ type: "application", application });

/** The same whoever asks for it, so that an environment's claim can become the cluster's. */
export const namespaceId = (name: string): string => `namespace-${name}`;

/** What keeps protected environments and namespaces. */
function protectionObjects({ fluxNamespace }: Cluster): readonly ClusterObject[] {
  const policy = { id: "protection-policy", manifest: protectionPolicy(fluxNamespace) };
  return [policy, { id: "protection", manifest: protectionBinding(fluxNamespace), after: [policy] }];
}

/**
 * An object that the cluster refuses to delete. It comes after what refuses: a plan that would delete both is to meet the
 * refusal first.
 */
const heldBy = (guard: readonly ClusterObject[], object: ClusterObject): ClusterObject => ({
  ...object,
  manifest: protectedObject(object.manifest),
  isProtected: true,
  after: [...(object.after ?? []), ...guard],
});

/**
 * What lets Flux deploy to a namespace. It outlives the Kustomizations that name it: without it Flux could neither delete
 * their workloads nor apply the last of their changes.
 */
function deployerObjects(namespace: string, { fluxNamespace }: Cluster, namespaces: Objects): readonly ClusterObject[] {
  const id = `deployer-${namespace}`;
  const account = { id, manifest: deployer(namespace, fluxNamespace), isDeletedLast: true };
  const binding = {
    id: `${id}_binding`,
    manifest: deployerBinding(namespace, fluxNamespace),
    isDeletedLast: true,
    after: present(namespaces.get(namespace)),
  };
  return [account, binding];
}

/** Tells logins apart that images are pulled with; one without a credential is none. */
const loginKey = (namespace: string, credential: RegistryCredential | undefined): string =>
  `${namespace}/${credential?.name ?? ""}`;

const signer = (id: string, manifest: ExternalSecret): ClusterObject => ({ id, manifest, waitForReady: true });

function automationObjects(
  cluster: Cluster,
  { bot }: Delivery["github"],
  paths: SecretPaths,
  images: ReadonlyMap<Application, ClusterObject>,
): ClusterObject[] {
  if (cluster.automations.length === 0) return [];
  // Both are there while the bot moves from one to the other: no automation looks for a Secret that is gone.
  const signing: Objects = new Map([
    ...(bot.gpg ? [["gpg", signer("signing-secret", signingSecret(bot.gpg, cluster, paths))] as const] : []),
    ...(bot.ssh ? [["ssh", signer("ssh-signing-secret", sshSigningSecret(bot.ssh, cluster, paths))] as const] : []),
  ]);
  const automations = cluster.automations.flatMap((automation) => {
    const policies = automation.environments.map((environment) => ({
      id: `image-policy-${environment.objectName}`,
      manifest: imagePolicy(environment),
      at: [...environment.at, "imagePolicy"],
      of: ownerOf(environment.application),
      after: present(images.get(environment.application)),
    }));
    const own = {
      id: `image-update-${automation.name}`,
      manifest: imageUpdateAutomation(automation, bot),
      at: [...automation.repository.at, "imageUpdate"],
      after: [...present(signing.get(bot.signing)), ...policies],
    };
    return [...policies, own];
  });
  return [...signing.values(), ...automations];
}

function environmentObjects(environment: Environment, shared: Shared): ClusterObject[] {
  const { namespaces, pullSecrets, secrets, deployers } = shared;
  const { objectName, namespace, clusterWide, application, cluster, route } = environment;
  const home = present(namespaces.get(namespace));
  const own = {
    id: `kustomization-${objectName}`,
    manifest: kustomization(environment),
    at: environment.at,
    of: ownerOf(application),
    after: [
      ...home,
      ...present(pullSecrets.get(loginKey(namespace, application.credential))),
      ...present(secrets.get(objectName)),
      // Another environment of the namespace may have them.
      ...(clusterWide ? [] : (deployers.get(namespace) ?? [])),
    ],
  };
  const dispatcher = environment.isPromotedFrom ? dispatcherOf(environment) : undefined;
  const promotion: ClusterObject[] = dispatcher
    ? [
        {
          id: `promotion-alert-${objectName}`,
          manifest: promotionAlert(environment, dispatcher),
          at: environment.at,
          of: ownerOf(application),
        },
      ]
    : [];
  if (!route || !cluster.gateway) return [own, ...promotion];
  const way = {
    id: `route-${objectName}`,
    manifest: environmentRoute(environment, route, cluster.gateway),
    at: [...environment.at, "route"],
    of: ownerOf(application),
    after: home,
  };
  return [own, ...promotion, way];
}
