import { z } from "zod";
import type { Path } from "../../config/problems";
import type { Delivery } from "../../model/delivery";
import { clusterVariable } from "../../model/names";
import { problem, type Check } from "../check";

const declared = z.object({ variable: z.record(z.string(), z.looseObject({})).default({}) });

/** What in the file asks for a variable. */
function placeOf(name: string, { registryCredentials, clusters }: Delivery): Path {
  const credential = registryCredentials.find(({ variable }) => variable === name);
  const ofCluster = clusters.find((cluster) =>
    ["host", "token", "cluster_ca_certificate"].some((id) => clusterVariable(`kubernetes_${id}`, cluster) === name),
  );
  if (credential) return credential.at;
  if (ofCluster) return [...ofCluster.at, "connection"];
  if (name === "state_passphrase") return ["state", "encryption"];
  if (name === "github_app_private_key") return ["github", "app"];
  return name.startsWith("bot_gpg_") ? ["github", "bot", "gpg"] : [];
}

/** Every variable of the stacks that has no default, as a synth declares them. */
export const variables: Check = {
  name: "variables",
  of: "delivery",
  readsModules: true,
  async *run({ rootModules, delivery, env }) {
    const stacksOf = new Map<string, string[]>();
    for (const [stack, rootModule] of await rootModules()) {
      for (const [name, { default: value }] of Object.entries(declared.parse(rootModule).variable)) {
        if (value === undefined) stacksOf.set(name, [...(stacksOf.get(name) ?? []), stack]);
      }
    }
    for (const [name, stacks] of stacksOf) {
      if (env[`TF_VAR_${name}`]) continue;
      yield problem(
        placeOf(name, delivery),
        `TF_VAR_${name} is not set`,
        `a value: ${stacks.length > 3 ? `${stacks.length} stacks ask` : `${stacks.join(", ")} asks`} for it`,
        `export TF_VAR_${name}=..., which docs/credentials.md describes.`,
      );
    }
  },
};
