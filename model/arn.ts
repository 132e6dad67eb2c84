/** The account that an ARN is of. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const accountOf = (arn: string): string | undefined => arn.split(":")[4];
