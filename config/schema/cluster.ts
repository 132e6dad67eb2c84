import { z } from "zod";
import { secretPath } from "../../secrets/path";
import { notificationProvider } from "./notification-provider";
import { awsRegion } from "./aws";
import { deliveredBy } from "./fleet";
import { prerequisites } from "./prerequisites";
import {
  dnsLabel,
  dnsSubdomain,
  duration,
  hostAndPort,
  hostname,
  iamRole,
  iamRoleName,
  labelKey,
  labelValue,
  line,
  oidcIssuer,
  oidcProvider,
  uuid,
  variants,
  version,
  workloadNamespace,
} from "./primitives";
import { semverRange } from "./semver-range";

export const eksClusterName = z
  .string("an EKS cluster's name")
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    "an EKS cluster's name: letters, digits, '-' and '_', beginning with a letter or digit, at most 100",
  );

const connection = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("kubeconfig"),
      path: line("a file's path")
        .regex(/^(?!\/)[^$%]+$/, "a path such as ~/.kube/config or one relative to the project's root; not absolute")
        .default("~/.kube/config")
        .describe("The kubeconfig file, in the home folder or relative to the project's root."),
      context: line("a context's name")
        .optional()
        .describe("Its context. Default: the current one, where it is the only cluster."),
    }),
    z.strictObject({
      type: z.literal("eks"),
      name: eksClusterName.describe("Its name in EKS. OpenTofu asks AWS where it is, and the AWS CLI for a token."),
      region: awsRegion.optional().describe("Its region. Default: aws.region."),
      role: iamRole
        .optional()
        .describe(
          "Role that asks for both; another account's for a cluster there. Default: the credentials' own identity.",
        ),
    }),
    z.strictObject({
      type: z.literal("variables"),
    }),
  ],
  variants("type", "kubeconfig, eks or variables"),
);

const policyName = z
  .string("an IAM policy's name")
  .regex(
    /^[A-Za-z0-9+=,.@_-]{1,124}$/,
    "an IAM policy's name: letters, digits and +=,.@_-, at most 124, since a long policy goes on in others that end in -2, -3",
  );

const secretStore = z.strictObject({
  name: dnsSubdomain.default("aws-parameter-store").describe("Name of the store."),
  kind: z
    .enum(["ClusterSecretStore", "SecretStore"], "ClusterSecretStore or SecretStore")
    .default("ClusterSecretStore")
    .describe("Kind of the store; a SecretStore must exist in every namespace used."),
  refreshInterval: duration.default("5m").describe("How often ESO reads the parameters again."),
  readerPolicy: policyName
    .optional()
    .describe(
      "Makes an IAM policy of this name that reads this cluster's parameters and no others, for ESO's role. Default: none.",
    ),
  readerRole: iamRoleName
    .optional()
    .describe(
      "Makes an IAM role of this name that has the readerPolicy and trusts ESO as serviceAccountRoles says; the store reads as it. Default: none, and you attach the policy to a role of yours.",
    ),
  create: z
    .strictObject({
      role: iamRole.optional().describe("Role that ESO assumes. Default: its own identity."),
      serviceAccount: z
        .strictObject({
          name: dnsSubdomain.describe("Name of the ServiceAccount."),
          namespace: dnsLabel.describe("Its namespace."),
        })
        .optional()
        .describe("ServiceAccount whose IAM role (IRSA) reads the parameters. Default: ESO's own identity."),
    })
    .optional()
    .describe("Makes the ClusterSecretStore, open only to the namespaces in use. Default: it exists already."),
});

/** The same fields, of which two say something else here. */
const pullSecretStore = secretStore.extend({
  name: dnsSubdomain.default("registry-logins").describe("Name of the store."),
  readerPolicy: policyName
    .optional()
    .describe(
      "Makes an IAM policy of this name that reads the registry logins and secrets of the workloads' namespaces and nothing else. Default: none.",
    ),
});

/** ESO's own ServiceAccount, as its chart makes it in the namespace that its documentation gives it. */
export const externalSecretsAccount = { name: "external-secrets", namespace: "external-secrets" } as const;

/** How a ServiceAccount gets a role of IAM. */
const serviceAccountRoles = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("irsa"),
      oidcProvider: oidcProvider.describe(
        "ARN of the cluster's OpenID Connect provider in IAM. Each store reads as a ServiceAccount of its own, which flux-bootstrap makes in Flux's namespace.",
      ),
    }),
    z.strictObject({
      type: z.literal("pod-identity"),
      serviceAccount: z
        .strictObject({
          name: dnsSubdomain.default(externalSecretsAccount.name).describe("Name of the ServiceAccount."),
          namespace: dnsLabel.default(externalSecretsAccount.namespace).describe("Its namespace."),
        })
        .prefault({})
        .describe("ESO's own ServiceAccount. It gets the role of secretStore, which assumes that of pullSecretStore."),
    }),
  ],
  variants("type", "irsa or pod-identity"),
);

