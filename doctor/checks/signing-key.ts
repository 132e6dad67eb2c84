import { z } from "zod";
import { NotKnown, problem, type Check } from "../check";
import { isSameName, read } from "../github";

const gpgKeys = z.array(
  z.object({
    key_id: z.string(),
    emails: z.array(z.object({ email: z.string(), verified: z.boolean() })),
    revoked: z.boolean().catch(false),
    expires_at: z.string().nullish(),
  }),
);

/** GitHub knows a key that the bot's commits are verified by. Who has none yet gets one by a deploy of secrets. */
export const signingKey: Check = {
  name: "signing-key",
  of: "delivery",
  async *run({ gitHub, now, delivery: { github } }) {
    const { username, email, signer } = github.bot;
    // Anybody may ask, but GitHub answers nobody sixty times an hour, and a private server never.
    const credential = (await gitHub.bot()) ?? (await gitHub.administrator());
    if (signer.type === "ssh") {
      const reply = await gitHub.ask("GET /users/{username}/ssh_signing_keys", { username }, credential);
      if (reply.status !== 200)
        throw new NotKnown(`GitHub does not tell the SSH signing keys of ${username} (status ${reply.status})`);
      if (read(z.array(z.unknown()), reply).length > 0) return;
      throw new NotKnown(`${username} has no SSH signing key yet: secrets prints the command that registers it`);
    }
    const reply = await gitHub.ask("GET /users/{username}/gpg_keys", { username }, credential);
    if (reply.status !== 200)
      throw new NotKnown(`GitHub does not tell the GPG keys of ${username} (status ${reply.status})`);
    const keys = read(gpgKeys, reply).filter(({ emails }) => emails.some((each) => isSameName(each.email, email)));
    if (keys.length === 0) throw new NotKnown(`${username} has no GPG key with ${email} yet: secrets registers it`);
    const sound = keys.filter(({ revoked, expires_at: end }) => !revoked && (!end || Date.parse(end) > now));
    const at = ["github", "bot", "gpg"];
    if (sound.length === 0) {
      const found = `every GPG key of ${username} with ${email} is revoked or has expired`;
      yield problem(at, found, "a key that is valid", "Add a generation, and deploy secrets: docs/operations.md.");
    } else if (!sound.some(({ emails }) => emails.some((each) => each.verified && isSameName(each.email, email)))) {
      yield problem(
        ["github", "bot", "email"],
        `${email} of GPG key ${sound[0]?.key_id ?? ""} is not verified`,
        "a verified e-mail of the bot's account",
        "Verify it in the account's settings on GitHub, or correct it here.",
      );
    }
  },
};
