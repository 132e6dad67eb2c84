/** What a check is, and what it can find. */
import { UserError, type Path } from "../config/problems";
import type { ClusterWorld, World } from "./world";

/** What is not as it has to be. */
export interface Fault {
  /** A warning may be meant so, or mends itself; with a problem a deploy fails, or what it made does not work. */
  readonly severity: "problem" | "warning";
  readonly found: string;
  /** Completes "Expected ...". */
  readonly expected: string;
  readonly remedy: string;
  /** Where in the file it comes from. */
  readonly at: Path;
}

/** What can't be told, and why. */
export interface Unknown {
  readonly severity: "unknown";
  readonly why: string;
}

export type Finding = Fault | Unknown;

/** Findings as they are made: of those before an error none is lost. */
export type Findings = Iterable<Finding> | AsyncIterable<Finding>;

/** One thing that is looked at. It asks, and changes nothing. */
export type Check =
  | {
      readonly name: string;
      readonly of: "delivery";
      /** Whether it looks at the root modules, whose synth is nothing that its time is for. @default false */
      readonly readsModules?: boolean;
      readonly run: (world: World) => Findings;
    }
  /** Looked at in each cluster by itself. */
  | { readonly name: string; readonly of: "cluster"; readonly run: (world: ClusterWorld) => Findings };

/** Why a check can't tell; what it found until then stays. */
export class NotKnown extends UserError {}

export const problem = (at: Path, found: string, expected: string, remedy: string): Fault => ({
  severity: "problem",
  found,
  expected,
  remedy,
  at,
});

export const warning = (at: Path, found: string, expected: string, remedy: string): Fault => ({
  ...problem(at, found, expected, remedy),
  severity: "warning",
});

export const unknown = (why: string): Unknown => ({ severity: "unknown", why });