const gateway = z.strictObject({
  name: dnsSubdomain.describe("Name of the Gateway."),
  namespace: dnsLabel.describe("Its namespace."),
  sectionName: dnsSubdomain
    .optional()
    .describe("Its listener, such as https. Default: every listener that takes the host."),
});

const announced = hostAndPort.describe(
  "The registry, as the images' names begin: docker.io, quay.io, 123456789012.dkr.ecr.eu-central-1.amazonaws.com.",
);

const ownName = dnsLabel
  .optional()
  .describe("Name of its Receiver; part of the webhook's path. Default: <type>-receiver.");

/** What calls when an image is pushed, where that is not GitHub's own registry, of which GitHub itself tells. */
const registryReceiver = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z
        .literal("github")
        .describe(
          "GitHub's package events, by the webhooks that are there for pushes: for a GitHub Enterprise Server's registry.",
        ),
      registry: announced,
    }),
    z.strictObject({
      type: z
        .literal("generic-oidc")
        .describe("CI itself, with the token that GitHub Actions gives a job: no secret. Needs Flux 2.9."),
      registry: announced,
      name: ownName,
      issuer: oidcIssuer
        .optional()
        .describe(
          "Who signs the tokens. Default: GitHub's Actions of github.apiUrl; an enterprise may have an address of its own.",
        ),
    }),
    z.strictObject({
      type: z
        .enum(["dockerhub", "quay", "harbor", "acr", "generic-hmac"], "dockerhub, quay, harbor, acr or generic-hmac")
        .describe(
          "Who calls, by a webhook that you enter there: Docker Hub, Quay, Harbor, Azure's registry, or anything that signs.",
        ),
      registry: announced,
      name: ownName,
      parameter: secretPath
        .optional()
        .describe(
          "SSM path of the token. Default: <prefix>/github/<organization>/<objectName>/<Flux namespace>/receiver/<name>/token.",
        ),
      tokenVersion: version.default(1).describe("Raise it to make a new token; the webhook's path follows."),
    }),
  ],
  variants("type", "github, generic-oidc, dockerhub, quay, harbor, acr or generic-hmac"),
);

const receiver = z.strictObject({
  name: dnsLabel.default("github-receiver").describe("Name of the Receiver; part of the webhook's path."),
  host: hostname.describe("Host name that GitHub calls."),
  interval: duration.default("10m").describe("How often Flux looks at the Receiver again."),
  parameter: secretPath
    .optional()
    .describe(
      "SSM path of the token. Default: <prefix>/github/<organization>/<objectName>/<Flux namespace>/receiver/token.",
    ),
  tokenVersion: version.default(1).describe("Raise it to make a new token; the webhook's path and secret follow."),
  registries: z
    .array(registryReceiver, "a list of registries")
    .default([])
    .describe(
      "Other registries that tell of pushed images. Default: none; of the organization's images on ghcr.io GitHub tells, of others Flux asks.",
    ),
});

const monitoring = z.strictObject({
  namespace: dnsLabel.default("monitoring").describe("Namespace of kube-prometheus-stack."),
  createNamespace: z.boolean("true or false").default(true).describe("Whether flux-bootstrap makes the namespace."),
  chartVersion: semverRange.default("87.x").describe("Version of the chart, or a range of versions."),
  interval: duration.default("1h").describe("How often the chart is looked up and the release compared."),
  slack: z
    .strictObject({
      parameter: secretPath.describe("SSM path of the Slack webhook's URL; you keep it."),
      channel: line("a channel such as #alerts").optional().describe("Channel. Default: the webhook's own."),
    })
    .optional()
    .describe("Where alerts of severity error go. Default: nowhere."),
  discord: z
    .strictObject({ parameter: secretPath.describe("SSM path of the Discord webhook's URL; you keep it.") })
    .optional()
    .describe("Where alerts of severity info go. Default: nowhere."),
  values: z
    .record(z.string(), z.json(), "a mapping of chart values")
    .default({})
    .describe("Values of the chart; its alertmanager and extraManifests are added to."),
});

