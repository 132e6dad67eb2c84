import type { ClusterSecretStore } from "../.gen/crds";
import type { Cluster } from "../model/delivery";

/** How External Secrets Operator reaches a backend: the `provider` of its store, with exactly one kind of provider. */
export type StoreProvider = (cluster: Cluster) => ClusterSecretStore["spec"]["provider"];

/** That of the default backend. */
export { ssmStoreProvider as defaultStoreProvider } from "./ssm/store";
