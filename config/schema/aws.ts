import { z } from "zod";

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices */
const tagText = (max: number, expected: string) =>
  z.string(expected).regex(new RegExp(`^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,${max}}$`, "u"), expected);

/** The account's region, the key that encrypts the parameters, and the tags of everything made there. */
export const aws = z.strictObject({
  region: z
    .string("an AWS region such as eu-central-1")
    .regex(/^[a-z]{2,4}(-[a-z]+)+-[0-9]$/, "an AWS region such as eu-central-1")
    .describe("Region of the parameters."),
  kmsKeyId: z
    .string("a KMS key's id, ARN or alias")
    .regex(
      /^(alias\/[A-Za-z0-9/_-]+|(mrk-)?[0-9a-f-]{32,36}|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)\/[A-Za-z0-9/_-]+)$/,
      "a KMS key's id, ARN or alias such as alias/delivery",
    )
    .optional()
    .describe("KMS key of the SecureStrings. Default: the account's aws/ssm key."),
  tags: z
    .record(
      tagText(128, "a tag key: letters, digits, spaces and _.:/=+@-, at most 128, not beginning with aws:"),
      tagText(256, "a tag value in quotes: letters, digits, spaces and _.:/=+@-, at most 256"),
    )
    .default({})
    .describe("Tags of every AWS resource."),
});
