import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { examinedObjects } from "../../why/examined";
import { printedObjects } from "../../cluster/cluster-state";
import { faultOf, isUnderWay, reasons, untagged } from "../../why/faults";
import { remedyFor } from "../../why/remedies";
import { byGit, whole } from "../support/whole";

/** What a controller says, and the words of the remedy that count. Messages are the controllers' own. */
interface Row {
  readonly object: string;
  readonly says: string;
  readonly event?: string;
  readonly remedy: RegExp;
  /** Pieces of the delivery, each before what is in its place. */
  readonly file?: readonly string[];
}

const store = "ClusterSecretStore parameters";
const ownStore = ["secretStore: { name: parameters, create: {} }", "secretStore: { name: parameters }"] as const;
const policy = [ownStore[0], "secretStore: { name: parameters, create: {}, readerPolicy: eso-main }"] as const;
const irsa = [
  ownStore[0],
  "secretStore: { name: parameters, create: { serviceAccount: { name: eso, namespace: external-secrets } } }",
] as const;
const logins = "ExternalSecret web-dev/ghcr-docker";
const two = [
  ownStore[0],
  "secretStore: { name: parameters, create: {} }\n    pullSecretStore: { name: logins, readerPolicy: eso-logins }",
] as const;
const roles = (way: string, connection = "{ type: kubeconfig, path: kubeconfig, context: main }") =>
  [
    "connection: { type: kubeconfig, path: kubeconfig, context: main }\n    secretStore: { name: parameters, create: {} }",
    `connection: ${connection}\n    serviceAccountRoles: ${way}\n    secretStore: { name: parameters, create: {}, readerPolicy: eso, readerRole: eso }`,
  ] as const;
const byIrsa = roles("{ type: irsa, oidcProvider: 'arn:aws:iam::123456789012:oidc-provider/oidc.example.com/id/1' }");
const byPods = roles("{ type: pod-identity }", "{ type: eks, name: main }");
const secondCluster = [
  "repositories:\n  - name: shop\n",
  "  - name: second\n    connection: { type: kubeconfig, path: kubeconfig, context: second }\n    secretStore: { name: s }\nrepositories:\n  - name: shop\n    imageUpdate: { cluster: main }\n",
  "      - name: prod\n        cluster: main\n",
  "      - name: prod\n        cluster: second\n",
] as const;
const git = "GitRepository flux-system/shop";
const secret = "ExternalSecret flux-system/shop-git";
const notRead = "SecretSyncedError: could not get secret data from provider";
const failed = (message: string): string =>
  `UpdateFailed: error processing spec.data[0] (key: /github/shop/deploy-key), err: ${message}`;
const fetch =
  "GitOperationFailed: failed to checkout and determine revision: unable to clone 'ssh://git@github.com/acme/shop': ";
const push = "GitOperationFailed: failed to update source: failed to push to remote: ";
const automation = "ImageUpdateAutomation flux-system/shop";
const scan = "ImageRepository flux-system/web";
const image = "ImagePolicy flux-system/web-dev";
const deployed = "Kustomization flux-system/web-dev";
const route = "HTTPRoute web-dev/web-dev";

