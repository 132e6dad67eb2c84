import type { Beside } from "./beside";
import { isBesidePath } from "./beside";
import { known } from "./ill-formed";
import { armoredKey, type ArmoredKey } from "./openpgp";
import { formatGiven, type Problem } from "./problems";
import type { DeliveryShape } from "./schema";
import { secretIn } from "./secret-shapes";

/** The public keys that a file gives, by what stands there: the key itself, or the path of the file that holds it. */
export type PublicKeys = ReadonlyMap<string, ArmoredKey>;

/** Why a file is no public key. Nothing of what it holds is repeated: it may be the wrong half. */
function fault(path: string, text: string | undefined): string {
  if (text === undefined) return `${formatGiven(path)}, which is no file that can be read beside this one`;
  const secret = secretIn(text);
  return secret
    ? `${formatGiven(path)}, a file with ${secret.name}`
    : `${formatGiven(path)}, a file with something else`;
}

/** Reads the public keys of a file, and the files beside it that hold one: from here on a key is its text. */
export function readPublicKeys(
  shape: DeliveryShape,
  beside: Beside,
): { readonly keys: PublicKeys; readonly problems: readonly Problem[] } {
  const keys = new Map<string, ArmoredKey>();
  const problems: Problem[] = [];
  const list = known(() => shape.github.bot.gpg?.publicKeys) ?? [];
  for (let index = 0; index < list.length; index += 1) {
    const given = known(() => list[index]?.publicKey);
    if (given === undefined) continue;
    const text = isBesidePath(given) ? beside(given) : given;
    const key = armoredKey.read(text ?? "");
    if (key) keys.set(given, key);
    else {
      const path = ["github", "bot", "gpg", "publicKeys", index, "publicKey"];
      problems.push({ path, given: fault(given, text), expected: armoredKey.expected });
    }
  }
  return { keys, problems };
}
