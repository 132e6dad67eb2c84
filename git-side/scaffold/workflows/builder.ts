import type { Application } from "../../../model/delivery";
import { actions } from "./actions";

/** A builder that speaks to a registry without TLS, where Flux scans it so. */
export function builder({ image }: Application): object {
  const [registry = ""] = image.name.split("/");
  return {
    name: "Set up the builder",
    uses: actions.setupBuildx.uses,
    with: image.insecure ? { "buildkitd-config-inline": `[registry."${registry}"]\n  http = true\n` } : undefined,
  };
}
