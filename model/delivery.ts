import type { z } from "zod";
import type { ArmoredKey } from "../config/openpgp";
import type { Path } from "../config/problems";
import type { DeliveryShape } from "../config/schema";
import type { environment } from "../config/schema/application";

type Each<T> = T extends readonly (infer U)[] ? U : never;
type ClusterFields = Each<DeliveryShape["clusters"]>;
type ProviderFields = Each<ClusterFields["notifications"]["providers"]>;

/** Where in the file an element stands, for whoever has to say something about it. */
interface Placed {
  readonly at: Path;
}

/**
 * delivery.yaml as a whole: every default is filled in, and names have become the elements that they name. What an
 * element holds beyond its fields in the schema is said here; `link/` makes it.
 */
export interface Delivery {
  readonly github: GitHub;
  readonly aws: DeliveryShape["aws"];
  readonly state: DeliveryShape["state"];
  readonly providers: DeliveryShape["providers"];
  readonly fleet?: Fleet | undefined;
  readonly clusters: readonly Cluster[];
  readonly repositories: readonly Repository[];
  readonly registryCredentials: readonly RegistryCredential[];
  readonly applications: readonly Application[];
  /** The environments of all applications. */
  readonly environments: readonly Environment[];
  readonly automations: readonly Automation[];
  readonly adopt: Adopt;
  /** Whether an element was left out of its list, being ill-formed as a whole or with another's name. */
  readonly isPartial: boolean;
}

/** What Flux's objects are in, on clusters where they are delivered by Git. */
export type Fleet = Omit<Exclude<DeliveryShape["fleet"], undefined>, "repository"> & {
  readonly repository: Repository;
};

export type GitHub = Omit<DeliveryShape["github"], "app" | "bot" | "apiUrl" | "knownHosts"> & {
  readonly app?: App | undefined;
  readonly bot: Bot;
  /** Its SSH host keys; undefined are those that it tells. */
  readonly knownHosts: readonly HostKey[] | undefined;
  /** As the provider takes it; undefined is the public GitHub's. */
  readonly apiUrl: string | undefined;
};

export type App = Exclude<DeliveryShape["github"]["app"], undefined> & { readonly parameter: string };

/** A host's SSH key, as a line of a known_hosts file has it. */
export interface HostKey extends Placed {
  readonly names: readonly string[];
  /** Kind of key and key, without a comment. */
  readonly key: string;
}

type BotFields = DeliveryShape["github"]["bot"];

export type Bot = Omit<BotFields, "gpg" | "ssh"> & {
  /** The key that signs. */
  readonly signer:
    { readonly type: "gpg"; readonly key: GpgKey } | { readonly type: "ssh"; readonly key: SshSigningKey };
  /** Its GPG key, which signs or is there beside the key that does. @default - none */
  readonly gpg: GpgKey | undefined;
  /** Its SSH signing key, likewise. @default - none */
  readonly ssh: SshSigningKey | undefined;
};

export type GpgKey = Exclude<BotFields["gpg"], undefined> & {
  readonly parameter: string;
  readonly passphraseParameter: string;
  readonly secretName: string;
  /** Its generations, oldest first. */
  readonly keys: readonly GpgGeneration[];
};

/** One GPG key of those that follow each other. */
export interface GpgGeneration {
  readonly generation: number;
  /** The public half of a key of the user's own. @default - OpenTofu makes the key */
  readonly provided?: ArmoredKey | undefined;
}

export type SshSigningKey = Exclude<BotFields["ssh"], undefined> & {
  readonly parameter: string;
  readonly secretName: string;
  /** Its generations, oldest first; the public halves are what its commits are verified with. */
  readonly keys: readonly Required<KeyGeneration>[];
};

type ConnectionFields = ClusterFields["connection"];

export type Connection = Exclude<ConnectionFields, { readonly type: "eks" }> | EksConnection;

export interface EksConnection extends Extract<ConnectionFields, { readonly type: "eks" }> {
  readonly region: string;
  /** The account that it is in. @default - that of the credentials */
  readonly accountId: string | undefined;
}

