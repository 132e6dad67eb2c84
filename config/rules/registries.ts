import type { Delivery } from "../defaults";
import { formatGiven, type Problem } from "../problems";

/** Where Flux and the Kubelet look for a login to Docker Hub, whose images are named docker.io. */
const loginOf = (registry: string): string => (registry === "docker.io" ? "index.docker.io" : registry);

/** A private image's credential is for the image's own registry. */
export function credentialFitsImage({ applications, registryCredentials }: Delivery): Problem[] {
  return applications.flatMap(({ image }, index) => {
    const credential = registryCredentials.find(({ name }) => name === image.credential);
    const [registry = ""] = image.name.split("/");
    if (!credential || credential.registry === loginOf(registry)) return [];
    return {
      path: ["applications", index, "image", "credential"],
      given: `${formatGiven(credential.name)}, a login to ${credential.registry}`,
      expected: `a credential of which the registry is ${loginOf(registry)}, where the image is`,
    };
  });
}

/** Credentials that share a variable are one login: a token is not sent to another registry. */
export function sharedVariablesAreOneLogin({ registryCredentials }: Delivery): Problem[] {
  return registryCredentials.flatMap(({ variable, registry, username }, index): Problem[] => {
    const at = registryCredentials.findIndex((each) => each.variable === variable);
    const first = registryCredentials[at];
    if (!first || (first.registry === registry && first.username === username)) return [];
    return [
      {
        path: ["registryCredentials", index, "variable"],
        given: `${formatGiven(variable)} for ${username} at ${registry}`,
        expected: `a variable that brings the token of ${first.username} at ${first.registry} nowhere else`,
        holder: ["registryCredentials", at, "variable"],
      },
    ];
  });
}

/** Variables, outputs and providers of the secrets stack, and its backend. */
const ownNames = new Set(
  "aws backend github github_bot_token github_deploy_key github_token gpg parameter_reader_policy random ssm_name state_passphrase tls".split(
    " ",
  ),
);

/** A token's variable is none that the stack has already. */
export function tokenVariablesAreFree({ registryCredentials }: Delivery): Problem[] {
  return registryCredentials.flatMap(({ variable }, index) =>
    ownNames.has(variable)
      ? {
          path: ["registryCredentials", index, "variable"],
          given: formatGiven(variable),
          expected: "a variable of its own: the secrets stack has one of this name",
        }
      : [],
  );
}
