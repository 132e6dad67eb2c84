import assert from "node:assert/strict";
import { join } from "node:path";
import { parseDelivery } from "../../../config/load";
import { DeliveryError, formatPath, type Path } from "../../../config/problems";
import { isObject, type Json } from "../../support/synth";
import { yamlOf } from "./cases";
import { isFree, schema, schemaPath, slotsOf, variantsOf, withValue, type Node } from "./schema";
import { templates, tokens } from "./texts";

/** A field that holds text, in a file that has it. */
export interface Field {
  readonly path: Path;
  /** What the file has there. */
  readonly sound: string;
}

const isText = ({ type, const: fixed, enum: choices }: Node): boolean =>
  type === "string" && fixed === undefined && choices === undefined;

/** The paths of all texts that the schema has, as the documentation writes them. */
export function textPaths(node: Node = schema, path: Path = []): ReadonlySet<string> {
  const { properties = {}, items, additionalProperties: rest } = node;
  const below = [
    ...variantsOf(node).map((each) => textPaths(each, path)),
    ...Object.entries(properties).map(([key, child]) => textPaths(child, [...path, key])),
    ...(items ? [textPaths(items, [...path, 0])] : []),
    ...(typeof rest === "object" ? [textPaths(rest, [...path, "*"])] : []),
  ];
  const own = isText(node) || isFree(node) ? [schemaPath(path)] : [];
  return new Set([...own, ...below.flatMap((each) => [...each])]);
}

const leaves = (value: Json | undefined, path: Path): Field[] => {
  if (typeof value === "string") return [{ path, sound: value }];
  if (Array.isArray(value)) return value.flatMap((each, index) => leaves(each, [...path, index]));
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key])) : [];
};

/** The fields of a file that hold text. */
export const fieldsOf = (data: Json): readonly Field[] =>
  slotsOf(data).flatMap(({ node, path, value }) => (isText(node) || isFree(node) ? leaves(value, path) : []));

/** The schema's paths of a file's texts; a key of a mapping of whatever is `*`. */
export const textPathsOf = (data: Json): ReadonlySet<string> =>
  new Set(
    slotsOf(data)
      .filter(({ node, value }) => value !== undefined && (isText(node) || isFree(node)))
      .map(({ path }) => schemaPath(path)),
  );

/** Where a file is refused, or nothing where it is accepted. */
function refusedAt(data: Json): readonly string[] {
  try {
    // What it names is in the project.
    parseDelivery(yamlOf(data), join(__dirname, "..", "..", "..", "delivery.yaml"));
    return [];
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return error.lines.map((line) => /delivery\.yaml:\d+:\d+: (.*?): got /u.exec(line)?.[1] ?? line);
  }
}

/** Ways to put a text into a field: in its place, after, before and inside of what is there, where a grammar wants that. */
const forms: readonly ((sound: string, text: string) => string)[] = [
  (_, text) => text,
  (sound, text) => `${sound}${text}`,
  (sound, text) => `${text}${sound}`,
  (sound, text) => sound.replace(/^(https?:\/\/[^/]*\/|.)/, (begin) => `${begin}${text}/`),
];

/** A field and the text that is put there. */
export interface Placed {
  readonly field: Field;
  readonly value: string;
}

/** A file's values with texts put into it. */
export const replaced = (data: Json, edits: readonly Placed[]): Json =>
  edits.reduce<Json>((rest, { field, value }) => withValue(rest, field.path, value), data);

/** For each field the forms of a text that the schema takes; a file is asked for all fields at once. */
function tolerated(data: Json, texts: readonly Placed[]): readonly (readonly string[])[] {
  const found = forms.map((form) => {
    const edits = texts.map(({ field, value }) => ({ field, value: form(field.sound, value) }));
    const refused = new Set(refusedAt(replaced(data, edits)));
    return edits.map(({ field, value }) => (refused.has(formatPath(field.path)) ? undefined : value));
  });
  return texts.map((_, index) => found.flatMap((values) => values[index] ?? []));
}

/** What a message about a field is below: the element of the last list on its way, or the part of the file. */
const elementOf = ({ path }: Field): string =>
  formatPath(path.slice(0, Math.max(path.findLastIndex((part) => typeof part === "number") + 1, 1)));

/** The first form of a text that the whole file is accepted with; each other is refused in the field's element. */
function settled(data: Json, field: Field, values: readonly string[]): Placed | undefined {
  for (const value of values) {
    const places = refusedAt(replaced(data, [{ field, value }]));
    if (places.length === 0) return { field, value };
    for (const place of places) {
      assert.ok(place.startsWith(elementOf(field)), `${formatPath(field.path)}: ${value} is refused at ${place}`);
    }
  }
  return undefined;
}

/** Signs that something else than people reads. */
const isHostile = (text: string): boolean => /[$%{}"\\[]/.test(text);

/** A text of one field, with the field's number in what it would read, so that none is taken for another's. */
const ownText = (text: string, index: number): string => text.replaceAll("canary", `canary${index}`);

/**
 * Where a file takes one of the hostile texts, and how it is put there. In all other places the file is refused with a
 * message about the field.
 */
export function placed(data: Json, text: string, fields: readonly Field[]): readonly Placed[] {
  const texts = fields.map((field, index) => ({ field, value: ownText(text, index) }));
  return tolerated(data, texts).flatMap((values, index) => {
    const field = fields[index];
    return (field && settled(data, field, values)) ?? [];
  });
}

/** The texts that are put into fields. */
export const hostileTexts: readonly string[] = [...templates, ...tokens].filter(isHostile);

/** As many of the texts that fields take as each takes at once, one after the other. */
export const together = (data: Json, taken: ReadonlyMap<Field, readonly string[]>): readonly Placed[] =>
  [...taken].flatMap(([field, texts], index) => {
    const all = texts.reduce<Placed | undefined>((earlier, text) => {
      const own = `${ownText(text, index)}_`;
      const candidates = earlier
        ? forms.slice(1).map((form) => form(earlier.value, own))
        : forms.map((form) => form(field.sound, own));
      return settled(data, field, candidates) ?? earlier;
    }, undefined);
    return all ?? [];
  });
