/** `$$`, `$name` or `${name}`; `$1x` is the group named 1x. Any other `$` is text. */
const reference = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/** Groups that a replacement names. */
export const groupsUsed = (replacement: string): string[] =>
  [...replacement.matchAll(reference)].flatMap(([, , bare, braced]) => bare ?? braced ?? []);

/**
 * A replacement with its groups filled in, as Go does it, and so Flux.
 * @see https://pkg.go.dev/regexp#Regexp.Expand
 */
export const expand = (replacement: string, valueOf: (group: string) => string): string =>
  replacement.replace(
    reference,
    (_, dollar: string | undefined, bare: string | undefined, braced: string | undefined) =>
      dollar ?? valueOf(bare ?? braced ?? ""),
  );
