import type { Beside } from "../beside";
import { known } from "../ill-formed";
import { armoredKey, type ArmoredKey } from "../openpgp";
import { formatGiven, type Problem } from "../problems";
import type { DeliveryShape } from "../schema";
import { fileName } from "../schema/primitives";

/** The bot's public keys that a file gives, by what stands there: the key itself, or the path of the file that holds it. */
export type BotKeys = ReadonlyMap<string, ArmoredKey>;

const isFile = (given: string): boolean => fileName.safeParse(given).success;

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
    const key = "text" in read ? armoredKey.read(read.text) : undefined;
    if (key) botKeys.set(given, key);
    else if ("text" in read) {
      // Nothing of what a file holds is repeated.
      problems.push({
        path,
        given: `${formatGiven(given)}, a file with something else`,
        expected: armoredKey.expected,
      });
    } else problems.push({ path, ...read });
  }
  return { botKeys, problems };
}
