/**
 * What someone would write with cdktf alone for a fleet: the same resources as our stacks emit for bench/fleet.ts's
 * file of that size, by plain loops, nothing read, nothing validated. The floor that our synth is measured against.
 *
 *     node dist/bench/raw.js COUNT
 */
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { DataGithubSshKeys } from "@cdktf/provider-github/lib/data-github-ssh-keys";
import { DataGithubUser } from "@cdktf/provider-github/lib/data-github-user";
import { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { RepositoryDeployKey } from "@cdktf/provider-github/lib/repository-deploy-key";
import { RepositoryWebhook } from "@cdktf/provider-github/lib/repository-webhook";
import { UserGpgKey } from "@cdktf/provider-github/lib/user-gpg-key";
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Password } from "@cdktf/provider-random/lib/password";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { App, Fn, Op, TerraformOutput, Token, type TerraformStack } from "cdktf";
import { PrivateKey as GpgPrivateKey } from "../.gen/providers/gpg/private-key";
import { GpgProvider } from "../.gen/providers/gpg/provider";
import {
  deployer,
  deployKeyOf,
  keptKeyPair,
  type KeyOf,
  manifest,
  secret,
  type Spec,
  stack,
  template,
  toldImages,
  variable,
} from "./by-hand";
import { fleetParameters, type FleetCredential, type FleetEnvironment, type FleetRepository } from "./fleet-parameters";
import { messageTemplate } from "./message-template";

const { clusters, repositories, credentials, applications } = fleetParameters(Number(process.argv[2]));
const app = new App();

const registries = { ghcr: "ghcr.io", mirror: "registry.acme.example:5000" } as const;
const tokens = { ghcr: "github_pat", mirror: "mirror_token" } as const;
const namespace = "flux-system";

function must<K, T>(map: ReadonlyMap<K, T>, key: K): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`no ${String(key)}`);
  return value;
}

const secrets = stack(app, "secrets");
new AwsProvider(secrets, "aws", { region: "eu-central-1", defaultTags: [{ tags: { team: "platform" } }] });
new TlsProvider(secrets, "tls");
new RandomProvider(secrets, "random");
new GpgProvider(secrets, "gpg");
const github = new GithubProvider(secrets, "github", {
  owner: "acme",
  token: variable(secrets, "github_token", true),
});
const individual = new GithubProvider(secrets, "github-individual", {
  alias: "individual",
  owner: "acme-bot",
  token: variable(secrets, "github_bot_token", true),
});
const secure = { type: "SecureString", tier: "Intelligent-Tiering", keyId: "alias/aws/ssm" };

/** A parameter with the path as it was given, which tells how long its ARN is. */
interface Parameter {
  readonly path: string;
  readonly parameter: SsmParameter;
}

const deployKeys = new Map<string, Parameter>();
/** By cluster and repository. */
const readerKeys = new Map<string, Map<string, Parameter>>(clusters.map((cluster) => [cluster, new Map()]));
const registered: Record<string, object> = {};
const registeredReaders: Record<string, Record<string, object>> = {};

/** A key of all its generations, served. */
function deployKey(
  of: KeyOf,
  generations: readonly number[],
  title: string,
  readOnly: boolean,
): { readonly newest: object; readonly served: Parameter } {
  let value = {};
  let newest: RepositoryDeployKey | undefined;
  for (const generation of generations) {
    const key = keptKeyPair(secrets, of, generation, generations);
    newest = new RepositoryDeployKey(secrets, `${of.id}_registered-${generation}`, {
      provider: github,
      repository: of.of,
      title,
      key: key.publicKey,
      readOnly,
      lifecycle: key.lifecycle,
    });
    value = { valueWo: key.privateKey, valueWoVersion: generation };
  }
  const parameter = new SsmParameter(secrets, `${of.id}_ssm_parameter`, {
    ...secure,
    name: of.path,
    description: `Deploy key of ${of.repository}, read by Flux`,
    ...value,
    lifecycle: { ignoreChanges: ["description"] },
    ...(newest && { dependsOn: [newest] }),
  });
  return {
    newest: { id: newest?.id, title: newest?.title, repository: newest?.repository },
    served: { path: of.path, parameter },
  };
}

