import table from "../.gen/backends.json";

/** An argument of a backend: a value of a type, or a block of arguments, of which there may be many. */
export interface Argument {
  /** In cty's notation: `"string"`, or `["list", "string"]`. */
  readonly type?: string | readonly string[];
  readonly arguments?: Arguments;
  readonly many?: boolean;
  /** How many blocks there may be. @default - any number */
  readonly most?: number;
  /** Whether its block needs it, and has it from nowhere else. @default false */
  readonly required?: boolean;
}

export interface Arguments {
  readonly [name: string]: Argument;
}

/**
 * OpenTofu's backends that keep a state for an engine that runs here: `remote` and `cloud` run it elsewhere, where the
 * file's variables and kubeconfigs are not, and `inmem` forgets it.
 *
 * @see https://opentofu.org/docs/language/settings/backends/configuration/
 */
export const backends: Readonly<Record<string, Arguments>> = table;

/** An entry of a table, and nothing that every object has. */
export const entryOf = <T>(all: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(all, name) ? all[name] : undefined;
