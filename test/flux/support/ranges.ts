/** Ranges and versions for the judge: what people write, what is nearly right, and noise. */
import fc from "fast-check";

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(""));
const maybe = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(some(""), some(""), arbitrary);

const number = fc.oneof(
  { weight: 12, arbitrary: some("0", "1", "2", "3", "10") },
  { weight: 1, arbitrary: some("00", "01", "007", "2026", "18446744073709551615", "18446744073709551616") },
);
const identifier = some("0", "1", "2", "10", "rc", "alpha", "a-b", "-", "01", "1a", "RC", "99999999999999999999");
const suffix = (mark: string): fc.Arbitrary<string> =>
  maybe(fc.array(identifier, { minLength: 1, maxLength: 3 }).map((identifiers) => mark + identifiers.join(".")));
const numbers = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 8, arbitrary: fc.array(part, { minLength: 3, maxLength: 3 }) },
      { weight: 4, arbitrary: fc.array(part, { minLength: 1, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.array(part, { minLength: 0, maxLength: 4 }) },
    )
    .map((parts) => parts.join("."));
const version = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  joined(maybe(some("v")), numbers(part), suffix("-"), maybe(suffix("+")));

const open = fc.oneof(
  { weight: 8, arbitrary: number },
  { weight: 2, arbitrary: some("x", "X", "*") },
  { weight: 1, arbitrary: some("xx", "|", "1|2", "") },
);
const operator = fc.oneof(
  { weight: 10, arbitrary: some("", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^") },
  { weight: 1, arbitrary: some("==", "><", "~^", "!") },
);
const separator = fc.oneof(
  { weight: 10, arbitrary: some(" ", ",", ", ", " , ", "||", " || ", " - ", "  ") },
  { weight: 1, arbitrary: some("", "|", "-", " -", "|||", ",,", "\t", "\v", "\n", "-  ") },
);
const constraint = joined(operator, maybe(some(" ")), version(open));
const plain = joined(
  constraint,
  fc.array(joined(separator, constraint), { maxLength: 4 }).map((rest) => rest.join("")),
);
/** What the library's expressions make of hyphens depends on all that stands around them. */
const hyphens = joined(
  maybe(some(" ", "3 ", "3,", "3||", "=", ".")),
  fc
    .array(joined(some("1", "2.x", "v1.2.3", "1.0.0-a", "1||2", "1.2.3.4"), some(" - ", "  -\t", " -", " || ", " ")), {
      minLength: 1,
      maxLength: 4,
    })
    .map((rest) => rest.join("")),
  version(open),
  maybe(some(" ", "||3", ",3", " 3", ".0")),
);
const noise = fc
  .array(some(...Array.from("0123 .xX*|-+v=<>!~^,aé")), { maxLength: 20 })
  .map((characters) => characters.join(""));

export const ranges = fc.oneof(
  { weight: 6, arbitrary: plain },
  { weight: 2, arbitrary: hyphens },
  { weight: 1, arbitrary: noise },
);

export const versions = fc.oneof(
  { weight: 8, arbitrary: version(number) },
  { weight: 1, arbitrary: some("", "latest", "1.2-rc.1.2", "1-a.b.c", "v", "vv1.2.3", "1.2.3 ", " 1.2.3", "1.2.3-") },
);

/** By hand: each has been a disagreement somewhere, or is a limit. */
export const knownRanges: readonly string[] = [
  ...["", " ", "*", "x", "^*", "~*", ">*", "!=*", "<=*", "*-0", "x.2.3", "1.x.3", "1.2.xx", "xx", "|", "1|2", "x.1|2"],
  ...["~0.0.0", "~>0.0.0", "~0.0", "~0", "^0.0.0", "^0.0.3", "^0.0", "^0", "^0.2.3", "~0.0.0-0", "^0.0.3-rc"],
  ...[
    "!=1.0.0",
    "!=1.x",
    "!=1.2",
    "!=1.2.x-rc",
    "=>1.0.0",
    "=<1.0.0",
    "> =1",
    ">= 1",
    "1.x || >=3.0.0-0",
    "1,2",
    "1 2",
  ],
  ...["1.0.0 - 2.0.0", "1.0.0 - 2.0.0||3.0.0", "1||2 - 3", "3 1 - 2", "3,1 - 2", "1 - 2 - 3", "1 - 2 3 - 4", "1 -2"],
  ...["01.2.3", "1.2.3-01", "1.2.3+01", "2026.01.05", ">=2026.01.05", "1.2.3.4", "v1.2", "V1.2", "1,", ",1", "1 ,, 2"],
  ...[Array(32).fill("1").join("||"), Array(33).fill("1").join("||"), Array(28).fill("1").join(" ")],
  ...[`1${" ".repeat(511)}`, `1${" ".repeat(512)}`, `1.2.3-${"a".repeat(250)}`, `1.2.3-${"a".repeat(251)}`],
  ...["1 - 2 - 3 2 - 3", "1 - 2 ".repeat(85), "1\v2", "1\u00a02", "^1\n||\r2"],
];
