import assert from "node:assert/strict";
import { test } from "node:test";
import { App, TerraformStack } from "cdktf";
import { ParameterReaderPolicy } from "../../../secrets/ssm/reader-policy";
import { ownContext, repositories } from "../../config/bad-files/pieces";
import { edited, type Edit } from "../../config/bad-files/row";
import { at, shippedWith, synthesize, text, type Json, type JsonObject, type Synthesized } from "../../support/synth";

const shipped = synthesize();

const policyOf = (stacks = shipped): unknown =>
  stacks.resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"]?.["policy"];

const parameters = ["deploy-key-echo-server", "pull-token-echo-server", "signing-key", "receiver-token-blog"]
  .map((id) => `aws_ssm_parameter.${id}_ssm_parameter.arn`)
  .join(", ");
const read = `{"Effect" = "Allow", "Action" = ["ssm:GetParameter", "ssm:GetParameters"], "Resource" = [${parameters}]}`;
const policy = (...statements: string[]): string =>
  `\${jsonencode({"Version" = "2012-10-17", "Statement" = [${statements.join(", ")}]})}`;

test("the reader policy allows to read the cluster's parameters and nothing else", () => {
  assert.equal(policyOf(), policy(read));
  const made = shipped.resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"];
  assert.equal(made?.["description"], "Reads the delivery parameters of cluster blog");
  assert.deepEqual(made["lifecycle"], { ignore_changes: ["description"] });
});

test("a key of one's own may be used to decrypt them, by Parameter Store, and nothing else", () => {
  const inRegion = (region: string): Synthesized =>
    synthesize(shippedWith("  region: eu-central-1\n", `  region: ${region}\n  kmsKeyId: alias/keys\n`));
  const decrypt = (service: string): string =>
    '{"Effect" = "Allow", "Action" = ["kms:Decrypt"], "Resource" = [data.aws_kms_key.reader-policy-blog_key.arn], ' +
    `"Condition" = {"StringLike" = {"kms:ViaService" = "${service}"}, ` +
    `"StringEquals" = {"kms:EncryptionContext:PARAMETER_ARN" = [${parameters}]}}}`;
  const stacks = inRegion("eu-central-1");
  for (const region of ["eu-central-1", "us-cn-north-1"]) {
    assert.equal(policyOf(inRegion(region)), policy(read, decrypt(`ssm.${region}.amazonaws.com`)));
  }
  for (const region of ["cn-north-1", "us-iso-east-1"]) {
    assert.equal(policyOf(inRegion(region)), policy(read, decrypt(`ssm.${region}.*`)));
  }
  assert.equal(at(stacks.stack("secrets"), "data", "aws_kms_key", "reader-policy-blog_key", "key_id"), "alias/keys");
});

test("a webhook's token is read by its name", () => {
  const name = at(shipped.stack("flux-bootstrap"), "data", "aws_ssm_parameter", "receiver-token", "name");
  assert.match(text(name), /receiver-token-blog_ssm_parameter_name/);
});

const provider = (yaml?: string): Json | undefined => at(synthesize(yaml).stack("secrets"), "provider", "aws");

test("tags are given to all that is made, where there are any", () => {
  assert.deepEqual(provider(), [{ region: "eu-central-1" }]);
  const tagged = shippedWith("  region: eu-central-1\n", "  region: eu-central-1\n  tags: { team: platform }\n");
  assert.deepEqual(provider(tagged), [{ default_tags: [{ tags: { team: "platform" } }], region: "eu-central-1" }]);
});

test("an account that is given is the only one that is allowed, in every stack that AWS has a part in", () => {
  const given = synthesize(
    shippedWith("  region: eu-central-1\n", '  region: eu-central-1\n  accountId: "012345678901"\n'),
  );
  const providers = [...given.texts.keys()].map((stack) => [stack, at(given.stack(stack), "provider", "aws") ?? null]);
  const held = [{ allowed_account_ids: ["012345678901"], region: "eu-central-1" }];
  assert.deepEqual(Object.fromEntries(providers), { app: null, "flux-bootstrap": held, secrets: held });
});

/** Reader policies of a cluster that reads ten parameters, of which each path has so many characters. */
const policiesFor = (lengths: readonly number[], ...edits: readonly Edit[]): (Json | undefined)[] => {
  const providers = lengths.map((length, index) => {
    const addressParameter = `/${index}-`.padEnd(length, "x");
    return { name: `chat-${index}`, type: "slack", addressParameter };
  });
  const cluster = {
    name: "idle",
    connection: { type: "kubeconfig", path: "idle", context: "idle" },
    secretStore: { readerPolicy: "idle" },
    notifications: { providers },
  };
  const stacks = synthesize(
    edited([...edits, ownContext, [repositories, `  - ${JSON.stringify(cluster)}\n${repositories}`]]),
  );
  return Object.values(stacks.resources("secrets", "aws_iam_policy"))
    .map(({ name }) => name)
    .filter((name) => text(name).startsWith("idle"));
};

