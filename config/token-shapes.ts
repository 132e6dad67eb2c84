/**
 * What cdktf reads as a reference of its own, whoever wrote it: it keeps references among text and numbers, and looks for
 * them in all that a stack holds.
 *
 * @see https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/tokens/private/encoding.ts
 */
const marker = "TfToken[";

/** Stand for what a map will hold. */
const placeholders: readonly unknown[] = ["String Map Token Value", "Any Map Token Value", -123456789];

/** A reference to a number is a number that nobody has: 2^992 and a little less than twice that, below zero. */
const isReference = (value: number): boolean => Math.abs(value) >= 8e298 && Math.abs(value) < 8.5e298;

/** cdktf looks from each of these signs for an exponent at the end of them all. */
const mostInRow = 1000;

/** What is expected instead of a text or number that cdktf would not leave as it is; undefined where it does. */
export function tokenFault(value: string | number): string | undefined {
  if (placeholders.includes(value)) return "another value: cdktf keeps this one for itself";
  if (typeof value === "number") return undefined;
  if (value.includes(marker)) return `text without ${marker}, which cdktf reads as a reference of its own`;
  for (const [number, exponent] of value.matchAll(/[-|\d.+]+(e[-|\d.eE+]+)?/g)) {
    if (number.length > mostInRow) return `text with at most ${mostInRow} digits, '.', '|', '+' and '-' in a row`;
    if (exponent !== undefined && isReference(parseFloat(number))) {
      return "text without a number such as 8.1e298, which cdktf reads as a reference of its own";
    }
  }
  return undefined;
}
