/** The account that an ARN is of. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const accountOf = (arn: string): string | undefined => arn.split(":")[4];

/** The partition that a region is of. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const partitionOf = (region: string): string => {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("eusc-")) return "aws-eusc";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
};

/** Whether an ARN is of a region's partition. Of secret partitions, whose regions have other names, any is. */
export function isInPartition(arn: string, region: string): boolean {
  const [, partition = ""] = arn.split(":");
  return partition.startsWith("aws-iso") || partition === partitionOf(region);
}

/** Whether an ARN is of a region, and of its partition. */
export const isIn = (arn: string, region: string): boolean =>
  arn.split(":")[3] === region && isInPartition(arn, region);
