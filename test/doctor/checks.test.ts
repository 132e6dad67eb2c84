import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { App } from "cdktf";
import { loadDeliveryFile } from "../../config/load";
import type { Fault, Finding } from "../../doctor/check";
import { checks } from "../../doctor/checks";
import { GitHubApi } from "../../doctor/github";
import { controllers, deployment } from "../support/flux-controllers";
import type { JsonObject } from "../support/synth";
import { gatewayOf, namespace, paths, staged, storeOf, tokens, type Stage } from "./support/stage";

const stage = staged();

/** What is broken, what the check says then, and of what in the file. */
interface Row {
  readonly check: string;
  readonly broken: string;
  readonly by: (stage: Stage) => void | Promise<void>;
  readonly found: RegExp;
  readonly at: RegExp;
  readonly severity?: Fault["severity"];
  /** @default - any */
  readonly remedy?: RegExp;
}

const own = "secretStore: { name: parameters, create: {} }";
const eks = "connection: { type: eks, name: blue }\n    serviceAccountRoles: { type: pod-identity }";
const system = "  - name: main\n    connection";

const ruleset = (more: JsonObject = {}): JsonObject => ({
  name: "main",
  enforcement: "active",
  conditions: { ref_name: { include: ["refs/heads/main"] } },
  rules: [{ type: "deletion" }, { type: "pull_request" }, { type: "required_status_checks" }],
  bypass_actors: [],
  ...more,
});

async function protect({ gitHub }: Stage, body: JsonObject): Promise<void> {
  const headers = { authorization: `token ${tokens.admin}` };
  const address = `${gitHub.url}/api/v3/repos/acme/shop/rulesets`;
  const { status } = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(status, 201);
}

/** An App that the file has Flux act as. */
function useApp(one: Stage, permissions = ["contents=write"], isInstalled = true): void {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  process.env["TF_VAR_github_app_private_key"] = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const installations = isInstalled ? [{ id: 42, owner: "acme" }] : [];
  one.gitHub.addApp({ id: 7, slug: "acme-flux", publicKeys: [publicKey], permissions, installations });
  one.edit("repositories:\n  - name: shop\n", "repositories:\n  - name: shop\n    access: app\n");
  one.edit("  bot: {", "  app: { id: 7, installationId: 42 }\n  bot: {");
}

const crd = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/externalsecrets.external-secrets.io";

const helm = (name: string, where: string): JsonObject => ({
  "meta.helm.sh/release-name": name,
  "meta.helm.sh/release-namespace": where,
});

const ofUpdates = { conditions: { ref_name: { include: ["refs/heads/updates"] } } };

function usePushBranch(one: Stage): void {
  one.edit("        namespace: web-prod\n", "        namespace: web-prod\n        pushBranch: updates\n");
}

function useFreePlan({ gitHub }: Stage): void {
  gitHub.addOrganization("acme", { admins: ["acme-admin"], isFree: true });
  gitHub.addRepository("acme/shop", { isPrivate: true });
}

/** A role by Pod Identity, which ESO reads as. */
function useRole(one: Stage): void {
  one.edit("connection: { type: kubeconfig, path: kubeconfig, context: main }", eks);
  one.edit(own, "secretStore: { readerPolicy: eso-main, readerRole: eso-main, create: {} }");
}

