import { Token, Tokenization } from "cdktf";

const escapeTemplate = (text: string): string => text.replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);

/**
 * Text that OpenTofu must take as it stands: `${` and `%{` are escaped, references made by cdktf are kept.
 * Without it a Flux substitution such as `${cluster}` would be read as an OpenTofu expression.
 *
 * @see https://opentofu.org/docs/language/expressions/strings/#escape-sequences-1
 */
export function literal(text: string): string {
  const markers = Tokenization.reverseString(text).tokens.map((token) => Token.asString(token));
  let rest = text;
  let result = "";
  for (const marker of markers) {
    const at = rest.indexOf(marker);
    result += escapeTemplate(rest.slice(0, at)) + marker;
    rest = rest.slice(at + marker.length);
  }
  return result + escapeTemplate(rest);
}

/** {@link literal} for every string of a structure, keys included. */
export function literals(value: unknown): unknown {
  if (typeof value === "string") return literal(value);
  if (Array.isArray(value)) return value.map(literals);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, child]) => child !== undefined)
        .map(([key, child]) => [literal(key), literals(child)]),
    );
  }
  return value;
}