export interface Cluster
  extends
    Omit<ClusterFields, "delivery" | "prerequisites" | "connection" | "receiver" | "notifications" | "namespaces">,
    Placed {
  readonly connection: Connection;
  readonly objectName: string;
  readonly stackSuffix: string;
  /** What is installed before anything else. @default - it is there */
  readonly prerequisites?: Prerequisites | undefined;
  /** Names of its stacks. */
  readonly stacks: { readonly prerequisites?: string; readonly fluxBootstrap: string; readonly app: string };
  readonly delivery: DeliveryShape["delivery"];
  /** What its objects are delivered from. @default - OpenTofu applies them */
  readonly fleet?: Fleet | undefined;
  readonly receiver?: Receiver | undefined;
  readonly notifications: { readonly providers: readonly NotificationProvider[]; readonly alerts: readonly Alert[] };
  /** Environments that run here. */
  readonly environments: readonly Environment[];
  /** Automations that write from here. */
  readonly automations: readonly Automation[];
  /** Repositories that are deployed or written from here, the fleet's too. */
  readonly repositories: readonly Repository[];
  /** Applications whose image is scanned here: those that an automation writes. */
  readonly scannedApplications: readonly Application[];
  /** Logins of the Flux namespace, for scans. */
  readonly scanCredentials: readonly RegistryCredential[];
  /** Logins of the workloads' namespaces, for pulls; none of them is the Flux namespace. */
  readonly pullCredentials: readonly PullCredential[];
  /** Namespaces that environments are confined to: those of all that are not cluster-wide. */
  readonly confinedNamespaces: readonly ConfinedNamespace[];
  /** Namespaces that are the cluster's own. */
  readonly namespaces: readonly ListedNamespace[];
  /** Namespaces that the app stack makes: the cluster's own, and those of environments that ask for theirs. */
  readonly createdNamespaces: readonly CreatedNamespace[];
}

export type Prerequisites = Exclude<ClusterFields["prerequisites"], undefined> & {
  /** Name of the stack that installs them. */
  readonly stack: string;
};

export interface ListedNamespace extends Each<ClusterFields["namespaces"]>, Placed {}

export type CreatedNamespace = Pick<ListedNamespace, "name" | "labels" | "protected" | "at">;

export type Monitoring = Exclude<ClusterFields["monitoring"], undefined>;
export type Gateway = Exclude<ClusterFields["gateway"], undefined>;

type ReceiverFields = Exclude<ClusterFields["receiver"], undefined>;

export interface Receiver extends Omit<ReceiverFields, "registries"> {
  readonly parameter: string;
  readonly registries: readonly (GitHubRegistry | RegistryReceiver)[];
}

type RegistryFields = Each<ReceiverFields["registries"]>;

/** A registry of which GitHub tells by the webhooks that are there for pushes. */
export type GitHubRegistry = Extract<RegistryFields, { readonly type: "github" }> & Placed;

/** A registry with a Receiver of its own. */
export type RegistryReceiver = OidcReceiver | TokenReceiver;

/** One that CI calls, as GitHub says who it is. */
export type OidcReceiver = Extract<RegistryFields, { readonly type: "generic-oidc" }> &
  Placed & { readonly name: string; readonly issuer: string };

/** One that whoever has its token calls, or knows its path. */
export type TokenReceiver = Exclude<RegistryFields, { readonly type: "github" | "generic-oidc" }> &
  Placed & { readonly name: string; readonly parameter: string };

/** A registry login that a namespace needs. */
export interface PullCredential {
  readonly namespace: string;
  readonly credential: RegistryCredential;
}

/** A namespace that environments are confined to, and where the first of them stands. */
export interface ConfinedNamespace extends Placed {
  readonly name: string;
}

/** A provider's own fields; where it has a repository, that is the element. */
type Linked<T> = T extends { readonly repository: string }
  ? Omit<T, "repository"> & { readonly repository: Repository }
  : T;

export type NotificationProvider = Linked<ProviderFields> & Placed;

export interface Alert extends Omit<Each<ClusterFields["notifications"]["alerts"]>, "provider">, Placed {
  readonly provider: NotificationProvider;
}

export interface Repository
  extends Omit<Each<DeliveryShape["repositories"]>, "deployKey" | "imageUpdate" | "verify">, Placed {
  readonly objectName: string;
  readonly gitHubName: string;
  /** @default - what `model/called.ts` says of each cluster */
  readonly interval?: string | undefined;
  /** @default - it has none */
  readonly deployKey?: DeployKey | undefined;
  /** Keys that only read it, one for each of its clusters. @default - one cluster alone uses it, by the deploy key */
  readonly readerKeys: readonly ReaderKey[];
  /** Who must have signed its newest commit. @default - anybody or nobody */
  readonly verify?: Verify | undefined;
  readonly imageUpdate: Omit<Each<DeliveryShape["repositories"]>["imageUpdate"], "cluster"> & {
    readonly cluster?: Cluster | undefined;
  };
  /** The server and the organization that it is on. */
  readonly github: GitHub;
  /** Its applications, in the order of the file. */
  readonly applications: readonly Application[];
}

export type Verify = Exclude<Each<DeliveryShape["repositories"]>["verify"], undefined> & {
  /** The public keys in the files, by their names in a Secret. */
  readonly listed: Readonly<Record<string, string>>;
};

export type Ruleset = Exclude<Each<DeliveryShape["repositories"]>["ruleset"], undefined>;

export type DeployKey = Exclude<Each<DeliveryShape["repositories"]>["deployKey"], undefined> & {
  readonly parameter: string;
  /** Its generations, oldest first. */
  readonly keys: readonly KeyGeneration[];
};

