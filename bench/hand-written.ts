/**
 * What someone would write by hand for the shipped delivery.yaml alone: the same resources, every value spelled out,
 * nothing read, nothing validated. The floor that our synth is measured against.
 */
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { DataGithubUser } from "@cdktf/provider-github/lib/data-github-user";
import { DataGithubSshKeys } from "@cdktf/provider-github/lib/data-github-ssh-keys";
import { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { RepositoryDeployKey } from "@cdktf/provider-github/lib/repository-deploy-key";
import { RepositoryWebhook } from "@cdktf/provider-github/lib/repository-webhook";
import { UserGpgKey } from "@cdktf/provider-github/lib/user-gpg-key";
import type { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Password } from "@cdktf/provider-random/lib/password";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { App, Fn, Op, TerraformOutput, Token } from "cdktf";
import { PrivateKey as GpgPrivateKey } from "../.gen/providers/gpg/private-key";
import { GpgProvider } from "../.gen/providers/gpg/provider";
import {
  deployer,
  deployKeyOf,
  keptKeyPair,
  manifest,
  secret,
  type Spec,
  stack,
  template,
  toldImages,
  variable,
} from "./by-hand";
import { messageTemplate } from "./message-template";

const app = new App();
const namespace = "flux-system";

const secrets = stack(app, "secrets");
new AwsProvider(secrets, "aws", { region: "eu-central-1" });
new TlsProvider(secrets, "tls");
new RandomProvider(secrets, "random");
new GpgProvider(secrets, "gpg");
const github = new GithubProvider(secrets, "github", {
  owner: "developer-friendly",
  token: variable(secrets, "github_token", true),
});
const individual = new GithubProvider(secrets, "github-individual", {
  alias: "individual",
  owner: "developer-friendly-bot",
  token: variable(secrets, "github_bot_token", true),
});
const key = keptKeyPair(secrets, deployKeyOf("echo-server"), 1, [1]);
const deployKey = new RepositoryDeployKey(secrets, "deploy-key-echo-server_registered-1", {
  provider: github,
  repository: "echo-server",
  title: "Developer Friendly Bot",
  key: key.publicKey,
  readOnly: false,
  lifecycle: key.lifecycle,
});
const secure = { type: "SecureString", tier: "Intelligent-Tiering", keyId: "alias/aws/ssm" };
const deployKeyParameter = new SsmParameter(secrets, "deploy-key-echo-server_ssm_parameter", {
  ...secure,
  name: "/github/echo-server/deploy-key",
  description: "Deploy key of echo-server, read by Flux",
  valueWo: key.privateKey,
  valueWoVersion: 1,
  lifecycle: { ignoreChanges: ["description"] },
  dependsOn: [deployKey],
});
const gpg = new GpgPrivateKey(secrets, "signing-key_generation-1", {
  name: "Developer Friendly Bot",
  email: "github@developer-friendly.blog",
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
        condition: Op.eq(Fn.lower(account), "developer-friendly-bot"),
        errorMessage: `The credential of provider "individual" belongs to ${account}, not to the bot developer-friendly-bot: set TF_VAR_github_bot_token to a token of the bot.`,
      },
      {
        condition: Op.eq(gpg.passphrase, Token.nullValue()),
        errorMessage:
          "Generation 1 of the GPG key of developer-friendly-bot was made with a passphrase, and signs. One without it is another key: write github.bot.gpg.generations: [1, 2] too.",
      },
    ],
  },
});
const gpgParameter = new SsmParameter(secrets, "signing-key_ssm_parameter", {
  ...secure,
  name: "/github/gpg-keys/developer-friendly-bot",
  description: "GPG key of developer-friendly-bot, signs image updates",
  value: gpg.privateKey,
  dependsOn: [gpgKey],
});
const pullParameter = new SsmParameter(secrets, "pull-token-echo-server_ssm_parameter", {
  ...secure,
  name: "/github/echo-server/ghcr-token",
  description: "Token of a registry, read by Flux and by the workloads' Pods",
  valueWo: variable(secrets, "github_pat", false),
  valueWoVersion: 1,
  lifecycle: { ignoreChanges: ["description"] },
});
const token = new Password(secrets, "receiver-token-blog_token", {
  length: 32,
  special: false,
  keepers: { version: "1" },
});
const tokenParameter = new SsmParameter(secrets, "receiver-token-blog_ssm_parameter", {
  ...secure,
  name: "/github/developer-friendly/blog/flux-system/receiver/token",
  description: "Webhook token of github-receiver on cluster blog",
  value: token.result,
});
const parameters = [deployKeyParameter, pullParameter, gpgParameter, tokenParameter];
const policy = new IamPolicy(secrets, "reader-policy-blog_policy", {
  name: "external-secrets-blog",
  description: "Reads the delivery parameters of cluster blog",
  lifecycle: { ignoreChanges: ["description"] },
  policy: Fn.jsonencode({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["ssm:GetParameter", "ssm:GetParameters"],
        Resource: parameters.map(({ arn }) => arn),
      },
    ],
  }),
});
new TerraformOutput(secrets, "github_deploy_key", { value: { id: deployKey.id, title: deployKey.title } });
new TerraformOutput(secrets, "ssm_name", { value: parameters.map(({ name }) => name) });
new TerraformOutput(secrets, "parameter_reader_policy", { value: { blog: [policy.arn] } });

