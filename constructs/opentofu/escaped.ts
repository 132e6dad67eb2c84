import type { Delivery } from "../../model/delivery";

declare const isEscaped: unique symbol;

/**
 * A delivery whose text OpenTofu takes as it stands. Stacks are made of nothing else, so no field of the file can become
 * a reference or a template: what cdktf puts among this text is all that is one.
 */
export type EscapedDelivery = Delivery & { readonly [isEscaped]: true };

/**
 * Text in which `${` and `%{` begin no expression of OpenTofu's, such as a Flux substitution `${cluster}`.
 *
 * @see https://opentofu.org/docs/language/expressions/strings/#escape-sequences-1
 */
export const escapeText = (text: string): string => text.replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);

/** A copy with every text escaped, keys included. Getters stay getters, so neighbours may lead back to each other. */
function escapeAll(value: unknown, done: Map<object, unknown>): unknown {
  if (typeof value === "string") return escapeText(value);
  if (typeof value !== "object" || value === null) return value;
  const known = done.get(value);
  if (known !== undefined) return known;
  const copy: object = Array.isArray(value) ? [] : {};
  done.set(value, copy);
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (Array.isArray(value) && key === "length") continue;
    const own = descriptor.get
      ? { get: () => escapeAll(Reflect.get(value, key), done) }
      : { value: escapeAll(descriptor.value, done) };
    Object.defineProperty(copy, escapeText(key), { ...own, enumerable: true });
  }
  return copy;
}

/** The one way of a file's text into cdktf. */
export const escapeDelivery = (delivery: Delivery): EscapedDelivery =>
  // The copy has the same fields; the mark says what has been done to them.
  escapeAll(delivery, new Map()) as EscapedDelivery;
