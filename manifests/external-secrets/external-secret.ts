import type { ExternalSecret } from "../../.gen/crds";
import type { Cluster } from "../../model/delivery";

export interface ExternalSecretOptions {
  /** Name of the ExternalSecret and of the Secret that it makes. */
  readonly name: string;
  readonly namespace: string;
  readonly store: Cluster["secretStore"];
  /** Key of the Secret, or name in the template, to where the value is kept; without a path there is no key. */
  readonly paths: Readonly<Record<string, string | undefined>>;
  /** Shapes the Secret. @default - its keys are those of `paths` */
  readonly template?: {
    readonly type?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly data: Readonly<Record<string, string>>;
  };
}

/**
 * Brings secrets into the cluster as a Secret. What older releases of ESO default is written out, so that a plan is
 * empty under every release.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function externalSecret({ name, namespace, store, paths, template }: ExternalSecretOptions): ExternalSecret {
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
        template: template && {
          engineVersion: "v2",
          mergePolicy: "Replace",
          type: template.type,
          metadata: template.labels && { labels: { ...template.labels } },
          data: { ...template.data },
        },
      },
      data: Object.entries(paths).flatMap(([secretKey, key]) =>
        key === undefined
          ? []
          : {
              secretKey,
              remoteRef: { key, conversionStrategy: "Default", decodingStrategy: "None", metadataPolicy: "None" },
            },
      ),
    },
  };
}
