import type { HostKey } from "../../model/delivery";
import type { ListedKeys } from "../../model/signers";
import type { Beside } from "../beside";
import type { Problem } from "../problems";
import type { DeliveryShape } from "../schema";
import { givenBotKeys, type BotKeys } from "./bot-keys";
import { givenKnownHosts } from "./known-hosts";
import { givenSigners } from "./signers";

/** Public keys that a delivery file gives, itself or by the name of a file beside it. */
export interface Given {
  /** The host keys of `github.knownHosts`, if there are any; as all that is ill-formed it stops who looks. */
  readonly knownHosts: () => readonly HostKey[] | undefined;
  readonly botKeys: BotKeys;
  /** The keys of all others who commit, by the file. */
  readonly signers: ListedKeys;
}

/** Reads what a delivery file gives, and the files beside it: from here on all is text. */
export function readGiven(
  shape: DeliveryShape,
  beside: Beside,
): { readonly given: Given; readonly problems: readonly Problem[] } {
  const { knownHosts, problems: ofHosts } = givenKnownHosts(shape, beside);
  const { botKeys, problems: ofBot } = givenBotKeys(shape, beside);
  const { signers, problems: ofSigners } = givenSigners(shape, beside);
  return { given: { knownHosts, botKeys, signers }, problems: [...ofHosts, ...ofBot, ...ofSigners] };
}
