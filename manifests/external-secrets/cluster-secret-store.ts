import { uniq } from "es-toolkit/array";
import type { ClusterSecretStore } from "../../.gen/crds";
import type { Cluster } from "../../model/delivery";
import { hasSecrets, monitoringSecrets } from "../../model/kept-secrets";
import type { StoreIdentity } from "../../model/readers";
import type { Store } from "../../model/stores";
import type { StoreProvider } from "../../secrets/store";

/** ESO's way to the secrets, open to the namespaces in use and no others. */
export function clusterSecretStore(
  cluster: Cluster,
  provider: StoreProvider,
  identity?: StoreIdentity,
): ClusterSecretStore {
  const { secretStore, pullSecretStore, fluxNamespace, monitoring, at } = cluster;
  // The monitoring's namespace has always been among them; beside a store for logins it is where a Secret is read there.
  const serves = pullSecretStore ? monitoringSecrets(monitoring, at).length > 0 : true;
  return store(secretStore, provider(secretStore, identity), [
    fluxNamespace,
    ...(pullSecretStore ? [] : workloadNamespaces(cluster)),
    ...(monitoring && serves ? [monitoring.namespace] : []),
  ]);
}

/** ESO's way to what workloads read alone, registry logins and their own secrets: open to their namespaces and no others. */
export const clusterPullSecretStore = (
  cluster: Cluster,
  pullSecretStore: Store,
  provider: StoreProvider,
  identity?: StoreIdentity,
): ClusterSecretStore => store(pullSecretStore, provider(pullSecretStore, identity), workloadNamespaces(cluster));

/** Where a workload reads something. */
const workloadNamespaces = ({ pullCredentials, environments }: Cluster): string[] => [
  ...pullCredentials.map(({ namespace }) => namespace),
  ...environments.filter(hasSecrets).map(({ namespace }) => namespace),
];

const store = (
  { name }: Store,
  provider: ClusterSecretStore["spec"]["provider"],
  namespaces: readonly string[],
): ClusterSecretStore => ({
  apiVersion: "external-secrets.io/v1",
  kind: "ClusterSecretStore",
  metadata: { name },
  spec: { conditions: [{ namespaces: uniq(namespaces) }], provider },
});
