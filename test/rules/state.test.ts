import assert from "node:assert/strict";
import { test } from "node:test";
import { edited, refusal } from "../config/bad-files/row";

/** What is said of the shipped file with a state, each line without its place. */
const refusalOf = (state: unknown): readonly string[] =>
  refusal(edited([["\nclusters:\n", `\nstate: ${JSON.stringify(state)}\n\nclusters:\n`]])).map((line) =>
    line.replace(/^delivery\.yaml:\d+:\d+: /, ""),
  );

/** Backends of OpenTofu's, and the settings that each keeps states apart by. */
const places = {
  azurerm: ["key"],
  consul: ["path"],
  cos: ["prefix", "key"],
  gcs: ["prefix"],
  http: ["address"],
  kubernetes: ["secret_suffix"],
  oss: ["prefix", "key"],
  pg: ["schema_name"],
};

for (const [type, names] of Object.entries(places)) {
  for (const name of names) {
    test(`the stack's name in ${name} keeps the states of ${type} apart`, () => {
      assert.deepEqual(refusalOf({ backend: "other", type, settings: { [name]: "flux/<stack>" } }), ["accepted"]);
    });
  }
  test(`the states of ${type} are not apart by a setting that is no place`, () => {
    const [first = ""] = names;
    assert.deepEqual(refusalOf({ backend: "other", type, settings: { [first]: 1, comment: "<stack>" } }), [
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
