import type { ExternalSecret } from "../../.gen/crds";
import type { Cluster, RegistryCredential } from "../../config/defaults";
import { dockerSecretName, gitSecretName, webhookSecretName } from "../../config/names";
import { externalSecret } from "./external-secret";

type Store = Cluster["secretStore"];

/** The Secret that Flux clones and pushes with. @see https://fluxcd.io/flux/components/source/gitrepositories/#ssh-authentication */
export function gitSecret(options: {
  readonly repository: string;
  readonly namespace: string;
  readonly store: Store;
  readonly deployKey: string;
  /** The server's host keys, a line each. */
  readonly knownHosts: string;
}): ExternalSecret {
  return externalSecret({
    name: gitSecretName(options.repository),
    namespace: options.namespace,
    store: options.store,
    parameters: { identity: options.deployKey },
    template: { data: { identity: "{{ .identity }}", known_hosts: options.knownHosts } },
  });
}

/** The Secret of a registry login. @see https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets */
export function dockerSecret(options: {
  readonly credential: RegistryCredential;
  readonly namespace: string;
  readonly store: Store;
  readonly token: string;
}): ExternalSecret {
  const { registry, username, name } = options.credential;
  const auth = `(printf "%s:%s" "${username}" .token | b64enc)`;
  const login = `(dict "username" "${username}" "password" .token "auth" ${auth})`;
  return externalSecret({
    name: dockerSecretName(name),
    namespace: options.namespace,
    store: options.store,
    parameters: { token: options.token },
    template: {
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": `{{ dict "auths" (dict "${registry}" ${login}) | toJson }}` },
    },
  });
}

/** The Secret that signs image updates. @see https://fluxcd.io/flux/components/image/imageupdateautomations/#signing-key */
export function signingSecret(options: {
  readonly name: string;
  readonly namespace: string;
  readonly store: Store;
  readonly key: string;
  readonly passphrase?: string | undefined;
}): ExternalSecret {
  return externalSecret({
    name: options.name,
    namespace: options.namespace,
    store: options.store,
    parameters: {
      "git.asc": options.key,
      ...(options.passphrase !== undefined && { passphrase: options.passphrase }),
    },
  });
}

/** The Secret that a Receiver verifies webhooks with; the label makes Flux see a new token at once. */
export function webhookSecret(options: {
  readonly namespace: string;
  readonly store: Store;
  readonly token: string;
}): ExternalSecret {
  return externalSecret({
    name: webhookSecretName,
    namespace: options.namespace,
    store: options.store,
    parameters: { token: options.token },
    template: { labels: { "reconcile.fluxcd.io/watch": "Enabled" }, data: { token: "{{ .token }}" } },
  });
}