const rows: readonly Row[] = [
  {
    check: "node",
    broken: "an old release",
    by: (one) => void (one.more = { ...one.more, node: "18.20.0" }),
    found: /^Node 18\.20\.0$/,
    at: /: the file$/,
  },
  {
    check: "engine",
    broken: "none",
    by: () => void (process.env["TERRAFORM_BINARY_NAME"] = "no-engine"),
    found: /^no-engine can't be found/,
    at: /the file$/,
  },
  {
    check: "engine",
    broken: "1.11, with keys that no state may hold",
    by: (one) => one.play("tofu", "#!/bin/sh\necho 'OpenTofu v1.11.5'\n"),
    found: /^tofu is OpenTofu 1\.11\.5$/,
    at: /repositories\[0\]\.deployKey$/,
  },
  {
    check: "engine",
    broken: "older than any that knows ephemeral variables",
    by: (one) => one.play("tofu", "#!/bin/sh\necho 'OpenTofu v1.10.5'\n"),
    found: /1\.10\.5$/,
    at: /the file$/,
  },
  {
    check: "engine",
    broken: "Terraform, with encrypted states",
    by: (one) => {
      one.play("tofu", "#!/bin/sh\necho 'Terraform v1.13.0'\n");
      one.edit("state: { backend: local }", "state: { backend: local, encryption: { keyProvider: pbkdf2 } }");
    },
    found: /^tofu is Terraform 1\.13\.0$/,
    at: /state\.encryption$/,
  },
  {
    check: "environment",
    broken: "another owner",
    by: () => void (process.env["GITHUB_OWNER"] = "other"),
    found: /^GITHUB_OWNER is set$/,
    at: /github\.organization$/,
  },
  {
    check: "environment",
    broken: "another server",
    by: (one) => {
      process.env["GITHUB_BASE_URL"] = "https://github.example.com/";
      one.text = one.text.replace(/ {2}apiUrl:.*\n {2}sshHost:.*\n {2}knownHosts:.*\n/, "");
    },
    found: /^GITHUB_BASE_URL is set$/,
    at: /github$/,
  },
  {
    check: "variables",
    broken: "a registry's token is missing",
    by: () => void Reflect.deleteProperty(process.env, "TF_VAR_github_pat"),
    found: /^TF_VAR_github_pat is not set$/,
    at: /registryCredentials\[0\]$/,
  },
  {
    check: "variables",
    broken: "the states' passphrase is missing",
    by: (one) =>
      one.edit("state: { backend: local }", "state: { backend: local, encryption: { keyProvider: pbkdf2 } }"),
    found: /^TF_VAR_state_passphrase is not set$/,
    at: /state\.encryption$/,
  },
  {
    check: "state-passphrase",
    broken: "too short",
    by: (one) => {
      one.edit("state: { backend: local }", "state: { backend: local, encryption: { keyProvider: pbkdf2 } }");
      process.env["TF_VAR_state_passphrase"] = "short";
    },
    found: /^TF_VAR_state_passphrase is too short$/,
    at: /state\.encryption$/,
  },
  {
    check: "github-api",
    broken: "nobody answers",
    by: ({ gitHub }) => gitHub.stop(),
    found: /can't be reached/,
    at: /: github$/,
  },
  {
    check: "github-token",
    broken: "none",
    by: () => void Reflect.deleteProperty(process.env, "TF_VAR_github_token"),
    found: /^there is no token/,
    at: /github\.organization$/,
  },
  {
    check: "github-token",
    broken: "revoked",
    by: ({ gitHub }) => gitHub.deleteToken(tokens.admin),
    found: /^GitHub refuses the token of TF_VAR_github_token/,
    at: /github\.organization$/,
  },
  {
    check: "github-token",
    broken: "a scope is missing",
    by: ({ gitHub }) => void gitHub.addToken(tokens.admin, { login: "acme-admin", scopes: ["read:org"] }),
    found: /has read:org$/,
    at: /github\.organization$/,
  },
  {
    check: "github-token",
    broken: "a permission is missing",
    by: () => void (process.env["TF_VAR_github_token"] = tokens.blind),
    found: /lacks Administration$/,
    at: /github\.organization$/,
  },
  {
    check: "github-bot-token",
    broken: "another account's",
    by: () => void (process.env["TF_VAR_github_bot_token"] = tokens.stranger),
    found: /is of stranger$/,
    at: /github\.bot\.username$/,
  },
  {
    check: "github-bot-token",
    broken: "revoked",
    by: ({ gitHub }) => gitHub.deleteToken(tokens.bot),
    found: /^GitHub refuses the token of TF_VAR_github_bot_token/,
    at: /github\.bot\.username$/,
  },
  {
    check: "github-bot-token",
    broken: "a scope is missing",
    by: ({ gitHub }) => void gitHub.addToken(tokens.bot, { login: "acme-bot", scopes: ["read:gpg_key"] }),
    found: /may not register GPG keys: it has read:gpg_key$/,
    at: /github\.bot\.username$/,
  },
  {
    check: "github-bot-token",
    broken: "it registers keys, and deletes none",
    by: ({ gitHub }) => void gitHub.addToken(tokens.bot, { login: "acme-bot", scopes: ["write:gpg_key"] }),
    found: /can't take a key away when you rotate: it has write:gpg_key$/,
    at: /github\.bot\.username$/,
    severity: "warning",
  },
  {
    check: "github-token",
    broken: "GITHUB_TOKEN's is revoked",
    by: ({ gitHub }) => {
      Reflect.deleteProperty(process.env, "TF_VAR_github_token");
      process.env["GITHUB_TOKEN"] = tokens.admin;
      gitHub.deleteToken(tokens.admin);
    },
    found: /^GitHub refuses the token of GITHUB_TOKEN/,
    at: /github\.organization$/,
    remedy: /^unset GITHUB_TOKEN; then export .* gh auth login --hostname 127\.0\.0\.1:\d+ -s repo$/,
  },
  {
    check: "branch-rules",
    broken: "a ruleset of the branch that Flux makes and pushes to by force",
    by: async (one) => {
      usePushBranch(one);
      await protect(one, ruleset({ ...ofUpdates, rules: [{ type: "creation" }, { type: "non_fast_forward" }] }));
    },
    found: /^ruleset main of acme\/shop \(updates\) restricts creations, and blocks force pushes, and does not let/,
    at: /repositories\[0\]$/,
  },
  {
    check: "branch-rules",
    broken: "classic protection against force, which administrators pass no more than others",
    by: (one) => {
      usePushBranch(one);
      one.gitHub.addRepository("acme/shop", {
        protection: { updates: { allow_force_pushes: { enabled: false }, enforce_admins: { enabled: false } } },
      });
    },
    found: /\(updates\) blocks force pushes$/,
    at: /repositories\[0\]$/,
  },
  {
    check: "branch-rules",
    broken: "a rule on the second page",
    by: async (one) => {
      for (let index = 0; index < 34; index += 1) {
        const rules = [{ type: "deletion" }, { type: "non_fast_forward" }, { type: "required_signatures" }];
        await protect(one, ruleset({ name: `other ${index}`, rules }));
      }
      await protect(one, ruleset());
    },
    found: /^ruleset main of acme\/shop \(main\) asks for pull requests/,
    at: /repositories\[0\]$/,
  },
  {
    check: "branch-rules",
    broken: "a ruleset that the plan does not have",
    by: (one) => {
      useFreePlan(one);
      one.edit("  - name: shop\n", "  - name: shop\n    ruleset: {}\n");
    },
    found: /^acme\/shop is private, and GitHub's plan of acme has no rulesets for it$/,
    at: /repositories\[0\]\.ruleset$/,
  },
  {
    check: "prerequisites",
    broken: "ESO of another release",
    by: (one) => {
      one.edit(system, "  - name: main\n    prerequisites: {}\n    connection");
      one.answer(crd, { metadata: { annotations: helm("eso", "external-secrets") } });
    },
    found: /has External Secrets Operator as release external-secrets\/eso: Helm refuses CRD externalsecrets\./,
    at: /clusters\[0\]\.prerequisites$/,
  },
  {
    check: "prerequisites",
    broken: "Flux by other means",
    by: (one) => {
      one.edit(system, "  - name: main\n    prerequisites: {}\n    connection");
      one.answer(crd, { metadata: { annotations: helm("external-secrets", "external-secrets") } });
    },
    found: /^cluster main has Flux, which Flux Operator did not install: prerequisites takes it over$/,
    at: /clusters\[0\]\.prerequisites$/,
    severity: "warning",
    remedy: /flux: \{ install: false \}/,
  },
  {
    check: "gateway",
    broken: "a listener that knows no HTTP",
    by: (one) =>
      one.answer(paths.gateway, gatewayOf({ protocol: "TLS", allowedRoutes: { namespaces: { from: "All" } } })),
    found: /https is of protocol TLS, and takes no HTTPRoute$/,
    at: /clusters\[0\]/,
  },
  {
    check: "github-app",
    broken: "a permission is missing",
    by: (one) => useApp(one, ["contents=read"]),
    found: /has read contents$/,
    at: /github\.app$/,
  },
  {
    check: "github-app",
    broken: "not installed",
    by: (one) => useApp(one, ["contents=write"], false),
    found: /is not installed as 42$/,
    at: /github\.app$/,
  },
  {
    check: "github-app",
    broken: "another App's key",
    by: (one) => {
      useApp(one);
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      process.env["TF_VAR_github_app_private_key"] = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    },
    found: /^GitHub takes no key of TF_VAR_github_app_private_key/,
    at: /github\.app$/,
  },
  {
    check: "github-repositories",
    broken: "not there",
    by: (one) => one.edit("  - name: shop\n", "  - name: shop\n    gitHubName: gone\n"),
    found: /^there is no repository acme\/gone/,
    at: /repositories\[0\]$/,
  },
  {
    check: "github-repositories",
    broken: "archived",
    by: ({ gitHub }) => void gitHub.addRepository("acme/shop", { isArchived: true }),
    found: /^acme\/shop is archived$/,
    at: /repositories\[0\]$/,
  },
  {
    check: "github-repositories",
    broken: "administered by another",
    by: () => void (process.env["TF_VAR_github_token"] = tokens.stranger),
    found: /does not administer acme\/shop$/,
    at: /repositories\[0\]$/,
  },
  {
    check: "github-repositories",
    broken: "behind a single sign-on",
    by: ({ gitHub }) =>
      void gitHub.addToken(tokens.admin, { login: "acme-admin", scopes: ["repo"], lacksSignOn: true }),
    found: /^the token is not authorized for single sign-on of acme$/,
    at: /repositories\[0\]$/,
  },
  {
    check: "deploy-keys",
    broken: "forbidden",
    by: ({ gitHub }) => void gitHub.addOrganization("acme", { admins: ["acme-admin"], deployKeys: false }),
    found: /^acme forbids deploy keys$/,
    at: /repositories\[0\]$/,
  },
  {
    check: "branch-rules",
    broken: "a ruleset without a bypass",
    by: (one) => protect(one, ruleset()),
    found:
      /^ruleset main of acme\/shop \(main\) asks for pull requests, and asks for status checks, and does not let Deploy keys through$/,
    at: /repositories\[0\]$/,
  },
  {
    check: "branch-rules",
    broken: "classic protection",
    by: ({ gitHub }) =>
      void gitHub.addRepository("acme/shop", {
        protection: { main: { required_pull_request_reviews: {}, enforce_admins: { enabled: true } } },
      }),
    found: /^classic branch protection of acme\/shop \(main\) asks for pull requests$/,
    at: /repositories\[0\]$/,
  },
  {
    check: "branch-rules",
    broken: "classic protection that administrators pass",
    by: ({ gitHub }) =>
      void gitHub.addRepository("acme/shop", {
        protection: { main: { required_status_checks: {}, enforce_admins: { enabled: false } } },
      }),
    found: /asks for status checks$/,
    at: /repositories\[0\]$/,
    severity: "warning",
  },
  {
    check: "bot-email",
    broken: "not verified",
    by: ({ gitHub }) => void gitHub.addUser("acme-bot", { "bot@acme.example": false }),
    found: /^bot@acme\.example of acme-bot is not verified$/,
    at: /github\.bot\.email$/,
  },
  {
    check: "bot-email",
    broken: "another's",
    by: ({ gitHub }) => void gitHub.addUser("acme-bot", { "other@acme.example": true }),
    found: /^acme-bot has no e-mail bot@acme\.example$/,
    at: /github\.bot\.email$/,
  },
  {
    check: "signing-key",
    broken: "its e-mail is not verified",
    by: async (one) => {
      await registerKey(one);
      one.gitHub.addUser("acme-bot", { "bot@acme.example": false });
    },
    found: /^bot@acme\.example of GPG key [0-9A-F]{16} is not verified$/,
    at: /github\.bot\.email$/,
  },
  {
    check: "aws-identity",
    broken: "refused",
    by: ({ aws }) => void (aws.refusals["GetCallerIdentity"] = "InvalidClientTokenId"),
    found: /InvalidClientTokenId/,
    at: /: aws$/,
  },
  {
    check: "aws-identity",
    broken: "no credentials, whatever proxy there is",
    by: () => {
      for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) Reflect.deleteProperty(process.env, name);
      process.env["HTTPS_PROXY"] = "http://proxy.acme.example";
    },
    found: /^AWS does not know who asks \(CredentialsProviderError/,
    at: /: aws$/,
  },
  {
    check: "aws-identity",
    broken: "of another account",
    by: (one) => one.edit("aws: { region: eu-central-1 }", 'aws: { region: eu-central-1, accountId: "999999999999" }'),
    found: /^the credentials are of account 123456789012$/,
    at: /aws\.accountId$/,
  },
  {
    check: "aws-identity",
    broken: "keys of another account, which go before a profile",
    by: (one) => {
      // The profile has none: the SDK would refuse it.
      process.env["AWS_PROFILE"] = "acme";
      process.env["AWS_SESSION_TOKEN"] = "the-session-token";
      one.edit("aws: { region: eu-central-1 }", 'aws: { region: eu-central-1, accountId: "999999999999" }');
    },
    found: /^the credentials are of account 123456789012$/,
    at: /aws\.accountId$/,
    remedy: /^unset AWS_ACCESS_KEY_ID, which goes before AWS_PROFILE \(acme\)$/,
  },
  {
    check: "aws-permissions",
    broken: "a right is missing",
    by: ({ aws }) => void (aws.verdicts["ssm:PutParameter"] = "implicitDeny"),
    found:
      /^arn:aws:iam::123456789012:user\/deployer may not ssm:PutParameter on arn:aws:ssm:eu-central-1:123456789012:parameter\/acme\/github\/\S+ and \d+ more$/,
    at: /: aws$/,
  },
  {
    check: "aws-permissions",
    broken: "a right is missing on one resource alone",
    by: ({ aws }) =>
      void (aws.verdicts[
        "ssm:PutParameter arn:aws:ssm:eu-central-1:123456789012:parameter/acme/github/shop/deploy-key"
      ] = "implicitDeny"),
    found:
      /may not ssm:PutParameter on arn:aws:ssm:eu-central-1:123456789012:parameter\/acme\/github\/shop\/deploy-key$/,
    at: /: aws$/,
  },
  {
    check: "aws-permissions",
    broken: "a right is missing, which IAM tells by resource, as it did",
    by: ({ aws }) => {
      aws.simulates = "by resource";
      aws.verdicts["ssm:PutParameter"] = "implicitDeny";
    },
    found: /may not ssm:PutParameter on arn:aws:ssm:\S+:parameter\/acme\/github\/\S+ and \d+ more$/,
    at: /: aws$/,
  },
  {
    check: "aws-permissions",
    broken: "a role that may not be handed to EKS",
    by: (one) => {
      useRole(one);
      one.aws.verdicts["iam:PassRole"] = "implicitDeny";
    },
    found: /may not iam:PassRole on arn:aws:iam::123456789012:role\/eso-main$/,
    at: /: aws$/,
  },
  {
    check: "kms-keys",
    broken: "not there",
    by: (one) => one.edit("aws: { region: eu-central-1 }", "aws: { region: eu-central-1, kmsKeyId: alias/gone }"),
    found: /^there is no KMS key alias\/gone in eu-central-1$/,
    at: /aws\.kmsKeyId$/,
  },
  {
    check: "kms-keys",
    broken: "disabled",
    by: (one) => {
      one.aws.keys["alias/delivery"] = { KeyState: "Disabled" };
      one.edit("aws: { region: eu-central-1 }", "aws: { region: eu-central-1, kmsKeyId: alias/delivery }");
    },
    found: /^KMS key alias\/delivery is Disabled$/,
    at: /aws\.kmsKeyId$/,
  },
  {
    check: "kms-keys",
    broken: "of another use",
    by: (one) => {
      one.aws.keys["alias/states"] = { KeyState: "Enabled", KeyUsage: "SIGN_VERIFY", KeySpec: "RSA_2048" };
      one.edit(
        "state: { backend: local }",
        "state: { backend: local, encryption: { keyProvider: aws_kms, kmsKeyId: alias/states } }",
      );
    },
    found: /^KMS key alias\/states is RSA_2048, for SIGN_VERIFY$/,
    at: /state\.encryption\.kmsKeyId$/,
  },
  {
    check: "kept-secrets",
    broken: "not there",
    by: ({ aws }) => void aws.parameters.delete("/slack/flux"),
    found: /^there is no parameter \/slack\/flux$/,
    at: /providers\[1\]\.addressParameter$/,
  },
  {
    check: "cluster",
    broken: "nobody answers",
    by: (one) => one.refuse("Unable to connect to the server"),
    found: /Unable to connect/,
    at: /clusters\[0\]\.connection$/,
  },
  {
    check: "cluster",
    broken: "EKS does not know it",
    by: (one) => {
      one.edit(
        "connection: { type: kubeconfig, path: kubeconfig, context: main }",
        "connection: { type: eks, name: blue }",
      );
      one.play("aws", "#!/bin/sh\necho 'No cluster found for name: blue.' >&2; exit 254\n");
    },
    found: /^aws does not say where EKS cluster blue is: No cluster found/,
    at: /clusters\[0\]\.connection$/,
  },
  {
    check: "cluster",
    broken: "its variables are missing",
    by: (one) =>
      one.edit("connection: { type: kubeconfig, path: kubeconfig, context: main }", "connection: { type: variables }"),
    found: /^TF_VAR_kubernetes_\w+ is not set: cluster main is reached by variables$/,
    at: /clusters\[0\]\.connection$/,
  },
  {
    check: "cluster",
    broken: "another one",
    by: (one) => {
      one.answer(paths.system, { metadata: { uid: "11111111-2222-4333-8444-555555555555" } });
      one.edit(system, "  - name: main\n    uid: 22222222-2222-4333-8444-555555555555\n    connection");
    },
    found: /with UID 11111111/,
    at: /clusters\[0\]\.uid$/,
  },
  {
    check: "kubernetes-version",
    broken: "too old for what is protected",
    by: (one) => {
      one.answer("/version", { major: "1", minor: "29+" });
      one.edit("        namespace: web-prod\n", "        namespace: web-prod\n        protected: true\n");
    },
    found: /is of Kubernetes 1\.29\+$/,
    at: /environments\[1\]$/,
  },
  {
    check: "namespaces",
    broken: "Flux's is missing",
    by: (one) => one.answer(paths.namespaces, { items: [namespace("web-prod"), namespace("api-dev")] }),
    found: /^cluster main has no namespace flux-system$/,
    at: /clusters\[0\]\.fluxNamespace$|clusters\[0\]$/,
  },
  {
    check: "namespaces",
    broken: "an environment's is missing",
    by: (one) => one.answer(paths.namespaces, { items: [namespace("flux-system"), namespace("api-dev")] }),
    found: /^cluster main has no namespace web-prod$/,
    at: /environments\[1\]$/,
  },
  {
    check: "api-versions",
    broken: "another version alone",
    by: (one) => {
      one.answer("/apis/image.toolkit.fluxcd.io/v1");
      one.answer("/apis/image.toolkit.fluxcd.io", { versions: [{ version: "v1beta2" }] });
    },
    found:
      /^cluster main does not serve ImageRepository, .* of image\.toolkit\.fluxcd\.io\/v1, only v1beta2 of that group$/,
    at: /clusters\[0\]$/,
  },
  {
    check: "api-versions",
    broken: "a kind is missing",
    by: (one) => one.answer("/apis/gateway.networking.k8s.io/v1", { resources: [{ kind: "Gateway" }] }),
    found: /^cluster main does not serve HTTPRoute of gateway\.networking\.k8s\.io\/v1$/,
    at: /clusters\[0\]$/,
  },
  {
    check: "flux-controllers",
    broken: "the image controllers are missing",
    by: (one) =>
      one.answer(paths.deployments, {
        items: controllers.filter((name) => !name.startsWith("image-r")).map((name) => deployment(name)),
      }),
    found: /^cluster main has no image-reflector-controller in flux-system$/,
    at: /clusters\[0\]/,
  },
  {
    check: "flux-controllers",
    broken: "one has no Pod",
    by: (one) =>
      one.answer(paths.deployments, {
        items: controllers.map((name) => ({ ...deployment(name), ...(name.startsWith("source") && { status: {} }) })),
      }),
    found: /^source-controller of cluster main has no available Pod$/,
    at: /clusters\[0\]/,
    severity: "warning",
  },
  {
    check: "flux-version",
    broken: "older than any that serves images' v1",
    by: (one) =>
      one.answer(paths.deployments, { items: controllers.map((name) => deployment(name, { version: "v2.6.4" })) }),
    found: /^cluster main has Flux 2\.6\.4$/,
    at: /clusters\[0\]$/,
  },
  {
    check: "flux-version",
    broken: "too old for an SSH key that signs",
    by: (one) => {
      one.answer(paths.deployments, { items: controllers.map((name) => deployment(name, { version: "v2.8.1" })) });
      one.edit("email: bot@acme.example }", "email: bot@acme.example, signing: ssh }");
    },
    found: /^cluster main has Flux 2\.8\.1$/,
    at: /github\.bot$/,
  },
  {
    check: "flux-flags",
    broken: "a default account that is not there",
    by: (one) => {
      one.answer(paths.deployments, {
        items: controllers.map((name) => deployment(name, { args: ["--default-service-account=default"] })),
      });
      one.edit("        namespace: web-prod\n", "        namespace: web-prod\n        clusterWide: true\n");
    },
    found: /applies Kustomization flux-system\/web-prod as ServiceAccount default, which flux-system lacks$/,
    at: /clusters\[0\]/,
  },
  {
    check: "flux-flags",
    broken: "a default account without rights",
    by: (one) => {
      one.answer("/api/v1/namespaces/flux-system/serviceaccounts/default", { metadata: { name: "default" } });
      one.answer("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", { items: [] });
      one.answer(paths.deployments, {
        items: controllers.map((name) => deployment(name, { args: ["--default-service-account", "default"] })),
      });
      one.edit("        namespace: web-prod\n", "        namespace: web-prod\n        clusterWide: true\n");
    },
    found: /as ServiceAccount default, which no ClusterRoleBinding names$/,
    at: /clusters\[0\]/,
    severity: "warning",
  },
  {
    check: "flux-flags",
    broken: "a controller that acts on labelled objects alone",
    by: (one) =>
      one.answer(paths.deployments, {
        items: controllers.map((name) => deployment(name, { args: ["--watch-label-selector=team=a"] })),
      }),
    found: /acts only on objects with team=a$/,
    at: /clusters\[0\]/,
  },
  {
    check: "secret-stores",
    broken: "not there",
    by: (one) => one.edit(own, "secretStore: { name: parameters }"),
    found: /^there is no ClusterSecretStore parameters of cluster main$/,
    at: /clusters\[0\]\.secretStore$/,
  },
  {
    check: "secret-stores",
    broken: "not Ready",
    by: (one) => {
      one.edit(own, "secretStore: { name: parameters }");
      one.answer("/apis/external-secrets.io/v1/clustersecretstores/parameters", storeOf("False"));
    },
    found: /is not Ready: by the test$/,
    at: /clusters\[0\]\.secretStore$/,
  },
  {
    check: "gateway",
    broken: "not there",
    by: (one) => one.answer(paths.gateway),
    found: /^there is no Gateway gateways\/public of cluster main$/,
    at: /clusters\[0\]\.gateway$/,
  },
  {
    check: "gateway",
    broken: "no such listener",
    by: (one) =>
      one.edit(
        "gateway: { name: public, namespace: gateways }",
        "gateway: { name: public, namespace: gateways, sectionName: tls }",
      ),
    found: /has no listener tls$/,
    at: /gateway\.sectionName$/,
  },
  {
    check: "gateway",
    broken: "a listener for its own namespace alone",
    by: (one) => one.answer(paths.gateway, gatewayOf({})),
    found:
      /^no listener of Gateway gateways\/public of cluster main takes HTTPRoute flux-system\/github-receiver: https takes no routes of namespace flux-system$/,
    at: /clusters\[0\]/,
  },
  {
    check: "gateway",
    broken: "a listener that selects others",
    by: (one) =>
      one.answer(
        paths.gateway,
        gatewayOf({
          allowedRoutes: {
            namespaces: {
              from: "Selector",
              selector: {
                matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["flux-system"] }],
              },
            },
          },
        }),
      ),
    found: /takes HTTPRoute web-dev\/web-dev: https takes no routes of namespace web-dev$/,
    at: /environments\[0\]/,
  },
  {
    check: "gateway",
    broken: "a listener of another host",
    by: (one) =>
      one.answer(
        paths.gateway,
        gatewayOf({ hostname: "*.flux.example", allowedRoutes: { namespaces: { from: "All" } } }),
      ),
    found: /https is for \*\.flux\.example, not for flux\.acme\.example$/,
    at: /clusters\[0\]/,
  },
  {
    check: "receiver-host",
    broken: "no such name",
    by: (one) =>
      void (one.more = {
        internet: { lookup: () => Promise.reject(new Error("ENOTFOUND")), knock: () => Promise.resolve() },
      }),
    found: /^flux\.acme\.example can't be found in DNS \(ENOTFOUND\)$/,
    at: /receiver\.host$/,
    severity: "warning",
  },
  {
    check: "receiver-host",
    broken: "no answer",
    by: (one) =>
      void (one.more = {
        internet: {
          lookup: () => Promise.resolve(),
          knock: () => Promise.reject(new Error("failed", { cause: new Error("certificate has expired") })),
        },
      }),
    found: /^https:\/\/flux\.acme\.example does not answer \(certificate has expired\)$/,
    at: /receiver\.host$/,
    severity: "warning",
  },
];

