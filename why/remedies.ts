/**
 * What to do about what the controllers say. The words are theirs; what is beside them names what is in the file.
 *
 * @see https://github.com/external-secrets/external-secrets/blob/v0.19.2/pkg/controllers/externalsecret/externalsecret_controller.go
 * @see https://github.com/fluxcd/source-controller/blob/v1.9.4/internal/controller/gitrepository_controller.go
 * @see https://github.com/fluxcd/image-reflector-controller/blob/v1.2.4/internal/controller/imagerepository_controller.go
 * @see https://github.com/fluxcd/image-automation-controller/blob/v1.2.4/internal/controller/imageupdateautomation_controller.go
 * @see https://github.com/fluxcd/kustomize-controller/blob/v1.9.4/internal/controller/kustomization_controller.go
 * @see https://github.com/fluxcd/notification-controller/blob/v1.9.3/internal/controller/receiver_controller.go
 */
import { valueAt } from "../config/problems";
import { scanInterval } from "../model/called";
import type { Cluster, Delivery, Repository } from "../model/delivery";
import { deployKeyOn } from "../model/deploy-keys";
import { keptSecrets, type KeptSecret } from "../model/kept-secrets";
import type { Store } from "../model/stores";
import { reasons, type Fault } from "./faults";
import type { Reference } from "../cluster/kubectl";

/** An object that is not Ready, and what is known of it. */
export interface Case {
  readonly manifest: Reference;
  readonly fault: Fault;
  /** Its newest Warning event, as `Reason: message`. @default - none */
  readonly event?: string | undefined;
  /** The stack that makes it. @default - none of the delivery's */
  readonly stack?: string | undefined;
  /** Whether Flux applies it, from the fleet's repository. @default false */
  readonly isByGit?: boolean | undefined;
  readonly cluster: Cluster;
  readonly delivery: Delivery;
}

interface Row {
  /** @default - every kind */
  readonly kinds?: readonly string[];
  /** Of what the condition, else the event says, as `Reason: message`. */
  readonly says: RegExp;
  readonly remedy: (one: Case) => string;
  /** Whether a row that fits the event goes before it: the condition says but that something failed. @default false */
  readonly isVague?: boolean;
}

const textAt = ({ manifest }: Case, ...path: readonly string[]): string => {
  const value = valueAt(manifest, path);
  return typeof value === "string" ? value : "";
};

const nameOf = ({ manifest }: Case): string => manifest.metadata.name;

const command = (verb: string, { manifest }: Case): string => {
  const { name, namespace } = manifest.metadata;
  return `kubectl ${verb} ${manifest.kind.toLowerCase()} ${name}${namespace === undefined ? "" : ` -n ${namespace}`}`;
};

/** The repository that a GitRepository is the source of, or that an automation or Kustomization has as its source. */
function repositoryOf(one: Case): Repository | undefined {
  const name = textAt(one, "spec", "sourceRef", "name") || nameOf(one);
  return one.cluster.repositories.find(({ objectName }) => objectName === name);
}

/** Its name on GitHub. */
const gitHubNameOf = (one: Case): string => {
  const repository = repositoryOf(one);
  return repository ? `${repository.github.organization}/${repository.gitHubName}` : "the repository";
};

const branchOf = (one: Case): string => repositoryOf(one)?.branch ?? textAt(one, "spec", "ref", "branch");

/** Where an ExternalSecret's values are kept; of several the one that is spoken of. */
function pathsOf(one: Case): readonly string[] {
  const spoken = /\(key: ([^)\s]+)\)/.exec(one.event ?? "")?.[1];
  if (spoken !== undefined) return [spoken];
  const listed = (field: string, ...key: readonly string[]): unknown[] => {
    const list = valueAt(one.manifest, ["spec", field]);
    return Array.isArray(list) ? list.map((each: unknown) => valueAt(each, key)) : [];
  };
  const all = [...listed("data", "remoteRef", "key"), ...listed("dataFrom", "extract", "key")];
  return all.filter((path) => typeof path === "string");
}