/** A deploy key of one cluster's, which only reads; its generations are those of the repository's. */
export interface ReaderKey extends DeployKey {
  readonly cluster: Cluster;
  /** Whether the cluster writes the repository, and so uses its deploy key: then this one waits until another does. */
  readonly isSpare: boolean;
}

/** One key pair of those that follow each other. */
export interface KeyGeneration {
  readonly generation: number;
  /** Where its halves are kept, apart from what is served. @default - in the state of secrets */
  readonly kept?: KeptHalves | undefined;
}

/** Where a key's halves are kept, the public one in clear. */
export interface KeptHalves {
  readonly privateKey: string;
  readonly publicKey: string;
}

export interface RegistryCredential extends Each<DeliveryShape["registryCredentials"]>, Placed {
  readonly username: string;
  readonly parameter: string;
}

type BuildFields = Each<DeliveryShape["applications"]>["build"];
type ImageFields = Each<DeliveryShape["applications"]>["image"];

/** How CI makes an image. */
export type Build = BuildFields & {
  readonly context: string;
  readonly dockerfile: string;
  readonly gitTagPrefix: string;
};

type WorkloadFields = Each<DeliveryShape["applications"]>["workload"];

export type Workload = Omit<WorkloadFields, "probes" | "serviceAccount"> & {
  readonly probes: { readonly startup: string; readonly readiness: string; readonly liveness: string };
  /** @default - the namespace's own */
  readonly serviceAccount:
    (Exclude<WorkloadFields["serviceAccount"], undefined> & { readonly name: string }) | undefined;
};

export interface Application
  extends
    Omit<Each<DeliveryShape["applications"]>, "repository" | "image" | "build" | "workload" | "environments">,
    Placed {
  readonly objectName: string;
  readonly repository: Repository;
  readonly image: ImageFields & {
    /** Whose registry Flux logs in to by its own identity. */
    readonly provider: Exclude<ImageFields["provider"], undefined>;
    /** @default - what `model/called.ts` says of each cluster */
    readonly interval?: string | undefined;
  };
  /** The login that its image is scanned and pulled with, where it is private. */
  readonly credential: RegistryCredential | undefined;
  readonly build: Build;
  readonly workload: Workload;
  readonly environments: readonly Environment[];
  /** Whether an environment of the file was left out. */
  readonly isPartial: boolean;
}

type EnvironmentFields = z.output<typeof environment>;

export interface Environment
  extends Omit<EnvironmentFields, "cluster" | "imagePolicy" | "initialTag" | "promoteFrom" | "soak" | "pin">, Placed {
  readonly application: Application;
  readonly repository: Repository;
  readonly cluster: Cluster;
  /** What writes its tag to Git. */
  readonly automation: Automation;
  /** Its overlay in the repository. */
  readonly path: string;
  readonly objectName: string;
  /** Which tags are its own: of one that is promoted to those that the promotion gives. */
  readonly imagePolicy: ImagePolicyFields;
  readonly initialTag: string;
  /** Whose image it deploys once that has proven itself. @default - CI builds for it */
  readonly promoteFrom: Environment | undefined;
  /** Whether others have their images from it. */
  readonly isPromotedFrom: boolean;
  /** Seconds that an image is healthy there before it is promoted; for nothing where none is. */
  readonly soakSeconds: number;
  /** What is deployed instead of the policy's choice. @default - the policy's choice */
  readonly pin: Pin | undefined;
}

/** One image, by its tag, and where it was given by its digest too. */
export interface Pin {
  readonly tag: string;
  readonly digest: string | undefined;
}

export type ImagePolicyFields = Exclude<EnvironmentFields["imagePolicy"], undefined>;

/**
 * All environments whose updates are pushed to one branch of one repository. They share one
 * ImageUpdateAutomation, on one cluster: two that push to a branch race.
 * @see https://github.com/fluxcd/image-automation-controller/issues/939
 */
export interface Automation extends Placed {
  readonly name: string;
  readonly repository: Repository;
  /** @default - the repository's own branch */
  readonly pushBranch?: string | undefined;
  readonly environments: readonly Environment[];
  /** Clusters that could hold it; more than one is refused by a rule. */
  readonly candidates: readonly Cluster[];
  /** The cluster that writes. */
  readonly cluster: Cluster;
}

/** What exists already and is taken over. */
export interface Adopt {
  readonly parameters: readonly ({ readonly path: string } & Placed)[];
  readonly webhooks: readonly ({
    readonly repository: Repository;
    readonly cluster: Cluster;
    readonly id: number;
  } & Placed)[];
  /** Clusters of which all objects are. */
  readonly everything: readonly ({ readonly cluster: Cluster } & Placed)[];
  readonly objects: readonly ({ readonly cluster: Cluster; readonly object: string } & Placed)[];
}