async function registerKey({ gitHub }: Stage): Promise<void> {
  const { generateKey } = await import("openpgp");
  const { publicKey } = await generateKey({ userIDs: [{ name: "Acme Bot", email: "bot@acme.example" }] });
  const headers = { authorization: `token ${tokens.bot}` };
  const body = JSON.stringify({ armored_public_key: publicKey });
  const { status } = await fetch(`${gitHub.url}/api/v3/user/gpg_keys`, { method: "POST", headers, body });
  assert.equal(status, 201);
}

const isFault = (finding: Finding): finding is Fault => finding.severity !== "unknown";

describe("doctor", () => {
  test("finds nothing where all is well", async () => {
    await registerKey(stage());
    const found = await stage().look();
    assert.deepEqual(
      Object.entries(found).filter(([, findings]) => findings.length > 0),
      [],
    );
  });

  test("docs/doctor.md and the folder have the checks that there are, in their order", () => {
    const root = join(__dirname, "..", "..");
    const names = checks.map(({ name }) => name);
    const told = [...readFileSync(join(root, "docs", "doctor.md"), "utf8").matchAll(/^\| `([a-z-]+)` /gm)].map(
      ([, name]) => name,
    );
    assert.deepEqual(told, names);
    const files = readdirSync(join(root, "doctor", "checks")).map((file) => file.replace(/\.ts$/, ""));
    assert.deepEqual(files.filter((file) => file !== "index").sort(), [...names].sort());
    for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/);
  });

  test("breaks each check at least once", () => {
    const broken = new Set(rows.map(({ check }) => check));
    assert.deepEqual(
      checks.map(({ name }) => name).filter((name) => !broken.has(name)),
      [],
    );
  });

  for (const { check, broken, by, found: words, at, severity = "problem", remedy = /./ } of rows) {
    test(`${check}: ${broken}`, async () => {
      await by(stage());
      const found = (await stage().look([check]))[check] ?? [];
      const [first] = found.filter(isFault);
      assert.ok(first, JSON.stringify(found));
      assert.match(first.found, words);
      assert.equal(first.severity, severity);
      assert.match(loadDeliveryFile(stage().file).place(first.at), at);
      assert.ok(first.expected !== "");
      assert.match(first.remedy, remedy);
    });
  }
});

