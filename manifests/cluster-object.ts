import type { KubernetesObject } from "../.gen/crds";
import type { Path } from "../config/problems";
import type { Application } from "../model/delivery";

/** Who in a cluster has objects of their own: a namespace, which several environments may share, or an application. */
export type Owner =
  | { readonly type: "tenant"; readonly namespace: string }
  | { readonly type: "application"; readonly application: Application };

/** One object of a cluster, and what it takes to apply it. */
export interface ClusterObject {
  /** Names it among those of its stack; part of its address in OpenTofu, so a change moves it. */
  readonly id: string;
  /** Its id before its element was renamed. @default - it was not */
  readonly formerId?: string;
  readonly manifest: KubernetesObject;
  /** Where in the file it comes from. @default - its cluster */
  readonly at?: Path;
  /** Whose it is, where it is not all the cluster's. @default - the cluster's */
  readonly of?: Owner | undefined;
  /** Whether what comes after it waits until its Ready condition is true. @default false */
  readonly waitForReady?: boolean;
  /** Whether a plan that would delete it is refused, as the cluster refuses to. @default false */
  readonly isProtected?: boolean;
  /** Whether it is deleted only after what names it has been changed. @default false */
  readonly isDeletedLast?: boolean;
  /** What must be there before it. @default - nothing */
  readonly after?: readonly ClusterObject[];
}

/** What tells an object apart from those of other kinds, namespaces and names. */
export interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
}

/** Kind, namespace and name of an object, as in `GitRepository flux-system/shop`. */
export function objectName({ kind, metadata: { name, namespace } }: Named): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** What is there, as a list of one or none. */
export const present = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
