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
