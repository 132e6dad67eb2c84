import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { LocalBackend, TerraformStack, TerraformVariable, type App, type ITerraformDependable } from "cdktf";

/** A stack with its state beside the others'. */
export function stack(app: App, name: string): TerraformStack {
  const made = new TerraformStack(app, name);
  new LocalBackend(made, { path: `../../../state/${name}.tfstate` });
  made.addOverride("terraform.required_version", ">= 1.11");
  return made;
}

/** A variable for a secret, which no state keeps. */
export function variable(scope: TerraformStack, name: string, optional: boolean): string {
  const made = new TerraformVariable(scope, name, {
    type: "string",
    sensitive: true,
    ...(!optional && { nullable: false }),
  });
  made.addOverride("ephemeral", true);
  if (optional) made.addOverride("default", null);
  return made.stringValue;
}

/** What differs from one Kubernetes object to the next. */
export interface Spec {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default flux-system */
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly spec: object;
}

/** A Kubernetes object, waited for where `wait` says so. */
export function manifest(
  scope: TerraformStack,
  id: string,
  object: Spec,
  wait = false,
  dependsOn: ITerraformDependable[] = [],
): Manifest {
  const { apiVersion, kind, name, labels, spec } = object;
  return new Manifest(scope, id, {
    manifest: {
      apiVersion,
      kind,
      metadata: { name, namespace: object.namespace ?? "flux-system", ...(labels && { labels }) },
      spec,
    },
    fieldManager: { forceConflicts: true },
    ...(wait && { wait: { condition: [{ type: "Ready", status: "True" }] } }),
    ...(dependsOn.length > 0 && { dependsOn }),
  });
}

/** An ExternalSecret whose keys are read from SSM paths. */
export const secret = (name: string, keys: Record<string, string>, template?: object, namespace?: string): Spec => ({
  apiVersion: "external-secrets.io/v1",
  kind: "ExternalSecret",
  name,
  ...(namespace !== undefined && { namespace }),
  spec: {
    refreshInterval: "5m",
    secretStoreRef: { kind: "ClusterSecretStore", name: "aws-parameter-store" },
    target: { name, creationPolicy: "Owner", deletionPolicy: "Retain", ...(template && { template }) },
    data: Object.entries(keys).map(([secretKey, path]) => ({
      secretKey,
      remoteRef: { key: path, conversionStrategy: "Default", decodingStrategy: "None", metadataPolicy: "None" },
    })),
  },
});

/** The form that ESO gives a Secret. */
export const template = (data: object, more: object = {}): object => ({
  engineVersion: "v2",
  mergePolicy: "Replace",
  ...more,
  data,
});
