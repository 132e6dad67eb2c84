/** What a map is made of. Nothing is imported here: the page in the browser uses it too. */

/**
 * What an arrow says of the two that it joins: `flow` that the first gets to the second (a tag, a commit, a secret's value),
 * `access` that the first may use the second, `signal` that the first calls the second, `promotion` that an image of the
 * first is given to the second.
 */
export type Layer = "flow" | "access" | "signal" | "promotion";

export interface MapNode {
  /** Names it for good: the same thing has the same one in each map. */
  readonly id: string;
  /** What it is, as its own world calls it: `Kustomization`, `parameter`. */
  readonly kind: string;
  /** Its name there. */
  readonly label: string;
  /** What else is to be known, a line each. */
  readonly facts: readonly string[];
  /** Ids of the cluster that holds it, and of the stack that makes it. @default - none */
  readonly cluster?: string | undefined;
  readonly stack?: string | undefined;
  /** Id of what it is a part of beside those: CI of its repository, an environment of its application. @default - none */
  readonly partOf?: string | undefined;
  /** Whether Flux applies it, from the fleet's repository. @default false */
  readonly isByGit?: boolean | undefined;
  /** Ids of the environments that it is for alone. @default - whatever its arrows lead to */
  readonly own?: readonly string[] | undefined;
  /** Whether pictures leave it out, which would be unreadable with it. @default false */
  readonly isDetail?: boolean | undefined;
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly layer: Layer;
  /** What happens along it: a verb, of the first. */
  readonly label: string;
}

/** Nodes and arrows, each in the order of their ids. */
export interface DeliveryMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/** Kinds that are no object of Kubernetes and no resource of OpenTofu. */
export const kinds = {
  cluster: "cluster",
  stack: "stack",
  repository: "repository",
  ci: "CI",
  image: "image",
  environment: "environment",
  parameter: "parameter",
  variable: "variable",
} as const;

/** From where something starts to where it ends up; kinds that are in none of them go with the deployments. */
export const columns: readonly { readonly title: string; readonly kinds: readonly string[] }[] = [
  { title: "Clusters and stacks", kinds: [kinds.cluster, kinds.stack] },
  { title: "Repositories", kinds: [kinds.repository, kinds.ci, "webhook", "ruleset"] },
  { title: "Keys and secrets", kinds: [kinds.variable, "key", "token", kinds.parameter, "registered key"] },
  { title: "Who reads them", kinds: ["IAM policy", "IAM role", "SecretStore", "ClusterSecretStore"] },
  { title: "Secrets in clusters", kinds: ["ExternalSecret"] },
  { title: "Images and tags", kinds: [kinds.image, "ImageRepository", "ImagePolicy", "ImageUpdateAutomation"] },
  { title: "Deployments", kinds: ["GitRepository", "Kustomization", "HelmRepository", "HelmRelease", "Namespace"] },
  { title: "Environments", kinds: [kinds.environment, "HTTPRoute", "Gateway"] },
  { title: "Notifications", kinds: ["Receiver", "Alert", "Provider"] },
];

const deployments = columns.findIndex(({ title }) => title === "Deployments");
const columnByKind = new Map(columns.flatMap((column, index) => column.kinds.map((kind) => [kind, index] as const)));

/** Where a kind stands. */
export const columnOf = (kind: string): number => columnByKind.get(kind) ?? deployments;
