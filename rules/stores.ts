import { eachKnown, known } from "../config/ill-formed";
import { formatGiven, type Path, type Problem } from "../config/problems";
import { accountOf, isInPartition } from "../model/arn";
import type { Cluster, Delivery } from "../model/delivery";
import { hasSecrets, monitoringSecrets } from "../model/kept-secrets";
import { identityOf, readersOf, type Reader, type ServiceAccount } from "../model/readers";
import { ownPullStore, storesOf, type PlacedStore, type Store } from "../model/stores";
import { claims, each, unique } from "./rule";

const policyAt = ({ at }: PlacedStore): Path => [...at, "readerPolicy"];

/** No two IAM policies share a name, which IAM compares without case. */
export const uniqueReaderPolicies = ({ clusters }: Delivery): Iterable<Problem> =>
  unique(
    claims(storesOf(clusters), function* (placed) {
      const { readerPolicy } = placed.store;
      if (readerPolicy === undefined) return;
      yield {
        key: readerPolicy.toLowerCase(),
        given: readerPolicy,
        path: policyAt(placed),
        noun: "an IAM policy",
      };
    }),
  );

/** A policy that is too long goes on in others, named with -2, -3 and so on: none of them is another store's. */
export function* readerPoliciesLeaveRoom({ clusters }: Delivery): Generator<Problem> {
  const stores = storesOf(clusters);
  const holders = new Map<string | undefined, Path>(
    eachKnown(stores, function* (placed) {
      const { readerPolicy } = placed.store;
      if (readerPolicy !== undefined) yield [readerPolicy.toLowerCase(), policyAt(placed)] as const;
    }),
  );
  yield* each(stores, function* (placed) {
    const { readerPolicy } = placed.store;
    const holder = holders.get(readerPolicy?.toLowerCase().match(/(.+)-[0-9]+$/)?.[1]);
    if (!holder) return;
    yield {
      path: policyAt(placed),
      given: formatGiven(readerPolicy),
      expected: "a name that no part of another policy has, whose parts are numbered",
      holder,
    };
  });
}

/** A store that the stacks make serves every namespace. */
export const createdStoresServeAll = ({ clusters }: Delivery): Iterable<Problem> =>
  each(storesOf(clusters), function* ({ store: { kind, create }, at }) {
    if (!create || kind === "ClusterSecretStore") return;
    yield {
      path: [...at, "kind"],
      given: JSON.stringify(kind),
      expected: "ClusterSecretStore where create is set: a SecretStore would be needed in every namespace",
    };
  });

/** A role reads the parameters of its own account, since External Secrets Operator asks for them by their names. */
export const readersAreOfTheAccount = ({ clusters, aws }: Delivery): Iterable<Problem> =>
  each(storesOf(clusters), function* ({ store: { create }, at }) {
    const role = create?.role;
    if (role === undefined || aws.accountId === undefined || accountOf(role) === aws.accountId) return;
    yield {
      path: [...at, "create", "role"],
      given: formatGiven(role),
      expected: `a role of account ${aws.accountId}, which aws.accountId says the parameters are of: ESO finds them by name in the role's own`,
    };
  });

/** The pull Secrets' store is another than everything else's. */
export const storesAreTwo = ({ clusters }: Delivery): Iterable<Problem> =>
  each(clusters, function* (cluster) {
    const { name, kind } = cluster.secretStore;
    for (const { store, at } of ownPullStore(cluster)) {
      if (store.name !== name || store.kind !== kind) continue;
      yield {
        path: [...at, "name"],
        given: formatGiven(name),
        givenByDefault: formatGiven(name),
        expected: "another store than secretStore, from which the workloads' namespaces would read all that it does",
      };
    }
  });

/** Whom a store reads as. */
interface Identity {
  readonly who: string;
  /** Name of a role that is made for it. @default - none is */
  readonly made?: string | undefined;
  /** ARN of a role that it assumes. @default - none */
  readonly role?: string | undefined;
}

const ownIdentity: Identity = { who: "ESO's own identity" };

