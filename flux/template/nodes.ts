import type { NumberLiteral } from "./literals";

/** What is computed. */
export type Expression =
  | { readonly kind: "bool" | "dot" | "nil" }
  | { readonly kind: "number"; readonly number: NumberLiteral; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "field"; readonly names: readonly string[] }
  | { readonly kind: "variable"; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: "pipe"; readonly pipe: Pipe }
  | { readonly kind: "chain"; readonly of: Expression; readonly names: readonly string[] };

/** A first word and what is given to it. */
export type Command = readonly [Expression, ...Expression[]];

/** Commands of which each gets the value of the one before, and the variables that hold the last one's. */
export interface Pipe {
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

/** What is written or done. */
export type Statement =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipe: Pipe }
  | {
      readonly kind: "if" | "with" | "range";
      readonly pipe: Pipe;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: "template"; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: "break" | "continue" };

/** The templates of a text by name. */
export type Templates = ReadonlyMap<string, readonly Statement[]>;

/** The name that Flux gives to the whole text. */
export const rootName = "commit message";
