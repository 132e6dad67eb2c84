import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Path } from "../../../config/problems";
import { isObject, type Json } from "../../support/synth";

/** As much of JSON Schema as delivery.schema.json is made of. */
export interface Node {
  readonly type?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly $ref?: string;
}

/** The schema that editors get, which is generated from the one that reads the file. */
export const schema = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "..", "delivery.schema.json"), "utf8"),
) as Node;

/** A place that the schema has for a value, filled or not. */
export interface Slot {
  readonly path: Path;
  readonly node: Node;
  readonly isRequired: boolean;
  readonly value: Json | undefined;
}

export const variantsOf = (node: Node): readonly Node[] => node.oneOf ?? node.anyOf ?? [];

/** Whether a node is any value that JSON has. */
export const isFree = (node: Node): boolean => node.$ref !== undefined;

const isVariant = ({ properties = {} }: Node, value: Readonly<Record<string, Json>>): boolean =>
  Object.entries(properties).every(([key, { const: fixed }]) => fixed === undefined || fixed === value[key]);

/** Whether a node is the one of a list or a text, where both are taken. */
const isOf =
  (value: Json | undefined) =>
  ({ type, const: fixed }: Node): boolean =>
    fixed === undefined && type === (Array.isArray(value) ? "array" : typeof value);

function childrenOf(node: Node, value: Json | undefined): Slot[] {
  if (Array.isArray(value)) {
    const { items } = node;
    return items ? value.map((each, index) => ({ path: [index], node: items, isRequired: false, value: each })) : [];
  }
  if (!isObject(value)) return [];
  const { properties, additionalProperties: rest, required = [] } = node;
  if (properties) {
    return Object.entries(properties).map(([key, child]) => ({
      path: [key],
      node: child,
      isRequired: required.includes(key),
      value: value[key],
    }));
  }
  if (typeof rest !== "object") return [];
  return Object.entries(value).map(([key, child]) => ({ path: [key], node: rest, isRequired: false, value: child }));
}

/** Every place in a file's values, and those that its mappings could have. */
export function slotsOf(value: Json | undefined, node: Node = schema, path: Path = [], isRequired = true): Slot[] {
  const variants = variantsOf(node);
  const chosen = isObject(value) ? variants.find((each) => isVariant(each, value)) : variants.find(isOf(value));
  return [
    { path, node: isObject(value) ? node : (chosen ?? node), isRequired, value },
    ...childrenOf(chosen ?? node, value).flatMap((child) =>
      slotsOf(child.value, child.node, [...path, ...child.path], child.isRequired),
    ),
  ];
}

/** A copy of values with another one at a path, or with none where it is undefined. */
export function withValue(data: Json, [head, ...tail]: Path, value: Json | undefined): Json {
  if (head === undefined) return value ?? null;
  const inner = (child: Json | undefined): Json | undefined =>
    tail.length === 0 ? value : withValue(child ?? {}, tail, value);
  if (Array.isArray(data)) {
    return data.flatMap((each, index) => {
      const next = index === Number(head) ? inner(each) : each;
      return next === undefined ? [] : [next];
    });
  }
  const { [head]: old, ...rest } = isObject(data) ? data : {};
  const next = inner(old);
  return next === undefined ? rest : { ...rest, [head]: next };
}

/** A schema's path as the documentation writes it: `clusters[].name`. */
export const schemaPath = (path: Path): string =>
  path
    .map((part) => (typeof part === "number" ? "[]" : `.${part}`))
    .join("")
    .slice(1);
