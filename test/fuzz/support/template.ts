/** A text of a synthesized file as OpenTofu reads it. */
export interface Template {
  /** What stands there once it is read, with U+FFFC for each expression. */
  readonly text: string;
  /** What is computed, without the braces. */
  readonly expressions: readonly string[];
}

/** The end of an expression that begins after `${`: its own braces and quoted texts are counted. */
function endOf(text: string, begin: number): number {
  let depth = 1;
  let inQuotes = false;
  for (let at = begin; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (inQuotes && sign === "\\") at += 1;
    else if (sign === '"') inQuotes = !inQuotes;
    else if (!inQuotes && sign === "{") depth += 1;
    else if (!inQuotes && sign === "}" && (depth -= 1) === 0) return at;
  }
  throw new Error(`an expression without end: ${text}`);
}

/**
 * Reads a string template as OpenTofu does; that it does is what `test/opentofu/injection.tofu.ts` shows.
 *
 * @see https://opentofu.org/docs/language/expressions/strings/#escape-sequences-1
 */
export function readTemplate(source: string): Template {
  let text = "";
  const expressions: string[] = [];
  let at = 0;
  while (at < source.length) {
    const sign = source.charAt(at);
    const isOpening = (sign === "$" || sign === "%") && source.charAt(at + 1) === "{";
    const isEscaped = (sign === "$" || sign === "%") && source.startsWith(`${sign}${sign}{`, at);
    if (isEscaped) {
      text += `${sign}{`;
      at += 3;
    } else if (isOpening) {
      const end = endOf(source, at + 2);
      expressions.push((sign === "%" ? "%" : "") + source.slice(at + 2, end));
      text += "\ufffc";
      at = end + 1;
    } else {
      text += sign;
      at += 1;
    }
  }
  return { text, expressions };
}
