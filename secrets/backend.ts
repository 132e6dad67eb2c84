import type { ITerraformDependable, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { EscapedDelivery } from "../constructs/opentofu/escaped";
import type { Reader } from "../model/readers";
import type { IdentityAnnotations, StoreProvider } from "./store";

/** A secret on its way into a backend. */
export interface NewSecret {
  /** Where it is to be kept. */
  readonly path: string;
  readonly description: string;
  /** A value that OpenTofu made and so has in its state, or one that passes through without being kept. */
  readonly value: string | { readonly writeOnly: string; readonly version: number };
  /** Whether it is never written again, whatever changes around it. @default false */
  readonly isFinal?: boolean;
  /** What must be there before anybody can read the value, such as the registration of its public half. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** What may exist already at its path. */
export interface Adoptable {
  /** Where it is, as it was given. */
  readonly givenPath: string;
  /**
   * Takes over one that exists already at its path.
   *
   * @returns what to import; nothing where an import would read a write-only value into the state, and the existing one
   * is overwritten instead
   */
  takeOver(): Import | undefined;
}

/** A secret that is kept. */
export interface StoredSecret extends Adoptable, ITerraformDependable {
  /** Where it is, as a reference that makes its readers wait for it. */
  readonly path: string;
}

/** What is public and kept. */
export interface PublishedValue extends Adoptable {
  readonly value: string;
}

/** An object that exists and the resource that it becomes. @see https://opentofu.org/docs/language/import/ */
export interface Import {
  readonly resource: TerraformResource;
  /** Its id, as its provider's documentation says. */
  readonly id: string;
}

/** Something that anybody may know, on its way into a backend beside a secret. */
export interface NewPublicValue {
  readonly path: string;
  readonly description: string;
  /** A reference to an ephemeral value, which is sent once. */
  readonly writeOnly: string;
}

/** Who may read which secrets. */
export interface Grant {
  /** Name of what grants it. */
  readonly name: string;
  readonly cluster: string;
  /** Secrets that the stacks make. */
  readonly made: readonly StoredSecret[];
  /** Where secrets are that the user keeps. */
  readonly kept: readonly string[];
}

/** An identity that a store of a cluster's External Secrets Operator reads with. */
export interface NewReader extends Reader {
  readonly cluster: string;
  /** What `grant` has returned for it. */
  readonly policies: readonly string[];
  /** The identity that assumes it, where it trusts one. @default - it trusts a ServiceAccount */
  readonly assumedBy?: string | undefined;
}

/** A backend as the constructs of one stack use it. */
export interface SecretAccess {
  put(scope: Construct, id: string, secret: NewSecret): StoredSecret;
  /** A kept secret as an ephemeral value: in no plan and no state, and so for write-only arguments alone. */
  readBack(scope: Construct, id: string, secret: StoredSecret): string;
  /**
   * Keeps what is public beside a secret.
   *
   * @returns the value as a reference that plans may show, known once it is kept
   */
  publish(scope: Construct, id: string, value: NewPublicValue): PublishedValue;
  /** The value at a path, as a reference. It is in the state of the stack that asks. */
  read(scope: Construct, id: string, path: string): string;
  /** Lets a cluster's External Secrets Operator read secrets and no others; what it returns is attached to its identity. */
  grant(scope: Construct, id: string, grant: Grant): readonly string[];
  /**
   * Makes an identity to read with. A backend without it has none to make.
   *
   * @returns its name as the cluster knows it, as a reference
   */
  readAs?(scope: Construct, id: string, reader: NewReader): string;
}

/**
 * Where secrets are kept: OpenTofu puts them in, External Secrets Operator brings them to the clusters. Only a backend
 * knows how; everybody else knows paths.
 */
export interface SecretBackend {
  /** Makes it usable in a stack: its provider, with the credentials from the environment. */
  access(stack: Construct, delivery: EscapedDelivery): SecretAccess;
  /** How External Secrets Operator reaches it. */
  storeProvider(delivery: EscapedDelivery): StoreProvider;
  /** What says on a ServiceAccount that it has an identity. */
  readonly identityAnnotations?: IdentityAnnotations;
}
