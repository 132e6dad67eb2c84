import { NotKnown, problem, type Check } from "../check";
import { Unreached } from "../github";
import { byProxy, proxyOf } from "../world";

/** GitHub's API answers from here, as OpenTofu and Flux need it to. */
export const gitHubApi: Check = {
  name: "github-api",
  of: "delivery",
  async *run({ gitHub, env }) {
    try {
      await gitHub.ask("GET /meta");
    } catch (error) {
      if (!(error instanceof Unreached)) throw error;
      const proxy = proxyOf(env);
      if (proxy) throw new NotKnown(`${error.message} without ${proxy}: ${byProxy}`);
      yield problem(
        ["github"],
        error.message,
        "an answer of GitHub's API",
        "Look at github.apiUrl and at the firewall before it; Node knows a private CA by NODE_EXTRA_CA_CERTS.",
      );
    }
  },
};
