import { formatGiven, type Problem } from "../config/problems";
import type { Delivery, RegistryCredential } from "../model/delivery";
import { registryLogin } from "../model/names";
import { amazonRegistry, hostOf, isOf, providerOf } from "../model/registries";
import { each } from "./rule";

/** A private image's credential is for the image's own registry. */
export const credentialFitsImage = ({ applications }: Delivery): Iterable<Problem> =>
  each(applications, function* ({ image, credential, at }) {
    const registry = hostOf(image.name);
    if (!credential || registryLogin(credential.registry) === registryLogin(registry)) return;
    yield {
      path: [...at, "image", "credential"],
      given: `${formatGiven(credential.name)}, a login to ${credential.registry}`,
      expected: `a credential of which the registry is ${registryLogin(registry)}, where the image is`,
    };
  });

/** No credential is a login to Amazon's registries: what SSM keeps would be refused after half a day. */
export const amazonsTokensAreNotKept = ({ registryCredentials }: Delivery): Iterable<Problem> =>
  each(registryCredentials, function* ({ registry, at }) {
    if (!amazonRegistry(registry)) return;
    yield {
      path: [...at, "registry"],
      given: formatGiven(registry),
      expected:
        "a registry whose tokens last: those of Amazon's end after 12 hours. Remove this credential: for images in ECR " +
        "Flux and the nodes log in by their own identity, and CI by OIDC with build.role",
    };
  });

/** An identity is asked for where it is one of the registry's provider, and where no credential is given. */
export const providersAreOfRegistries = ({ applications }: Delivery): Iterable<Problem> =>
  each(applications, function* ({ image, credential, at }) {
    const host = hostOf(image.name);
    const path = [...at, "image", "provider"];
    const given = formatGiven(image.provider);
    if (image.provider === "generic") {
      if (providerOf(host) === "generic") return;
      yield { path, given, expected: `${providerOf(host)}, or nothing: ${host} takes no login that could be kept` };
    } else if (!isOf[image.provider](host)) {
      yield { path, given, expected: `the provider whose registry ${host} is, or generic` };
    } else if (credential) {
      yield {
        path: [...at, "image", "credential"],
        given: formatGiven(credential.name),
        expected: `no credential where the provider is ${image.provider}: Flux and the nodes log in by their own identity`,
      };
    }
  });

/** A role is what CI pushes to Amazon's registries as. */
export const rolesAreForAmazon = ({ applications }: Delivery): Iterable<Problem> =>
  each(applications, function* ({ image, build: { role }, at }) {
    if (role === undefined || amazonRegistry(hostOf(image.name))) return;
    yield {
      path: [...at, "build", "role"],
      given: formatGiven(role),
      expected: `an image in ECR: CI logs in to ${hostOf(image.name)} without a role`,
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
    if (registryLogin(holder.registry) === registryLogin(registry) && holder.username === username) return;
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
  "aws backend bot_gpg_passphrase bot_gpg_private_key github github_app_private_key github_bot_token github_deploy_key github_reader_key github_signing_key github_token gpg parameter_reader_policy pull_secret_reader_policy random ssm_name state_passphrase tls".split(
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