const isShared = clusters.length > 1;
for (const { name, isRotating } of repositories) {
  const generations = isRotating ? [1, 2] : [1];
  const own = deployKeyOf(name);
  const { newest, served } = deployKey(own, generations, "Acme Bot", false);
  registered[name] = newest;
  deployKeys.set(name, served);
  for (const cluster of isShared ? clusters : []) {
    const of = {
      id: `reader-key-${name}_${cluster}`,
      of: name,
      repository: `${name} for cluster ${cluster}`,
      path: `${own.path}/cluster-${cluster}`,
    };
    const reader = deployKey(of, generations, `Acme Bot (${cluster})`, true);
    (registeredReaders[name] ??= {})[cluster] = reader.newest;
    must(readerKeys, cluster).set(name, reader.served);
  }
}

/** The key that a cluster uses of a repository. */
const keyOn = (cluster: string, { name, writer }: FleetRepository): Parameter =>
  isShared && writer !== cluster ? must(must(readerKeys, cluster), name) : must(deployKeys, name);

const gpg = new GpgPrivateKey(secrets, "signing-key_generation-1", {
  name: "Acme Bot",
  email: "bot@acme.example",
  rsaBits: 2048,
  lifecycle: { ignoreChanges: ["name", "email", "rsa_bits", "passphrase"] },
});
const { login: account } = new DataGithubUser(secrets, "signing-key_account", { provider: individual, username: "" });
const gpgKey = new UserGpgKey(secrets, "signing-key_registered-1", {
  provider: individual,
  armoredPublicKey: gpg.publicKey,
  lifecycle: {
    precondition: [
      {
        condition: Op.eq(Fn.lower(account), "acme-bot"),
        errorMessage: `The credential of provider "individual" belongs to ${account}, not to the bot acme-bot: set TF_VAR_github_bot_token to a token of the bot.`,
      },
      {
        condition: Op.eq(gpg.passphrase, Token.nullValue()),
        errorMessage:
          "Generation 1 of the GPG key of acme-bot was made with a passphrase, and signs. One without it is another key: write github.bot.gpg.generations: [1, 2] too.",
      },
    ],
  },
});
const gpgParameter: Parameter = {
  path: "/github/gpg-keys/acme-bot",
  parameter: new SsmParameter(secrets, "signing-key_ssm_parameter", {
    ...secure,
    name: "/github/gpg-keys/acme-bot",
    description: "GPG key of acme-bot, signs image updates",
    value: gpg.privateKey,
    dependsOn: [gpgKey],
  }),
};

const pullTokens = new Map<string, Parameter>();
for (const name of credentials) {
  const path = `/github/${name}/ghcr-token`;
  const parameter = new SsmParameter(secrets, `pull-token-${name}_ssm_parameter`, {
    ...secure,
    name: path,
    description: "Token of a registry, read by Flux and by the workloads' Pods",
    valueWo: variable(secrets, tokens[name], false),
    valueWoVersion: 1,
    lifecycle: { ignoreChanges: ["description"] },
  });
  pullTokens.set(name, { path, parameter });
}

const receiverTokens = new Map<string, Parameter>();
for (const cluster of clusters) {
  const token = new Password(secrets, `receiver-token-${cluster}_token`, {
    length: 32,
    special: false,
    keepers: { version: "1" },
  });
  const path = `/github/acme/${cluster}/flux-system/receiver/token`;
  const parameter = new SsmParameter(secrets, `receiver-token-${cluster}_ssm_parameter`, {
    ...secure,
    name: path,
    description: `Webhook token of github-receiver on cluster ${cluster}`,
    value: token.result,
  });
  receiverTokens.set(cluster, { path, parameter });
}

