import type { Path } from "../../config/problems";
import { problem, type Check } from "../check";

interface Named {
  readonly id: string;
  readonly region: string;
  readonly at: Path;
}

/** The KMS keys that the file names can encrypt. */
export const kmsKeys: Check = {
  name: "kms-keys",
  of: "delivery",
  async *run({ aws, delivery: { aws: account, state } }) {
    const { kmsKeyId, region } = account;
    const named: Named[] = kmsKeyId === undefined ? [] : [{ id: kmsKeyId, region, at: ["aws", "kmsKeyId"] }];
    if (state.encryption?.keyProvider === "aws_kms") {
      const { kmsKeyId: id, region: own = region } = state.encryption;
      named.push({ id, region: own, at: ["state", "encryption", "kmsKeyId"] });
    }
    const asked = named.map(async (each) => ({ ...each, key: await aws.kmsKey(each.id, each.region) }));
    for (const { id, region: where, at, key } of await Promise.all(asked)) {
      if (!key) {
        yield problem(
          at,
          `there is no KMS key ${id} in ${where}`,
          "a key that is there",
          "Make it, or correct its id or the region.",
        );
      } else if (key.state !== "Enabled") {
        yield problem(
          at,
          `KMS key ${id} is ${key.state}`,
          "a key that is enabled",
          "Enable it in KMS, or name another.",
        );
      } else if (key.usage !== "ENCRYPT_DECRYPT" || key.spec !== "SYMMETRIC_DEFAULT") {
        const expected = "a symmetric key that encrypts and decrypts";
        yield problem(at, `KMS key ${id} is ${key.spec}, for ${key.usage}`, expected, "Name another key.");
      }
    }
  },
};
