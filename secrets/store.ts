import type { ClusterSecretStore } from "../.gen/crds";
import type { StoreIdentity } from "../model/readers";
import type { Store } from "../model/stores";

/**
 * How External Secrets Operator reaches a backend: the `provider` of its store, with exactly one kind of provider.
 *
 * @param identity what was made for the store to read as; otherwise it says itself, or reads as ESO does
 */
export type StoreProvider = (store: Store, identity?: StoreIdentity) => ClusterSecretStore["spec"]["provider"];

/** What says on a ServiceAccount that it has an identity. */
export type IdentityAnnotations = (role: string) => Readonly<Record<string, string>>;

/** Those of the default backend. */
export { roleAnnotations as defaultIdentityAnnotations, ssmStoreProvider as defaultStoreProvider } from "./ssm/store";