const route = (name: string, inNamespace: string, host: string, rule: object): Spec => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  name,
  namespace: inNamespace,
  spec: {
    parentRefs: [{ name: "developer-friendly-blog", namespace: "cert-manager", sectionName: "https" }],
    hostnames: [host],
    rules: [rule],
  },
});

const bootstrap = stack(app, "flux-bootstrap");
bootstrap.addDependency(secrets);
new GithubProvider(bootstrap, "github", {
  owner: "developer-friendly",
  token: variable(bootstrap, "github_token", true),
});
new KubernetesProvider(bootstrap, "kubernetes", { configPath: "~/.kube/config" });
new AwsProvider(bootstrap, "aws", { region: "eu-central-1" });
const hostKeys = new DataGithubSshKeys(bootstrap, "known-hosts_keys").keys;
const knownHosts = Fn.join("\n", Token.asList(Fn.formatlist("github.com %s", [hostKeys])));
const gitSecret = manifest(
  bootstrap,
  "git-secret-echo-server",
  secret(
    "echo-server-git",
    { identity: deployKeyParameter.name },
    template({ identity: "{{ .identity }}", known_hosts: knownHosts }),
  ),
  true,
);
const source = manifest(
  bootstrap,
  "git-repository-echo-server",
  {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    name: "echo-server",
    spec: {
      url: "ssh://git@github.com/developer-friendly/echo-server",
      ref: { branch: "main" },
      interval: "10m",
      timeout: "60s",
      secretRef: { name: "echo-server-git" },
    },
  },
  true,
  [gitSecret],
);
const provider = manifest(bootstrap, "notification-provider-alertmanager", {
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Provider",
  name: "alertmanager",
  spec: {
    type: "alertmanager",
    address: "http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts",
  },
});
for (const severity of ["info", "error"]) {
  const object = {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Alert",
    name: severity,
    spec: {
      providerRef: { name: "alertmanager" },
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
      providerRef: { name: "alertmanager" },
      eventSeverity: "error",
      eventMetadata: { severity: "error" },
      eventSources: ["ImageRepository", "ImagePolicy", "ImageUpdateAutomation"].map((kind) => ({ kind, name: "*" })),
      exclusionList: ["no tags in database"],
    },
  };
  manifest(bootstrap, `alert-${severity}_images`, images, false, [provider]);
}
const receiverSecret = manifest(
  bootstrap,
  "receiver-secret",
  secret(
    "webhook-token",
    { token: tokenParameter.name },
    template({ token: "{{ .token }}" }, { metadata: { labels: { "reconcile.fluxcd.io/watch": "Enabled" } } }),
  ),
  true,
);
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
      events: ["push", "ping", "package"],
      secretRef: { name: "webhook-token" },
      resourceFilter: toldImages.filter(
        'req.repository.full_name.lowerAscii() == "developer-friendly/" + res.metadata.name',
      ),
      resources: [
        { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", name: "echo-server" },
        toldImages.resource,
      ],
    },
  },
  true,
  [receiverSecret, source],
);
const receiverRoute = manifest(
  bootstrap,
  "receiver-route",
  route("github-receiver", namespace, "flux.developer-friendly.blog", {
    matches: [{ path: { type: "PathPrefix", value: "/hook/" } }],
    backendRefs: [{ name: "webhook-receiver", port: 80 }],
  }),
);
const tokenValue = new DataAwsSsmParameter(bootstrap, "receiver-token", { name: tokenParameter.name }).value;
const digest = Fn.sha256(Fn.join("", [tokenValue, "github-receiver", namespace]));
const url = `https://flux.developer-friendly.blog/hook/${digest}`;
new RepositoryWebhook(bootstrap, "webhook-echo-server_webhook", {
  repository: "echo-server",
  events: ["push", "ping", "package"],
  configuration: { url, contentType: "json", insecureSsl: false, secret: tokenValue },
  dependsOn: [receiver, receiverRoute],
});
new TerraformOutput(bootstrap, "github_webhook", { value: url, sensitive: true });

