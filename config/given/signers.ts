import type { ListedKeys, PublicKey } from "../../model/signers";
import type { Beside } from "../beside";
import { known } from "../ill-formed";
import { formatGiven, type Problem } from "../problems";
import { publicKeysOf } from "../public-keys";
import type { DeliveryShape } from "../schema";

type Content = { readonly keys: readonly PublicKey[] } | Omit<Problem, "path">;

function contentOf(file: string, beside: Beside): Content {
  const read = beside(file);
  if (!("text" in read)) return read;
  const content = publicKeysOf(read.text);
  return "keys" in content ? content : { given: `${formatGiven(file)}, a file with something else`, ...content };
}

/** Reads the files of public keys whose owners may commit, once each. What can't be read is a problem, and has no keys. */
export function givenSigners(
  shape: DeliveryShape,
  beside: Beside,
): { readonly signers: ListedKeys; readonly problems: readonly Problem[] } {
  const files = new Map<string, Content>();
  const problems: Problem[] = [];
  const repositories = known(() => shape.repositories) ?? [];
  for (const index of repositories.keys()) {
    const names = known(() => repositories[index]?.verify?.keys) ?? [];
    for (const place of names.keys()) {
      const name = known(() => names[place]);
      if (name === undefined) continue;
      const content = files.get(name) ?? contentOf(name, beside);
      files.set(name, content);
      if (!("keys" in content)) problems.push({ path: ["repositories", index, "verify", "keys", place], ...content });
    }
  }
  const signers = new Map(
    [...files].flatMap(([name, content]) => ("keys" in content ? [[name, content.keys] as const] : [])),
  );
  return { signers, problems };
}
