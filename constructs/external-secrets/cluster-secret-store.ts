import type { ClusterSecretStore } from "../../.gen/crds";
import type { Cluster } from "../../config/defaults";

export interface ClusterSecretStoreOptions {
  readonly store: Cluster["secretStore"];
  readonly region: string;
  /** The only namespaces that may use it. */
  readonly namespaces: readonly string[];
}

/** ESO's way to SSM, open to the namespaces in use and no others. */
export function clusterSecretStore({ store, region, namespaces }: ClusterSecretStoreOptions): ClusterSecretStore {
  const { role, serviceAccount } = store.create ?? {};
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ClusterSecretStore",
    metadata: { name: store.name },
    spec: {
      conditions: [{ namespaces: [...namespaces] }],
      provider: {
        aws: {
          service: "ParameterStore",
          region,
          ...(role !== undefined && { role }),
          ...(serviceAccount && { auth: { jwt: { serviceAccountRef: { ...serviceAccount } } } }),
        },
      },
    },
  };
}
