import type { Receiver } from "../../.gen/crds";
import { announcedBy } from "../../model/called";
import type { Cluster, GitHub, OidcReceiver, RegistryReceiver, TokenReceiver } from "../../model/delivery";
import { registryTokenSecretName } from "../../model/names";
import { receiverAudience } from "../../model/webhooks";
import { imageOfResource, toldImages } from "./receiver";

/**
 * What a call names as the pushed image, in CEL; a type's payload may leave out the registry. Azure's first call is a ping,
 * of nothing.
 *
 * @see https://docs.docker.com/docker-hub/repos/manage/webhooks/#example-webhook-payload
 * @see https://docs.quay.io/guides/notifications.html#repository-push
 * @see https://goharbor.io/docs/main/working-with-projects/project-configuration/configure-webhooks/#payload-format
 * @see https://learn.microsoft.com/en-us/azure/container-registry/container-registry-webhook-reference
 */
const pushedImage: Readonly<Record<RegistryReceiver["type"], (registry: string) => string>> = {
  "generic-oidc": () => "req.image",
  "generic-hmac": () => "req.image",
  dockerhub: (registry) => `"${registry}/" + req.repository.repo_name`,
  quay: () => "req.docker_url",
  harbor: (registry) => `"${registry}/" + req.event_data.repository.repo_full_name`,
  acr: (registry) => `"${registry}/" + req.?target.?repository.orValue("")`,
};

type Caller = Pick<Receiver["spec"], "secretRef" | "oidcProviders">;

/**
 * Who may call: CI of the repositories whose images these are, for their branch or a Git tag. Names of GitHub's are text
 * within quotes.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims
 */
function ci({ issuer, ...receiver }: OidcReceiver, cluster: Cluster, { organization }: GitHub): Caller {
  const branches = Object.fromEntries(
    announcedBy({ issuer, ...receiver }, cluster).map(({ repository: { gitHubName, branch } }) => [
      `${organization}/${gitHubName}`.toLowerCase(),
      branch,
    ]),
  );
  return {
    oidcProviders: [
      {
        issuerURL: issuer,
        audience: receiverAudience(cluster),
        variables: [
          {
            name: "branch",
            expression: `${JSON.stringify(branches)}[?claims.repository.lowerAscii()].orValue("")`,
          },
        ],
        validations: [
          { expression: `vars.branch != ""`, message: "no image of this repository is announced here" },
          {
            expression: `claims.ref == "refs/heads/" + vars.branch || claims.ref.startsWith("refs/tags/")`,
            message: "an image is announced from the repository's branch, or from a Git tag",
          },
        ],
      },
    ],
  };
}

const whoHasToken = ({ name }: TokenReceiver): Caller => ({ secretRef: { name: registryTokenSecretName(name) } });

/**
 * Takes what a registry, or who pushes to it, calls with; a pushed image reconciles its own scan.
 *
 * @see https://fluxcd.io/flux/components/notification/receivers/
 */
export const registryReceiver = (
  element: RegistryReceiver,
  interval: string,
  cluster: Cluster,
  github: GitHub,
): Receiver => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1",
  kind: "Receiver",
  metadata: { name: element.name, namespace: cluster.fluxNamespace },
  spec: {
    type: element.type,
    interval,
    ...(element.type === "generic-oidc" ? ci(element, cluster, github) : whoHasToken(element)),
    resourceFilter: `${imageOfResource} == ${pushedImage[element.type](element.registry)}`,
    resources: [toldImages(element.name)],
  },
});
