import { externalSecretsAccount } from "../config/schema/cluster";
import type { Cluster } from "./delivery";
import type { Store } from "./stores";

/** A ServiceAccount of a cluster. */
export interface ServiceAccount {
  readonly name: string;
  readonly namespace: string;
}

/** Whom ESO runs as where the prerequisites stack installs it: whoever Pod Identity gives a role to. */
export const externalSecretsAccountOf = ({ serviceAccountRoles: ways }: Cluster): ServiceAccount =>
  ways?.type === "pod-identity" ? ways.serviceAccount : externalSecretsAccount;

/** Who may read as a role: a ServiceAccount by either of the ways of EKS, or a store's own role, which assumes it. */
export type Trusted =
  | { readonly type: "irsa"; readonly oidcProvider: string; readonly serviceAccount: ServiceAccount }
  | {
      readonly type: "pod-identity";
      readonly cluster: { readonly name: string; readonly region: string };
      readonly serviceAccount: ServiceAccount;
    }
  | { readonly type: "role" };

/** A role that is made for a store. */
export interface Reader {
  readonly name: string;
  readonly trusted: Trusted;
}

/** The roles that are made for a cluster's stores. */
export interface Readers {
  /** Of `secretStore`. @default - it reads as somebody that is there */
  readonly everything?: Reader | undefined;
  /** Of `pullSecretStore`. @default - likewise */
  readonly pullSecrets?: Reader | undefined;
}

/** The roles that a cluster's stores ask for, with whom they trust. */
export function readersOf(cluster: Cluster): Readers {
  const { secretStore, pullSecretStore } = cluster;
  return {
    everything: reader(cluster, secretStore, true),
    pullSecrets: pullSecretStore && reader(cluster, pullSecretStore, false),
  };
}

function reader(cluster: Cluster, { name, readerRole }: Store, isFirst: boolean): Reader | undefined {
  const { serviceAccountRoles: ways, connection, fluxNamespace } = cluster;
  if (readerRole === undefined || !ways) return undefined;
  if (ways.type === "irsa") {
    // Where nobody but Flux runs anything: whoever may make Pods beside it could read as it.
    const serviceAccount = { name, namespace: fluxNamespace };
    return { name: readerRole, trusted: { type: "irsa", oidcProvider: ways.oidcProvider, serviceAccount } };
  }
  if (!isFirst) return { name: readerRole, trusted: { type: "role" } };
  if (connection.type !== "eks") return undefined;
  const { serviceAccount } = ways;
  return { name: readerRole, trusted: { type: "pod-identity", cluster: connection, serviceAccount } };
}

/** Whom a store is told to read as, where that is not who ESO is anyway. */
export interface StoreIdentity {
  /** A reference to the role, or its name. */
  readonly role: string;
  /** The ServiceAccount that has the role. @default - ESO assumes the role */
  readonly serviceAccount?: ServiceAccount | undefined;
}

/** What a store is told of a role that was made for it. */
export function identityOf(reader: Reader | undefined, role: string | undefined): StoreIdentity | undefined {
  if (!reader || role === undefined) return undefined;
  switch (reader.trusted.type) {
    case "irsa":
      return { role, serviceAccount: reader.trusted.serviceAccount };
    // It is ESO's own.
    case "pod-identity":
      return undefined;
    case "role":
      return { role };
  }
}
