import assert from "node:assert/strict";
import { test } from "node:test";
import { backends } from "../../config/backends";
import { parseDelivery } from "../../config/load";
import { settingsAreArguments } from "../../rules/state";
import { edited, refusal } from "../config/bad-files/row";

/** What is said of the shipped file with a state, each line without its place. */
const refusalOf = (state: unknown): readonly string[] =>
  refusal(edited([["\nstate: { backend: local }\n", `\nstate: ${JSON.stringify(state)}\n`]])).map((line) =>
    line.replace(/^delivery\.yaml:\d+:\d+: /, ""),
  );

/** Backends of OpenTofu's, the settings that each keeps states apart by, and one that it does not. */
const places = {
  azurerm: { names: ["key"], other: "container_name" },
  consul: { names: ["path"], other: "datacenter" },
  cos: { names: ["prefix", "key"], other: "bucket" },
  gcs: { names: ["prefix"], other: "bucket" },
  http: { names: ["address"], other: "lock_address" },
  kubernetes: { names: ["secret_suffix"], other: "namespace" },
  oss: { names: ["prefix", "key"], other: "bucket" },
  pg: { names: ["schema_name"], other: "table_name" },
};

/** A place that most backends take: the HTTP backend's are URLs, and a Secret's name can't be one. */
const place = "https://state.example.com/<stack>";
const placeIn = (name: string): string => (name === "secret_suffix" ? "<stack>" : place);

for (const [type, { names, other }] of Object.entries(places)) {
  for (const name of names) {
    test(`the stack's name in ${name} keeps the states of ${type} apart`, () => {
      assert.deepEqual(refusalOf({ backend: "other", type, settings: { [name]: placeIn(name) } }), ["accepted"]);
    });
  }
  test(`the states of ${type} are not apart by a setting that is no place`, () => {
    const [first = ""] = names;
    assert.deepEqual(refusalOf({ backend: "other", type, settings: { [first]: 1, [other]: place } }), [
      `state.settings.${first}: got 1, expected ${names.join(" or ")} with <stack>, or the stacks overwrite each other's state`,
    ]);
  });
}

const wrapped = (kmsKeyId: string, region?: string): readonly string[] =>
  refusalOf({ backend: "local", encryption: { keyProvider: "aws_kms", kmsKeyId, region } });

test("a key that wraps the state's is asked for in aws.region, or in a region of its own", () => {
  assert.deepEqual(wrapped("arn:aws:kms:eu-central-1:123456789012:alias/state"), ["accepted"]);
  assert.deepEqual(wrapped("arn:aws:kms:us-east-1:123456789012:alias/state", "us-east-1"), ["accepted"]);
  assert.match(
    wrapped("arn:aws:kms:eu-central-1:123456789012:alias/state", "us-east-1").join(),
    /expected a key in us-east-1, or its own region as state\.encryption\.region$/,
  );
});

test("a key that wraps the state's and is no ARN may be in any region", () => {
  assert.deepEqual(wrapped("alias/state", "us-east-1"), ["accepted"]);
});

const http = (settings: object): readonly string[] =>
  refusalOf({ backend: "other", type: "http", settings: { address: place, ...settings } });
const gcs = (delegates: unknown): readonly string[] =>
  refusalOf({
    backend: "other",
    type: "gcs",
    settings: { prefix: place, impersonate_service_account_delegates: delegates },
  });
const s3 = (settings: object): readonly string[] => refusalOf({ backend: "s3", bucket: "acme-state", settings });

test("a setting has the type that the backend takes, which reads numbers and truth in quotes too", () => {
  for (const value of [true, false, "true", "false"]) {
    assert.deepEqual(http({ skip_cert_verification: value }), ["accepted"], JSON.stringify(value));
  }
  for (const value of [0, 25, -1, 1.5, "3", "-12", "1.25", "10"]) {
    assert.deepEqual(http({ retry_max: value }), ["accepted"], JSON.stringify(value));
  }
  for (const value of [["a"], ["a", "b"], []]) assert.deepEqual(gcs(value), ["accepted"], JSON.stringify(value));
  assert.deepEqual(http({ headers: { a: "b", c: 1 } }), ["accepted"]);
  assert.deepEqual(s3({ allowed_account_ids: ["123456789012"] }), ["accepted"]);
});

test("a setting of another type is refused in words", () => {
  for (const value of [1, "yes", "True", ["true"]]) {
    assert.match(http({ skip_cert_verification: value }).join(), /skip_cert_verification: .*, expected true or false$/);
  }
  for (const value of [true, "", "x", "1x", "x1", "1.", "1.x", "--1", [1]]) {
    assert.match(http({ retry_max: value }).join(), /retry_max: .*, expected a number$/, JSON.stringify(value));
  }
  for (const value of ["a", 1, [{}], ["a", ["b"]], ["a", {}]]) {
    assert.match(gcs(value).join(), /delegates.*: .*, expected a list of texts$/, JSON.stringify(value));
    assert.match(s3({ allowed_account_ids: value }).join(), /allowed_account_ids.*: .*, expected a list of texts$/);
  }
  for (const value of ["a", ["a"], { a: {} }, { a: "b", c: ["d"] }]) {
    assert.match(http({ headers: value }).join(), /headers.*: .*, expected a mapping of texts$/, JSON.stringify(value));
  }
});