test("a policy is filled to what IAM takes of it, and then goes on in another", () => {
  const full = new Array<number>(10).fill(5500 / 10 - 64);
  assert.deepEqual(policiesFor(full), ["idle"]);
  assert.deepEqual(policiesFor([...full.slice(1), 5500 / 10 - 63]), ["idle", "idle-2"]);
});

test("a policy that lets a key decrypt names each parameter twice, and is filled to half as many", () => {
  const key: Edit = ["  region: eu-central-1\n", "  region: eu-central-1\n  kmsKeyId: alias/keys\n"];
  const full = new Array<number>(10).fill(5500 / 20 - 64);
  assert.deepEqual(policiesFor(full, key), ["idle"]);
  assert.deepEqual(policiesFor([...full.slice(1), 5500 / 20 - 63], key), ["idle", "idle-2"]);
});

/** A resource without cdktf's notes. */
const bare = (resource: JsonObject | undefined): JsonObject => {
  const { "//": _notes, ...own } = resource ?? {};
  return own;
};

test("a deploy key's halves are kept once, and the served one follows its generation", () => {
  const secrets = shipped.stack("secrets");
  const id = "deploy-key-echo-server_kept-1";
  const parameter = (name: string): JsonObject => bare(shipped.resources("secrets", "aws_ssm_parameter")[name]);
  assert.deepEqual(parameter(`${id}_private_parameter`), {
    name: "/github/echo-server/deploy-key/generation-1",
    description: "Private half of deploy key 1 of echo-server",
    type: "SecureString",
    tier: "Intelligent-Tiering",
    key_id: "alias/aws/ssm",
    value_wo: `\${ephemeral.tls_private_key.${id}_fresh.private_key_openssh}`,
    value_wo_version: 1,
    lifecycle: { ignore_changes: ["description", "key_id"] },
  });
  assert.deepEqual(parameter(`${id}_public_parameter`), {
    name: "/github/echo-server/deploy-key/generation-1.pub",
    description: "Public half of deploy key 1 of echo-server",
    type: "String",
    value_wo: `\${trimspace(ephemeral.tls_public_key.${id}_half.public_key_openssh)}`,
    value_wo_version: 1,
    lifecycle: { ignore_changes: ["description"] },
  });
  assert.deepEqual(parameter("deploy-key-echo-server_ssm_parameter"), {
    name: "/github/echo-server/deploy-key",
    description: "Deploy key of echo-server, read by Flux",
    type: "SecureString",
    tier: "Intelligent-Tiering",
    key_id: "alias/aws/ssm",
    value_wo: `\${ephemeral.aws_ssm_parameter.${id}_read-back.value}`,
    value_wo_version: 1,
    lifecycle: { ignore_changes: ["description"] },
    depends_on: ["github_repository_deploy_key.deploy-key-echo-server_registered-1"],
  });
  assert.deepEqual(at(secrets, "ephemeral"), {
    aws_ssm_parameter: { [`${id}_read-back`]: { arn: `\${aws_ssm_parameter.${id}_private_parameter.arn}` } },
    tls_private_key: { [`${id}_fresh`]: { algorithm: "ED25519" } },
    tls_public_key: {
      [`${id}_half`]: { private_key_openssh: `\${ephemeral.aws_ssm_parameter.${id}_read-back.value}` },
    },
  });
  assert.deepEqual(at(secrets, "locals"), {
    [`${id}_public_name`]: `\${aws_ssm_parameter.${id}_public_parameter.id}`,
  });
  assert.equal(at(secrets, "data", "aws_ssm_parameter", `${id}_public_value`, "name"), `\${local.${id}_public_name}`);
});

test("a secret that is in the state follows its description", () => {
  const signingKey = bare(shipped.resources("secrets", "aws_ssm_parameter")["signing-key_ssm_parameter"]);
  assert.equal(signingKey["lifecycle"], undefined);
});

test("what another backend keeps is a mistake of ours", () => {
  const stack = new TerraformStack(new App(), "stack");
  const foreign = { givenPath: "/elsewhere", path: "/elsewhere", fqn: "a.b", takeOver: () => undefined };
  const props = { name: "reader", cluster: "blog", made: [foreign], kept: [], region: "eu-central-1" };
  assert.throws(() => new ParameterReaderPolicy(stack, "policy", props), {
    message: "/elsewhere is no SSM parameter",
  });
});