const alert = z.strictObject({
  name: dnsLabel.describe("Name of the Alert."),
  provider: dnsLabel.describe("Provider that it is sent through."),
  severity: z
    .enum(["info", "error"], "info or error")
    .describe(
      "Least severity: an info alert sends errors too. Also the alert's metadata. Of image scans, policies and updates only errors are sent, by an Alert of their own, <name>.images.",
    ),
});

/** Flux's notifications: where events go, and which. */
const notifications = z.strictObject({
  providers: z.array(notificationProvider, "a list of providers").default([]).describe("Where events are sent."),
  alerts: z.array(alert, "a list of alerts").default([]).describe("Which events are sent."),
});

const namespace = z.strictObject({
  name: workloadNamespace.describe("Name of the namespace."),
  create: z
    .boolean("true or false")
    .default(true)
    .describe(
      "Whether the app stack makes it. With false it is only used, and one that the stack has made is let go of, not deleted.",
    ),
  labels: z
    .record(labelKey, labelValue)
    .default({})
    .describe("Its labels, besides those of the restricted Pod Security Standard, which they may replace."),
  protected: z
    .boolean("true or false")
    .default(false)
    .describe("Whether the cluster refuses to delete it, whoever asks. One that is taken over (adopt) must be."),
});

/** A cluster with Flux (its image controllers too) and ESO. */
export const cluster = z.strictObject({
  name: dnsLabel.describe("Name of the cluster; environments refer to it."),
  renamedFrom: dnsLabel
    .optional()
    .describe(
      "Its name until now: its stacks and parameters keep that, unless objectName is given, and the state follows. See docs/operations.md.",
    ),
  objectName: dnsLabel
    .optional()
    .describe("Name in what is called after it: its stacks, and the SSM paths of its keys. Default: name."),
  stackSuffix: z
    .string("a suffix")
    .regex(
      /^(?=.{0,64}$)(-[a-z0-9]+)*$/,
      "empty, or '-' and lowercase letters or digits, such as -prod, at most 64 characters",
    )
    .optional()
    .describe("Ends the names of its stacks. Default: none for the only cluster, -<objectName> where there are more."),
  connection: connection
    .prefault({ type: "kubeconfig" })
    .describe(
      "How OpenTofu reaches it: a kubeconfig file, EKS, or the variables kubernetes_host, kubernetes_token and kubernetes_cluster_ca_certificate, each ending in the stacks' suffix (kubernetes_host_prod).",
    ),
  uid: uuid
    .optional()
    .describe(
      "UID of its namespace kube-system: a plan for any other cluster is refused. `kubectl get namespace kube-system -o jsonpath='{.metadata.uid}'` prints it. Default: whatever cluster the connection leads to.",
    ),
  delivery: deliveredBy
    .optional()
    .describe("Who applies its objects, so that one cluster can go first. Default: delivery of the whole file."),
  prerequisites: prerequisites
    .optional()
    .describe(
      "Installs Flux and ESO, by a stack of their own that goes before flux-bootstrap; see docs/prerequisites.md. Default: they are there.",
    ),
  fluxNamespace: dnsLabel.default("flux-system").describe("Namespace that Flux runs in."),
  namespaces: z
    .array(namespace, "a list of namespaces")
    .default([])
    .describe("Namespaces that are the cluster's, whatever environments come and go."),
  readyTimeout: duration
    .default("4m")
    .describe(
      "How long an apply waits for each object whose Ready others need: Secrets of ESO, GitRepositories, the Receiver, the store.",
    ),
  secretStore: secretStore.prefault({}).describe("ESO's store of the SSM parameters."),
  serviceAccountRoles: serviceAccountRoles
    .optional()
    .describe(
      "How ESO gets the readerRole of each store: IAM roles for service accounts, or EKS Pod Identity. Default: no role is made.",
    ),
  pullSecretStore: pullSecretStore
    .optional()
    .describe(
      "A store of its own for the workloads' namespaces: their registry logins and the applications' secrets; secretStore serves Flux's namespace and the monitoring's then, and its policy reads none that only they need. Default: secretStore serves them too, and whoever may make an ExternalSecret there reads all that it does.",
    ),
  gateway: gateway.optional().describe("Gateway of the routes. Default: none, and so no route and no receiver."),
  receiver: receiver
    .optional()
    .describe("Receives GitHub's webhooks, of pushed commits and of pushed images. Default: none, Flux polls."),
  notifications: notifications.prefault({}).describe("Alerts about what Flux does."),
  monitoring: monitoring
    .optional()
    .describe("kube-prometheus-stack with routes to Slack and Discord. Default: none is installed."),
});
