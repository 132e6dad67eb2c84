import { problem, NotKnown, type Check } from "../check";

/** GitHub's API answers from here, as OpenTofu and Flux need it to. */
export const gitHubApi: Check = {
  name: "github-api",
  of: "delivery",
  async *run({ gitHub }) {
    try {
      await gitHub.ask("GET /meta");
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      yield problem(
        ["github"],
        error.message,
        "an answer of GitHub's API",
        "Look at github.apiUrl, and at the proxy or firewall before it.",
      );
    }
  },
};