const policyArns: Record<string, string[]> = {};
for (const cluster of clusters) {
  const { accountId } = new DataAwsCallerIdentity(secrets, `reader-policy-${cluster}_account`);
  const { partition } = new DataAwsPartition(secrets, `reader-policy-${cluster}_partition`);
  const readable = [
    ...[
      ...repositories.map((each) => keyOn(cluster, each)),
      ...pullTokens.values(),
      gpgParameter,
      must(receiverTokens, cluster),
    ].map((each) => ({
      path: each.path,
      arn: each.parameter.arn,
    })),
    { path: "/acme/slack", arn: `arn:${partition}:ssm:eu-central-1:${accountId}:parameter/acme/slack` },
  ];
  // IAM takes 6144 characters a policy.
  const groups: string[][] = [];
  let left = 0;
  for (const { path, arn } of readable) {
    const size = path.length + 64;
    if (size > left) {
      groups.push([]);
      left = 5500;
    }
    groups.at(-1)?.push(arn);
    left -= size;
  }
  policyArns[cluster] = groups.map((arns, index) => {
    const suffix = index === 0 ? "" : `-${index + 1}`;
    return new IamPolicy(secrets, `reader-policy-${cluster}_policy${suffix}`, {
      name: `delivery-${cluster}${suffix}`,
      description: `Reads the delivery parameters of cluster ${cluster}`,
      lifecycle: { ignoreChanges: ["description"] },
      policy: Fn.jsonencode({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["ssm:GetParameter", "ssm:GetParameters"], Resource: arns }],
      }),
    }).arn;
  });
}

const named = (parameters: ReadonlyMap<string, Parameter>): object =>
  Object.fromEntries([...parameters].map(([key, { parameter }]) => [key, parameter.name]));
new TerraformOutput(secrets, "github_deploy_key", { value: registered });
if (isShared) new TerraformOutput(secrets, "github_reader_key", { value: registeredReaders });
const byRepository = Object.fromEntries(
  repositories.map(({ name }) => [
    name,
    Object.fromEntries(
      isShared ? clusters.map((each) => [each, must(must(readerKeys, each), name).parameter.name]) : [],
    ),
  ]),
);
new TerraformOutput(secrets, "ssm_name", {
  value: {
    deploy_key: named(deployKeys),
    ghcr_token: named(pullTokens),
    gpg_key: gpgParameter.parameter.name,
    ...(isShared && { reader_key: byRepository }),
    receiver_token: named(receiverTokens),
  },
});
new TerraformOutput(secrets, "parameter_reader_policy", { value: policyArns });

const route = (name: string, inNamespace: string, host: string, rule: object): Spec => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  name,
  namespace: inNamespace,
  spec: {
    parentRefs: [{ name: "public", namespace: "gateways", sectionName: "https" }],
    hostnames: [host],
    rules: [rule],
  },
});

