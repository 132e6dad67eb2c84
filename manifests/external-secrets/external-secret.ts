import type { ExternalSecret } from "../../.gen/crds";
import type { Store } from "../../model/stores";

export interface ExternalSecretOptions {
  /** Name of the ExternalSecret and of the Secret that it makes. */
  readonly name: string;
  readonly namespace: string;
  readonly store: Store;
  /** Key of the Secret, or name in the template, to where the value is kept; without a path there is no key. */
  readonly paths: Readonly<Record<string, string | undefined>>;
  /** Where JSON objects are kept of which each key becomes one of the Secret. @default - nowhere */
  readonly extract?: readonly string[] | undefined;
  /** Shapes the Secret; beside what is extracted, adds to it. @default - its keys are those of `paths` */
  readonly template?: {
    readonly type?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly data: Readonly<Record<string, string>>;
  };
}

/** What older releases of ESO default of a reference. */
const ownDefaults = { conversionStrategy: "Default", decodingStrategy: "None", metadataPolicy: "None" } as const;

/**
 * Brings secrets into the cluster as a Secret. What older releases of ESO default is written out, so that a plan is
 * empty under every release.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function externalSecret({
  name,
  namespace,
  store,
  paths,
  extract,
  template,
}: ExternalSecretOptions): ExternalSecret {
  const data = Object.entries(paths).flatMap(([secretKey, key]) =>
    key === undefined ? [] : { secretKey, remoteRef: { key, ...ownDefaults } },
  );
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
          mergePolicy: extract === undefined ? "Replace" : "Merge",
          type: template.type,
          metadata: template.labels && { labels: { ...template.labels } },
          data: { ...template.data },
        },
      },
      ...(extract === undefined
        ? { data }
        : { dataFrom: extract.map((key) => ({ extract: { key, ...ownDefaults } })) }),
    },
  };
}
