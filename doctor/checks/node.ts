import { satisfies } from "semver";
import { engines } from "../../package.json";
import { problem, type Check } from "../check";

/** The release of Node that runs this, which runs the synth too. */
export const node: Check = {
  name: "node",
  of: "delivery",
  *run({ node: version }) {
    if (satisfies(version, engines.node)) return;
    yield problem([], `Node ${version}`, `Node ${engines.node}`, "Install a newer Node, such as the newest one of 24.");
  },
};
