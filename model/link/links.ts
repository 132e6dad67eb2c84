import type { Path } from "../../config/problems";
import type { DeliveryShape } from "../../config/schema";
import type {
  Application,
  Automation,
  Cluster,
  Environment,
  Fleet,
  GitHub,
  RegistryCredential,
  Repository,
} from "../delivery";
import type { PublicKey } from "../signers";

export type ClusterFields = DeliveryShape["clusters"][number];
export type RepositoryFields = DeliveryShape["repositories"][number];
export type CredentialFields = DeliveryShape["registryCredentials"][number];
export type ApplicationFields = DeliveryShape["applications"][number];
export type EnvironmentFields = ApplicationFields["environments"][number];

/**
 * A name in the file, on the way to the element that it names: the path is where it stands, and told where no element
 * has it.
 */
export type Reference<T> = (name: () => string, path: Path) => () => T;

/** What an element finds its neighbours by. */
export interface Links {
  readonly shape: DeliveryShape;
  readonly github: () => GitHub;
  readonly fleet: () => Fleet | undefined;
  readonly toCluster: Reference<Cluster>;
  readonly toRepository: Reference<Repository>;
  readonly toCredential: Reference<RegistryCredential>;
  /** The environments of which it is known that they run there. */
  readonly runningOn: (cluster: Cluster) => readonly Environment[];
  readonly applicationsOf: (repository: Repository) => readonly Application[];
  /** The clusters of which it is known that they deploy or write it. */
  readonly clustersOf: (repository: Repository) => readonly Cluster[];
  readonly automations: () => readonly Automation[];
  /** The public keys in a file that the delivery names. */
  readonly keysIn: (file: string) => readonly PublicKey[];
  readonly automationOf: (environment: Environment) => Automation;
}

/**
 * Makes an element of its fields, which stand at a path. What goes by its name goes by its origin: the name that it was
 * renamed from, where it was.
 */
export type Link<F, T> = (fields: F, at: Path, origin: () => string) => T;