const asAccount = ({ name, namespace }: ServiceAccount): Identity => ({ who: `ServiceAccount ${namespace}/${name}` });

/** Whom a store reads as that has a role made, or that the stacks make; one that exists may read as anybody. */
function readsAs({ create, readerRole: made }: Store, reader: Reader | undefined): Identity | undefined {
  if (made !== undefined) {
    const told = identityOf(reader, made);
    if (told?.serviceAccount) return { ...asAccount(told.serviceAccount), made };
    // What needs not be told is who ESO is anyway.
    return reader && !told ? { ...ownIdentity, made } : { who: `role ${made}`, made };
  }
  if (!create) return undefined;
  const { role, serviceAccount } = create;
  if (role !== undefined) return { who: role, role };
  return serviceAccount ? asAccount(serviceAccount) : ownIdentity;
}

const isMade = ({ made }: Identity, { role }: Identity): boolean =>
  made !== undefined && role?.split("/").at(-1) === made;

const areOne = (one: Identity, other: Identity): boolean =>
  one.who === other.who || isMade(one, other) || isMade(other, one);

/** Two stores that read as one read the same, whichever namespaces they serve: what they are two for is their identities. */
export const storesReadAsTwo = ({ clusters }: Delivery): Iterable<Problem> =>
  each(clusters, function* (cluster) {
    for (const { store, at } of ownPullStore(cluster)) {
      const { everything, pullSecrets } = readersOf(cluster);
      const own = readsAs(store, pullSecrets);
      // One that exists, in the usual setup, is ESO's own.
      const first = readsAs(cluster.secretStore, everything) ?? ownIdentity;
      if (!own || !areOne(own, first)) continue;
      yield {
        path: [...at, "create"],
        given: first.who,
        expected:
          "a role, serviceAccount or readerRole of its own: as whom secretStore reads, the workloads' namespaces would read all that it does",
      };
    }
  });

/** A ServiceAccount that is made for a store, by its name, is none that Flux or a namespace's deployer has. */
export const storeAccountsAreNew = ({ clusters }: Delivery): Iterable<Problem> =>
  each(storesOf(clusters), function* ({ store: { name, readerRole }, cluster, at }) {
    if (readerRole === undefined || cluster.serviceAccountRoles?.type !== "irsa") return;
    if (!/^default$|-controller$|[.]deployer$/.test(name)) return;
    yield {
      path: [...at, "name"],
      given: formatGiven(name),
      expected: `another name: its ServiceAccount in ${cluster.fluxNamespace} would be one that Kubernetes, Flux or the app stack has there`,
    };
  });

/** A store that nobody reads from has no namespace to serve. */
export const pullStoresServeSomebody = (delivery: Delivery): Iterable<Problem> =>
  each(delivery.clusters, function* (cluster) {
    // What is not known may be a login.
    const areKnown = known(() =>
      delivery.environments.map(({ application, secrets }) => [application.credential, secrets]),
    );
    if (areKnown === undefined || delivery.isPartial) return;
    for (const { at } of ownPullStore(cluster)) {
      if (cluster.pullCredentials.length > 0 || cluster.environments.some(hasSecrets)) continue;
      yield {
        path: at,
        given: "a store of registry logins",
        expected:
          "an environment on this cluster with secrets, or whose image has a credential, or there is nothing to read from it: add one, or remove this",
      };
    }
  });

/** Namespaces in which whoever deploys could read as the first store does, were they a workload's. */
function* storeNamespaces(cluster: Cluster): Generator<{ namespace: string; of: string }> {
  const { secretStore, serviceAccountRoles: ways, monitoring, at } = cluster;
  const serviceAccount = ways?.type === "pod-identity" ? ways.serviceAccount : secretStore.create?.serviceAccount;
  if (serviceAccount) yield { namespace: serviceAccount.namespace, of: "secretStore's ServiceAccount" };
  if (monitoring && monitoringSecrets(monitoring, at).length > 0) {
    yield { namespace: monitoring.namespace, of: "the monitoring's Secret" };
  }
}