/** What can't be told is no alarm, and says why. */
const unknowns: readonly (readonly [
  check: string,
  title: string,
  by: (stage: Stage) => void | Promise<void>,
  why: RegExp,
])[] = [
  [
    "deploy-keys",
    "no owner asks",
    ({ gitHub }) => void gitHub.addToken(tokens.admin, { login: "acme-admin", scopes: ["repo"] }),
    /only owners of acme/,
  ],
  [
    "github-api",
    "there is a proxy, which Node leaves aside",
    ({ gitHub }) => {
      gitHub.stop();
      process.env["HTTPS_PROXY"] = "http://proxy.acme.example";
    },
    /without HTTPS_PROXY: set NODE_USE_ENV_PROXY/,
  ],
  [
    "aws-identity",
    "there is a proxy, which Node leaves aside",
    ({ aws }) => {
      aws.stop();
      process.env["https_proxy"] = "http://proxy.acme.example";
    },
    /^AWS can't be asked through https_proxy from here/,
  ],
  [
    "bot-email",
    "the token may not read it",
    ({ gitHub }) => void gitHub.addToken(tokens.bot, { login: "acme-bot", scopes: ["admin:gpg_key"] }),
    /user:email/,
  ],
  [
    "bot-email",
    "the token is the administrator's",
    (one) => {
      one.edit("email: bot@acme.example }", "email: bot@acme.example, signing: ssh }");
      Reflect.deleteProperty(process.env, "TF_VAR_github_bot_token");
      process.env["GITHUB_TOKEN"] = tokens.stranger;
      one.gitHub.addToken(tokens.stranger, { login: "stranger", scopes: ["user:email"] });
    },
    /^the token of GITHUB_TOKEN is of stranger/,
  ],
  ["bot-email", "the token is revoked", ({ gitHub }) => gitHub.deleteToken(tokens.bot), /status 401/],
  [
    "branch-rules",
    "a pattern decides",
    (one) => protect(one, ruleset({ rules: [{ type: "commit_message_pattern" }] })),
    /^whether Flux's pushes meet commit_message_pattern of ruleset main of acme\/shop/,
  ],
  [
    "github-api",
    "it takes too long",
    (one) => {
      one.gitHub.onCall = () => new Promise(() => undefined);
      const { github } = loadDeliveryFile(one.file).delivery;
      one.more = { ...one.more, gitHub: new GitHubApi(github, process.env, AbortSignal.timeout(300)) };
    },
    /takes too long$/,
  ],
  [
    "github-repositories",
    "an App administers, and nobody answers",
    (one) => {
      useApp(one, ["contents=write", "administration=write", "repository_hooks=write"]);
      one.edit("installationId: 42 }", "installationId: 42, administers: true }");
      one.gitHub.stop();
    },
    /can't be reached/,
  ],
  ["signing-key", "none is registered yet", () => undefined, /has no GPG key .* yet/],
  [
    "aws-permissions",
    "IAM does not tell",
    ({ aws }) => void (aws.refusals["SimulatePrincipalPolicy"] = "AccessDenied"),
    /may not ask for what it may do/,
  ],
  [
    "aws-permissions",
    "a condition decides",
    ({ aws }) => void (aws.verdicts["ssm:PutParameter"] = "conditional"),
    /depends on a condition/,
  ],
  [
    "kept-secrets",
    "SSM does not tell",
    ({ aws }) => void (aws.refusals["DescribeParameters"] = "AccessDeniedException"),
    /may not ask for what is in Parameter Store/,
  ],
  [
    "gateway",
    "the cluster is another one",
    (one) => one.edit(system, "  - name: main\n    uid: 22222222-2222-4333-8444-555555555555\n    connection"),
    /leads to another cluster than main: see cluster/,
  ],
  [
    "gateway",
    "the cluster does not answer",
    (one) => one.refuse("Unable to connect to the server"),
    /cluster main can't be asked: see cluster/,
  ],
  [
    "namespaces",
    "the cluster does not tell",
    (one) => one.answer(paths.namespaces, { odd: true }),
    /something else at/,
  ],
  [
    "flux-version",
    "no label says it",
    (one) => one.answer(paths.deployments, { items: [deployment("source-controller", { version: "main" })] }),
    /no label/,
  ],
  [
    "github-repositories",
    "there is no token",
    () => void Reflect.deleteProperty(process.env, "TF_VAR_github_token"),
    /see github-token/,
  ],
];

