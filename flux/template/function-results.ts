import { describe, elementsOf, holdsMap, isKnown, isMap, isStruct, kindOf, none, unknown, type Type } from "./types";

/** The type of a result, or why Go stops. */
export type Result = { readonly type: Type } | { readonly fault: string };

type Judge = (types: readonly Type[]) => Result;

const isWhole = (type: Type): boolean => type === unknown || /^u?int/.test(type);

/** What a value is made of: Go compares no others with each other. */
const shapeOf = (type: Type): string =>
  (isWhole(type) ? "whole" : kindOf(type)) ?? (isMap(type) ? "map" : isStruct(type) ? "struct" : "list");

/** Whether Go compares two values; maps, lists and what holds them it does not. */
function areComparable(a: Type, b: Type): boolean {
  if ([a, b].some((type) => type === none || !isKnown(type))) return true;
  return shapeOf(a) === shapeOf(b) && (kindOf(b) !== undefined || (isStruct(b) && !holdsMap(b)));
}

const incomparable = (name: string, a: Type, b: Type): Result => ({
  fault: `a template in which ${JSON.stringify(name)} compares values of one kind, not ${describe(a)} with ${describe(b)}`,
});

const equality =
  (name: string): Judge =>
  ([first = unknown, second]) => {
    if (second === undefined) return { fault: `a template that gives ${JSON.stringify(name)} a second value` };
    return areComparable(first, second) ? { type: "bool" } : incomparable(name, first, second);
  };

const order =
  (name: string): Judge =>
  ([first = unknown, second = unknown]) => {
    const hasOrder = (type: Type): boolean =>
      type !== none && (!isKnown(type) || !["bool", "complex", undefined].includes(kindOf(type)));
    const isGood = hasOrder(first) && hasOrder(second) && areComparable(first, second);
    return isGood ? { type: "bool" } : incomparable(name, first, second);
  };

const allSame: Judge = (types) => ({
  type: types.every((type) => type === types[0]) ? (types[0] ?? unknown) : unknown,
});

const element: Judge = ([list = unknown]) => ({ type: (isKnown(list) && elementsOf(list)?.value) || unknown });

/** Sprig's functions of lists, and which of their values is the list. */
const listAt: ReadonlyMap<string, number> = new Map([
  ...[
    "append",
    "compact",
    "first",
    "initial",
    "last",
    "prepend",
    "push",
    "rest",
    "reverse",
    "slice",
    "uniq",
    "without",
  ].map((name) => [name, 0] as const),
  ["chunk", 1],
  ["has", 1],
]);

const plainName = (name: string): string => name.replace(/^must[A-Z]/, (start) => start.slice(4).toLowerCase());

/** Why a function of lists fails. */
function listFault(name: string, types: readonly Type[]): string | undefined {
  const at = listAt.get(plainName(name));
  const list = at === undefined ? unknown : (types[at] ?? unknown);
  const isGood = list === none ? plainName(name) === "has" : !isKnown(list) || shapeOf(list) === "list";
  return isGood ? undefined : `a template that gives ${JSON.stringify(name)} a list, not ${describe(list)}`;
}

/** @see https://pkg.go.dev/text/template#hdr-Functions */
const index: Judge = ([of = unknown, ...indexes]) => {
  let type = of;
  if (type === none) return { fault: "a template without index of no value" };
  for (const at of indexes) {
    if (!isKnown(type)) return { type: unknown };
    const elements = type === "string" ? { key: "int", value: "uint8" } : elementsOf(type);
    if (!elements) return { fault: `a template without index of ${describe(type)}` };
    const isKey = at === unknown || !isKnown(at) || (isWhole(elements.key) ? isWhole(at) : at === elements.key);
    if ((at === none || !isKey) && elements.key !== unknown) {
      return {
        fault: `a template in which the index of ${describe(type)} is ${describe(elements.key)}, not ${describe(at)}`,
      };
    }
    type = elements.value;
  }
  return { type };
};

const length: Judge = ([of = unknown]) =>
  of === none || (isKnown(of) && of !== "string" && !elementsOf(of))
    ? { fault: `a template without len of ${describe(of)}` }
    : { type: "int" };

const call: Judge = ([of = unknown]) =>
  of === none || isKnown(of) ? { fault: `a template without call of ${describe(of)}` } : { type: unknown };

const judges: ReadonlyMap<string, Judge> = new Map([
  ["and", allSame],
  ["call", call],
  ["eq", equality("eq")],
  ["fail", () => ({ fault: 'a template without "fail", at which Flux stops before it commits' })],
  ["first", element],
  ["mustFirst", element],
  ["ge", order("ge")],
  ["gt", order("gt")],
  ["index", index],
  ["last", element],
  ["mustLast", element],
  ["le", order("le")],
  ["len", length],
  ["lt", order("lt")],
  ["ne", equality("ne")],
  ["or", allSame],
]);

/** What a function gives for values of such types; `result` is what its signature says. */
export function resultOf(name: string, types: readonly Type[], result: Type): Result {
  const fault = listFault(name, types);
  if (fault !== undefined) return { fault };
  return judges.get(name)?.(types) ?? { type: result === "reflect.Value" ? unknown : result };
}
