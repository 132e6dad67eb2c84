import type { ClusterSecretStore } from "../.gen/crds";
import type { Store } from "../model/stores";

/** How External Secrets Operator reaches a backend: the `provider` of its store, with exactly one kind of provider. */
export type StoreProvider = (store: Store) => ClusterSecretStore["spec"]["provider"];

/** That of the default backend. */
export { ssmStoreProvider as defaultStoreProvider } from "./ssm/store";
