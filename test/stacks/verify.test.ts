import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { at, shippedWith, synthesize, text, type JsonObject } from "../support/synth";

const repository = "  - name: echo-server\n\nregistry";
const verified = (fields: string, more = ""): string =>
  shippedWith(repository, `  - name: echo-server\n    verify: ${fields}\n${more}\nregistry`);
const alice = "test/support/keys/alice.pub";
const stacks = synthesize(verified(`{ keys: [${alice}] }`));

const signers = "ExternalSecret flux-system/echo-server-signers";
const own = { conversionStrategy: "Default", decodingStrategy: "None", metadataPolicy: "None" };

test("a verified repository's newest commit is signed by a key of its Secret, which is there before", () => {
  const { spec } = stacks.objects("flux-bootstrap")["GitRepository flux-system/echo-server"] ?? {};
  assert.deepEqual(at(spec, "verify"), { mode: "HEAD", secretRef: { name: "echo-server-signers" } });
  const source = stacks.resources("flux-bootstrap", "kubernetes_manifest")["git-repository-echo-server"];
  assert.deepEqual(source?.["depends_on"], [
    "kubernetes_manifest.git-secret-echo-server",
    "kubernetes_manifest.signers-echo-server",
  ]);
  const secret = stacks.resources("flux-bootstrap", "kubernetes_manifest")["signers-echo-server"];
  assert.deepEqual(secret?.["wait"], { condition: [{ type: "Ready", status: "True" }] });
});

test("its Secret has the bot's keys from SSM, and the file's as they are", () => {
  const spec = at(stacks.objects("flux-bootstrap")[signers], "spec");
  assert.deepEqual(at(spec, "dataFrom"), [
    {
      extract: {
        key: "${data.terraform_remote_state.cross-stack-reference-input-secrets.outputs.cross-stack-output-aws_ssm_parameter_signing-key_ssm-public_parameter_name}",
        ...own,
      },
    },
  ]);
  assert.equal(at(spec, "data"), undefined);
  assert.equal(at(spec, "target", "template", "mergePolicy"), "Merge");
  const text = readFileSync(join(__dirname, "..", "support", "keys", "alice.pub"), "utf8");
  assert.deepEqual(at(spec, "target", "template", "data"), {
    "listed-1.sshpub": `${text.split(" ").slice(0, 2).join(" ")}\n`,
  });
});

test("the keys of all the bot's generations are kept in one place, before the newest signs", () => {
  const two = synthesize(
    verified("{}").replace(
      "secretName: echo-server-gpgkey\n",
      "secretName: echo-server-gpgkey\n      generations: [2, 5]\n",
    ),
  );
  const parameters = two.resources("secrets", "aws_ssm_parameter");
  const { value, name, description } = parameters["signing-key_ssm-public_parameter"] ?? {};
  assert.equal(name, "/github/gpg-keys/developer-friendly-bot.pub");
  assert.equal(description, "Public GPG keys of developer-friendly-bot, which Flux knows its commits by");
  assert.equal(
    value,
    '${jsonencode({"bot-2.asc" = gpg_private_key.signing-key_generation-2.public_key, "bot-5.asc" = gpg_private_key.signing-key_generation-5.public_key})}',
  );
  assert.deepEqual(parameters["signing-key_ssm_parameter"]?.["depends_on"], [
    "github_user_gpg_key.signing-key_registered-5",
    "aws_ssm_parameter.signing-key_ssm-public_parameter",
  ]);
  // Without files there is nothing to add to them.
  assert.equal(at(two.objects("flux-bootstrap")[signers], "spec", "target", "template"), undefined);
});