/** No workload's namespace is one that the first store serves, or whose ServiceAccount it reads as. */
export const workloadsLeaveStoresAlone = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ cluster, namespace, at }) {
    if (!cluster.pullSecretStore) return;
    for (const { namespace: taken, of } of storeNamespaces(cluster)) {
      if (taken !== namespace) continue;
      yield {
        path: [...at, "namespace"],
        given: formatGiven(namespace),
        expected: `another namespace: from that of ${of} all that secretStore serves can be read`,
      };
    }
  });

/** No two roles share a name, which IAM compares without case. */
export const uniqueReaderRoles = ({ clusters }: Delivery): Iterable<Problem> =>
  unique(
    claims(storesOf(clusters), function* ({ store: { readerRole }, at }) {
      if (readerRole === undefined) return;
      const path = [...at, "readerRole"];
      yield { key: readerRole.toLowerCase(), given: readerRole, path, noun: "an IAM role" };
    }),
  );

/** A role that is made has something to read, and a way to External Secrets Operator that is no other's. */
export const readerRolesAreOfUse = ({ clusters }: Delivery): Iterable<Problem> =>
  each(storesOf(clusters), function* ({ store: { readerRole, readerPolicy, create }, cluster, at }) {
    if (readerRole === undefined) return;
    const refuse = (expected: string): Problem => ({
      path: [...at, "readerRole"],
      given: formatGiven(readerRole),
      expected,
    });
    const ways = cluster.serviceAccountRoles;
    if (readerPolicy === undefined) yield refuse("a readerPolicy beside it, without which the role may read nothing");
    if (!ways) yield refuse("serviceAccountRoles on this cluster, which say how ESO gets the role");
    if (create?.role !== undefined || create?.serviceAccount) {
      yield refuse("neither role nor serviceAccount in create: the store reads as one of them alone");
    }
    // ESO's own role serves a store that exists; any other has to be told to it.
    const isEsosOwn = ways?.type === "pod-identity" && at.at(-1) === "secretStore";
    if (ways && !create && !isEsosOwn) {
      yield refuse(
        "create: {} beside it: a store that is there already does not read as a role that is yet to be made",
      );
    }
    if (ways?.type === "pod-identity" && !isEsosOwn && cluster.secretStore.readerRole === undefined) {
      yield refuse("a readerRole of secretStore too, which is ESO's own and assumes this one");
    }
  });

/** Roles come by a way that is open to them: Pod Identity to clusters of EKS, both within the parameters' account. */
export const serviceAccountRolesAreThere = ({ clusters, aws }: Delivery): Iterable<Problem> =>
  each(clusters, function* (cluster) {
    const { serviceAccountRoles: ways, connection, at } = cluster;
    if (!ways) return;
    const path = [...at, "serviceAccountRoles"];
    if (cluster.secretStore.readerRole === undefined && cluster.pullSecretStore?.readerRole === undefined) {
      yield { path, given: ways.type, expected: "a readerRole of a store that is got so: add one, or remove this" };
    }
    if (ways.type === "irsa") {
      const { oidcProvider } = ways;
      const fault = (expected: string): Problem => ({
        path: [...path, "oidcProvider"],
        given: formatGiven(oidcProvider),
        expected,
      });
      if (aws.accountId !== undefined && accountOf(oidcProvider) !== aws.accountId) {
        yield fault(`a provider of account ${aws.accountId}, which aws.accountId says the roles are made in`);
      }
      if (!isInPartition(oidcProvider, aws.region)) yield fault(`a provider of the partition that ${aws.region} is in`);
    } else if (connection.type !== "eks") {
      yield {
        path: [...path, "type"],
        given: formatGiven(ways.type),
        expected: "irsa, or a connection of type eks: Pod Identity is of EKS, and asks for the cluster's name",
      };
    } else if (aws.accountId !== undefined && connection.accountId !== aws.accountId) {
      yield {
        path: [...path, "type"],
        given: formatGiven(ways.type),
        expected: `irsa: Pod Identity gives roles of the cluster's own account, and aws.accountId is another`,
      };
    }
  });
