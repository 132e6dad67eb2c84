/**
 * A type as Go writes it, without packages. `unknown` is one that is known when the template runs only, and `none`
 * that of no value at all, such as the dot of a template that is called without one.
 */
export type Type = string;

export const unknown = "interface {}";
export const none = "<nil>";
/** The type of the data that Flux gives to a message's template. */
export const dataType = "TemplateData";

const object = { APIVersion: "string", Kind: "string", Name: "string", Namespace: "string" };

/**
 * Fields of what a message's template is given.
 * @see https://github.com/fluxcd/image-automation-controller/blob/main/internal/source/source.go
 * @see https://github.com/fluxcd/image-automation-controller/blob/main/internal/update/result.go
 */
const fields: Readonly<Record<Type, Readonly<Record<string, Type>>>> = {
  [dataType]: { AutomationObject: "NamespacedName", Changed: "Result", Values: "map[string]string" },
  NamespacedName: { Name: "string", Namespace: "string" },
  Result: { FileChanges: "map[string]ObjectChanges" },
  Change: { NewValue: "string", OldValue: "string", Setter: "string" },
  ObjectIdentifier: { ...object, ResourceIdentifier: "ResourceIdentifier", TypeMeta: "TypeMeta", NameMeta: "NameMeta" },
  ResourceIdentifier: { ...object, TypeMeta: "TypeMeta", NameMeta: "NameMeta" },
  TypeMeta: { APIVersion: "string", Kind: "string" },
  NameMeta: { Name: "string", Namespace: "string" },
};

/** Methods without parameters, of which a template calls those of values, not of pointers. */
const methods: Readonly<Record<Type, Readonly<Record<string, Type>>>> = {
  NamespacedName: { MarshalLog: unknown, String: "string" },
  Result: { Changes: "[]Change", Objects: "ObjectChanges" },
};

const named: Readonly<Record<Type, Type>> = { ObjectChanges: "map[ObjectIdentifier][]Change" };

const of = (
  table: Readonly<Record<Type, Readonly<Record<string, Type>>>>,
  type: Type,
  name: string,
): Type | undefined =>
  Object.hasOwn(table, type) && table[type] && Object.hasOwn(table[type], name) ? table[type][name] : undefined;

export const methodOf = (type: Type, name: string): Type | undefined => of(methods, type, name);
export const fieldOf = (type: Type, name: string): Type | undefined => of(fields, type, name);
export const isStruct = (type: Type): boolean => Object.hasOwn(fields, type);

/** Whether values of a type of fields hold a map, directly or in what they hold. */
export const holdsMap = (type: Type): boolean =>
  Object.values(fields[type] ?? {}).some((field) => elementsOf(field) !== undefined || holdsMap(field));

/** What a template may read of a type, for people. */
export const namesIn = (type: Type): string[] =>
  [...Object.keys(methods[type] ?? {}), ...Object.keys(fields[type] ?? {})].map((name) => `.${name}`);

/** Types of a map's or a list's keys and values. */
export function elementsOf(type: Type): { readonly key: Type; readonly value: Type } | undefined {
  const plain = named[type] ?? type;
  if (plain.startsWith("[]")) return { key: "int", value: plain.slice(2) };
  const [, key, value] = /^map\[([^\]]*)\](.+)$/.exec(plain) ?? [];
  return key === undefined || value === undefined ? undefined : { key, value };
}

export const isMap = (type: Type): boolean => (named[type] ?? type).startsWith("map[");

export type Kind = "bool" | "string" | "int" | "uint" | "float" | "complex";

/** The kind of a value that can be compared with others of its kind. */
export function kindOf(type: Type): Kind | undefined {
  const [, kind] = /^(bool|string|int|uint|float|complex)[0-9]*$/.exec(type) ?? [];
  return kinds.find((known) => known === kind);
}

const kinds: readonly Kind[] = ["bool", "string", "int", "uint", "float", "complex"];

/** Whether all of a type is known here: of a time or a certificate a template may read anything. */
export const isKnown = (type: Type): boolean =>
  kindOf(type) !== undefined || isStruct(type) || elementsOf(type) !== undefined;

const canBeNone = (type: Type): boolean => /^(?:\[\]|map\[|\*|interface|reflect\.Value$)/.test(type);

/** Whether a function takes a value. */
export function takes(parameter: Type, type: Type): boolean {
  if (parameter === unknown || parameter === "reflect.Value" || type === unknown) return true;
  return type === none ? canBeNone(parameter) : type === parameter;
}

/** The type for people. */
export function describe(type: Type): string {
  if (type === dataType) return "the template's data";
  if (type === none) return "no value";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
