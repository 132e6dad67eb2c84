import assert from "node:assert/strict";
import { test } from "node:test";
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
