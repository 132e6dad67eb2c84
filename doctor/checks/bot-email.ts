import { z } from "zod";
import { NotKnown, problem, type Check } from "../check";
import { isSameName, loginIn, read } from "../github";

const emails = z.array(z.object({ email: z.string(), verified: z.boolean() }));

/** The bot's e-mail is a verified one of its account, or GitHub shows no commit of it as verified. */
export const botEmail: Check = {
  name: "bot-email",
  of: "delivery",
  async *run({ gitHub, delivery: { github } }) {
    const { email, username } = github.bot;
    const credential = await gitHub.bot();
    if (!credential) throw new NotKnown("there is no token of the bot: see github-bot-token");
    const { source } = credential;
    // GITHUB_TOKEN and gh may be of whoever deploys.
    const login = loginIn(await gitHub.ask("GET /user", {}, credential), credential);
    if (!isSameName(login, username))
      throw new NotKnown(`the token of ${source} is of ${login}, and tells no e-mails of ${username}`);
    const reply = await gitHub.ask("GET /user/emails", {}, credential);
    if (reply.status !== 200) throw new NotKnown(`the token of ${source} may not read e-mails (user:email)`);
    const found = read(emails, reply).find((each) => isSameName(each.email, email));
    if (found?.verified) return;
    yield problem(
      ["github", "bot", "email"],
      found ? `${email} of ${username} is not verified` : `${username} has no e-mail ${email}`,
      "a verified e-mail of the bot's account",
      "Verify it in the account's settings on GitHub, or correct it here.",
    );
  },
};
