import { Fn, Op, type Precondition } from "cdktf";
import { Construct } from "constructs";
import type { PublishedValue, SecretAccess, StoredSecret } from "../../secrets/backend";
import { EphemeralResource } from "../opentofu/ephemeral-resource";

export interface KeptKeyPairProps {
  /** What it is, within a sentence. */
  readonly name: string;
  /** Where the private half is kept. */
  readonly privateKey: string;
  /** Where the public half is kept. */
  readonly publicKey: string;
  readonly secrets: SecretAccess;
}

/**
 * An SSH key pair that OpenTofu makes and the secret store alone keeps: no state and no plan has the private half.
 *
 * Each run makes a key, and only the first run's is kept, since the version of a write-only value stays the same. The
 * public half is of the key that is read back, not of the one just made: after a run that was cut short between the two
 * writes they would be halves of two keys.
 */
export class KeptKeyPair extends Construct {
  readonly secret: StoredSecret;
  readonly published: PublishedValue;
  /** In OpenSSH's form, as an ephemeral value. */
  readonly privateKey: string;
  /** The public half of the private one, as an ephemeral value, in the form of {@link publicKey}. */
  readonly derivedKey: string;
  /** What is kept as the public half: in the form of authorized_keys, without a comment. */
  readonly publicKey: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: KeptKeyPairProps,
  ) {
    super(scope, id);
    const { name, privateKey, publicKey, secrets } = props;
    const fresh = new EphemeralResource(this, "fresh", "tls_private_key", { algorithm: "ED25519" });
    this.secret = secrets.put(this, "private", {
      path: privateKey,
      description: `Private half of ${name}`,
      value: { writeOnly: fresh.attribute("private_key_openssh"), version: 1 },
      isFinal: true,
    });
    this.privateKey = secrets.readBack(this, "read-back", this.secret);
    const half = new EphemeralResource(this, "half", "tls_public_key", { private_key_openssh: this.privateKey });
    this.derivedKey = Fn.trimspace(half.attribute("public_key_openssh"));
    this.published = secrets.publish(this, "public", {
      path: publicKey,
      description: `Public half of ${name}`,
      writeOnly: this.derivedKey,
    });
    this.publicKey = this.published.value;
  }

  /**
   * What must hold before the public half is given to anybody: both halves are of one key, so neither was changed or
   * deleted outside of OpenTofu.
   *
   * @param mend what to do otherwise, as whole sentences
   */
  isWhole(mend: string): Precondition {
    const { name, privateKey, publicKey } = this.props;
    return {
      condition: Op.eq(this.publicKey, this.derivedKey),
      errorMessage: `The halves of ${name} are of two keys: ${privateKey} or ${publicKey} was changed or deleted outside of OpenTofu. ${mend}`,
    };
  }
}
