/** Numbers as Go's strconv reads them. @see https://pkg.go.dev/strconv#ParseFloat */

/** Underscores stand between digits; a base's prefix counts as one. Without the sign, in lower case. */
function hasGoodUnderscores(text: string): boolean {
  const [prefix = ""] = /^0[box]/.exec(text) ?? [];
  const digits = `0${text.slice(prefix.length)}`;
  return prefix === "0x"
    ? !/(?<![0-9a-f])_|_(?![0-9a-f])/.test(digits)
    : !/(?<![0-9])_|_(?![0-9])/.test(prefix === "" ? text : digits);
}

/** `mantissa` times 2 to the power of `exponent`, rounded once to the nearest number, a tie to the even one. */
function scale(mantissa: bigint, exponent: number): number {
  const size = mantissa.toString(2).length + exponent;
  if (mantissa === 0n || size < -1080) return 0;
  if (size > 1024) return Infinity;
  /** Of the last bit that a number of this size has. */
  const last = Math.max(size - 53, -1074);
  if (exponent >= last) return Number(mantissa << BigInt(exponent - last)) * 2 ** last;
  const cut = BigInt(last - exponent);
  const [quotient, rest, half] = [mantissa >> cut, BigInt.asUintN(Number(cut), mantissa), 1n << (cut - 1n)];
  const isUp = rest > half || (rest === half && quotient % 2n === 1n);
  return Number(quotient + (isUp ? 1n : 0n)) * 2 ** last;
}

function parseHexadecimal(text: string): number | undefined {
  const [match, whole = "", fraction = "", sign, power = ""] =
    /^0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?)([0-9]+)$/.exec(text) ?? [];
  if (match === undefined || whole + fraction === "") return undefined;
  const exponent = Math.min(Number(power), 1e6) * (sign === "-" ? -1 : 1);
  return scale(BigInt(`0x${whole}${fraction}`), exponent - 4 * fraction.length);
}

function parseDecimal(text: string): number | undefined {
  return /^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/.test(text) ? Number(text) : undefined;
}

/** A number of 64 bits, or undefined where Go refuses the text, as it does what is too large. */
export function parseFloat64(text: string): number | undefined {
  const lower = text.toLowerCase();
  if (lower === "nan") return NaN;
  const [sign, unsigned] = /^[+-]/.test(lower) ? [lower.charAt(0), lower.slice(1)] : ["", lower];
  const parsed = (): number | undefined => {
    if (unsigned === "inf" || unsigned === "infinity") return Infinity;
    if (!hasGoodUnderscores(unsigned)) return undefined;
    const digits = unsigned.replaceAll("_", "");
    const value = unsigned.startsWith("0x") ? parseHexadecimal(digits) : parseDecimal(digits);
    return value === Infinity ? undefined : value;
  };
  const value = parsed();
  return value !== undefined && sign === "-" ? -value : value;
}

const bases: readonly (readonly [form: RegExp, prefix: string])[] = [
  [/^0x[0-9a-f_]+$/, ""],
  [/^0b[01_]+$/, ""],
  [/^0o[0-7_]+$/, ""],
  [/^0[0-7_]+$/, "0o"],
  [/^(?:0|[1-9][0-9_]*)$/, ""],
];

/** An integer, perhaps with its base's prefix; undefined where it is none or neither int64 nor uint64 holds it. */
export function parseInteger(text: string): bigint | undefined {
  const lower = text.toLowerCase();
  const [sign, unsigned] = /^[+-]/.test(lower) ? [lower.charAt(0), lower.slice(1)] : ["", lower];
  const base = bases.find(([form]) => form.test(unsigned));
  if (!base || !hasGoodUnderscores(unsigned)) return undefined;
  const digits = unsigned.replaceAll("_", "");
  const value = BigInt(base[1] === "" ? digits : base[1] + digits);
  const largest = { "": (1n << 64n) - 1n, "+": (1n << 63n) - 1n, "-": 1n << 63n }[sign] ?? 0n;
  if (value > largest) return undefined;
  return sign === "-" ? -value : value;
}
