import { TerraformVariable, type TerraformStack } from "cdktf";
import type { Delivery } from "../../model/delivery";
import type { EscapedDelivery } from "./escaped";

type Encryption = NonNullable<Delivery["state"]["encryption"]>;

function keyProvider(stack: TerraformStack, encryption: Encryption, region: string): object {
  switch (encryption.keyProvider) {
    case "aws_kms": {
      const { kmsKeyId, region: keyRegion = region } = encryption;
      return { aws_kms: { main: { kms_key_id: kmsKeyId, region: keyRegion, key_spec: "AES_256" } } };
    }
    case "pbkdf2": {
      const passphrase = new TerraformVariable(stack, "state_passphrase", {
        type: "string",
        description: "Passphrase of the state and plan files, 16 characters or more",
        sensitive: true,
        nullable: false,
      });
      return { pbkdf2: { main: { passphrase: passphrase.stringValue } } };
    }
  }
}

/**
 * Encrypts a stack's state and plan, and reads the other stacks' states with the same key. Once nothing is left to
 * migrate it is enforced: OpenTofu then refuses to write plain text. References to a method are bare in JSON.
 */
export function encryptState(stack: TerraformStack, { state, aws }: EscapedDelivery): void {
  const { encryption } = state;
  if (!encryption) return;
  const { migrate } = encryption;
  const method = "method.aes_gcm.main";
  const remote = { method, fallback: migrate ? { method: "method.unencrypted.plain" } : undefined };
  const target = { ...remote, enforced: migrate ? undefined : true };
  stack.addOverride("terraform.encryption", {
    key_provider: keyProvider(stack, encryption, aws.region),
    method: {
      aes_gcm: { main: { keys: `\${key_provider.${encryption.keyProvider}.main}` } },
      unencrypted: migrate ? { plain: {} } : undefined,
    },
    state: target,
    plan: target,
    remote_state_data_sources: { default: remote },
  });
}
