import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ownContext } from "../config/bad-files/pieces";
import { edited } from "../config/bad-files/row";
import { at, shippedWith, synthesize, text, type Json, type JsonObject } from "../support/synth";

const fleet = synthesize(readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8"));
const parameters = fleet.resources("secrets", "aws_ssm_parameter");

const eachOf = (resources: Record<string, JsonObject>, field: string): Record<string, Json | undefined> =>
  Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, resource[field]]));

test("every secret is encrypted, and has a tier that takes also a GPG key of 4096 bits", () => {
  for (const [id, parameter] of Object.entries(parameters)) {
    if (id.endsWith("_public_parameter")) continue;
    assert.equal(parameter["type"], "SecureString", id);
    assert.equal(parameter["tier"], "Intelligent-Tiering", id);
    assert.equal(parameter["key_id"], "alias/delivery", id);
  }
});

test("every parameter says what it is", () => {
  assert.deepEqual(eachOf(parameters, "description"), {
    "deploy-key-shop_kept-1_private_parameter": "Private half of deploy key 1 of shop",
    "deploy-key-shop_kept-1_public_parameter": "Public half of deploy key 1 of shop",
    "deploy-key-shop_kept-2_private_parameter": "Private half of deploy key 2 of shop",
    "deploy-key-shop_kept-2_public_parameter": "Public half of deploy key 2 of shop",
    "deploy-key-tools_kept-1_private_parameter": "Private half of deploy key 1 of Internal_Tools",
    "deploy-key-tools_kept-1_public_parameter": "Public half of deploy key 1 of Internal_Tools",
    "deploy-key-shop_ssm_parameter": "Deploy key of shop, read by Flux",
    "deploy-key-tools_ssm_parameter": "Deploy key of Internal_Tools, read by Flux",
    ...Object.fromEntries(
      ["production", "staging"].flatMap((cluster) => [
        [
          `reader-key-shop_${cluster}_kept-1_private_parameter`,
          `Private half of deploy key 1 of shop for cluster ${cluster}`,
        ],
        [
          `reader-key-shop_${cluster}_kept-1_public_parameter`,
          `Public half of deploy key 1 of shop for cluster ${cluster}`,
        ],
        [
          `reader-key-shop_${cluster}_kept-2_private_parameter`,
          `Private half of deploy key 2 of shop for cluster ${cluster}`,
        ],
        [
          `reader-key-shop_${cluster}_kept-2_public_parameter`,
          `Public half of deploy key 2 of shop for cluster ${cluster}`,
        ],
        [
          `reader-key-tools_${cluster}_kept-1_private_parameter`,
          `Private half of deploy key 1 of Internal_Tools for cluster ${cluster}`,
        ],
        [
          `reader-key-tools_${cluster}_kept-1_public_parameter`,
          `Public half of deploy key 1 of Internal_Tools for cluster ${cluster}`,
        ],
        [`reader-key-shop_${cluster}_ssm_parameter`, `Deploy key of shop for cluster ${cluster}, read by Flux`],
        [
          `reader-key-tools_${cluster}_ssm_parameter`,
          `Deploy key of Internal_Tools for cluster ${cluster}, read by Flux`,
        ],
      ]),
    ),
    "pull-token-ghcr_ssm_parameter": "Token of a registry, read by Flux and by the workloads' Pods",
    "receiver-token-production_ssm_parameter": "Webhook token of github-receiver on cluster production",
    "receiver-token-staging_ssm_parameter": "Webhook token of github-receiver on cluster staging",
    "signing-key_ssm-passphrase_parameter": "Passphrase of the GPG key of acme-bot",
    "signing-key_ssm_parameter": "GPG key of acme-bot, signs image updates",
  });
});

