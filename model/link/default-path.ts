import type { DeliveryShape } from "../../config/schema";

/** Where a secret is kept whose path is left out: two organizations that share an account don't meet there. */
export function defaultPath({ aws, github }: DeliveryShape, path: string): string {
  const { parameterPrefix = `/${github.organization}` } = aws;
  return parameterPrefix === "/" ? path : `${parameterPrefix}${path}`;
}
