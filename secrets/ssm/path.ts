import { z } from "zod";

const expected =
  "an SSM parameter path: '/' before each of at most 15 parts of letters, digits, '.', '-' and '_', not beginning with /aws or /ssm, at most 951";

const expectedPrefix =
  "'/' for none, or '/' before each of at most 5 parts of letters, digits, '.', '-' and '_', not beginning with /aws or /ssm, at most 200";

/** What stands before default paths, with room for them after it. */
export const ssmPathPrefix = z
  .string(expectedPrefix)
  .regex(/^(?=.{1,200}$)(\/|(?!\/([aA][wW][sS]|[sS][sS][mM]))(\/[A-Za-z0-9_.-]+){1,5})$/, expectedPrefix);

/** Name of a parameter as a path. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export const ssmPath = z
  .string(expected)
  // AWS counts the ARN before the path among its 1011 characters: 60, where the region's name is long.
  .regex(/^(?=.{2,951}$)(?!\/([aA][wW][sS]|[sS][sS][mM]))(\/[A-Za-z0-9_.-]+){1,15}$/, expected);
