import { z } from "zod";
import { secretPathPrefix } from "../../secrets/path";

export const awsRegion = z
  .string("an AWS region such as eu-central-1")
  .regex(/^[a-z]{2,4}(-[a-z]+)+-[0-9]$/, "an AWS region such as eu-central-1");

const accountText = "an AWS account's id of 12 digits";

/** In quotes: of a number YAML would drop the zeros before it. */
const accountId = z.string(accountText).regex(/^[0-9]{12}$/, accountText);

const keyId = "(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})";
const alias = "alias/[A-Za-z0-9/_-]{1,250}";
const arn = `arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key/${keyId}|${alias})`;
const kmsKeyText = "a KMS key's id, ARN or alias such as alias/delivery";

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id */
export const kmsKey = z.string(kmsKeyText).regex(new RegExp(`^(${keyId}|${alias}|${arn})$`), kmsKeyText);

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices */
const tagText = (min: number, max: number, expected: string) =>
  z.string(expected).regex(new RegExp(`^(?![aA][wW][sS]:)[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{${min},${max}}$`, "u"), expected);

const tags = z
  .record(
    tagText(1, 128, "a tag key: letters, digits, spaces and _.:/=+@-, at most 128, not beginning with aws:"),
    tagText(0, 256, "a tag value: letters, digits, spaces and _.:/=+@-, at most 256, not beginning with aws:"),
  )
  .refine((all) => Object.keys(all).length <= 50, "at most 50 tags")
  // IAM takes keys that differ only in case for one.
  .refine((all) => {
    const keys = Object.keys(all).map((key) => key.toLowerCase());
    return new Set(keys).size === keys.length;
  }, "tag keys that differ in more than upper and lower case");

/** The account's region, the key that encrypts the parameters, and the tags of everything made there. */
export const aws = z.strictObject({
  region: awsRegion.describe("Region of the parameters."),
  accountId: accountId
    .optional()
    .describe(
      "Account of the parameters: credentials of any other are refused. Default: whatever account they are of.",
    ),
  kmsKeyId: kmsKey
    .optional()
    .describe(
      "KMS key of the SecureStrings. A change goes with a raise of every tokenVersion and keyVersion, and new generations of the keys. Default: the account's aws/ssm key.",
    ),
  parameterPrefix: secretPathPrefix
    .optional()
    .describe(
      "What the SSM paths that are left out begin with, the <prefix> of their defaults; / for nothing. Default: /<organization>.",
    ),
  tags: tags.default({}).describe("Tags of every AWS resource."),
});
