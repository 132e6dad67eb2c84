import { valueAt } from "./issues";
import type { Problem } from "./problems";
import type { DeliveryInput } from "./schema";

/** A type of which anything may be missing. */
type Partly<T> = T extends readonly (infer U)[]
  ? readonly (Partly<U> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> }
    : T;

/** The file with every ill-formed value emptied: what is left has the schema's types, but anything may be missing. */
export type Draft = Partly<DeliveryInput>;

function takeOut(data: unknown, { path, atKey }: Problem): void {
  const parent = valueAt(data, path.slice(0, -1));
  const last = path.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined) return;
  // Emptied rather than removed: what is not known is not what was left out, and the other elements keep their index.
  if (atKey) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, undefined);
}

/** The file's values without those that have a problem. */
export function draftOf(data: unknown, problems: readonly Problem[]): Draft {
  const draft: unknown = structuredClone(data);
  for (const problem of problems) takeOut(draft, problem);
  return typeof draft === "object" && draft !== null ? draft : {};
}