function putParameter(one: Case): string {
  const paths = pathsOf(one);
  const kept = new Set(
    Object.values(keptSecrets(one.cluster)).flatMap((each: readonly KeptSecret[]) => each.map(({ path }) => path)),
  );
  const own = paths.filter((path) => kept.has(path));
  const list = paths.join(", ");
  return own.length > 0
    ? `Put the secret that you keep at ${own.join(", ")}: no stack makes it. ESO looks again after ${storeOf(one).store.refreshInterval}.`
    : `Deploy secrets, which makes ${list}: npx cdktf deploy secrets. Look that aws.region and the account are those of the store.`;
}

/** The store that is spoken of, or read from, and which of the cluster's it is. */
function storeOf(one: Case): { readonly field: "secretStore" | "pullSecretStore"; readonly store: Store } {
  const { secretStore, pullSecretStore } = one.cluster;
  const name = stores.includes(one.manifest.kind) ? nameOf(one) : textAt(one, "spec", "secretStoreRef", "name");
  return pullSecretStore?.name === name
    ? { field: "pullSecretStore", store: pullSecretStore }
    : { field: "secretStore", store: secretStore };
}

function letRead(one: Case): string {
  const { field, store } = storeOf(one);
  const { readerPolicy, readerRole } = store;
  const output = field === "secretStore" ? "parameter_reader_policy" : "pull_secret_reader_policy";
  if (readerPolicy === undefined) {
    return `Let whom ${store.name} reads as read ${pathsOf(one).join(", ") || "the parameters"}: set ${field}.readerPolicy, deploy secrets, and attach the IAM policy that it makes.`;
  }
  return readerRole === undefined
    ? `Attach IAM policy ${readerPolicy} to the role that ${store.name} reads as, with those of its parts that end in -2, -3 (output ${output} of secrets). If it is attached, deploy secrets: it may lack a parameter.`
    : `Deploy secrets: role ${readerRole} has no policy, or one that lacks a parameter.`;
}

function identity(one: Case): string {
  const { cluster } = one;
  const { store } = storeOf(one);
  const { role, serviceAccount } = store.create ?? {};
  if (store.readerRole !== undefined) {
    return cluster.serviceAccountRoles?.type === "pod-identity"
      ? `Restart ESO, whose Pods get a role by Pod Identity only as they start: kubectl rollout restart its Deployments. If that was done, deploy secrets, which makes role ${store.readerRole}.`
      : `Deploy secrets, which makes role ${store.readerRole}, then ${cluster.stacks.fluxBootstrap}, which makes its ServiceAccount. serviceAccountRoles.oidcProvider must be this cluster's.`;
  }
  if (serviceAccount) {
    return `Let ESO have the role of ServiceAccount ${serviceAccount.namespace}/${serviceAccount.name}: make it, with the annotation eks.amazonaws.com/role-arn, and let the role trust it.`;
  }
  if (role !== undefined) return `Let ESO's own identity assume ${role}: that role must exist and trust it.`;
  return "Give ESO an identity in AWS: a role by Pod Identity or IRSA on its ServiceAccount; restart ESO afterwards.";
}

function makeStore(one: Case): string {
  const { field, store } = storeOf(one);
  return `Make ${store.kind} ${store.name}, or have the stack make it with ${field}.create: {}.`;
}

/** Where a deploy key is looked at. */
const keysPage = (one: Case): string => `the deploy keys of ${gitHubNameOf(one)}`;

function letIn(one: Case): string {
  const repository = repositoryOf(one);
  if (repository?.access === "app") {
    return `Install the GitHub App on ${gitHubNameOf(one)}, with contents: write. See docs/operations.md, "A GitHub App".`;
  }
  const writes = repository === undefined || deployKeyOn(repository, one.cluster) === repository.deployKey;
  return (
    `Look at ${keysPage(one)}: the key that is served must be among them${writes ? ", with write access" : ""}. Deploy secrets if it is not; its plan names a key that differs. ` +
    `Where the organization forbids deploy keys, allow them, or set repositories[].access: app.`
  );
}

const git = ["GitRepository", "ImageUpdateAutomation"];
const stores = ["SecretStore", "ClusterSecretStore"];

const controllers: Readonly<Record<string, string>> = {
  "external-secrets.io": "ESO",
  "source.toolkit.fluxcd.io": "source-controller",
  "kustomize.toolkit.fluxcd.io": "kustomize-controller",
  "helm.toolkit.fluxcd.io": "helm-controller",
  "image.toolkit.fluxcd.io": "image-reflector-controller and image-automation-controller",
  "notification.toolkit.fluxcd.io": "notification-controller",
};