const rows: readonly Row[] = [
  // The store.
  { object: store, says: "InvalidProviderConfig: unable to create client", remedy: /^Give ESO an identity in AWS/ },
  {
    object: store,
    says: "InvalidProviderConfig: unable to create client",
    event: "InvalidProviderConfig: AccessDenied: User is not authorized to perform: ssm:DescribeParameters",
    file: policy,
    remedy: /^Attach IAM policy eso-main to the role that parameters reads as/,
  },
  {
    object: store,
    says: "ValidationFailed: unable to validate store",
    file: irsa,
    remedy: /ServiceAccount external-secrets\/eso/,
  },
  {
    object: store,
    says: `${reasons.missing}: it is not in the cluster`,
    file: ownStore,
    remedy: /^Make ClusterSecretStore parameters/,
  },
  { object: store, says: `${reasons.missing}: it is not in the cluster`, remedy: /npx cdktf deploy flux-bootstrap/ },
  {
    object: store,
    says: "InvalidProviderConfig: unable to create client",
    file: byPods,
    remedy: /^Restart ESO, .* makes role eso\.$/,
  },
  {
    object: store,
    says: "InvalidProviderConfig: unable to create client",
    file: byIrsa,
    remedy: /^Deploy secrets, which makes role eso, then flux-bootstrap/,
  },
  {
    object: "ClusterSecretStore logins",
    says: `${reasons.missing}: it is not in the cluster`,
    file: two,
    remedy: /^Make ClusterSecretStore logins, .* pullSecretStore\.create/,
  },
  // Secrets.
  {
    object: logins,
    says: notRead,
    event: failed("AccessDeniedException: User is not authorized to perform: ssm:GetParameter"),
    file: two,
    remedy: /^Attach IAM policy eso-logins to the role that logins reads as, .*pull_secret_reader_policy/,
  },
  {
    object: secret,
    says: notRead,
    event: failed("AccessDeniedException: User is not authorized to perform: ssm:GetParameter"),
    file: byIrsa,
    remedy: /^Deploy secrets: role eso has no policy/,
  },
  {
    object: secret,
    says: notRead,
    event: failed("Secret does not exist"),
    remedy: /^Deploy secrets, which makes \/github\/shop\/deploy-key:/,
  },
  {
    object: "ExternalSecret flux-system/chat-provider",
    says: notRead,
    event: "UpdateFailed: error processing spec.data[0] (key: /slack/flux), err: Secret does not exist",
    remedy: /^Put the secret that you keep at \/slack\/flux:/,
  },
  {
    object: "ExternalSecret web-prod/web-prod-secrets",
    says: notRead,
    event: "UpdateFailed: error processing spec.data[0] (key: /acme/web/database-url), err: Secret does not exist",
    file: [
      "        namespace: web-prod\n",
      "        namespace: web-prod\n        secrets: { DATABASE_URL: /acme/web/database-url }\n",
    ],
    remedy: /^Put the secret that you keep at \/acme\/web\/database-url:/,
  },
  {
    object: secret,
    says: notRead,
    event: failed(
      "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/eso/1 is not authorized to perform: ssm:GetParameter",
    ),
    file: policy,
    remedy: /^Attach IAM policy eso-main to the role that parameters reads as/,
  },
  {
    object: secret,
    says: notRead,
    event: failed("AccessDeniedException: is not authorized to perform: ssm:GetParameter"),
    remedy: /secretStore\.readerPolicy/,
  },
  {
    object: secret,
    says: notRead,
    event: failed("AccessDeniedException: is not authorized to perform: kms:Decrypt"),
    remedy: /^Let ESO's role decrypt/,
  },
  {
    object: secret,
    says: notRead,
    event:
      'UpdateFailed: could not get ClusterSecretStore "parameters", ClusterSecretStore.external-secrets.io "parameters" not found',
    remedy: /^Make ClusterSecretStore parameters/,
  },
  {
    object: "ExternalSecret web-dev/ghcr-docker",
    says: notRead,
    event:
      'UpdateFailed: using cluster store "parameters" is not allowed from namespace "web-dev": denied by spec.condition',
    remedy: /serve namespace web-dev/,
  },
  // Git.
  {
    object: git,
    says: `${fetch}ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain`,
    remedy: /deploy keys of acme\/shop.*allow them/,
  },
  {
    object: git,
    says: `${fetch}couldn't find remote ref "refs/heads/main"`,
    remedy: /^Push branch main to acme\/shop/,
  },
  {
    object: git,
    says: "EmptyRepository: git repository is empty",
    remedy: /^Push branch main of acme\/shop: npm run git-side/,
  },
  {
    object: git,
    says: `${fetch}ssh: handshake failed: knownhosts: key mismatch`,
    remedy: /^Deploy flux-bootstrap: it brings the host keys/,
  },
  { object: git, says: `${fetch}dial tcp: lookup github.com: no such host`, remedy: /does not reach github\.com/ },
  {
    object: automation,
    says: `${push}command error on refs/heads/main: push declined due to repository rule violations`,
    remedy: /^The rules of acme\/shop refuse .*let deploy keys bypass/,
  },
  {
    object: automation,
    says: `${push}remote: error: GH006: Protected branch update failed`,
    remedy: /let deploy keys bypass its rules/,
  },
  {
    object: automation,
    says: `${push}ERROR: The key you are authenticating with has been marked as read only.`,
    remedy: /^Make the deploy keys of acme\/shop writable/,
  },
  {
    object: automation,
    says: `${push}ERROR: The key you are authenticating with has been marked as read only.`,
    file: secondCluster,
    remedy: /^Deploy flux-bootstrap-main, and wait for ESO: .*Delete no key\.$/,
  },
  // Images.
  {
    object: scan,
    says: "ReadOperationFailed: scan failed: GET https://ghcr.io/v2/acme/web/tags/list: NAME_UNKNOWN: repository name not known to registry",
    remedy: /^Have CI push a first image to ghcr\.io\/acme\/web/,
  },
  {
    object: scan,
    says: "ReadOperationFailed: scan failed: GET https://ghcr.io/token: UNAUTHORIZED: authentication required",
    remedy: /TF_VAR_github_pat: raise tokenVersion of registry credential ghcr/,
  },
  {
    object: "ImageRepository flux-system/api",
    says: "ReadOperationFailed: scan failed: GET https://localhost:5000/v2/: DENIED: denied",
    remedy: /^Make localhost:5000\/acme\/api public/,
  },
  {
    object: image,
    says: "DependencyNotReady: retrying in 30s error: no tags in database",
    remedy: /^No tag of ghcr\.io\/acme\/web satisfies imagePolicy/,
  },
  { object: image, says: "Failure: version list argument cannot be empty", remedy: /seen within 10m/ },
  // Deployments.
  {
    object: deployed,
    says: "ArtifactFailed: kustomization path not found: stat /tmp/kustomization-1/kustomize: no such file or directory",
    remedy: /^Commit \.\/kustomize\/overlays\/dev to branch main of acme\/shop: npm run git-side/,
  },
  {
    object: deployed,
    says: "BuildFailed: kustomize build failed: accumulating resources",
    remedy: /^Mend \.\/kustomize\/overlays\/dev in acme\/shop/,
  },
  {
    object: deployed,
    says: "HealthCheckFailed: health check failed after 30s: timeout waiting for: [Deployment/web-dev/web status: 'InProgress']",
    remedy: /kubectl get pods -n web-dev/,
  },
  {
    object: deployed,
    says: 'ReconciliationFailed: Deployment/web-dev/web dry-run failed: deployments.apps "web" is forbidden',
    remedy: /^Let kustomize-controller apply/,
  },
  {
    object: deployed,
    says: 'ReconciliationFailed: ClusterRole/web dry-run failed: clusterroles.rbac.authorization.k8s.io "web" is forbidden: User "system:serviceaccount:flux-system:web-dev.deployer" cannot patch resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope',
    remedy: /clusterWide: true on the environment and deploy app/,
  },
  {
    object: deployed,
    says: "DependencyNotReady: dependency 'flux-system/base' is not ready",
    remedy: /GitRepository shop/,
  },
  { object: deployed, says: "Progressing: Reconciliation in progress", remedy: /^Its controller is at it/ },
  {
    object: deployed,
    says: "Progressing: Reconciliation in progress",
    event:
      "HealthCheckFailed: health check failed after 30s: timeout waiting for: [Deployment/web-dev/web status: 'InProgress']",
    remedy: /^Look at the workload/,
  },
  // Ways in.
  {
    object: route,
    says: "NotAllowedByListeners: no listener",
    remedy: /Gateway gateways\/public take routes of namespace web-dev/,
  },
  { object: route, says: "NoMatchingListenerHostname: no", remedy: /dev\.acme\.example/ },
  {
    object: "Receiver flux-system/github-receiver",
    says: `TokenNotFound: unable to read token from secret 'flux-system/webhook-token' error: Secret "webhook-token" not found`,
    remedy: /^Deploy secrets, then flux-bootstrap/,
  },
  // Whatever it is.
  {
    object: deployed,
    says: `${reasons.missing}: it is not in the cluster`,
    remedy: /npx cdktf deploy app --ignore-missing-stack-dependencies/,
  },
  {
    object: deployed,
    says: `${reasons.missing}: it is not in the cluster`,
    remedy: /Flux applies it from repository fleet: .* --fleet .* fleet\.cluster/,
    file: byGit,
  },
  {
    object: "GitRepository flux-system/fleet",
    says: `${reasons.missing}: it is not in the cluster`,
    remedy: /npx cdktf deploy flux-bootstrap/,
    file: byGit,
  },
  {
    object: deployed,
    says: `${reasons.suspended}: it is suspended`,
    remedy: /^kubectl patch kustomization web-dev -n flux-system/,
  },
  {
    object: deployed,
    says: `${reasons.untagged}: what it has applied runs v1, not v2`,
    remedy: /^Look that \.\/kustomize\/overlays\/dev in acme\/shop has .*"flux-system:web-dev:tag"/,
  },
  {
    object: git,
    says: `${reasons.unseen}: no controller has said anything of it`,
    remedy: /^Look that source-controller runs/,
  },
  {
    object: git,
    says: `${reasons.terminating}: it is being deleted`,
    remedy: /kubectl get gitrepository shop -n flux-system -o yaml/,
  },
];

