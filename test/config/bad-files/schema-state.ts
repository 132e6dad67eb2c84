import type { Row } from "./row";

const state = (settings: string): readonly [string, string] => [
  "\nstate: { backend: local }\n",
  `\nstate: ${settings}\n`,
];
const bucket = "a bucket's name: 3 to 63 lowercase letters, digits, '-' and '.'";

/** Mistakes in `state`. */
export const stateRows: readonly Row[] = [
  {
    title: "A backend in place of the mapping is refused, with those that there are",
    file: [state("▶local")],
    messages: [`state: got "local", expected a mapping with backend, which is local, s3 or other`],
  },
  {
    title: "A backend that is not listed is refused",
    file: [state("{ backend: ▶gcs, bucket: delivery }")],
    messages: [`state.backend: got "gcs", expected local, s3 or other`],
  },
  {
    title: "A state folder outside the project is refused",
    file: [state("{ backend: local, directory: ▶../state }")],
    messages: [`state.directory: got "../state", expected a folder relative to the project's root, inside it`],
  },
  {
    title: "A bucket's name that S3 would refuse is refused",
    file: [state("{ backend: s3, bucket: ▶My_Bucket, region: ▶Frankfurt }")],
    messages: [
      `state.bucket: got "My_Bucket", expected ${bucket}`,
      `state.region: got "Frankfurt", expected a region's name: lowercase letters, digits and '-'`,
    ],
  },
  {
    title: "An object key that all stacks would share is refused",
    file: [state("{ backend: s3, bucket: delivery, key: ▶delivery.tfstate }")],
    messages: [
      `state.key: got "delivery.tfstate", expected an object key that holds <stack>, without '/' at its ends, at most 1000 characters`,
    ],
  },
  {
    title: "A setting can't replace the key, and so join the states, or the bucket",
    file: [state("{ backend: s3, bucket: delivery, settings: { key: ▶one.tfstate, bucket: ▶other } }")],
    messages: [
      `state.settings.key: got "one.tfstate", expected no key in settings: give it as state.key`,
      `state.settings.bucket: got "other", expected no bucket in settings: give it as state.bucket`,
    ],
  },
  {
    title: "A credential among the settings is refused and not repeated, however deep",
    file: [state("{ backend: s3, bucket: delivery, settings: { secret_key: ▶hunter2, assume: [{ token: ▶x }] } }")],
    messages: [
      "state.settings.secret_key: got a credential, expected none in this file: give it as AWS_SECRET_ACCESS_KEY",
      "state.settings.assume[0].token: got a credential, expected none in this file: give it as AWS_SESSION_TOKEN",
    ],
  },
  {
    title: "A credential that several backends have is refused with the variable of each",
    file: [state("{ backend: other, type: azurerm, settings: { key: <stack>, access_key: ▶hunter2 } }")],
    messages: [
      "state.settings.access_key: got a credential, expected none in this file: give it as ARM_ACCESS_KEY (azurerm) or ALICLOUD_ACCESS_KEY (oss)",
    ],
  },
  {
    title: "A credential is known by the name of its header",
    file: [
      state(
        '{ backend: other, type: http, settings: { address: "https://a/<stack>", headers: { Private-Token: ▶hunter2, X-Api-Key: ▶a, Accept: b } } }',
      ),
    ],
    messages: [
      "state.settings.headers.Private-Token: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
      "state.settings.headers.X-Api-Key: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
    ],
  },
  {
    title: "A header that stands in a text is a credential, too",
    file: [
      state(
        '{ backend: other, type: http, settings: { address: "https://a/<stack>", headers: ▶"Authorization: Basic hunter2" } }',
      ),
    ],
    messages: [
      "state.settings.headers: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
    ],
  },
  {
    title: "A token in an address's query is refused and not repeated",
    file: [
      state(
        '{ backend: other, type: http, settings: { address: ▶"https://a/state?access_token=hunter2", lock_address: ▶"https://a/<stack>?id=1&sig=hunter2", unlock_address: "https://a/<stack>?state=token" } }',
      ),
    ],
    messages: [
      "state.settings.address: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD (http) or CONSUL_HTTP_AUTH (consul)",
      "state.settings.lock_address: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
    ],
  },
  {
    title: "A login before a host is refused without a scheme, too",
    file: [state('{ backend: other, type: consul, settings: { address: ▶"me:hunter2@consul:8500", path: <stack> } }')],
    messages: [
      "state.settings.address: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD (http) or CONSUL_HTTP_AUTH (consul)",
    ],
  },
  {
    title: "A credential of a command that logs in is refused, as a variable and as a flag",
    file: [
      state(
        "{ backend: other, type: kubernetes, settings: { secret_suffix: <stack>, exec: [{ api_version: v1, command: a, args: [▶--token=hunter2, --path=b], env: { AWS_PROFILE: a, AWS_SESSION_TOKEN: ▶hunter2 } }] } }",
      ),
    ],
    messages: [
      "state.settings.exec[0].args[0]: got a credential, expected none in this file: give it by the backend's variables of the environment",
      "state.settings.exec[0].env.AWS_SESSION_TOKEN: got a credential, expected none in this file: give it in the environment of the engine, which it runs the command with",
    ],
  },
  {
    title: "A setting's name that no backend has is refused at the key",
    file: [state("{ backend: s3, bucket: delivery, settings: { ▶Use-Path: true } }")],
    messages: [
      `state.settings.Use-Path: got the key "Use-Path", expected a setting's name: lowercase letters, digits and '_'`,
    ],
  },
  {
    title: "A setting that JSON can't hold is refused",
    file: [state("{ backend: s3, bucket: delivery, settings: { max_retries: ▶.inf } }")],
    messages: ["state.settings.max_retries: got .inf, expected a value that JSON can hold"],
  },
  {
    title: "Another backend whose settings all stacks would share is refused",
    file: [state("{ backend: other, type: gcs, settings: ▶{ bucket: delivery, labels: { <stack>: a } } }")],
    messages: [
      "state.settings: got a mapping with bucket, labels, expected settings of which one holds <stack>, or the stacks overwrite each other's state",
    ],
  },
  {
    title: "Another backend without settings is refused too",
    file: [state("▶{ backend: other, type: gcs }")],
    messages: [
      "state.settings: got nothing, expected settings of which one holds <stack>, or the stacks overwrite each other's state",
    ],
  },
  {
    title: "A backend that has fields of its own is none of the others",
    file: [state("{ backend: other, type: ▶s3, settings: { key: <stack> } }")],
    messages: [`state.type: got "s3", expected the type of another backend, such as gcs, azurerm or http`],
  },
  {
    title: "A key provider that is not listed is refused",
    file: [state("{ backend: local, encryption: { keyProvider: ▶vault } }")],
    messages: [`state.encryption.keyProvider: got "vault", expected pbkdf2 or aws_kms`],
  },
  {
    title: "A key provider's key, region and migration are checked",
    file: [state("{ backend: local, encryption: { keyProvider: aws_kms, kmsKeyId: ▶x, region: ▶y, migrate: ▶z } }")],
    messages: [
      `state.encryption.kmsKeyId: got "x", expected a KMS key's id, ARN or alias such as alias/delivery`,
      `state.encryption.region: got "y", expected an AWS region such as eu-central-1`,
      `state.encryption.migrate: got "z", expected true or false`,
    ],
  },
  {
    title: "A setting that is left empty is refused, since it would be none",
    file: [
      [
        "\nstate: { backend: local }\n",
        "\nstate: { backend: s3, bucket: a23, settings: { profile: ▶~, endpoints: { s3: ▶null } } }\n",
      ],
    ],
    messages: [
      "state.settings.profile: got ~, expected a value, or no such setting",
      "state.settings.endpoints.s3: got null, expected a value, or no such setting",
    ],
  },
  {
    title: "A stack's name in a setting that says nothing of the place is refused: all stacks would share a state",
    file: [
      state(
        '{ backend: other, type: http, settings: { address: ▶"https://a/state", lock_address: "https://a/<stack>" } }',
      ),
    ],
    messages: [
      `state.settings.address: got "https://a/state", expected address with <stack>, or the stacks overwrite each other's state`,
    ],
  },
  {
    title: "An address of a state that is no URL is refused: init would stop at it",
    file: [
      state(
        '{ backend: other, type: http, settings: { address: ▶"state.example.com/<stack>", lock_address: ▶"ftp://a/<stack>", unlock_address: ▶"https:///<stack>" } }',
      ),
    ],
    messages: [
      'state.settings.address: got "state.example.com/<stack>", expected a URL such as https://state.example.com/<stack>, without a fragment',
      'state.settings.lock_address: got "ftp://a/<stack>", expected a URL such as https://state.example.com/<stack>, without a fragment',
      'state.settings.unlock_address: got "https:///<stack>", expected a URL such as https://state.example.com/<stack>, without a fragment',
    ],
  },
  {
    title: "A stack's name in a fragment is refused: it is never sent, and all stacks would share a state",
    file: [
      state(
        '{ backend: other, type: http, settings: { address: ▶"https://a/state#<stack>", lock_address: ▶"https://a/lock#", unlock_address: "https://a/<stack>?unlock" } }',
      ),
    ],
    messages: [
      'state.settings.address: got "https://a/state#<stack>", expected a URL such as https://state.example.com/<stack>, without a fragment',
      'state.settings.lock_address: got "https://a/lock#", expected a URL such as https://state.example.com/<stack>, without a fragment',
    ],
  },
  {
    title: "A schema that Postgres would cut the stack's name from is refused: stacks would share a state",
    file: [state(`{ backend: other, type: pg, settings: { schema_name: ▶${"ü".repeat(25)}<stack> } }`)],
    messages: [
      `state.settings.schema_name: got "${"ü".repeat(25)}<stack>", expected a name of at most 63 bytes, since Postgres cuts longer ones, and stacks could share a state; it is "${"ü".repeat(25)}flux-bootstrap" for a stack`,
    ],
  },
  {
    title: "A Secret's name that Kubernetes has not is no place for a state",
    file: [state("{ backend: other, type: kubernetes, settings: { secret_suffix: ▶Delivery_<stack> } }")],
    messages: [
      `state.settings.secret_suffix: got "Delivery_<stack>", expected lowercase letters, digits, '-' and '.', beginning and ending with a letter or digit, at most 63; it is "Delivery_secrets" for a stack`,
    ],
  },
  {
    title: "A place that its backend takes for none is refused",
    file: [state("{ backend: other, type: cos, settings: { prefix: ▶./<stack>, key: ▶/terraform.tfstate } }")],
    messages: [
      `state.settings.prefix: got "./<stack>", expected a folder that does not begin with '/' or './'; it is "./secrets" for a stack`,
      `state.settings.key: got "/terraform.tfstate", expected text without '/' at its ends`,
    ],
  },
  {
    title: "Settings that init would stop at, by themselves or beside each other, are refused",
    file: [
      state(
        "{ backend: s3, bucket: delivery, settings: { workspace_key_prefix: ▶a/, retry_mode: ▶always, forbidden_account_ids: ▶[a], allowed_account_ids: [b] } }",
      ),
    ],
    messages: [
      `state.settings.workspace_key_prefix: got "a/", expected text without '/' at its ends`,
      `state.settings.retry_mode: got "always", expected standard or adaptive`,
      `state.settings.forbidden_account_ids: got ["a"], expected no forbidden_account_ids beside allowed_account_ids: the s3 backend takes one of them`,
    ],
  },
  {
    title: "A backend of OpenTofu's that has no place for the stack's name yet is told which",
    file: [state("{ backend: other, type: cos, settings: ▶{ bucket: <stack> } }")],
    messages: [
      `state.settings.prefix: got nothing, expected prefix or key with <stack>, or the stacks overwrite each other's state`,
    ],
  },
  {
    title: "A backend that OpenTofu does not have is refused",
    file: [state("{ backend: other, type: ▶etcd, settings: { path: <stack> } }")],
    messages: [
      `state.type: got "etcd", expected a backend that OpenTofu has: azurerm, consul, cos, gcs, http, kubernetes, oss or pg`,
    ],
  },
  {
    title: "A key in another region than the one that is asked is refused",
    file: [
      state(
        "{ backend: local, encryption: { keyProvider: aws_kms, kmsKeyId: ▶arn:aws:kms:us-east-1:123456789012:alias/state } }",
      ),
    ],
    messages: [
      `state.encryption.kmsKeyId: got "arn:aws:kms:us-east-1:123456789012:alias/state", expected a key in eu-central-1, or its own region as state.encryption.region`,
    ],
  },
  {
    title: "A mistyped setting of a backend is refused with the one that is meant, in blocks too",
    file: [
      state(
        '{ backend: s3, bucket: delivery, settings: { ▶use_lock_file: true, assume_role: ▶{ ▶rol_arn: "arn:aws:iam::1:role/x" }, endpoints: { ▶s4: x } } }',
      ),
    ],
    messages: [
      `state.settings.use_lock_file: got the unknown setting "use_lock_file", expected a setting that OpenTofu's backend has: did you mean "use_lockfile"?`,
      "state.settings.assume_role.role_arn: got nothing, expected role_arn, which OpenTofu's backend needs there",
      `state.settings.assume_role.rol_arn: got the unknown setting "rol_arn", expected a setting that OpenTofu's backend has: did you mean "role_arn"?`,
      `state.settings.endpoints.s4: got the unknown setting "s4", expected a setting that OpenTofu's backend has: did you mean "s3"?`,
    ],
  },
  {
    title: "A setting of another backend is refused with those that there are",
    file: [state("{ backend: other, type: gcs, settings: { ▶bukkit: a, prefix: <stack>, ▶workspace_key_prefix: b } }")],
    messages: [
      `state.settings.bukkit: got the unknown setting "bukkit", expected a setting that OpenTofu's backend has: did you mean "bucket"?`,
      `state.settings.workspace_key_prefix: got the unknown setting "workspace_key_prefix", expected a setting that OpenTofu's backend has: access_token, bucket, credentials, encryption_key, impersonate_service_account, impersonate_service_account_delegates, kms_encryption_key, prefix, storage_custom_endpoint or universe_domain`,
    ],
  },
  {
    title: "A setting of another type than the backend takes is refused",
    file: [
      state(
        "{ backend: s3, bucket: delivery, settings: { encrypt: ▶maybe, max_retries: ▶few, profile: ▶[a], allowed_account_ids: ▶one, endpoints: ▶[], assume_role: { role_arn: a, tags: ▶[a] } } }",
      ),
    ],
    messages: [
      `state.settings.encrypt: got "maybe", expected true or false`,
      `state.settings.max_retries: got "few", expected a number`,
      `state.settings.profile: got ["a"], expected text`,
      `state.settings.allowed_account_ids: got "one", expected a list of texts`,
      "state.settings.endpoints: got an empty list, expected a mapping",
      `state.settings.assume_role.tags: got ["a"], expected a mapping of texts`,
    ],
  },
  {
    title: "Blocks of which a backend takes many are a list",
    file: [
      state(
        "{ backend: other, type: cos, settings: { prefix: <stack>, assume_role: ▶{ role_arn: a, session_name: b } } }",
      ),
    ],
    messages: ["state.settings.assume_role: got a mapping with role_arn, session_name, expected a list of mappings"],
  },
  {
    title: "In a list of blocks each is judged",
    file: [state("{ backend: other, type: cos, settings: { prefix: <stack>, assume_role: [{ ▶role: a }] } }")],
    messages: [
      `state.settings.assume_role[0].role: got the unknown setting "role", expected a setting that OpenTofu's backend has: did you mean "role_arn"?`,
    ],
  },
  {
    title: "A block without what it needs is refused",
    file: [
      state(
        "{ backend: other, type: kubernetes, settings: { secret_suffix: <stack>, exec: [▶{ command: aws, args: [a] }] } }",
      ),
    ],
    messages: [
      "state.settings.exec[0].api_version: got nothing, expected api_version, which OpenTofu's backend needs there",
    ],
  },
  {
    title: "More blocks than the backend takes are refused",
    file: [state("{ backend: other, type: kubernetes, settings: { secret_suffix: <stack>, exec: ▶[{}, {}] } }")],
    messages: ["state.settings.exec: got a list of 2, expected at most 1 in the list"],
  },
  {
    title: "A role to assume is named",
    file: [state("{ backend: s3, bucket: delivery, settings: { assume_role: ▶{ session_name: a } } }")],
    messages: [
      "state.settings.assume_role.role_arn: got nothing, expected role_arn, which OpenTofu's backend needs there",
    ],
  },
  {
    title: "A mistyped backend is refused with the one that is meant",
    file: [state("{ backend: other, type: ▶azure, settings: { key: <stack> } }")],
    messages: [`state.type: got "azure", expected a backend that OpenTofu has: did you mean "azurerm"?`],
  },
  ...["cdktf.out", "./cdktf.out/state", "CDKTF.out/", ".git", "node_modules/.cache/state"].map((directory): Row => ({
    title: `The state is not kept in ${directory}, which others empty`,
    file: [state(`{ backend: local, directory: ▶${directory} }`)],
    messages: [
      `state.directory: got "${directory}", expected a folder of its own: a synth replaces all of cdktf.out, as npm does node_modules, and .git is Git's`,
    ],
  })),
];
