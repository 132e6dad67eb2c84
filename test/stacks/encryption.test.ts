import assert from "node:assert/strict";
import { test } from "node:test";
import { at, shippedWith, synthesize, type Synthesized } from "../support/synth";

const encrypted = (encryption: string): Synthesized =>
  synthesize(shippedWith("state: { backend: local }\n", `state: { backend: local, encryption: ${encryption} }\n`));

test("state is not encrypted by OpenTofu unless configured, so that Terraform works too", () => {
  assert.equal(at(synthesize().stack("secrets"), "terraform", "encryption"), undefined);
});

test("state, plan and the other stacks' states are encrypted with one passphrase, and plain text is refused", () => {
  const delivery = encrypted("{ keyProvider: pbkdf2 }");
  for (const name of ["secrets", "flux-bootstrap", "app"]) {
    assert.deepEqual(at(delivery.stack(name), "terraform", "encryption"), {
      key_provider: { pbkdf2: { main: { passphrase: "${var.state_passphrase}" } } },
      method: { aes_gcm: { main: { keys: "${key_provider.pbkdf2.main}" } } },
      plan: { enforced: true, method: "method.aes_gcm.main" },
      remote_state_data_sources: { default: { method: "method.aes_gcm.main" } },
      state: { enforced: true, method: "method.aes_gcm.main" },
    });
    assert.equal(at(delivery.stack(name), "variable", "state_passphrase", "sensitive"), true);
  }
});

test("while migrating, plain state is still read", () => {
  const encryption = at(encrypted("{ keyProvider: pbkdf2, migrate: true }").stack("app"), "terraform", "encryption");
  const target = { fallback: { method: "method.unencrypted.plain" }, method: "method.aes_gcm.main" };
  assert.deepEqual(at(encryption, "state"), target);
  assert.deepEqual(at(encryption, "remote_state_data_sources"), { default: target });
  assert.deepEqual(at(encryption, "method", "unencrypted"), { plain: {} });
});

test("a KMS key wraps the key instead of a passphrase, in the region of the parameters unless another is named", () => {
  const delivery = encrypted("{ keyProvider: aws_kms, kmsKeyId: alias/state }");
  assert.deepEqual(at(delivery.stack("app"), "terraform", "encryption", "key_provider"), {
    aws_kms: { main: { key_spec: "AES_256", kms_key_id: "alias/state", region: "eu-central-1" } },
  });
  assert.equal(at(delivery.stack("app"), "variable"), undefined);
});
