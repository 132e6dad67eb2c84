import assert from "node:assert/strict";
import { test } from "node:test";
import { isIn } from "../../model/arn";

const key = (partition: string, region: string): string => `arn:${partition}:kms:${region}:123456789012:alias/keys`;

const rows: readonly (readonly [partition: string, region: string, isRight: boolean])[] = [
  ["aws", "eu-central-1", true],
  ["aws-cn", "cn-north-1", true],
  ["aws-us-gov", "us-gov-west-1", true],
  ["aws-eusc", "eusc-de-east-1", true],
  ["aws-iso", "us-iso-east-1", true],
  ["aws-iso-b", "us-isob-east-1", true],
  ["aws-cn", "eu-central-1", false],
  ["aws", "cn-north-1", false],
  ["aws", "eusc-de-east-1", false],
  ["aws", "us-gov-west-1", false],
];

for (const [partition, region, isRight] of rows) {
  test(`a key of ${partition} is ${isRight ? "" : "not "}one in ${region}`, () => {
    assert.equal(isIn(key(partition, region), region), isRight);
    assert.ok(!isIn(key(partition, region), "eu-west-9"));
  });
}
