import { uniq } from "es-toolkit/array";
import type { ClusterSecretStore } from "../../.gen/crds";
import type { Cluster } from "../../model/delivery";
import type { StoreProvider } from "../../secrets/store";

/** ESO's way to the secrets, open to the namespaces in use and no others. */
export function clusterSecretStore(cluster: Cluster, provider: StoreProvider): ClusterSecretStore {
  const { secretStore, fluxNamespace, pullCredentials, monitoring } = cluster;
  const namespaces = [
    fluxNamespace,
    ...pullCredentials.map(({ namespace }) => namespace),
    ...(monitoring ? [monitoring.namespace] : []),
  ];
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ClusterSecretStore",
    metadata: { name: secretStore.name },
    spec: { conditions: [{ namespaces: uniq(namespaces) }], provider: provider(cluster) },
  };
}