function addBootstrap(cluster: string): TerraformStack {
  const bootstrap = stack(app, clusters.length === 1 ? "flux-bootstrap" : `flux-bootstrap-${cluster}`);
  bootstrap.addDependency(secrets);
  new GithubProvider(bootstrap, "github", { owner: "acme", token: variable(bootstrap, "github_token", true) });
  new KubernetesProvider(bootstrap, "kubernetes", { configPath: "~/.kube/config", configContext: cluster });
  new AwsProvider(bootstrap, "aws", { region: "eu-central-1", defaultTags: [{ tags: { team: "platform" } }] });

  const hostKeys = new DataGithubSshKeys(bootstrap, "known-hosts_keys").keys;
  const knownHosts = Fn.join("\n", Token.asList(Fn.formatlist("github.com %s", [hostKeys])));
  const sources: Manifest[] = [];
  for (const repository of repositories) {
    const { name } = repository;
    const gitSecret = manifest(
      bootstrap,
      `git-secret-${name}`,
      secret(
        `${name}-git`,
        { identity: keyOn(cluster, repository).parameter.name },
        template({ identity: "{{ .identity }}", known_hosts: knownHosts }),
      ),
      true,
    );
    const object = {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      name,
      spec: {
        url: `ssh://git@github.com/acme/${name}`,
        ref: { branch: "main" },
        interval: "10m",
        timeout: "60s",
        secretRef: { name: `${name}-git` },
      },
    };
    sources.push(manifest(bootstrap, `git-repository-${name}`, object, true, [gitSecret]));
  }

  const alertmanager = manifest(bootstrap, "notification-provider-alertmanager", {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Provider",
    name: "alertmanager",
    spec: { type: "alertmanager", address: "http://alertmanager.monitoring:9093/api/v2/alerts" },
  });
  const chatSecret = manifest(
    bootstrap,
    "notification-secret-chat",
    secret("chat-provider", { address: "/acme/slack" }),
    true,
  );
  const chat = manifest(
    bootstrap,
    "notification-provider-chat",
    {
      apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
      kind: "Provider",
      name: "chat",
      spec: { type: "slack", secretRef: { name: "chat-provider" }, channel: "#deployments" },
    },
    false,
    [chatSecret],
  );
  for (const { severity, name, provider } of [
    { severity: "info", name: "alertmanager", provider: alertmanager },
    { severity: "error", name: "chat", provider: chat },
  ]) {
    const object = {
      apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
      kind: "Alert",
      name: severity,
      spec: {
        providerRef: { name },
        eventSeverity: severity,
        eventMetadata: { severity },
        eventSources: ["GitRepository", "Kustomization", "HelmRelease"].map((kind) => ({ kind, name: "*" })),
      },
    };
    manifest(bootstrap, `alert-${severity}`, object, false, [provider]);
    const images = {
      apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
      kind: "Alert",
      name: `${severity}.images`,
      spec: {
        providerRef: { name },
        eventSeverity: "error",
        eventMetadata: { severity: "error" },
        eventSources: ["ImageRepository", "ImagePolicy", "ImageUpdateAutomation"].map((kind) => ({ kind, name: "*" })),
        exclusionList: ["no tags in database"],
      },
    };
    manifest(bootstrap, `alert-${severity}_images`, images, false, [provider]);
  }

  const tokenName = must(receiverTokens, cluster).parameter.name;
  const receiverSecret = manifest(
    bootstrap,
    "receiver-secret",
    secret(
      "webhook-token",
      { token: tokenName },
      template({ token: "{{ .token }}" }, { metadata: { labels: { "reconcile.fluxcd.io/watch": "Enabled" } } }),
    ),
    true,
  );
  const told = new Set(
    applications.filter(({ credential }) => credential === "ghcr").map(({ repository }) => repository),
  );
  const withImages = new Set(
    repositories.filter(({ name, writer }) => writer === cluster && told.has(name)).map(({ name }) => name),
  );
  const isSource = 'req.repository.full_name.lowerAscii() == "acme/" + res.metadata.name';
  const receiver = manifest(
    bootstrap,
    "receiver",
    {
      apiVersion: "notification.toolkit.fluxcd.io/v1",
      kind: "Receiver",
      name: "github-receiver",
      spec: {
        type: "github",
        interval: "10m",
        events: ["push", "ping", ...(withImages.size > 0 ? ["package"] : [])],
        secretRef: { name: "webhook-token" },
        resourceFilter: withImages.size > 0 ? toldImages.filter(isSource) : isSource,
        resources: [
          ...repositories.map(({ name }) => ({
            apiVersion: "source.toolkit.fluxcd.io/v1",
            kind: "GitRepository",
            name,
          })),
          ...(withImages.size > 0 ? [toldImages.resource] : []),
        ],
      },
    },
    true,
    [receiverSecret, ...sources],
  );
  const receiverRoute = manifest(
    bootstrap,
    "receiver-route",
    route("github-receiver", namespace, `flux.${cluster}.acme.example`, {
      matches: [{ path: { type: "PathPrefix", value: "/hook/" } }],
      backendRefs: [{ name: "webhook-receiver", port: 80 }],
    }),
  );
  const token = new DataAwsSsmParameter(bootstrap, "receiver-token", { name: tokenName }).value;
  const webhooks: Record<string, object> = {};
  for (const { name } of repositories) {
    const digest = Fn.sha256(Fn.join("", [token, "github-receiver", namespace]));
    const url = `https://flux.${cluster}.acme.example/hook/${digest}`;
    new RepositoryWebhook(bootstrap, `webhook-${name}_webhook`, {
      repository: name,
      events: ["push", "ping", ...(withImages.has(name) ? ["package"] : [])],
      configuration: { url, contentType: "json", insecureSsl: false, secret: token },
      dependsOn: [receiver, receiverRoute],
    });
    webhooks[name] = { repository: name, url };
  }
  new TerraformOutput(bootstrap, "github_webhook", { value: webhooks, sensitive: true });
  return bootstrap;
}

