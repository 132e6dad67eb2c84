import assert from "node:assert/strict";
import { test } from "node:test";
import { botKey, yamlBlock } from "../support/armored-key";
import { ed25519 } from "../support/host-keys";
import { at, shippedWith, synthesize, text, type JsonObject, type Synthesized } from "../support/synth";

const gpg = "    gpg:\n      secretName: echo-server-gpgkey\n";
const gpgOf = (...fields: string[]): string => `${gpg}${fields.map((field) => `      ${field}\n`).join("")}`;
const ownKey = (generation: number): string =>
  `publicKeys:\n        - generation: ${generation}\n          publicKey: ${yamlBlock(botKey, 10)}`.trimEnd();

const ssh = synthesize(shippedWith(gpg, "    signing: ssh\n"));
const rotating = synthesize(shippedWith(gpg, "    signing: ssh\n    ssh: { generations: [2, 3] }\n"));
const beside = synthesize(shippedWith(gpg, `${gpg}    ssh: {}\n`));
const leaving = synthesize(shippedWith(gpg, `${gpg}    signing: ssh\n`));
const provided = synthesize(shippedWith(gpg, gpgOf("source: provided", ownKey(1))));
const moving = synthesize(shippedWith(gpg, gpgOf("source: provided", "generations: [1, 2]", ownKey(2))));

/** Addresses of the secrets stack that are about the bot's keys. */
const addresses = (stacks: Synthesized): string[] =>
  Object.entries(at(stacks.stack("secrets"), "resource") as Record<string, JsonObject>)
    .flatMap(([type, resources]) => Object.keys(resources).map((name) => `${type}.${name}`))
    .filter((address) => address.includes("signing-key"))
    .sort();

const parameter = (stacks: Synthesized, name: string): JsonObject | undefined =>
  stacks.resources("secrets", "aws_ssm_parameter")[name];

const sshAddresses = [
  "aws_ssm_parameter.ssh-signing-key_kept-1_private_parameter",
  "aws_ssm_parameter.ssh-signing-key_kept-1_public_parameter",
  "aws_ssm_parameter.ssh-signing-key_ssm_parameter",
  "terraform_data.ssh-signing-key_registered",
  "terraform_data.ssh-signing-key_whole",
];
const gpgAddresses = [
  "aws_ssm_parameter.signing-key_ssm_parameter",
  "github_user_gpg_key.signing-key_registered-1",
  "gpg_private_key.signing-key_generation-1",
];

test("where SSH signs there is no GPG key and none of its provider, and no key in a state", () => {
  assert.deepEqual(addresses(ssh), sshAddresses);
  assert.equal(at(ssh.stack("secrets"), "terraform", "required_providers", "gpg"), undefined);
  for (const type of ["tls_private_key", "gpg_private_key"]) assert.deepEqual(ssh.resources("secrets", type), {});
});

test("the halves of an older SSH key are compared for those alone who verify commits", () => {
  const compared = Object.keys(rotating.resources("secrets", "terraform_data"));
  assert.deepEqual(compared.sort(), ["ssh-signing-key_registered", "ssh-signing-key_whole"]);
});

test("either key may be made beside the one that signs", () => {
  for (const both of [beside, leaving]) assert.deepEqual(addresses(both), [...gpgAddresses, ...sshAddresses].sort());
  assert.notEqual(at(leaving.stack("secrets"), "terraform", "required_providers", "gpg"), undefined);
});

test("the provider that acts as the bot stays, since it alone can take a GPG key away again", () => {
  const aliases = (at(ssh.stack("secrets"), "provider", "github") as JsonObject[]).map(({ alias }) => alias);
  assert.deepEqual(aliases, [undefined, "individual"]);
});