describe("what can't be told", () => {
  for (const [check, title, by, why] of unknowns) {
    test(`${check}: ${title}`, async () => {
      await by(stage());
      const found = (await stage().look([check]))[check] ?? [];
      assert.equal(found.filter(isFault).length, 0, JSON.stringify(found));
      const [first] = found;
      assert.ok(first?.severity === "unknown");
      assert.match(first.why, why);
    });
  }

  test("it is told how many answers are there", async () => {
    const all: (readonly [number, number])[] = [];
    await stage().look(["node", "cluster"], 10_000, (...told) => all.push(told));
    assert.deepEqual(all, [
      [1, 2],
      [2, 2],
    ]);
  });

  test("a cluster that hangs holds up nothing else, and no longer than the limit", async () => {
    stage().hang();
    const begin = performance.now();
    const found = await stage().look(["node", "cluster", "gateway"], 500);
    assert.ok(performance.now() - begin < 5000);
    assert.deepEqual(found["node"], []);
    const said = JSON.stringify([found["cluster"], found["gateway"]]);
    assert.match(said, /no answer in 0\.5 s|takes too long/);
  });
});

describe("what is well in another way", () => {
  const none = async (check: string): Promise<void> => assert.deepEqual((await stage().look([check]))[check], []);

  test("a ruleset that lets deploy keys through, or the App where that pushes", async () => {
    const bypass = { actor_id: null, actor_type: "DeployKey", bypass_mode: "always" };
    await protect(stage(), ruleset({ bypass_actors: [bypass] }));
    await none("branch-rules");
    useApp(stage());
    const found = (await stage().look(["branch-rules"]))["branch-rules"] ?? [];
    assert.match(JSON.stringify(found), /does not let the GitHub App through/);
  });

  test("a private repository of a plan without rules has none", async () => {
    useFreePlan(stage());
    await none("branch-rules");
  });

  test("GitHub is asked for each answer once, and of the signing key as the bot", async () => {
    await stage().look();
    const asked = stage().gitHub.requests.map(({ path, login }) => `${path} ${login ?? ""}`);
    assert.deepEqual(asked.toSorted(), [...new Set(asked)].sort());
    assert.ok(asked.includes("/api/v3/users/acme-bot/gpg_keys acme-bot"));
  });

  test("no time of the checks goes by while the stacks are made", async (context) => {
    const order: string[] = [];
    const synth = Reflect.get(App.prototype, "synth");
    context.mock.method(App.prototype, "synth", function (this: App) {
      synth.call(this);
      order.push("synth");
    });
    const timeout = Reflect.get(AbortSignal, "timeout");
    context.mock.method(AbortSignal, "timeout", (ms: number) => {
      order.push("limit");
      return timeout.call(AbortSignal, ms);
    });
    await none("variables");
    assert.deepEqual(order.slice(0, 2), ["synth", "limit"]);
  });

  test("a ruleset of another branch", async () => {
    await protect(stage(), ruleset({ conditions: { ref_name: { include: ["refs/heads/other"] } } }));
    await none("branch-rules");
  });

  test("a fine-grained token with the permissions, and the token that gh has", async () => {
    process.env["TF_VAR_github_token"] = tokens.fine;
    await none("github-token");
    Reflect.deleteProperty(process.env, "TF_VAR_github_token");
    stage().play("gh", `#!/bin/sh\n[ "$1 $2" = "auth token" ] && echo ${tokens.admin}\n`);
    await none("github-token");
  });

  test("an App with what it needs", async () => {
    useApp(stage());
    await none("github-app");
  });

  test("a bare cluster, where a stack installs Flux and ESO", async () => {
    stage().edit(system, "  - name: main\n    prerequisites: {}\n    connection");
    stage().answer(paths.namespaces, { items: ["web-prod", "api-dev"].map((name) => namespace(name)) });
    stage().answer(paths.deployments, { items: [] });
    for (const group of ["source", "image", "kustomize", "notification", "helm"]) {
      stage().answer(`/apis/${group}.toolkit.fluxcd.io/v1`);
    }
    stage().answer("/apis/external-secrets.io/v1");
    const found = await stage().look(["namespaces", "api-versions", "flux-controllers", "flux-version", "flux-flags"]);
    const all = Object.values(found).flat();
    assert.deepEqual(all.filter(isFault), []);
    assert.match(
      JSON.stringify(found["api-versions"]),
      /ExternalSecret.* of external-secrets\.io\/v1 yet: stack prerequisites/,
    );
    assert.match(JSON.stringify(found["flux-controllers"]), /does not have Flux yet: stack prerequisites installs it/);
    stage().edit("prerequisites: {}", "prerequisites: { flux: { install: false } }");
    const left = await stage().look(["namespaces", "api-versions", "flux-controllers"]);
    assert.ok(Object.values(left).every((findings) => findings.some(isFault)));
    assert.doesNotMatch(JSON.stringify((left["api-versions"] ?? []).filter(isFault)), /external-secrets/);
  });

  test("an App that administers is the administrator", async () => {
    useApp(stage(), ["contents=write", "administration=write", "repository_hooks=write"]);
    stage().edit("installationId: 42 }", "installationId: 42, administers: true }");
    Reflect.deleteProperty(process.env, "TF_VAR_github_token");
    for (const check of ["github-app", "github-token", "github-repositories", "branch-rules"]) await none(check);
    const [asked] = stage().gitHub.requests.filter(({ path }) => path.endsWith("/repos/acme/shop"));
    assert.equal(asked?.login, "acme-flux[bot]");
  });

  test("an SSH key that signs needs no token of the bot's", async () => {
    stage().edit("email: bot@acme.example }", "email: bot@acme.example, signing: ssh }");
    Reflect.deleteProperty(process.env, "TF_VAR_github_bot_token");
    await none("github-bot-token");
  });

  test("the simulator is asked of what a first deploy does, and of tags where there are any", async () => {
    const asked = (): string[] =>
      (stage().aws.asked["SimulatePrincipalPolicy"] ?? [])
        .flatMap((body) => [...new URLSearchParams(body)])
        .flatMap(([key, value]) => (key.startsWith("ActionNames.") ? [value] : []))
        .sort();
    useRole(stage());
    await none("aws-permissions");
    const untagged = [
      "eks:CreatePodIdentityAssociation",
      "iam:AttachRolePolicy",
      "iam:CreatePolicy",
      "iam:CreateRole",
      "iam:GetPolicy",
      "iam:GetPolicyVersion",
      "iam:GetRole",
      "iam:ListAttachedRolePolicies",
      "iam:ListPolicyVersions",
      "iam:ListRolePolicies",
      "iam:PassRole",
      "ssm:DescribeParameters",
      "ssm:GetParameter",
      "ssm:ListTagsForResource",
      "ssm:PutParameter",
    ];
    assert.deepEqual(asked(), untagged);
    stage().aws.asked["SimulatePrincipalPolicy"] = [];
    stage().edit("aws: { region: eu-central-1 }", "aws: { region: eu-central-1, tags: { team: shop } }");
    await none("aws-permissions");
    const tagging = ["iam:TagPolicy", "iam:TagRole", "ssm:AddTagsToResource"];
    assert.deepEqual(asked(), [...untagged, ...tagging].sort());
  });

  test("a role that was assumed is judged by the role, whatever its path", async () => {
    stage().aws.arn = "arn:aws:sts::123456789012:assumed-role/deployer/session";
    await none("aws-permissions");
    const [asked = ""] = stage().aws.asked["SimulatePrincipalPolicy"] ?? [];
    assert.equal(new URLSearchParams(asked).get("PolicySourceArn"), "arn:aws:iam::123456789012:role/path/deployer");
  });

  test("a store that is there and Ready, a key that is enabled, a version that is new enough", async () => {
    stage().edit(own, "secretStore: { name: parameters }");
    stage().answer("/apis/external-secrets.io/v1/clustersecretstores/parameters", storeOf("True"));
    await none("secret-stores");
    stage().aws.keys["alias/delivery"] = { KeyState: "Enabled" };
    stage().edit("aws: { region: eu-central-1 }", "aws: { region: eu-central-1, kmsKeyId: alias/delivery }");
    await none("kms-keys");
    stage().edit("        namespace: web-prod\n", "        namespace: web-prod\n        protected: true\n");
    await none("kubernetes-version");
  });

  test("flags of several tenants, where nothing crosses namespaces and the account has rights", async () => {
    stage().edit("        namespace: web-prod\n", "        namespace: web-prod\n        clusterWide: true\n");
    const args = [
      "--no-cross-namespace-refs=true",
      "--default-service-account=flux",
      "--watch-label-selector=!sharding.fluxcd.io/key",
    ];
    stage().answer(paths.deployments, { items: controllers.map((name) => deployment(name, { args })) });
    stage().answer("/api/v1/namespaces/flux-system/serviceaccounts/flux", { metadata: { name: "flux" } });
    const subjects = [{ kind: "ServiceAccount", name: "flux", namespace: "flux-system" }];
    stage().answer("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      items: [{ roleRef: { name: "cluster-admin" }, subjects }],
    });
    await none("flux-flags");
  });

  test("a listener that selects by labels, which a namespace that is made will have", async () => {
    const values = ["flux-system", "web-dev"];
    const selector = { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values }] };
    stage().answer(
      paths.gateway,
      gatewayOf({ hostname: "*.acme.example", allowedRoutes: { namespaces: { from: "Selector", selector } } }),
    );
    await none("gateway");
  });
});
