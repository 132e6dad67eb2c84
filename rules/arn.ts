/** The partition that a region is of. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const partitionOf = (region: string): string => {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("eusc-")) return "aws-eusc";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
};

/** Whether an ARN is of a region, and of its partition. Of secret partitions, whose regions have other names, any is. */
export function isIn(arn: string, region: string): boolean {
  const [, partition = "", , arnRegion] = arn.split(":");
  return arnRegion === region && (partition.startsWith("aws-iso") || partition === partitionOf(region));
}