/** An object that is there, of which no controller has said anything. */
const [unseen] = printedObjects.parse({ kind: "Any", metadata: { name: "any" } });

test("of every kind that the stacks make it is known what it says when it is Ready", () => {
  const { delivery, cluster } = whole(
    ...byIrsa,
    "createNamespace: true",
    "createNamespace: true\n        protected: true",
  );
  const objects = Object.values(cluster.stacks).flatMap((stack) => examinedObjects(stack, cluster, delivery));
  const controlled = objects.map(({ manifest }) => manifest.kind).filter((kind) => faultOf(kind, unseen));
  assert.deepEqual([...new Set(controlled)].sort(), [
    "ClusterSecretStore",
    "ExternalSecret",
    "GitRepository",
    "HTTPRoute",
    "HelmRelease",
    "HelmRepository",
    "ImagePolicy",
    "ImageRepository",
    "ImageUpdateAutomation",
    "Kustomization",
    "Receiver",
  ]);
});

test("what Flux applies needs what applies it, and what OpenTofu applies does not", () => {
  const { delivery, cluster } = whole(...byGit);
  const all = Object.values(cluster.stacks).flatMap((stack) => examinedObjects(stack, cluster, delivery));
  const root = "Kustomization flux-system/fleet.cluster";
  const needs = (name: string) => all.find((each) => each.name === name)?.needs;
  assert.ok(needs(deployed)?.includes(root));
  assert.ok(needs(git)?.includes(root));
  assert.ok(needs(root)?.includes("GitRepository flux-system/fleet"));
  assert.ok(!needs("GitRepository flux-system/fleet")?.includes(root));
});