function runController({ manifest, cluster }: Case): string {
  if (manifest.kind === "HTTPRoute") {
    return `No controller has taken the route: look that Gateway ${cluster.gateway?.namespace}/${cluster.gateway?.name} exists, and that the controller of its class runs.`;
  }
  const controller = controllers[manifest.apiVersion.split("/")[0] ?? ""] ?? "its controller";
  return `Look that ${controller} runs, has finished starting and watches this namespace; wait a minute if it was just applied.`;
}

/** CDKTF refuses a stack without those before it, which are there and may stay as they are. */
const deploy = ({ stack }: Case): string =>
  `npx cdktf deploy ${stack ?? "the stack"} --ignore-missing-stack-dependencies`;

/** The first row that fits is taken; those of a kind are listed from the narrow to the wide. */
const rows: readonly Row[] = [
  {
    kinds: stores,
    says: new RegExp(`^${reasons.missing}:`),
    remedy: (one) => (one.stack === undefined ? makeStore(one) : `Apply the stack that makes it: ${deploy(one)}.`),
  },
  {
    says: new RegExp(`^${reasons.missing}:`),
    remedy: (one) =>
      one.isByGit
        ? `Flux applies it from repository ${one.cluster.fleet?.repository.name}: see that npm run git-side -- --fleet --out DIR --check passes there and is pushed, and what flux get kustomizations says of fleet.cluster and those that it applies.`
        : `Apply the stack that makes it, whose last apply has not come to it: ${deploy(one)}. Where its kind is unknown to the cluster, install Flux, ESO or the Gateway API first.`,
  },
  {
    says: new RegExp(`^${reasons.terminating}:`),
    remedy: (one) =>
      `See what holds it, by its finalizers: ${command("get", one)} -o yaml. Its controller must run to let it go; then apply again.`,
  },
  {
    says: new RegExp(`^${reasons.suspended}:`),
    remedy: (one) => `${command("patch", one)} --type merge -p '{"spec":{"suspend":false}}'`,
  },
  { says: new RegExp(`^${reasons.unseen}:`), remedy: runController },
  {
    says: new RegExp(`^${reasons.untagged}:`),
    remedy: (one) =>
      `Look that ${textAt(one, "spec", "path")} in ${gitHubNameOf(one)} has the image under its marker, {"$imagepolicy": "${one.manifest.metadata.namespace ?? ""}:${nameOf(one)}:tag"}: npm run git-side writes it.`,
  },

  {
    says: /^Progressing(?:WithRetry)?:/,
    remedy: (one) =>
      `Its controller is at it: ask again in a minute, or see what it waits for: ${command("describe", one)}.`,
    isVague: true,
  },

  // External Secrets Operator, with the words of AWS in its events.
  {
    kinds: ["ExternalSecret", ...stores],
    says: /sts:AssumeRole|AssumeRoleWithWebIdentity|InvalidIdentityToken/,
    remedy: identity,
  },
  {
    kinds: ["ExternalSecret", ...stores],
    says: /kms:Decrypt|KMS|CiphertextRefersTo/,
    remedy: ({ delivery }) =>
      `Let ESO's role decrypt with ${delivery.aws.kmsKeyId ?? "the key of the parameters"}: attach the reader policy that secrets makes, and let the key's own policy allow it.`,
  },
  { kinds: ["ExternalSecret", ...stores], says: /AccessDenied|not authorized to perform/, remedy: letRead },
  {
    kinds: ["ExternalSecret", ...stores],
    says: /UnrecognizedClient|InvalidClientTokenId|ExpiredToken|no EC2 IMDS role|failed to (?:refresh|retrieve) (?:cached )?credentials|get credentials|ServiceAccount/,
    remedy: identity,
  },
  {
    kinds: ["ExternalSecret"],
    says: /Secret does not exist|ParameterNotFound|could not be found/,
    remedy: putParameter,
  },
  { kinds: ["ExternalSecret"], says: /could not get (?:Cluster)?SecretStore .*not found/, remedy: makeStore },
  {
    kinds: ["ExternalSecret"],
    says: /is not allowed from namespace/,
    remedy: (one) =>
      `Let ${storeOf(one).store.kind} ${storeOf(one).store.name} serve namespace ${one.manifest.metadata.namespace ?? ""} (spec.conditions); one that the stack makes is mended by deploying flux-bootstrap.`,
  },
  {
    kinds: ["ExternalSecret"],
    says: /owned by another|take ownership/,
    remedy: (one) =>
      `Delete or rename the Secret ${nameOf(one)} that is there already, or the ExternalSecret that owns it.`,
  },
  {
    kinds: ["ExternalSecret"],
    says: /template|JSON|unmarshal/i,
    remedy: (one) => `Look at the value at ${pathsOf(one).join(", ")}: it is not what the Secret's template takes.`,
  },
  {
    kinds: stores,
    says: /InvalidProviderConfig|ValidationFailed|unable to (?:create client|validate store)/,
    remedy: identity,
    isVague: true,
  },

  // Git.
  {
    kinds: git,
    says: /GH006|GH013|rule violations|protected branch|pre-receive hook declined|push declined/i,
    remedy: (one) => {
      const actor = repositoryOf(one)?.access === "app" ? "the GitHub App" : "deploy keys";
      return `The rules of ${gitHubNameOf(one)} refuse the bot's push: let ${actor} bypass its rules (ruleset: {} on the repository makes a ruleset that does), or give the environments a pushBranch, so that a pull request brings the updates.`;
    },
  },
  {
    kinds: git,
    says: /marked as read only|read-only|write access/i,
    remedy: (one) =>
      (repositoryOf(one)?.readerKeys.length ?? 0) > 0
        ? `Deploy ${one.cluster.stacks.fluxBootstrap}, and wait for ESO: this cluster writes the updates, and has not read the key yet that may. Delete no key.`
        : `Make ${keysPage(one)} writable: delete the one that is read-only, and deploy secrets.`,
  },
  {
    kinds: git,
    says: /knownhosts|host key|known_hosts/i,
    remedy: ({ delivery: { github } }) =>
      github.knownHosts
        ? `github.knownHosts has another key than ${github.sshHost} shows: compare with what its administrator says, correct it, deploy flux-bootstrap.`
        : `Deploy flux-bootstrap: it brings the host keys that GitHub tells now. Never take a key that GitHub does not tell.`,
  },
  {
    kinds: git,
    says: /repository is empty|empty repository/i,
    remedy: (one) =>
      `Push branch ${branchOf(one)} of ${gitHubNameOf(one)}: npm run git-side writes its first commit's files.`,
  },
  {
    kinds: git,
    says: /couldn't find remote ref|reference not found|unable to find reference|unable to resolve ref/i,
    remedy: (one) =>
      `Push branch ${branchOf(one)} to ${gitHubNameOf(one)}, or name the right one in repositories[].branch.`,
  },
  {
    kinds: git,
    says: /unable to authenticate|authentication required|authorization failed|Permission denied|repository not found|invalid credentials|401|403|404/i,
    remedy: letIn,
  },
  {
    kinds: ["GitRepository"],
    says: /VerificationFailed|signature verification|InvalidVerification|verify/i,
    remedy: (one) =>
      `The newest commit of ${branchOf(one)} is signed by nobody whom repositories[].verify lists: add the signer's key there, or push a commit of someone listed.`,
  },
  {
    kinds: git,
    says: /dial tcp|i\/o timeout|no such host|connection refused|deadline exceeded|context canceled/i,
    remedy: ({ delivery: { github } }) =>
      `The cluster does not reach ${github.sshHost}: look at its DNS, egress and proxies.`,
  },
  {
    kinds: ["ImageUpdateAutomation"],
    says: /signing key/i,
    remedy: () =>
      `Deploy secrets and the ExternalSecret of the bot's signing key: the Secret that signs is not as it should be.`,
  },

  // Images.
  {
    kinds: ["ImageRepository", "ImagePolicy"],
    says: /NAME_UNKNOWN|repository name not known|MANIFEST_UNKNOWN|404 Not Found/i,
    remedy: (one) => `Have CI push a first image to ${imageOf(one)}: the registry knows none of that name.`,
  },
  {
    kinds: ["ImageRepository", "ImagePolicy"],
    says: /UNAUTHORIZED|DENIED|401|403|authentication options|no basic auth|access forbidden/i,
    remedy: logIn,
  },
  {
    kinds: ["ImageRepository"],
    says: /dial tcp|no such host|connection refused|x509|tls:|deadline exceeded/i,
    remedy: (one) =>
      `The cluster does not reach the registry of ${imageOf(one)}: look at its DNS, egress and certificates.`,
  },
  {
    kinds: ["ImagePolicy"],
    says: /no tags in database|version list argument cannot be empty|unable to determine latest version|no image found/i,
    remedy: (one) =>
      `No tag of ${imageOf(one)} satisfies imagePolicy: have CI push one, or correct filterTags.pattern and policy. New tags are seen within ${scannedEvery(one)}.`,
  },

  // Deployments.
  {
    kinds: ["Kustomization"],
    says: /path not found|no such file or directory/i,
    remedy: (one) =>
      `Commit ${textAt(one, "spec", "path")} to branch ${branchOf(one)} of ${gitHubNameOf(one)}: npm run git-side writes it.`,
  },
  {
    kinds: ["Kustomization"],
    says: /^BuildFailed:|kustomize build failed|post build failed/,
    remedy: (one) =>
      `Mend ${textAt(one, "spec", "path")} in ${gitHubNameOf(one)}: kustomize build ${textAt(one, "spec", "path")} fails there in the same way.`,
  },
  {
    kinds: ["Kustomization"],
    says: /system:serviceaccount:[^"\s]*[.]deployer\b.*cannot|cannot.*system:serviceaccount:[^"\s]*[.]deployer\b/s,
    remedy: (one) =>
      `The overlay has what its ServiceAccount may not touch, of no namespace or of another one: take it out of ${textAt(one, "spec", "path")}, or set clusterWide: true on the environment and deploy app.`,
  },
  {
    kinds: ["Kustomization"],
    says: /forbidden/i,
    remedy: () =>
      `Let kustomize-controller apply these kinds (its ServiceAccount's roles), or see what an admission policy or a quota refuses.`,
  },
  {
    kinds: ["Kustomization"],
    says: /^DependencyNotReady:|Source artifact not found|Source is not ready/,
    remedy: (one) => `Mend its source first: GitRepository ${textAt(one, "spec", "sourceRef", "name")}.`,
  },
  {
    kinds: ["Kustomization"],
    says: /health check|timeout waiting|^HealthCheck/i,
    remedy: (one) =>
      `Look at the workload that is named: kubectl get pods -n ${environmentOf(one)?.namespace ?? ""}. If its tag is bad, push a newer one, or roll back by pin.`,
  },
  {
    kinds: ["Kustomization"],
    says: /dry-run failed|invalid|immutable|no matches for kind/i,
    remedy: (one) =>
      `Mend the object that is named, in ${textAt(one, "spec", "path")} of ${gitHubNameOf(one)}. What can't be changed must be deleted once, and kinds that the cluster lacks be installed.`,
  },
  {
    kinds: ["HelmRelease"],
    says: /^(?:Install|Upgrade|Rollback|Test)Failed:/,
    remedy: (one) =>
      `Mend monitoring.values, deploy flux-bootstrap; then ${command("describe", one)} has what the chart's last attempt said.`,
  },
  {
    kinds: ["HelmRelease", "HelmRepository"],
    says: /./,
    remedy: (one) =>
      `Look at monitoring.chartVersion, and that the cluster reaches the chart's host: ${command("describe", one)}.`,
  },

  // Pods.
  {
    kinds: ["Pod"],
    says: /^(?:ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)/,
    remedy: (one) =>
      `Look that the image's tag exists, and that namespace ${one.manifest.metadata.namespace ?? ""} has its pull Secret (image.credential, or imagePullSecrets in the overlay).`,
  },
  {
    kinds: ["Pod"],
    says: /^(?:CrashLoopBackOff|RunContainerError|Error)/,
    remedy: (one) => {
      const { name, namespace } = one.manifest.metadata;
      return `See why it ends: kubectl logs ${name} -n ${namespace ?? ""} --previous. Push a newer tag, or roll back by pin.`;
    },
  },
  {
    kinds: ["Pod"],
    says: /^Unschedulable/,
    remedy: () => `Make room for it: more nodes, or smaller requests in the overlay.`,
  },
  {
    kinds: ["Pod"],
    says: /^CreateContainer/,
    remedy: () => `Make the Secret or ConfigMap that it names, in its namespace, or correct the overlay.`,
  },
  {
    kinds: ["Deployment"],
    says: /^ProgressDeadlineExceeded/,
    remedy: (one) =>
      `Its Pods did not become Ready in its progressDeadlineSeconds: see why, by ${command("describe", one)}. Push a newer tag, or roll back by pin.`,
  },
  { kinds: ["Pod"], says: /./, remedy: (one) => `See what it waits for: ${command("describe", one)}.` },

  // Ways in.
  {
    kinds: ["HTTPRoute"],
    says: /^NotAllowedByListeners/,
    remedy: ({ manifest, cluster: { gateway } }) =>
      `Let Gateway ${gateway?.namespace}/${gateway?.name} take routes of namespace ${manifest.metadata.namespace ?? ""}: allowedRoutes.namespaces of its listener.`,
  },
  {
    kinds: ["HTTPRoute"],
    says: /^NoMatchingListenerHostname/,
    remedy: ({ manifest, cluster: { gateway } }) => {
      const hosts = valueAt(manifest, ["spec", "hostnames"]);
      return `Give Gateway ${gateway?.namespace}/${gateway?.name} a listener whose hostname takes ${Array.isArray(hosts) ? hosts.join(", ") : "the host"}.`;
    },
  },
  {
    kinds: ["HTTPRoute"],
    says: /^NoMatchingParent/,
    remedy: ({ cluster: { gateway } }) =>
      `Gateway ${gateway?.namespace}/${gateway?.name} has no listener ${gateway?.sectionName ?? "for it"}: correct gateway.sectionName, or the Gateway.`,
  },
  {
    kinds: ["HTTPRoute"],
    says: /^BackendNotFound|^RefNotPermitted|^InvalidKind/,
    remedy: ({ manifest }) =>
      `Its Service is not there yet: the environment's Kustomization deploys it to namespace ${manifest.metadata.namespace ?? ""}.`,
  },
  {
    kinds: ["Receiver"],
    says: /^TokenNotFound|Secret "|secret/i,
    remedy: () => `Deploy secrets, then flux-bootstrap: the webhook's token comes by an ExternalSecret.`,
  },
];