const policies: Readonly<Record<FleetEnvironment["policy"], object>> = {
  build: {
    filterTags: { pattern: "^[0-9]+$" },
    policy: { numerical: { order: "asc" } },
    digestReflectionPolicy: "IfNotPresent",
  },
  time: {
    filterTags: { pattern: "^main-[0-9a-f]+-(?P<time>[0-9]+)$", extract: "$${time}" },
    policy: { numerical: { order: "asc" } },
    digestReflectionPolicy: "IfNotPresent",
  },
  release: { policy: { semver: { range: ">=1.0.0" } }, digestReflectionPolicy: "IfNotPresent" },
  name: {
    filterTags: { pattern: "^build-[a-z0-9]+$" },
    policy: { alphabetical: { order: "desc" } },
    digestReflectionPolicy: "IfNotPresent",
  },
  pinned: { policy: { semver: { range: "1.x" } }, digestReflectionPolicy: "IfNotPresent" },
  followed: {
    filterTags: { pattern: "^nightly-[0-9]+$" },
    policy: { alphabetical: { order: "asc" } },
    digestReflectionPolicy: "Always",
    interval: "10m",
  },
};

function dockerSecret(
  scope: TerraformStack,
  role: string,
  inNamespace: string,
  name: FleetCredential,
  dependsOn: Manifest[] = [],
): Manifest {
  const login = `{{ dict "auths" (dict "${registries[name]}" (dict "username" "acme-bot" "password" .token "auth" (printf "%s:%s" "acme-bot" .token | b64enc))) | toJson }}`;
  return manifest(
    scope,
    `${role}-${inNamespace}_${name}`,
    secret(
      `${name}-docker`,
      { token: must(pullTokens, name).parameter.name },
      template({ ".dockerconfigjson": login }, { type: "kubernetes.io/dockerconfigjson" }),
      inNamespace,
    ),
    true,
    dependsOn,
  );
}

/** The images that are scanned from a cluster, and the updates that it writes. */
function addUpdates(application: TerraformStack, cluster: string): void {
  const written = repositories.filter(({ writer }) => writer === cluster);
  if (written.length === 0) return;
  const signing = manifest(
    application,
    "signing-secret",
    secret("acme-bot-gpgkey", { "git.asc": gpgParameter.parameter.name }),
    true,
  );
  const scanSecrets = new Map<string, Manifest>();
  for (const repository of written) {
    const ours = applications.filter((each) => each.repository === repository.name);
    const main: { readonly policy: Manifest; readonly application: string; readonly environment: string }[] = [];
    const addAutomation = (
      suffix: string,
      branch: string,
      path: string,
      targets: readonly { readonly application: string; readonly environment: string }[],
      made: readonly Manifest[],
    ): void => {
      const name = repository.name + suffix;
      const environments = [...new Set(targets.map(({ environment }) => environment))];
      const object = {
        apiVersion: "image.toolkit.fluxcd.io/v1",
        kind: "ImageUpdateAutomation",
        name,
        spec: {
          interval: "10m",
          sourceRef: { kind: "GitRepository", name: repository.name },
          git: {
            checkout: { ref: { branch: "main" } },
            commit: {
              author: { name: `Acme Bot (${environments.join(", ")})`, email: "bot@acme.example" },
              messageTemplate,
              messageTemplateValues: Object.fromEntries(
                targets.map((each) => [
                  `${each.application}-${each.environment}`,
                  `${each.application} ${each.environment}`,
                ]),
              ),
              signingKey: { secretRef: { name: "acme-bot-gpgkey" } },
            },
            push: { branch },
          },
          policySelector: { matchLabels: { "image-update-automation": name } },
          update: { strategy: "Setters", path },
        },
      };
      manifest(application, `image-update-${name}`, object, false, [signing, ...made]);
    };
    for (const { name, credential, environments } of ours) {
      if (credential && !scanSecrets.has(credential)) {
        scanSecrets.set(credential, dockerSecret(application, "scan-secret", namespace, credential));
      }
      const registry = credential ? registries[credential] : "quay.io";
      const image = manifest(
        application,
        `image-repository-${name}`,
        {
          apiVersion: "image.toolkit.fluxcd.io/v1",
          kind: "ImageRepository",
          name,
          ...(credential === "ghcr" && toldImages.found(`${registry}/acme/${name}`)),
          spec: {
            image: `${registry}/acme/${name}`,
            interval: credential === "ghcr" ? "10m" : "1m",
            timeout: "60s",
            ...(credential && { secretRef: { name: `${credential}-docker` } }),
          },
        },
        false,
        credential ? [must(scanSecrets, credential)] : [],
      );
      for (const environment of environments) {
        const objectName = `${name}-${environment.name}`;
        const suffix = environment.isReviewed ? `-flux-${objectName}` : "";
        const policy = manifest(
          application,
          `image-policy-${objectName}`,
          {
            apiVersion: "image.toolkit.fluxcd.io/v1",
            kind: "ImagePolicy",
            name: objectName,
            labels: { "image-update-automation": repository.name + suffix },
            spec: { imageRepositoryRef: { name }, ...policies[environment.policy] },
          },
          false,
          [image],
        );
        if (environment.isReviewed) {
          const path = `./${name}/overlays/${environment.name}`;
          addAutomation(
            suffix,
            `flux/${objectName}`,
            path,
            [{ application: name, environment: environment.name }],
            [policy],
          );
        } else main.push({ policy, application: name, environment: environment.name });
      }
    }
    const [first, ...rest] = main;
    if (!first) continue;
    const folder =
      rest.length === 0 ? `${first.application}/overlays/${first.environment}` : `${first.application}/overlays`;
    addAutomation(
      "",
      "main",
      `./${rest.some((each) => each.application !== first.application) ? "" : folder}`,
      main,
      main.map(({ policy }) => policy),
    );
  }
}