test("a key can be read only once GitHub knows its public half", () => {
  const served = Object.fromEntries(Object.entries(parameters).filter(([id]) => !id.includes("_kept-")));
  assert.deepEqual(eachOf(served, "depends_on"), {
    "deploy-key-shop_ssm_parameter": ["github_repository_deploy_key.deploy-key-shop_registered-2"],
    "deploy-key-tools_ssm_parameter": ["github_repository_deploy_key.deploy-key-tools_registered-1"],
    "reader-key-shop_production_ssm_parameter": [
      "github_repository_deploy_key.reader-key-shop_production_registered-2",
    ],
    "reader-key-shop_staging_ssm_parameter": ["github_repository_deploy_key.reader-key-shop_staging_registered-2"],
    "reader-key-tools_production_ssm_parameter": [
      "github_repository_deploy_key.reader-key-tools_production_registered-1",
    ],
    "reader-key-tools_staging_ssm_parameter": ["github_repository_deploy_key.reader-key-tools_staging_registered-1"],
    "pull-token-ghcr_ssm_parameter": undefined,
    "receiver-token-production_ssm_parameter": undefined,
    "receiver-token-staging_ssm_parameter": undefined,
    "signing-key_ssm-passphrase_parameter": ["github_user_gpg_key.signing-key_registered-2"],
    "signing-key_ssm_parameter": ["github_user_gpg_key.signing-key_registered-2"],
  });
});

test("passwords have 32 letters and digits, and a webhook's is another one with each version", () => {
  const password = { length: 32, special: false };
  const made = Object.entries(fleet.resources("secrets", "random_password")).map(
    ([id, { length = null, special = null, keepers }]) => [id, { length, special, ...(keepers && { keepers }) }],
  );
  assert.deepEqual(Object.fromEntries(made), {
    "receiver-token-production_token": { ...password, keepers: { version: "1" } },
    "receiver-token-staging_token": { ...password, keepers: { version: "1" } },
    "signing-key_passphrase-1": password,
    "signing-key_passphrase-2": password,
  });
});

test("a credential of another account than the bot's is refused with what to do", () => {
  const [key] = Object.values(fleet.resources("secrets", "github_user_gpg_key"));
  assert.equal(
    at(key, "lifecycle", "precondition", 0, "error_message"),
    'The credential of provider "individual" belongs to ${data.github_user.signing-key_account.login}, not to the bot acme-bot: set TF_VAR_github_bot_token to a token of the bot.',
  );
});

test("a GPG key that signs has its passphrase or none as it was made, and an older one is left alone", () => {
  const conditions = (fields: string): Record<string, Json> => {
    const given = "      secretName: echo-server-gpgkey\n";
    const stacks = synthesize(shippedWith(given, `${given}      generations: [1, 2]\n${fields}`));
    return Object.fromEntries(
      Object.entries(stacks.resources("secrets", "github_user_gpg_key")).map(([id, key]) => {
        const [, ...more] = at(key, "lifecycle", "precondition") as Json[];
        return [id, more];
      }),
    );
  };
  const [said, mend] = [
    "Generation 2 of the GPG key of developer-friendly-bot was made",
    "write github.bot.gpg.generations: [1, 2, 3] too.",
  ];
  assert.deepEqual(conditions("      passphrase: true\n"), {
    "signing-key_registered-1": [],
    "signing-key_registered-2": [
      {
        condition: "${(gpg_private_key.signing-key_generation-2.passphrase != null)}",
        error_message: `${said} without a passphrase, and signs. One with it is another key: ${mend}`,
      },
    ],
  });
  assert.deepEqual(conditions(""), {
    "signing-key_registered-1": [],
    "signing-key_registered-2": [
      {
        condition: "${(gpg_private_key.signing-key_generation-2.passphrase == null)}",
        error_message: `${said} with a passphrase, and signs. One without it is another key: ${mend}`,
      },
    ],
  });
});

test("every variable of the secrets stack is text, and says what it is for", () => {
  const common = { ephemeral: true, sensitive: true, type: "string" };
  const fallback = "without it, GITHUB_TOKEN or the gh login is used";
  assert.deepEqual(fleet.stack("secrets")["variable"], {
    github_bot_token: {
      ...common,
      default: null,
      description: `GitHub token of acme-bot with the scope admin:gpg_key; ${fallback}`,
    },
    github_pat: {
      ...common,
      description:
        "Token of acme-bot that may read packages of ghcr.io (for ghcr.io a classic token with read:packages)",
      nullable: false,
    },
    github_token: {
      ...common,
      default: null,
      description: `GitHub token of an administrator of acme's repositories; ${fallback}`,
    },
  });
});

