import type { ExternalSecret } from "../../.gen/crds";
import type { Cluster } from "../../config/defaults";

export interface ExternalSecretOptions {
  /** Name of the ExternalSecret and of the Secret that it makes. */
  readonly name: string;
  readonly namespace: string;
  readonly store: Cluster["secretStore"];
  /** Key of the Secret, or name in the template, to SSM path. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Shapes the Secret. @default - its keys are those of `parameters` */
  readonly template?: {
    readonly type?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly data: Readonly<Record<string, string>>;
  };
}

/**
 * Brings SSM parameters into the cluster as a Secret. What older releases of ESO default is written out,
 * so that a plan is empty under every release.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function externalSecret(options: ExternalSecretOptions): ExternalSecret {
  const { name, namespace, store, parameters, template } = options;
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { name, namespace },
    spec: {
      refreshInterval: store.refreshInterval,
      secretStoreRef: { kind: store.kind, name: store.name },
      target: {
        name,
        creationPolicy: "Owner",
        deletionPolicy: "Retain",
        ...(template && {
          template: {
            engineVersion: "v2",
            mergePolicy: "Replace",
            ...(template.type !== undefined && { type: template.type }),
            ...(template.labels && { metadata: { labels: { ...template.labels } } }),
            data: { ...template.data },
          },
        }),
      },
      data: Object.entries(parameters).map(([secretKey, key]) => ({
        secretKey,
        remoteRef: { key, conversionStrategy: "Default", decodingStrategy: "None", metadataPolicy: "None" },
      })),
    },
  };
}