function addDeployments(scope: TerraformStack, cluster: string): void {
  for (const { name, repository, credential, environments } of applications) {
    for (const { name: environment, isRouted, ownsNamespace } of environments.filter(
      (each) => each.cluster === cluster,
    )) {
      const objectName = `${name}-${environment}`;
      const own = ownsNamespace
        ? [
            new Manifest(scope, `namespace-${objectName}`, {
              manifest: {
                apiVersion: "v1",
                kind: "Namespace",
                metadata: {
                  name: objectName,
                  labels: {
                    "pod-security.kubernetes.io/enforce": "restricted",
                    "pod-security.kubernetes.io/warn": "restricted",
                  },
                },
              },
              fieldManager: { forceConflicts: true },
            }),
          ]
        : [];
      const login = credential ? [dockerSecret(scope, "pull-secret", objectName, credential, own)] : [];
      const account = deployer(scope, objectName, own);
      manifest(
        scope,
        `kustomization-${objectName}`,
        {
          apiVersion: "kustomize.toolkit.fluxcd.io/v1",
          kind: "Kustomization",
          name: objectName,
          spec: {
            sourceRef: { kind: "GitRepository", name: repository },
            path: `./${name}/overlays/${environment}`,
            interval: "10m",
            retryInterval: "2m",
            timeout: "5m",
            wait: true,
            prune: true,
            deletionPolicy: "MirrorPrune",
            targetNamespace: objectName,
            serviceAccountName: `${objectName}.deployer`,
          },
        },
        false,
        [...own, ...login, ...account],
      );
      if (!isRouted) continue;
      const object = route(objectName, objectName, `${environment}.${name}.acme.example`, {
        matches: [{ path: { type: "PathPrefix", value: "/" } }],
        filters: [
          {
            type: "ResponseHeaderModifier",
            responseHeaderModifier: {
              set: [{ name: "Strict-Transport-Security", value: "max-age=31536000" }],
            },
          },
        ],
        backendRefs: [{ name, port: 80 }],
      });
      manifest(scope, `route-${objectName}`, object, false, own);
    }
  }
}

for (const cluster of clusters) {
  const bootstrap = addBootstrap(cluster);
  const application = stack(app, clusters.length === 1 ? "app" : `app-${cluster}`);
  application.addDependency(bootstrap);
  new KubernetesProvider(application, "kubernetes", { configPath: "~/.kube/config", configContext: cluster });
  addUpdates(application, cluster);
  addDeployments(application, cluster);
}
app.synth();
