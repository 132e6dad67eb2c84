import type { Json } from "../../support/synth";
import { bases } from "./cases";
import { fieldsOf, type Field } from "./fields";
import { withValue } from "./schema";

const everything = bases.at(-1) ?? null;

/** A file, and the fields of it that texts are put into. */
export interface Target {
  readonly name: string;
  readonly data: Json;
  readonly fields: readonly Field[];
}

const target = (name: string, data: Json, part?: string): Target => ({
  name,
  data,
  fields: fieldsOf(data).filter(({ path: [first] }) => part === undefined || first === part),
});

/** What may be written as a list or as one text, as the text. */
const asText = withValue(
  withValue(everything, ["github", "knownHosts"], "test/support/keys/known_hosts"),
  ["repositories", 0, "runner"],
  "ubuntu-24.04",
);

/** Files that together have every field of the schema. */
export const targets: readonly Target[] = [
  target("all but the state", everything),
  target("one text where GitHub may have a list", asText, "github"),
  target("one text where a repository may have a list", asText, "repositories"),
  target(
    "state in S3",
    withValue(everything, ["state"], {
      backend: "s3",
      bucket: "acme",
      region: "eu-central-1",
      key: "delivery/<stack>",
      settings: { profile: "acme" },
      encryption: { keyProvider: "aws_kms", kmsKeyId: "alias/state", region: "eu-central-1" },
    }),
    "state",
  ),
  target(
    "state elsewhere",
    withValue(everything, ["state"], {
      backend: "other",
      type: "http",
      settings: { address: "http://127.0.0.1:1/<stack>", username: "acme", headers: { "x-canary": "acme" } },
      encryption: { keyProvider: "aws_kms", kmsKeyId: "alias/state", region: "eu-central-1" },
    }),
    "state",
  ),
];
