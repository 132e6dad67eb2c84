import { formatGiven, type Problem } from "../config/problems";
import type { Delivery, RegistryCredential } from "../model/delivery";
import { registryLogin } from "../model/names";
import { each } from "./rule";

/** A private image's credential is for the image's own registry. */
export const credentialFitsImage = ({ applications }: Delivery): Iterable<Problem> =>
  each(applications, function* ({ image, credential, at }) {
    const registry = image.name.slice(0, image.name.indexOf("/"));
    if (!credential || registryLogin(credential.registry) === registryLogin(registry)) return;
    yield {
      path: [...at, "image", "credential"],
      given: `${formatGiven(credential.name)}, a login to ${credential.registry}`,
      expected: `a credential of which the registry is ${registryLogin(registry)}, where the image is`,
    };
  });

/** Credentials that share a variable are one login: a token is not sent to another registry. */
export function* sharedVariablesAreOneLogin({ registryCredentials }: Delivery): Generator<Problem> {
  const first = new Map<string, RegistryCredential>();
  yield* each(registryCredentials, function* (credential) {
    const { variable, registry, username, at } = credential;
    const holder = first.get(variable);
    if (!holder) {
      first.set(variable, credential);
      return;
    }
    if (holder.registry === registry && holder.username === username) return;
    yield {
      path: [...at, "variable"],
      given: `${formatGiven(variable)} for ${username} at ${registry}`,
      expected: `a variable that brings the token of ${holder.username} at ${holder.registry} nowhere else`,
      holder: [...holder.at, "variable"],
    };
  });
}

/** Variables, outputs and providers of the secrets stack, and its backend. */
const ownNames = new Set(
  "aws backend github github_app_private_key github_bot_token github_deploy_key github_token gpg parameter_reader_policy random ssm_name state_passphrase tls".split(
    " ",
  ),
);

/** Variables of the other stacks begin with these: `cdktf deploy` gives every stack the same environment. */
const clusterVariables = ["kubernetes_host", "kubernetes_token", "kubernetes_cluster_ca_certificate"];

/** A token's variable is none that a stack has already. */
export const tokenVariablesAreFree = ({ registryCredentials }: Delivery): Iterable<Problem> =>
  each(registryCredentials, function* ({ variable, at }) {
    if (clusterVariables.some((name) => variable.startsWith(name))) {
      const expected = "a variable of its own: a cluster is reached by one of this name, and would get the token";
      yield { path: [...at, "variable"], given: formatGiven(variable), expected };
    }
    if (!ownNames.has(variable)) return;
    yield {
      path: [...at, "variable"],
      given: formatGiven(variable),
      expected: "a variable of its own: the secrets stack has one of this name",
    };
  });