const applicationOf = ({ manifest, cluster }: Case) => {
  const name = valueAt(manifest, ["spec", "imageRepositoryRef", "name"]) ?? manifest.metadata.name;
  return cluster.scannedApplications.find(({ objectName }) => objectName === name);
};

function scannedEvery(one: Case): string {
  const application = applicationOf(one);
  return application ? scanInterval(application, one.cluster) : "the scan's interval";
}

const imageOf = (one: Case): string => applicationOf(one)?.image.name ?? "the image";

function logIn(one: Case): string {
  const application = applicationOf(one);
  const { credential, image } = application ?? {};
  if (credential) {
    return `Give a token that reads ${imageOf(one)}, as TF_VAR_${credential.variable}: raise tokenVersion of registry credential ${credential.name}, and deploy secrets. GitHub Packages says the same of an image that does not exist.`;
  }
  if (image && image.provider !== "generic")
    return `Let image-reflector-controller's own identity (${image.provider}) read ${imageOf(one)}.`;
  return `Make ${imageOf(one)} public, or give the image a credential (applications[].image.credential). GitHub Packages says the same of an image that does not exist.`;
}

const environmentOf = (one: Case) => one.cluster.environments.find(({ objectName }) => objectName === nameOf(one));

/** Words that have a remedy, of some kinds or of all: docs/troubleshooting.md lists them. */
export type Known = Pick<Row, "kinds" | "says">;

export const known: readonly Known[] = rows;

/**
 * The words that are known of what an object says.
 *
 * @param told what its condition says, as `Reason: message`
 * @param event its newest Warning event, in the same way @default - none
 */
export const knownWords = (kind: string, told: string, event = ""): Known | undefined => rowFor(kind, told, event);

function rowFor(kind: string, told: string, event: string): Row | undefined {
  const fitting = rows.filter(({ kinds }) => kinds?.includes(kind) ?? true);
  const find = (text: string, vague: boolean): Row | undefined =>
    fitting.find(({ says, isVague = false }) => isVague === vague && says.test(text));
  return find(told, false) ?? find(event, false) ?? find(told, true);
}

/** What to do about an object that is not Ready; undefined where nobody knows but its own words. */
export const remedyFor = (one: Case): string | undefined =>
  rowFor(one.manifest.kind, `${one.fault.reason}: ${one.fault.message}`, one.event ?? "")?.remedy(one);
