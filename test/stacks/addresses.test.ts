import assert from "node:assert/strict";
import { test } from "node:test";
import { at, isObject, shippedWith, synthesize } from "../support/synth";

const shipped = synthesize();

/** Addresses in a stack: of whole blocks, and of what has a type and a name. */
const addresses = (stack: string): string[] =>
  ["resource", "data", "output", "variable"].flatMap((block) => {
    const found = at(shipped.stack(stack), block);
    const names = isObject(found) ? Object.entries(found) : [];
    if (block === "output" || block === "variable") return names.map(([name]) => `${block}.${name}`);
    const prefix = block === "data" ? "data." : "";
    return names.flatMap(([type, each]) =>
      Object.keys(isObject(each) ? each : {}).map((id) => `${prefix}${type}.${id}`),
    );
  });

// A state knows its objects by these: a change here needs a `moved` block, or deploys destroy and make anew.
const expected = {
  secrets: [
    "aws_iam_policy.reader-policy-blog_policy",
    "aws_ssm_parameter.deploy-key-echo-server_kept-1_private_parameter",
    "aws_ssm_parameter.deploy-key-echo-server_kept-1_public_parameter",
    "aws_ssm_parameter.deploy-key-echo-server_ssm_parameter",
    "aws_ssm_parameter.pull-token-echo-server_ssm_parameter",
    "aws_ssm_parameter.receiver-token-blog_ssm_parameter",
    "aws_ssm_parameter.signing-key_ssm_parameter",
    "github_repository_deploy_key.deploy-key-echo-server_registered-1",
    "github_user_gpg_key.signing-key_registered-1",
    "gpg_private_key.signing-key_generation-1",
    "random_password.receiver-token-blog_token",
    "data.aws_ssm_parameter.deploy-key-echo-server_kept-1_public_value",
    "data.github_user.signing-key_account",
    "output.cross-stack-output-aws_ssm_parameter_deploy-key-echo-server_ssm_parameter_name",
    "output.cross-stack-output-aws_ssm_parameter_pull-token-echo-server_ssm_parameter_name",
    "output.cross-stack-output-aws_ssm_parameter_receiver-token-blog_ssm_parameter_name",
    "output.cross-stack-output-aws_ssm_parameter_signing-key_ssm_parameter_name",
    "output.github_deploy_key",
    "output.parameter_reader_policy",
    "output.ssm_name",
    "variable.github_bot_token",
    "variable.github_pat",
    "variable.github_token",
  ],
  "flux-bootstrap": [
    "github_repository_webhook.webhook-echo-server_webhook",
    "kubernetes_manifest.alert-error",
    "kubernetes_manifest.alert-error_images",
    "kubernetes_manifest.alert-info",
    "kubernetes_manifest.alert-info_images",
    "kubernetes_manifest.git-repository-echo-server",
    "kubernetes_manifest.git-secret-echo-server",
    "kubernetes_manifest.notification-provider-alertmanager",
    "kubernetes_manifest.receiver",
    "kubernetes_manifest.receiver-route",
    "kubernetes_manifest.receiver-secret",
    "data.aws_ssm_parameter.receiver-token",
    "data.github_ssh_keys.known-hosts_keys",
    "data.terraform_remote_state.cross-stack-reference-input-secrets",
    "output.github_webhook",
    "variable.github_token",
  ],
  app: [
    "kubernetes_manifest.deployer-default",
    "kubernetes_manifest.deployer-default_binding",
    "kubernetes_manifest.image-policy-echo-server",
    "kubernetes_manifest.image-repository-echo-server",
    "kubernetes_manifest.image-update-echo-server",
    "kubernetes_manifest.kustomization-echo-server",
    "kubernetes_manifest.pull-secret-default_echo-server",
    "kubernetes_manifest.route-echo-server",
    "kubernetes_manifest.scan-secret-flux-system_echo-server",
    "kubernetes_manifest.signing-secret",
    "data.terraform_remote_state.cross-stack-reference-input-secrets",
  ],
};

for (const [stack, list] of Object.entries(expected)) {
  test(`the addresses of ${stack} are the ones that states hold`, () => assert.deepEqual(addresses(stack), list));
}

test("a key that a release before 0.2 made keeps its address while its state is moved", () => {
  const file = shippedWith(
    "  - name: echo-server\n\nregistry",
    "  - name: echo-server\n    deployKey: { generations: [1, 2], keptInState: [1] }\n\nregistry",
  );
  const stacks = synthesize(file);
  assert.deepEqual(Object.keys(stacks.resources("secrets", "tls_private_key")), [
    "deploy-key-echo-server_generation-1",
  ]);
  assert.deepEqual(Object.keys(stacks.resources("secrets", "github_repository_deploy_key")), [
    "deploy-key-echo-server_registered-1",
    "deploy-key-echo-server_registered-2",
  ]);
  const served = stacks.resources("secrets", "aws_ssm_parameter")["deploy-key-echo-server_ssm_parameter"];
  assert.equal(served?.["value_wo_version"], 2);
  assert.equal(served["value"], undefined);
});
