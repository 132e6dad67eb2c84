import { problem, warning, type Check } from "../check";
import { botAt, isSameName, loginIn, unsetBefore } from "../github";

const expected = "a token of the bot: classic with admin:gpg_key, or fine-grained with GPG keys, read and write";

/** The token that registers the bot's GPG key, which GitHub adds to whoever asks. */
export const gitHubBotToken: Check = {
  name: "github-bot-token",
  of: "delivery",
  async *run({ gitHub, delivery: { github } }) {
    const { username, gpg } = github.bot;
    // An SSH key is registered by hand.
    if (!gpg) return;
    const anew = "export TF_VAR_github_bot_token=..., made by the bot's account.";
    const credential = await gitHub.bot();
    if (!credential) {
      yield problem(botAt, "there is no token: TF_VAR_github_bot_token is not set", expected, anew);
      return;
    }
    const { source } = credential;
    const remedy = unsetBefore(source, anew);
    const user = await gitHub.ask("GET /user", {}, credential);
    if (user.status === 401) {
      yield problem(botAt, `GitHub refuses the token of ${source}: it is wrong, revoked or expired`, expected, remedy);
      return;
    }
    const login = loginIn(user, credential);
    if (!isSameName(login, username)) {
      yield problem(botAt, `the token of ${source} is of ${login}`, `one of the bot, ${username}`, remedy);
      return;
    }
    const { scopes } = user;
    if (scopes?.includes("write:gpg_key") && !scopes.includes("admin:gpg_key")) {
      const found = `the token of ${source} can't take a key away when you rotate: it has ${scopes.join(", ")}`;
      yield warning(botAt, found, expected, remedy);
      return;
    }
    const mayNot = scopes
      ? !scopes.includes("admin:gpg_key")
      : (await gitHub.ask("GET /user/gpg_keys", {}, credential)).status === 403;
    if (mayNot) {
      const found = `the token of ${source} may not register GPG keys`;
      yield problem(botAt, scopes?.length ? `${found}: it has ${scopes.join(", ")}` : found, expected, remedy);
    }
  },
};