test("a bot with keys of both kinds has both kept, those of SSH once their halves are seen to be of one key", () => {
  const both = synthesize(verified("{}").replace("    gpg:\n", "    ssh: { generations: [2, 3, 4] }\n    gpg:\n"));
  const parameters = both.resources("secrets", "aws_ssm_parameter");
  const { value, name, depends_on: after } = parameters["ssh-signing-key_ssm-public_parameter"] ?? {};
  assert.equal(name, "/github/ssh-signing-keys/developer-friendly-bot.pub");
  const half = (generation: number): string =>
    `data.aws_ssm_parameter.ssh-signing-key_kept-${generation}_public_value.insecure_value`;
  assert.equal(
    value,
    `\${jsonencode({"bot-2.sshpub" = ${half(2)}, "bot-3.sshpub" = ${half(3)}, "bot-4.sshpub" = ${half(4)}})}`,
  );
  assert.deepEqual(after, [
    "terraform_data.ssh-signing-key_whole",
    "terraform_data.ssh-signing-key_whole-2",
    "terraform_data.ssh-signing-key_whole-3",
  ]);
  const whole = both.resources("secrets", "terraform_data")["ssh-signing-key_whole-3"];
  assert.equal(
    at(whole, "lifecycle", "precondition", 0, "condition"),
    `\${(${half(3)} == trimspace(ephemeral.tls_public_key.ssh-signing-key_kept-3_half.public_key_openssh))}`,
  );
  assert.match(
    text(at(whole, "lifecycle", "precondition", 0, "error_message")),
    / of two keys: .* Take generation 3 out of github\.bot\.ssh\.generations\.$/,
  );
  assert.deepEqual(parameters["ssh-signing-key_ssm_parameter"]?.["depends_on"], [
    "terraform_data.ssh-signing-key_registered",
    "aws_ssm_parameter.ssh-signing-key_ssm-public_parameter",
  ]);
  const extracted = at(both.objects("flux-bootstrap")[signers], "spec", "dataFrom");
  const output = "data.terraform_remote_state.cross-stack-reference-input-secrets.outputs.cross-stack-output-";
  assert.deepEqual(
    extracted,
    ["signing-key", "ssh-signing-key"].map((id) => ({
      extract: { key: `\${${output}aws_ssm_parameter_${id}_ssm-public_parameter_name}`, ...own },
    })),
  );
  assert.equal(
    at(both.stack("secrets"), "output", "ssm_name", "value", "ssh_signing_public_keys"),
    "${aws_ssm_parameter.ssh-signing-key_ssm-public_parameter.name}",
  );
  const policy = JSON.stringify(both.resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"]);
  assert.match(policy, /aws_ssm_parameter\.ssh-signing-key_ssm-public_parameter\.arn/);
});

test("a rotation of the bot's key changes no object of a cluster", () => {
  const two = synthesize(
    verified(`{ keys: [${alice}] }`).replace(
      "secretName: echo-server-gpgkey\n",
      "secretName: echo-server-gpgkey\n      generations: [1, 2]\n",
    ),
  );
  for (const stack of ["flux-bootstrap", "app"]) assert.equal(two.texts.get(stack), stacks.texts.get(stack), stack);
});

test("a cluster may read the bot's public keys where it verifies, and nobody keeps them where none does", () => {
  const policy = (given: typeof stacks): string =>
    JSON.stringify(given.resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"]);
  assert.match(policy(stacks), /aws_ssm_parameter\.signing-key_ssm-public_parameter\.arn/);
  assert.doesNotMatch(policy(synthesize()), /ssm-public/);
  const one = verified(`{ keys: [${alice}] }`, "  - name: other\n");
  const other = one.replace("    repository: echo-server\n", "    repository: other\n");
  assert.doesNotMatch(policy(synthesize(other)), /ssm-public/);
  const both = `${one}  - name: greeter
    repository: other
    image: { name: ghcr.io/developer-friendly/greeter }
    port: 80
    environments:
      - { name: dev, cluster: blog, namespace: greeter, initialTag: "1", imagePolicy: { policy: { numerical: {} } } }
`;
  assert.match(policy(synthesize(both)), /signing-key_ssm-public/);
  const bySsh = verified("{}").replace("    gpg:\n      secretName: echo-server-gpgkey\n", "    signing: ssh\n");
  assert.match(policy(synthesize(bySsh)), /ssh-signing-key_ssm-public/);
  assert.equal(synthesize().resources("secrets", "aws_ssm_parameter")["signing-key_ssm-public_parameter"], undefined);
  assert.equal(
    at(stacks.stack("secrets"), "output", "ssm_name", "value", "gpg_public_keys"),
    "${aws_ssm_parameter.signing-key_ssm-public_parameter.name}",
  );
});

test("a repository that is verified changes nothing of one that is not", () => {
  const other = "  - name: other\n";
  const plain = synthesize(shippedWith(repository, `${other}  - name: echo-server\n\nregistry`));
  const both = synthesize(shippedWith(repository, `${other}    verify: {}\n  - name: echo-server\n\nregistry`));
  // Nothing is deployed from it, so no cluster has it.
  for (const stack of ["flux-bootstrap", "app"]) assert.equal(both.texts.get(stack), plain.texts.get(stack), stack);
});

test("the signers' Secret is deleted last: before that, its source is told that it verifies no more", () => {
  const secret = stacks.resources("flux-bootstrap", "kubernetes_manifest")["signers-echo-server"];
  assert.deepEqual(secret?.["lifecycle"], { create_before_destroy: true });
});

test("a key that is in two files, or twice in one list, is one key", () => {
  const twice = synthesize(verified(`{ keys: [${alice}, ${alice}] }`));
  const data = at(twice.objects("flux-bootstrap")[signers], "spec", "target", "template", "data") as JsonObject;
  assert.deepEqual(Object.keys(data), ["listed-1.sshpub"]);
});