test("registry credentials that share a variable are one variable", () => {
  const shared = synthesize(shippedWith("registryCredentials:\n", "registryCredentials:\n  - name: mirror\n"));
  const made = shared.resources("secrets", "aws_ssm_parameter");
  for (const name of ["mirror", "echo-server"]) {
    assert.equal(made[`pull-token-${name}_ssm_parameter`]?.["value_wo"], "${var.github_pat}", name);
  }
  assert.deepEqual(Object.keys(at(shared.stack("secrets"), "variable") as JsonObject).sort(), [
    "github_bot_token",
    "github_pat",
    "github_token",
  ]);
});

test("the passphrase of the state is a variable that must be given, and says what it is", () => {
  const encrypted = synthesize(
    shippedWith("state: { backend: local }\n", "state: { backend: local, encryption: { keyProvider: pbkdf2 } }\n"),
  );
  assert.deepEqual(at(encrypted.stack("app"), "variable", "state_passphrase"), {
    description: "Passphrase of the state and plan files, 16 characters or more",
    nullable: false,
    sensitive: true,
    type: "string",
  });
});

test("the outputs say what they are, and name the newest keys", () => {
  const output = at(fleet.stack("secrets"), "output");
  const parameter = (id: string): string => `\${aws_ssm_parameter.${id}.name}`;
  const key = (id: string): JsonObject =>
    Object.fromEntries(
      ["id", "repository", "title"].map((field) => [field, `\${github_repository_deploy_key.${id}.${field}}`]),
    );
  assert.deepEqual(at(output, "github_deploy_key"), {
    description: "The newest deploy key of each repository, as GitHub knows it",
    value: { shop: key("deploy-key-shop_registered-2"), tools: key("deploy-key-tools_registered-1") },
  });
  const ofReaders = (repository: string, say: (id: string) => Json): Json => ({
    production: say(`reader-key-${repository}_production`),
    staging: say(`reader-key-${repository}_staging`),
  });
  assert.deepEqual(at(output, "github_reader_key"), {
    description: "The newest key that each cluster may read a repository with, as GitHub knows it",
    value: {
      shop: ofReaders("shop", (id) => key(`${id}_registered-2`)),
      tools: ofReaders("tools", (id) => key(`${id}_registered-1`)),
    },
  });
  assert.deepEqual(at(output, "parameter_reader_policy"), {
    description: "IAM policies to attach to the role of each cluster's External Secrets Operator",
    value: { production: ["${aws_iam_policy.reader-policy-production_policy.arn}"] },
  });
  assert.deepEqual(at(output, "ssm_name"), {
    description: "SSM paths of the secrets: names, never values",
    value: {
      deploy_key: {
        shop: parameter("deploy-key-shop_ssm_parameter"),
        tools: parameter("deploy-key-tools_ssm_parameter"),
      },
      ghcr_token: { ghcr: parameter("pull-token-ghcr_ssm_parameter") },
      gpg_key: parameter("signing-key_ssm_parameter"),
      gpg_passphrase: parameter("signing-key_ssm-passphrase_parameter"),
      reader_key: {
        shop: ofReaders("shop", (id) => parameter(`${id}_ssm_parameter`)),
        tools: ofReaders("tools", (id) => parameter(`${id}_ssm_parameter`)),
      },
      receiver_token: {
        production: parameter("receiver-token-production_ssm_parameter"),
        staging: parameter("receiver-token-staging_ssm_parameter"),
      },
    },
  });
});

test("no policy is put out where none is asked for", () => {
  const plain = synthesize(shippedWith("      readerPolicy: external-secrets-blog\n", ""));
  assert.equal(at(plain.stack("secrets"), "output", "parameter_reader_policy"), undefined);
});

/** What a cluster's reader policy reads: addresses of the parameters. */
const readBy = (yaml: string): string[] => {
  const policy = synthesize(yaml).resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"];
  return [...text(policy?.["policy"]).matchAll(/aws_ssm_parameter\.([\w-]+)\.arn/g)].map(([, id = ""]) => id);
};

const secondCluster = `  - name: other
    connection: { type: kubeconfig, path: kubeconfig, context: other }
    secretStore: { name: parameters }
`;

test("a cluster that signs reads the signing key and its passphrase", () => {
  const withPassphrase = shippedWith("secretName: echo-server-gpgkey\n", "passphrase: true\n");
  assert.deepEqual(readBy(withPassphrase), [
    "deploy-key-echo-server_ssm_parameter",
    "pull-token-echo-server_ssm_parameter",
    "signing-key_ssm_parameter",
    "signing-key_ssm-passphrase_parameter",
    "receiver-token-blog_ssm_parameter",
  ]);
});

