import { aws, awsRegion, kmsKey } from "../../../config/schema/aws";
import { accepts } from "./accepts";

const uuid = "1234abcd-12ab-34cd-56ef-1234567890ab";
const region = "eu-central-1";

accepts(
  "an AWS region",
  awsRegion,
  ["eu-central-1", "us-gov-west-1", "us-iso-east-1", "ap-southeast-7", "eusc-de-east-1", "cn-north-1"],
  [null, 1, "", "eu", "eu-central", "EU-CENTRAL-1", "eu-central-1a", "eu_central_1", "Frankfurt"],
);

accepts(
  "a KMS key",
  kmsKey,
  [
    ...[uuid, `mrk-${"0".repeat(32)}`, "alias/delivery", "alias/aws/ssm"],
    ...[`arn:aws:kms:${region}:123456789012:key/${uuid}`, `arn:aws-us-gov:kms:us-gov-west-1:123456789012:alias/a`],
  ],
  [
    ...[null, 1, "", "delivery", "alias/", "alias/a b", uuid.slice(1), uuid.toUpperCase(), "----", "0".repeat(36)],
    ...[`arn:aws:kms:${region}:12345:key/${uuid}`, `arn:aws:ssm:${region}:123456789012:key/${uuid}`],
  ],
);

accepts(
  "an account's part",
  aws,
  [
    { region },
    { region, kmsKeyId: uuid },
    { region, kmsKeyId: `arn:aws:kms:${region}:123456789012:alias/a` },
    { region, tags: { team: "Plattform 1_.:/=+@-", constructor: "a" } },
    { region, tags: { team: "" } },
  ],
  [
    {},
    { region, tags: { "aws:team": "a" } },
    { region, tags: { team: "Aws:a" } },
    { region, tags: { "": "a" } },
    { region, tags: { team: "a${b}" } },
    { region, tags: { team: null } },
    { region, tags: { team: "a", TEAM: "b" } },
    { region, tags: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, "v"])) },
  ],
);
