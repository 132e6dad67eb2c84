import type { ListedKeys } from "../model/signers";
import type { Beside } from "./beside";
import { known } from "./ill-formed";
import { formatGiven, type Problem } from "./problems";
import { publicKeysOf } from "./public-keys";
import type { DeliveryShape } from "./schema";

/**
 * Reads the files of public keys that a delivery names, once each. What can't be read is a problem, and has no keys.
 */
export function readSigners(
  shape: DeliveryShape,
  beside: Beside,
): { readonly keys: ListedKeys; readonly problems: readonly Problem[] } {
  const files = new Map<string, ReturnType<typeof publicKeysOf>>();
  const read = (path: string): ReturnType<typeof publicKeysOf> => {
    const found = beside(path);
    return "text" in found ? publicKeysOf(found.text) : found;
  };
  const problems: Problem[] = [];
  const repositories = known(() => shape.repositories) ?? [];
  for (const index of repositories.keys()) {
    const paths = known(() => repositories[index]?.verify?.keys) ?? [];
    for (const [place, path] of paths.entries()) {
      const content = files.get(path) ?? read(path);
      files.set(path, content);
      if ("keys" in content) continue;
      const at = ["repositories", index, "verify", "keys", place];
      problems.push({ path: at, given: formatGiven(path), expected: content.expected });
    }
  }
  const keys = new Map(
    [...files].flatMap(([path, content]) => ("keys" in content ? [[path, content.keys] as const] : [])),
  );
  return { keys, problems };
}