test("a cluster that writes no image updates reads no signing key", () => {
  const elsewhere = edited([
    ownContext,
    [
      "repositories:\n  - name: echo-server\n",
      `${secondCluster}
repositories:
  - name: echo-server
    imageUpdate: { cluster: other }
`,
    ],
  ]);
  assert.deepEqual(readBy(elsewhere), [
    "reader-key-echo-server_blog_ssm_parameter",
    "pull-token-echo-server_ssm_parameter",
    "receiver-token-blog_ssm_parameter",
  ]);
});

test("a new name, address or size of the bot is for keys that are still to be made", () => {
  const ignored = (type: string): (Json | undefined)[] =>
    Object.values(fleet.resources("secrets", type)).map((resource) => at(resource, "lifecycle", "ignore_changes"));
  // Three of the repositories, and as many of each of the two clusters.
  assert.deepEqual(ignored("github_repository_deploy_key"), Array<Json>(9).fill(["title", "key"]));
  assert.deepEqual(ignored("gpg_private_key"), [
    ["name", "email", "rsa_bits", "passphrase"],
    ["name", "email", "rsa_bits", "passphrase"],
  ]);
});

test("the newest of a deploy key's generations alone is held to its halves, and the message says which and how to mend", () => {
  const said = (when: string): Record<string, Json | undefined> =>
    Object.fromEntries(
      Object.entries(fleet.resources("secrets", "github_repository_deploy_key"))
        .filter(([id]) => !id.startsWith("reader-key-tools_") && !id.includes("_production_"))
        .map(([id, key]) => [id, at(key, "lifecycle", when, 0, "error_message")]),
    );
  const unchanged = "GitHub and Flux keep the key that they have. Add a generation: deployKey.generations of";
  const shop = "/github/shop/deploy-key/generation-2";
  const tools = "/github/tools/deploy-key/generation-1";
  const reader = "/github/shop/deploy-key/cluster-staging/generation-2";
  const outside = "was changed or deleted outside of OpenTofu.";
  const mendShop = `${unchanged} shop from [1, 2] to [1, 2, 3].`;
  const mendTools = `${unchanged} tools from [1] to [1, 2].`;
  assert.deepEqual(said("precondition"), {
    "deploy-key-shop_registered-1": undefined,
    "deploy-key-shop_registered-2": `The halves of deploy key 2 of shop are of two keys: ${shop} or ${shop}.pub ${outside} ${mendShop}`,
    "deploy-key-tools_registered-1": `The halves of deploy key 1 of Internal_Tools are of two keys: ${tools} or ${tools}.pub ${outside} ${mendTools}`,
    "reader-key-shop_staging_registered-1": undefined,
    "reader-key-shop_staging_registered-2": `The halves of deploy key 2 of shop for cluster staging are of two keys: ${reader} or ${reader}.pub ${outside} ${mendShop}`,
  });
  assert.deepEqual(said("postcondition"), {
    "deploy-key-shop_registered-1": undefined,
    "deploy-key-shop_registered-2": `GitHub has another deploy key 2 of shop than ${shop}, which was made anew. ${mendShop}`,
    "deploy-key-tools_registered-1": `GitHub has another deploy key 1 of Internal_Tools than ${tools}, which was made anew. ${mendTools}`,
    "reader-key-shop_staging_registered-1": undefined,
    "reader-key-shop_staging_registered-2": `GitHub has another deploy key 2 of shop for cluster staging than ${reader}, which was made anew. ${mendShop}`,
  });
});

test("a key that is kept in the state is of the same kind", () => {
  const inState = synthesize(
    shippedWith(
      "  - name: echo-server\n\nregistry",
      "  - name: echo-server\n    deployKey: { keptInState: [1] }\n\nregistry",
    ),
  );
  const [key] = Object.values(inState.resources("secrets", "tls_private_key"));
  assert.equal(key?.["algorithm"], "ED25519");
  const [registered] = Object.values(inState.resources("secrets", "github_repository_deploy_key"));
  assert.deepEqual(registered?.["lifecycle"], { ignore_changes: ["title"] });
});
