import { coerce, lt } from "semver";
import { NotKnown, problem, type Check } from "../check";
import { runProgram } from "../program";

/** The engine, and whether it does what the file asks of it. */
export const engine: Check = {
  name: "engine",
  of: "delivery",
  async *run({ engine: name, env, signal, delivery }) {
    const install = `Install OpenTofu 1.12 or newer, and set TERRAFORM_BINARY_NAME=tofu.`;
    // Terraform asks its maker for newer releases otherwise.
    const ended = await runProgram(name, ["version"], { ...env, CHECKPOINT_DISABLE: "1" }, signal);
    if (!ended) {
      yield problem([], `${name} can't be found`, "OpenTofu 1.12 or newer, or Terraform", install);
      return;
    }
    const [, product = "", text = ""] = /^(OpenTofu|Terraform) v(\S+)/m.exec(ended.stdout) ?? [];
    const version = coerce(text);
    if (!version) throw new NotKnown(`${name} does not say its version: is it OpenTofu or Terraform?`);
    const found = `${name} is ${product} ${text}`;
    if (lt(version, "1.11.0")) yield problem([], found, "1.11 or newer", install);
    else if (lt(version, "1.12.0")) {
      const { repositories, github } = delivery;
      const apart = repositories.find(({ deployKey }) => deployKey?.keys.some(({ kept }) => kept));
      if (apart) {
        const expected = "1.12 or newer, or every generation under keptInState";
        yield problem([...apart.at, "deployKey"], found, expected, install);
      }
      if (github.bot.ssh) {
        yield problem(["github", "bot", "ssh"], found, "1.12 or newer, to make an SSH signing key", install);
      }
    }
    if (product !== "OpenTofu" && delivery.state.encryption) {
      yield problem(["state", "encryption"], found, "OpenTofu: Terraform can't encrypt states", install);
    }
  },
};