test("the SSH key is read back, and sent again only with the next generation", () => {
  const served = parameter(rotating, "ssh-signing-key_ssm_parameter");
  assert.equal(served?.["name"], "/github/ssh-signing-keys/developer-friendly-bot");
  assert.equal(served["type"], "SecureString");
  assert.equal(served["value_wo"], "${ephemeral.aws_ssm_parameter.ssh-signing-key_kept-3_read-back.value}");
  assert.equal(served["value_wo_version"], 3);
  assert.equal(served["description"], "SSH key of developer-friendly-bot, signs image updates");
  const kept = parameter(rotating, "ssh-signing-key_kept-2_private_parameter");
  assert.equal(kept?.["description"], "Private half of SSH signing key 2 of developer-friendly-bot");
  assert.equal(kept["name"], "/github/ssh-signing-keys/developer-friendly-bot/generation-2");
});

test("the newest SSH key's public half goes on only where it is of the key that is read back", () => {
  const whole = rotating.resources("secrets", "terraform_data")["ssh-signing-key_whole"];
  assert.deepEqual(whole?.["input"], { public_key: "${local.ssh-signing-key_public-key}" });
  const kept = "ssh-signing-key_kept-3";
  const published = `data.aws_ssm_parameter.${kept}_public_value.insecure_value`;
  const derived = `trimspace(ephemeral.tls_public_key.${kept}_half.public_key_openssh)`;
  const path = "/github/ssh-signing-keys/developer-friendly-bot/generation-3";
  assert.deepEqual(at(whole, "lifecycle", "precondition"), [
    {
      condition: `\${(${published} == ${derived})}`,
      error_message: `The halves of SSH signing key 3 of developer-friendly-bot are of two keys: ${path} or ${path}.pub was changed or deleted outside of OpenTofu. Flux keeps the key that it has. Add a generation: github.bot.ssh.generations from [2, 3] to [2, 3, 4].`,
    },
  ]);
});

test("the newest SSH key is served only where GitHub lists it, and else the error says what to run", () => {
  const registered = rotating.resources("secrets", "terraform_data")["ssh-signing-key_registered"];
  const publicKey = "terraform_data.ssh-signing-key_whole.output.public_key";
  assert.deepEqual(registered?.["input"], { public_key: `\${${publicKey}}` });
  assert.deepEqual(at(registered, "lifecycle", "precondition"), [
    {
      condition: `\${strcontains(data.github_rest_api.ssh-signing-key_listed.body, ${publicKey})}`,
      error_message: `GitHub does not know the newest SSH signing key of developer-friendly-bot yet. Run this as the bot, then deploy again:\n\n  echo '\${${publicKey}}' | gh ssh-key add --type signing --title flux-3`,
    },
  ]);
  assert.deepEqual(parameter(rotating, "ssh-signing-key_ssm_parameter")?.["depends_on"], [
    "terraform_data.ssh-signing-key_registered",
  ]);
  assert.equal(
    at(rotating.stack("secrets"), "data", "github_rest_api", "ssh-signing-key_listed", "endpoint"),
    "users/developer-friendly-bot/ssh_signing_keys?per_page=100",
  );
});

test("an SSH key that does not sign yet waits for nobody", () => {
  const registered = beside.resources("secrets", "terraform_data")["ssh-signing-key_registered"];
  assert.equal(at(registered, "lifecycle"), undefined);
  assert.equal(at(beside.stack("secrets"), "data", "github_rest_api"), undefined);
});

test("the newest public key and the command that registers it are put out", () => {
  const publicKey = "${terraform_data.ssh-signing-key_whole.output.public_key}";
  assert.deepEqual(at(rotating.stack("secrets"), "output", "github_signing_key"), {
    description: "The bot's newest SSH signing key, and the command that registers it, to be run as the bot",
    value: {
      public_key: publicKey,
      register: `echo '${publicKey}' | gh ssh-key add --type signing --title flux-3`,
    },
  });
  assert.equal(
    at(ssh.stack("secrets"), "output", "ssm_name", "value", "ssh_signing_key"),
    "${aws_ssm_parameter.ssh-signing-key_ssm_parameter.name}",
  );
  assert.equal(at(ssh.stack("secrets"), "output", "ssm_name", "value", "gpg_key"), undefined);
  assert.equal(at(provided.stack("secrets"), "output", "github_signing_key"), undefined);
});