const application = stack(app, "app");
application.addDependency(bootstrap);
new KubernetesProvider(application, "kubernetes", { configPath: "~/.kube/config" });
const login =
  '{{ dict "auths" (dict "ghcr.io" (dict "username" "developer-friendly-bot" "password" .token "auth" (printf "%s:%s" "developer-friendly-bot" .token | b64enc))) | toJson }}';
const dockerSecret = (id: string, inNamespace: string): Manifest =>
  manifest(
    application,
    id,
    secret(
      "echo-server-docker",
      { token: pullParameter.name },
      template({ ".dockerconfigjson": login }, { type: "kubernetes.io/dockerconfigjson" }),
      inNamespace,
    ),
    true,
  );
const scanSecret = dockerSecret("scan-secret-flux-system_echo-server", namespace);
const pullSecret = dockerSecret("pull-secret-default_echo-server", "default");
const signing = manifest(
  application,
  "signing-secret",
  secret("echo-server-gpgkey", { "git.asc": gpgParameter.name }),
  true,
);
const image = manifest(
  application,
  "image-repository-echo-server",
  {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImageRepository",
    name: "echo-server",
    ...toldImages.found("ghcr.io/developer-friendly/echo-server"),
    spec: {
      image: "ghcr.io/developer-friendly/echo-server",
      interval: "10m",
      timeout: "60s",
      secretRef: { name: "echo-server-docker" },
    },
  },
  false,
  [scanSecret],
);
const imagePolicy = manifest(
  application,
  "image-policy-echo-server",
  {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImagePolicy",
    name: "echo-server",
    labels: { "image-update-automation": "echo-server" },
    spec: {
      imageRepositoryRef: { name: "echo-server" },
      filterTags: { pattern: "^[0-9]+$" },
      policy: { numerical: { order: "asc" } },
      digestReflectionPolicy: "IfNotPresent",
    },
  },
  false,
  [image],
);
manifest(
  application,
  "image-update-echo-server",
  {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImageUpdateAutomation",
    name: "echo-server",
    spec: {
      interval: "10m",
      sourceRef: { kind: "GitRepository", name: "echo-server" },
      git: {
        checkout: { ref: { branch: "main" } },
        commit: {
          author: { name: "Developer Friendly Bot (dev)", email: "github@developer-friendly.blog" },
          messageTemplate,
          messageTemplateValues: { "echo-server": "echo-server dev" },
          signingKey: { secretRef: { name: "echo-server-gpgkey" } },
        },
        push: { branch: "main" },
      },
      policySelector: { matchLabels: { "image-update-automation": "echo-server" } },
      update: { strategy: "Setters", path: "./kustomize/overlays/dev" },
    },
  },
  false,
  [signing, imagePolicy],
);
const deployers = deployer(application, "default");
manifest(
  application,
  "kustomization-echo-server",
  {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    name: "echo-server",
    spec: {
      sourceRef: { kind: "GitRepository", name: "echo-server" },
      path: "./kustomize/overlays/dev",
      interval: "10m",
      retryInterval: "2m",
      timeout: "5m",
      wait: true,
      prune: true,
      deletionPolicy: "MirrorPrune",
      targetNamespace: "default",
      serviceAccountName: "default.deployer",
    },
  },
  false,
  [pullSecret, ...deployers],
);
manifest(
  application,
  "route-echo-server",
  route("echo-server", "default", "echo.dev.developer-friendly.blog", {
    matches: [{ path: { type: "PathPrefix", value: "/" } }],
    filters: [
      {
        type: "ResponseHeaderModifier",
        responseHeaderModifier: {
          set: [{ name: "Strict-Transport-Security", value: "max-age=31536000" }],
        },
      },
    ],
    backendRefs: [{ name: "echo-server", port: 80 }],
  }),
);
app.synth();