test("what is under way is no failure yet", () => {
  const ready = { type: "Ready", status: "False", message: "" };
  for (const reason of ["ContainerCreating", "PodInitializing", "ContainersNotReady"]) {
    assert.ok(isUnderWay({ ...ready, reason }), reason);
  }
  assert.ok(isUnderWay({ ...ready, status: "Unknown", reason: "Progressing" }));
  for (const reason of ["CrashLoopBackOff", "HealthCheckFailed", "Unschedulable"]) {
    assert.ok(!isUnderWay({ ...ready, reason }), reason);
  }
  assert.ok(!isUnderWay(untagged("1", "2")));
});

describe("the remedy of", () => {
  for (const { object, says, event, remedy, file } of rows) {
    test(`${object}: ${event ?? says}`, () => {
      const { delivery, cluster } = whole(...(file ?? []));
      const all = Object.values(cluster.stacks).flatMap((stack) => examinedObjects(stack, cluster, delivery));
      const found = all.find(({ name }) => name === object);
      assert.ok(found, `${object} is none of ${all.map(({ name }) => name).join(", ")}`);
      const [, reason = "", message = ""] = /^(\w+): (.*)$/s.exec(says) ?? [];
      const fault = { type: "Ready", status: "False", reason, message };
      const { manifest, stack, isByGit } = found;
      assert.match(remedyFor({ manifest, fault, event, stack, isByGit, cluster, delivery }) ?? "", remedy);
    });
  }

  test("words that nobody knows is unknown", () => {
    const { delivery, cluster } = whole();
    const manifest = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", metadata: { name: "shop" } };
    const fault = { type: "Ready", status: "False", reason: "Odd", message: "something else" };
    assert.equal(remedyFor({ manifest, fault, cluster, delivery }), undefined);
  });
});