test("every argument of every backend has words for what it takes", () => {
  const delivery = parseDelivery(edited([]), "delivery.yaml");
  for (const [type, known] of Object.entries(backends)) {
    for (const name of Object.keys(known)) {
      const state = { backend: "other" as const, type, settings: { [name]: [[{}]] } };
      const [problem, ...none] = settingsAreArguments({ ...delivery, state });
      assert.deepEqual(problem?.path, ["state", "settings", name], type);
      assert.notEqual(problem.expected, "", name);
      assert.deepEqual(none, []);
    }
  }
});

test("addresses of the HTTP backend are URLs of HTTP's", () => {
  for (const scheme of ["http", "https", "HTTPS"]) {
    assert.deepEqual(http({ address: `${scheme}://state.example.com/<stack>` }), ["accepted"], scheme);
  }
  for (const address of [
    "state.example.com/<stack>",
    "ftp://https://x.example/<stack>",
    "https:///<stack>",
    `${place}#a`,
  ]) {
    assert.match(http({ address }).join(), /expected a URL such as https:/, address);
  }
  // Those of other backends are their own matter.
  assert.deepEqual(
    refusalOf({ backend: "other", type: "consul", settings: { path: "<stack>", address: "127.0.0.1:8500" } }),
    ["accepted"],
  );
});

test("a misspelt setting is told with the one that is meant, unless there are hundreds of them", () => {
  const fillers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1]));
  const saidOf = (settings: object): string =>
    s3({ regio: "a", ...settings }).find((line) => line.includes("regio:")) ?? "";
  assert.match(saidOf(fillers(199)), /expected a setting that OpenTofu's backend has: did you mean "region"\?$/);
  assert.match(saidOf(fillers(200)), /expected a setting that OpenTofu's backend has: access_key, acl, /);
});

test("of two settings that are one either may be given", () => {
  for (const settings of [
    { allowed_account_ids: ["123456789012"] },
    { forbidden_account_ids: ["123456789012"] },
    { force_path_style: true },
    { use_path_style: true },
  ]) {
    assert.deepEqual(s3(settings), ["accepted"], JSON.stringify(settings));
  }
});

test("of a list of blocks each is a mapping", () => {
  const exec = [{ api_version: "v1", command: "a" }, "a"];
  assert.match(
    refusalOf({ backend: "other", type: "kubernetes", settings: { secret_suffix: "<stack>", exec } }).join(),
    /settings\.exec: .*, expected a list of mappings$/,
  );
});

test("a setting has the form that its backend takes, with the name of each stack in it", () => {
  const other = (type: string, settings: object): readonly string[] => refusalOf({ backend: "other", type, settings });
  // With flux-bootstrap, the longest name of a stack, there are 63.
  const most = `${"a".repeat(49)}<stack>`;
  assert.deepEqual(other("kubernetes", { secret_suffix: most }), ["accepted"]);
  assert.match(other("kubernetes", { secret_suffix: `a${most}` }).join(), /, at most 63; it is "a{50}flux-bootstrap"/);
  assert.deepEqual(other("pg", { schema_name: most }), ["accepted"]);
  assert.match(other("pg", { schema_name: `a${most}` }).join(), /expected a name of at most 63 bytes/);
  assert.match(other("pg", { schema_name: `${"ä".repeat(25)}<stack>` }).join(), /expected a name of at most 63 bytes/);
  for (const type of ["cos", "oss"]) {
    for (const prefix of ["a/<stack>", ".a/<stack>", "<stack>/"]) {
      assert.deepEqual(other(type, { prefix }), ["accepted"], prefix);
    }
    for (const prefix of ["/<stack>", "./<stack>"]) {
      assert.match(
        other(type, { prefix }).join(),
        /prefix: .* expected a folder that does not begin with '\/' or '\.\/'/,
      );
    }
    assert.deepEqual(other(type, { key: "a/<stack>" }), ["accepted"]);
    for (const key of ["/<stack>", "<stack>/"]) {
      assert.match(other(type, { key }).join(), /key: .* expected text without '\/' at its ends/);
    }
  }
  for (const mode of ["standard", "adaptive"]) assert.deepEqual(s3({ retry_mode: mode }), ["accepted"], mode);
  assert.deepEqual(s3({ workspace_key_prefix: "a/b" }), ["accepted"]);
});
