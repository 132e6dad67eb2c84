import { formatGiven, type Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { each, unique, claims } from "./rule";

const gpgPath = ["github", "bot", "gpg"] as const;

/** A key of the user's own is one of the generations, and the only one of its number. */
export function* publicKeysAreGenerations({ github }: Delivery): Generator<Problem> {
  yield* each([github.bot], function* ({ gpg }) {
    if (!gpg) return;
    for (const [index, { generation }] of gpg.publicKeys.entries()) {
      if (gpg.generations.includes(generation)) continue;
      yield {
        path: [...gpgPath, "publicKeys", index, "generation"],
        given: formatGiven(generation),
        expected: `one of the key's generations, which are ${gpg.generations.join(", ")}`,
      };
    }
  });
  yield* unique(
    claims([github.bot], function* ({ gpg }) {
      if (!gpg) return;
      for (const [index, { generation }] of gpg.publicKeys.entries()) {
        const path = [...gpgPath, "publicKeys", index, "generation"];
        yield { key: String(generation), given: String(generation), path, noun: "a generation" };
      }
    }),
  );
}

/** The newest key has a public half in the file exactly where it is the user's own: its private half comes by a variable. */
export const newestKeyIsOfItsSource = ({ github }: Delivery): Iterable<Problem> =>
  each([github.bot], function* ({ gpg }) {
    const last = gpg?.keys.at(-1);
    if (!gpg || !last || (last.provided !== undefined) === (gpg.source === "provided")) return;
    const { generation } = last;
    yield {
      path: [...gpgPath, "source"],
      given: formatGiven(gpg.source),
      expected:
        gpg.source === "provided"
          ? `the public half of generation ${generation}, the newest, in publicKeys: add it, or let OpenTofu make the key`
          : `provided, since generation ${generation}, the newest, is in publicKeys: say so, or add a generation`,
    };
  });

/**
 * GitHub verifies a commit only where its author's e-mail is one of the key's.
 *
 * @see https://docs.github.com/en/authentication/managing-commit-signature-verification/associating-an-email-with-your-gpg-key
 */
export const publicKeysAreTheBots = ({ github }: Delivery): Iterable<Problem> =>
  each([github.bot], function* ({ gpg, email }) {
    if (!gpg) return;
    for (const [index, { generation }] of gpg.publicKeys.entries()) {
      const emails = gpg.keys.find((each) => each.generation === generation)?.provided?.emails;
      if (!emails || emails.some((each) => each.toLowerCase() === email.toLowerCase())) continue;
      yield {
        path: [...gpgPath, "publicKeys", index, "publicKey"],
        given: `a key of ${emails.join(", ") || "nobody"}`,
        expected: `a key with a user id of ${email}, the bot's e-mail, or GitHub verifies no commit`,
      };
    }
  });
