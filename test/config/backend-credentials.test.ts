import assert from "node:assert/strict";
import { test } from "node:test";
import { backends, type Arguments } from "../../config/backends";
import { credentialArguments } from "../../config/backend-credentials";

/** Arguments whose names have a word of a credential's, and that are none. */
const harmless = /_(?:files?|path|url|prefix)$|^use_|^skip_|tag_keys$|^(?:key|kms_encryption_key|kms_key_id)$/;

const suspect = /key|token|secret_(?!suffix)|secret$|pass|cred|auth$|conn_str|certificate/;

const certificates = /^(client_ca|cluster_ca)_certificate/;

const namesIn = (known: Arguments): string[] =>
  Object.entries(known).flatMap(([name, { arguments: inner }]) => [name, ...(inner ? namesIn(inner) : [])]);

for (const [type, known] of Object.entries(backends)) {
  test(`every argument of ${type} that may be a credential is known as one, or as none`, () => {
    const own = credentialArguments[type] ?? {};
    const missed = namesIn(known).filter(
      (name) => suspect.test(name) && !Object.hasOwn(own, name) && !harmless.test(name) && !certificates.test(name),
    );
    assert.deepEqual(missed, []);
    assert.deepEqual(
      Object.keys(own).filter((name) => !namesIn(known).includes(name)),
      [],
    );
  });
}
