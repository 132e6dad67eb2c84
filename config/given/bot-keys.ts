import type { Beside } from "../beside";
import { known } from "../ill-formed";
import { armoredKeys, oneArmoredKey, type ArmoredKey } from "../openpgp";
import { formatGiven, type Problem } from "../problems";
import type { DeliveryShape } from "../schema";
import { fileName } from "../schema/primitives";

/** The bot's public keys that a file gives, by what stands there: the key itself, or the path of the file that holds it. */
export type BotKeys = ReadonlyMap<string, ArmoredKey>;

const isFile = (given: string): boolean => fileName.safeParse(given).success;

/** Flux signs with a ring of one key, and GitHub takes one at a time. */
const faultOf = (given: string, key: ArmoredKey | undefined): Omit<Problem, "path"> =>
  key
    ? {
        given: `${isFile(given) ? formatGiven(given) : "a block"} with ${key.count} keys`,
        expected: "one key: export it by its fingerprint, since a user id may have several",
      }
    : { given: `${formatGiven(given)}, a file with something else`, expected: oneArmoredKey };

/** Reads the public keys of the bot's, and the files that hold one: from here on a key is its text. */
export function givenBotKeys(
  shape: DeliveryShape,
  beside: Beside,
): { readonly botKeys: BotKeys; readonly problems: readonly Problem[] } {
  const botKeys = new Map<string, ArmoredKey>();
  const problems: Problem[] = [];
  const list = known(() => shape.github.bot.gpg?.publicKeys) ?? [];
  for (const index of list.keys()) {
    const given = known(() => list[index]?.publicKey);
    if (given === undefined) continue;
    const path = ["github", "bot", "gpg", "publicKeys", index, "publicKey"];
    const read = isFile(given) ? beside(given) : { text: given };
    if (!("text" in read)) {
      problems.push({ path, ...read });
      continue;
    }
    const key = armoredKeys(read.text);
    if (key?.count === 1) botKeys.set(given, key);
    // Nothing of what a file holds is repeated.
    else problems.push({ path, ...faultOf(given, key) });
  }
  return { botKeys, problems };
}