test("the command has a key in it and nothing else, whatever somebody wrote where the public half is", () => {
  assert.equal(
    at(rotating.stack("secrets"), "locals", "ssh-signing-key_public-key"),
    '${regex("^ssh-ed25519 [A-Za-z0-9+/=]+$", data.aws_ssm_parameter.ssh-signing-key_kept-3_public_value.insecure_value)}',
  );
});

test("the command names another server than the public one", () => {
  const command = (apiUrl: string): string => {
    const host = "  organization: developer-friendly\n";
    const file = shippedWith(gpg, "    signing: ssh\n").replace(
      host,
      `${host}  apiUrl: ${apiUrl}\n  sshHost: ghe.acme.example\n  knownHosts: ["ghe.acme.example ${ed25519}"]\n`,
    );
    return text(at(synthesize(file).stack("secrets"), "output", "github_signing_key", "value", "register"));
  };
  assert.match(command("https://ghe.acme.example/api/v3/"), /' \| GH_HOST=ghe\.acme\.example gh ssh-key add /);
  assert.match(command("https://api.acme.ghe.com/"), /' \| GH_HOST=acme\.ghe\.com gh ssh-key add /);
});

test("Flux signs with the key that signs; the Secret of the key beside it is there too, and waited for by nobody", () => {
  const automation = "ImageUpdateAutomation flux-system/echo-server";
  const signs = (stacks: Synthesized) => at(stacks.objects("app")[automation], "spec", "git", "commit", "signingKey");
  const manifests = (stacks: Synthesized) => stacks.resources("app", "kubernetes_manifest");
  const secrets = (stacks: Synthesized): string[] =>
    Object.keys(manifests(stacks)).filter((id) => id.endsWith("signing-secret"));
  const awaited = (stacks: Synthesized): string[] =>
    (at(manifests(stacks)["image-update-echo-server"], "depends_on") as string[]).filter((id) => /signing/.test(id));
  const [one, other] = ["signing-secret", "ssh-signing-secret"];
  for (const [stacks, made] of [
    [ssh, [other]],
    [leaving, [one, other]],
  ] as const) {
    assert.deepEqual(signs(stacks), { type: "ssh", secretRef: { name: "developer-friendly-bot-ssh-signing-key" } });
    assert.deepEqual(secrets(stacks), made);
    assert.deepEqual(awaited(stacks), [`kubernetes_manifest.${other}`]);
    const secret = stacks.objects("app")["ExternalSecret flux-system/developer-friendly-bot-ssh-signing-key"];
    assert.deepEqual(
      (at(secret, "spec", "data") as JsonObject[]).map(({ secretKey }) => secretKey),
      ["identity"],
    );
    assert.match(text(at(secret, "spec", "data", 0, "remoteRef", "key")), /ssh-signing-key/);
  }
  for (const [stacks, made] of [
    [provided, [one]],
    [beside, [one, other]],
  ] as const) {
    assert.deepEqual(signs(stacks), { secretRef: { name: "echo-server-gpgkey" } });
    assert.deepEqual(secrets(stacks), made);
    assert.deepEqual(awaited(stacks), [`kubernetes_manifest.${one}`]);
  }
});

test("a cluster may read the bot's keys, and none of the generations that they are kept as", () => {
  const read = (stacks: Synthesized): string[] => {
    const policy = text(stacks.resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"]?.["policy"]);
    return [...policy.matchAll(/aws_ssm_parameter\.([\w-]*signing-key[\w-]*)\.arn/g)].map(([, id = ""]) => id);
  };
  assert.deepEqual(read(rotating), ["ssh-signing-key_ssm_parameter"]);
  assert.deepEqual(read(moving), ["signing-key_ssm_parameter"]);
  for (const both of [beside, leaving]) {
    assert.deepEqual(read(both), ["signing-key_ssm_parameter", "ssh-signing-key_ssm_parameter"]);
  }
});

test("a GPG key of your own passes through: its private half by a variable, its public half as it stands in the file", () => {
  assert.deepEqual(addresses(provided), [
    "aws_ssm_parameter.signing-key_ssm_parameter",
    "github_user_gpg_key.signing-key_provided-1",
  ]);
  const served = parameter(provided, "signing-key_ssm_parameter");
  assert.equal(served?.["value_wo"], "${var.bot_gpg_private_key}");
  assert.equal(served["value_wo_version"], 1);
  assert.equal(served["value"], undefined);
  assert.deepEqual(served["depends_on"], ["github_user_gpg_key.signing-key_provided-1"]);
  const key = provided.resources("secrets", "github_user_gpg_key")["signing-key_provided-1"];
  assert.equal(key?.["armored_public_key"], botKey);
  assert.equal(key["provider"], "github.individual");
  assert.equal(at(provided.stack("secrets"), "terraform", "required_providers", "gpg"), undefined);
  assert.deepEqual(at(provided.stack("secrets"), "variable", "bot_gpg_private_key"), {
    description: "Armored private half of generation 1 of the GPG key of developer-friendly-bot",
    ephemeral: true,
    nullable: false,
    sensitive: true,
    type: "string",
    validation: [
      {
        condition: '${startswith(trimspace(var.bot_gpg_private_key), "-----BEGIN PGP PRIVATE KEY BLOCK-----")}',
        error_message: "An armored private key, as gpg --armor --export-secret-keys writes it.",
      },
    ],
  });
});

test("a passphrase of your own is another variable, sent together with its key", () => {
  const file = shippedWith(gpg, gpgOf("source: provided", "passphrase: true", "generations: [3]", ownKey(3)));
  const stacks = synthesize(file);
  for (const [id, variable] of [
    ["signing-key_ssm_parameter", "bot_gpg_private_key"],
    ["signing-key_ssm-passphrase_parameter", "bot_gpg_passphrase"],
  ] as const) {
    assert.equal(parameter(stacks, id)?.["value_wo"], `\${var.${variable}}`);
    assert.equal(parameter(stacks, id)?.["value_wo_version"], 3);
    assert.deepEqual(parameter(stacks, id)?.["depends_on"], ["github_user_gpg_key.signing-key_provided-3"]);
  }
  assert.equal(
    at(stacks.stack("secrets"), "variable", "bot_gpg_passphrase", "description"),
    "Passphrase of the GPG key of developer-friendly-bot",
  );
  assert.equal(stacks.resources("secrets", "random_password")["signing-key_passphrase-3"], undefined);
});

test("a generated key stays registered beside one of your own until its generation goes, and the other way round", () => {
  assert.deepEqual(addresses(moving), [
    "aws_ssm_parameter.signing-key_ssm_parameter",
    "github_user_gpg_key.signing-key_provided-2",
    "github_user_gpg_key.signing-key_registered-1",
    "gpg_private_key.signing-key_generation-1",
  ]);
  const back = synthesize(shippedWith(gpg, gpgOf("generations: [2, 3]", ownKey(2))));
  assert.deepEqual(addresses(back), [
    "aws_ssm_parameter.signing-key_ssm_parameter",
    "github_user_gpg_key.signing-key_provided-2",
    "github_user_gpg_key.signing-key_registered-3",
    "gpg_private_key.signing-key_generation-3",
  ]);
  assert.equal(
    parameter(back, "signing-key_ssm_parameter")?.["value"],
    "${gpg_private_key.signing-key_generation-3.private_key}",
  );
  assert.deepEqual(
    Object.keys(at(back.stack("secrets"), "variable") as JsonObject).includes("bot_gpg_private_key"),
    false,
  );
});

test("what is kept of the SSH key can be taken over by its paths", () => {
  const path = "/github/ssh-signing-keys/developer-friendly-bot";
  const file = shippedWith(gpg, "    signing: ssh\n");
  const adopted = synthesize(
    `${file}\nadopt: { parameters: [${path}, ${path}/generation-1, ${path}/generation-1.pub] }\n`,
  );
  for (const name of ["ssm", "kept-1_private", "kept-1_public"]) {
    assert.equal(parameter(adopted, `ssh-signing-key_${name}_parameter`)?.["overwrite"], true, name);
  }
});
