import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import {
  Fn,
  LocalBackend,
  Op,
  ref,
  TerraformLocal,
  TerraformSelf,
  TerraformStack,
  TerraformVariable,
  Token,
  type App,
  type ITerraformDependable,
  type TerraformResourceLifecycle,
} from "cdktf";

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
  readonly annotations?: Record<string, string>;
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
  const { apiVersion, kind, name, namespace = "flux-system", labels, annotations, spec } = object;
  return new Manifest(scope, id, {
    manifest: {
      apiVersion,
      kind,
      metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) },
      spec,
    },
    fieldManager: { forceConflicts: true },
    ...(wait && {
      wait: { condition: [{ type: "Ready", status: "True" }] },
      timeouts: { create: "4m", update: "4m" },
    }),
    ...(dependsOn.length > 0 && { dependsOn }),
  });
}

/** What a Receiver is told of pushed images, and the filter that finds their scan beside the source of who calls. */
export const toldImages = {
  resource: {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImageRepository",
    name: "*",
    matchLabels: { "flux-delivery/receiver": "github-receiver" },
  },
  filter: (source: string): string =>
    'has(req.package) ? res.kind == "ImageRepository" && ' +
    'res.metadata.annotations["flux-delivery/image"].substring(res.metadata.annotations["flux-delivery/image"].indexOf("/") + 1) == ' +
    `(req.package.owner.login + "/" + req.package.name).lowerAscii() : res.kind == "GitRepository" && ${source}`,
  found: (image: string): Pick<Spec, "labels" | "annotations"> => ({
    labels: { "flux-delivery/receiver": "github-receiver" },
    annotations: { "flux-delivery/image": image },
  }),
} as const;

/** The account that Flux deploys to a namespace as, and what lets it. */
export function deployer(scope: TerraformStack, namespace: string, home: ITerraformDependable[] = []): Manifest[] {
  const account = { name: `${namespace}.deployer`, namespace: "flux-system" };
  const api = "rbac.authorization.k8s.io";
  const common = { fieldManager: { forceConflicts: true }, lifecycle: { createBeforeDestroy: true } };
  return [
    new Manifest(scope, `deployer-${namespace}`, {
      manifest: { apiVersion: "v1", kind: "ServiceAccount", metadata: account },
      ...common,
    }),
    new Manifest(scope, `deployer-${namespace}_binding`, {
      manifest: {
        apiVersion: `${api}/v1`,
        kind: "RoleBinding",
        metadata: { name: "flux-system.deployer", namespace },
        roleRef: { apiGroup: api, kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ kind: "ServiceAccount", ...account }],
      },
      ...common,
      ...(home.length > 0 && { dependsOn: home }),
    }),
  ];
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

/** A key of a repository: the one that writes, or a cluster's that reads. */
export interface KeyOf {
  /** Where its addresses begin. */
  readonly id: string;
  /** Name of the repository in the file. */
  readonly of: string;
  /** What it is said to be of. */
  readonly repository: string;
  /** Where it is served. */
  readonly path: string;
}

/** The key of a repository that is called the same in the file and on GitHub. */
export const deployKeyOf = (name: string): KeyOf => ({
  id: `deploy-key-${name}`,
  of: name,
  repository: name,
  path: `/github/${name}/deploy-key`,
});

/**
 * An SSH key pair that SSM alone keeps: its public half, its private one for write-only arguments, and what GitHub's key
 * is held to where no generation is newer.
 */
export function keptKeyPair(
  stack: TerraformStack,
  { id: key, of, repository, path: served }: KeyOf,
  generation: number,
  generations: readonly number[],
): { readonly publicKey: string; readonly privateKey: string; readonly lifecycle: TerraformResourceLifecycle } {
  const id = `${key}_kept-${generation}`;
  const path = `${served}/generation-${generation}`;
  const description = `half of deploy key ${generation} of ${repository}`;
  const reference = (type: string, of: string, attribute: string): string =>
    Token.asString(ref(`ephemeral.${type}.${id}_${of}.${attribute}`, stack));
  const kept = new SsmParameter(stack, `${id}_private_parameter`, {
    type: "SecureString",
    tier: "Intelligent-Tiering",
    keyId: "alias/aws/ssm",
    name: path,
    description: `Private ${description}`,
    valueWo: reference("tls_private_key", "fresh", "private_key_openssh"),
    valueWoVersion: 1,
    lifecycle: { ignoreChanges: ["description", "key_id"] },
  });
  const privateKey = reference("aws_ssm_parameter", "read-back", "value");
  const derivedKey = Fn.trimspace(reference("tls_public_key", "half", "public_key_openssh"));
  const published = new SsmParameter(stack, `${id}_public_parameter`, {
    type: "String",
    name: `${path}.pub`,
    description: `Public ${description}`,
    valueWo: derivedKey,
    valueWoVersion: 1,
    lifecycle: { ignoreChanges: ["description"] },
  });
  const { asString: name } = new TerraformLocal(stack, `${id}_public_name`, published.id);
  const value = new DataAwsSsmParameter(stack, `${id}_public_value`, { name });
  stack.addOverride(`ephemeral.tls_private_key.${id}_fresh`, { algorithm: "ED25519" });
  stack.addOverride(`ephemeral.aws_ssm_parameter.${id}_read-back`, { arn: kept.arn });
  stack.addOverride(`ephemeral.tls_public_key.${id}_half`, { private_key_openssh: privateKey });
  const publicKey = value.insecureValue;
  const ignoreChanges = ["title", "key"];
  if (generation !== generations.at(-1)) return { publicKey, privateKey, lifecycle: { ignoreChanges } };
  const mend = `GitHub and Flux keep the key that they have. Add a generation: deployKey.generations of ${of} from [${generations.join(", ")}] to [${[...generations, generation + 1].join(", ")}].`;
  const lifecycle = {
    ignoreChanges,
    precondition: [
      {
        condition: Op.eq(publicKey, derivedKey),
        errorMessage: `The halves of deploy key ${generation} of ${repository} are of two keys: ${path} or ${path}.pub was changed or deleted outside of OpenTofu. ${mend}`,
      },
    ],
    postcondition: [
      {
        condition: Op.eq(TerraformSelf.getString("key"), derivedKey),
        errorMessage: `GitHub has another deploy key ${generation} of ${repository} than ${path}, which was made anew. ${mend}`,
      },
    ],
  };
  return { publicKey, privateKey, lifecycle };
}
