/** Patterns, replacements, numbers and tags for the judge. */
import fc from "fast-check";

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const textOf = (piece: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength }).map((pieces) => pieces.join(""));

const piece = fc.oneof(
  { weight: 6, arbitrary: some("a", "b", "1", "-", ".", "[0-9]+", "\\d", "\\.", "main", "[ab]", "\\w+") },
  {
    weight: 3,
    arbitrary: some("(", ")", "(?:", "|", "(?P<ts>", "(?<n>", "(?P<1>", "(?P<01>", "(?i:", "(?i)", "(?s-m)"),
  },
  { weight: 3, arbitrary: some("^", "$", "\\A", "\\z", "\\b", "\\B") },
  { weight: 2, arbitrary: some("*", "+", "?", "{2}", "{0}", "{1,}", "{1,2}", "*?", "{", "}", "{,2}", "{2", "+?") },
  {
    weight: 1,
    arbitrary: some(
      "\\Qa|b\\E",
      "\\Q\\E",
      "\\E",
      "\\Q^",
      "[]|a]",
      "[^]|]",
      "[[:alpha:]|]",
      "[\\]|]",
      "[",
      "]",
      "[[:x:]]",
    ),
  },
  {
    weight: 1,
    arbitrary: some("\\x{61}", "\\p{L}", "\\pN", "\\C", "\\1", "(?=a)", "(?<!a)", "é", "\\Z", "(?P<ts>a)", "\\8"),
  },
);
const group = (content: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(some("(", "(?:", "(?i:", "(?P<ts>"), content, content, some(")", "|b)", "$)", "|^b$)"))
    .map((parts) => parts.join(""));
const anchored = fc
  .tuple(
    some("^", "^", "\\A", "(?i)^", "(^", "(?:^"),
    textOf(fc.oneof(piece, group(textOf(piece, 2))), 4),
    some("$", "$", "\\z", "$)", "$$"),
  )
  .map((parts) => parts.join(""));

export const patterns = fc.oneof(
  { weight: 4, arbitrary: anchored },
  { weight: 2, arbitrary: textOf(piece, 6) },
  {
    weight: 1,
    arbitrary: some(
      "^main-[0-9a-f]+-(?P<ts>[0-9]+)$",
      "^v([0-9]+)[.]([0-9]+)$",
      "^(.*)$",
      "^(a|b)(-rc)?$",
      "^(?P<é>a)$",
    ),
  },
);

export const replacements = fc.oneof(
  { weight: 4, arbitrary: some("$ts", "${ts}", "$1", "${1}", "$0", "$2", "${1}0$2", "") },
  {
    weight: 1,
    arbitrary: textOf(some("$", "{", "}", "1", "0", "ts", "n", "-", "x", "é", "_", "$$", "$1", "1234567890"), 5),
  },
);

export const tags = fc.oneof(
  { weight: 3, arbitrary: textOf(some("a", "b", "1", "2", "-", ".", "main", "v", "A", "é"), 5) },
  {
    weight: 2,
    arbitrary: some(
      "main-1a2b-17",
      "main-ff-9",
      "main-0-17",
      "v1.2",
      "v1.10",
      "1.2.3",
      "v1.2.3",
      "1.2.3+a",
      "2026.01.05",
    ),
  },
  {
    weight: 2,
    arbitrary: some("1", "2", "10", "1.0", "01", "+1", "-1", "1e1", "0x1p1", "inf", "nan", "1e999", "1_0", "0.1"),
  },
);

/** Patterns of policies: most match something. */
export const policyPatterns = some(
  ...[
    "^([0-9]+).*$",
    "^main-[0-9a-f]+-(?P<ts>[0-9]+)$",
    "^v?(.*)$",
    "^(v?)(.*)$",
    "a",
    "^[0-9.]+$",
    "^(.).*$",
    "^(",
    "",
  ],
);

export const floats = fc.oneof(
  textOf(some(...Array.from("0123456789.eE+-_")), 8),
  fc.double().map(String),
  fc
    .tuple(
      some("", "+", "-"),
      some("0x", "0X"),
      fc.oneof(
        textOf(some(...Array.from("0123456789abcdefF._")), 8),
        fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 70n }), some("", ".8", ".")).map(([n, rest]) => n.toString(16) + rest),
      ),
      some("p", "P", ""),
      fc.integer({ min: -1100, max: 1100 }),
    )
    .map((parts) => parts.join("")),
  some(
    "inf",
    "+Inf",
    "-INFINITY",
    "infinit",
    "nan",
    "NaN",
    "+nan",
    "1e309",
    "-1e309",
    "4.9e-324",
    "1e-400",
    "0x1p-1075",
    "0x1.8p-1075",
  ),
  some(
    "",
    ".",
    "5.",
    ".5",
    "1_000",
    "_1",
    "1__0",
    "1_",
    "0x_1p0",
    "0x1_p0",
    "0x1p1_0",
    "0x1p_1",
    "1e1_0",
    "0b1",
    "١",
    "1_.5",
    "0_1",
  ),
);
