import type { JSONSchema } from "json-schema-to-typescript";
import { isMapping } from "../config/mapping";

/** A Kubernetes structural schema (CRD `openAPIV3Schema`) or OpenAPI v3 component, as parsed from its source. */
export interface Schema {
  [keyword: string]: unknown;
  type?: JSONSchema["type"];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
}

/** Keywords that carry text or server-side behaviour and so neither a type nor a rule that we can check. */
const dropped = new Set(["description", "default", "example", "format", "title", "externalDocs"]);

const subschemaLists = ["allOf", "anyOf", "oneOf"] as const;

const objectMeta: Schema = {
  type: "object",
  properties: {
    name: { type: "string" },
    namespace: { type: "string" },
    labels: { type: "object", additionalProperties: { type: "string" } },
    annotations: { type: "object", additionalProperties: { type: "string" } },
  },
  required: ["name"],
  additionalProperties: false,
};

/** CRD patterns are RE2; the few that JavaScript can't read (inline flags) stay the API server's to check. */
function isJavaScriptPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/**
 * Rewrites a Kubernetes schema as strict JSON Schema: descriptions dropped, int-or-string spelled out,
 * and unknown fields refused wherever the API server would prune them. `resolveRef` says what stands for a `$ref`.
 *
 * `structural` is false inside `allOf`/`anyOf`/`oneOf`/`not`, where Kubernetes lists fields only to
 * constrain them: closing those objects would refuse every other field.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function toStrictSchema(schema: Schema, resolveRef: (ref: string) => Schema, structural = true): Schema {
  const ref = schema["$ref"];
  if (typeof ref === "string") return resolveRef(ref);
  const allOf = schema["allOf"];
  // Kubernetes' OpenAPI wraps every reference as `allOf: [{ $ref }]` to attach a default to it.
  if (Array.isArray(allOf) && allOf.length === 1 && isMapping(allOf[0]) && "$ref" in allOf[0]) {
    return toStrictSchema(allOf[0], resolveRef, structural);
  }
  const format = schema["format"];
  if (schema["x-kubernetes-int-or-string"] === true || format === "int-or-string") {
    const { pattern } = schema;
    return { type: ["integer", "string"], ...(pattern === undefined ? {} : { pattern }) };
  }
  const oneOf = schema["oneOf"];
  if (
    Array.isArray(oneOf) &&
    oneOf.every((each) => isMapping(each) && typeof each["type"] === "string") &&
    !schema.type
  ) {
    return { type: oneOf.flatMap((each: Schema) => each.type ?? []) };
  }

  const strict: Schema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (dropped.has(keyword) || keyword.startsWith("x-")) continue;
    if (keyword === "pattern" && !isJavaScriptPattern(String(value))) continue;
    if (keyword === "properties" && isMapping(value)) {
      strict.properties = Object.fromEntries(
        Object.entries(value).map(([name, child]) => [name, toStrictSchema(child as Schema, resolveRef, structural)]),
      );
    } else if ((keyword === "items" || keyword === "additionalProperties") && isMapping(value)) {
      strict[keyword] = toStrictSchema(value, resolveRef, structural);
    } else if (keyword === "not" && isMapping(value)) {
      strict[keyword] = toStrictSchema(value, resolveRef, false);
    } else if ((subschemaLists as readonly string[]).includes(keyword) && Array.isArray(value)) {
      strict[keyword] = value.map((each: Schema) => toStrictSchema(each, resolveRef, false));
    } else {
      strict[keyword] = value;
    }
  }
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true || strict.additionalProperties !== undefined;
  if (structural && strict.properties && !open) strict.additionalProperties = false;
  return strict;
}

/**
 * Leaves only the named fields of the object at `path` (`spec.receivers`; lists are passed through), for kinds
 * of which we write a corner: the rest would be megabytes of validator that nothing runs.
 */
export function keepFields(schema: Schema, path: readonly string[], fields: readonly string[]): Schema {
  if (schema.items) return { ...schema, items: keepFields(schema.items, path, fields) };
  const [head, ...tail] = path;
  if (head !== undefined) {
    const child = schema.properties?.[head];
    if (!child) throw new Error(`the schema has no field ${head}`);
    return { ...schema, properties: { ...schema.properties, [head]: keepFields(child, tail, fields) } };
  }
  const kept = Object.entries(schema.properties ?? {}).filter(([name]) => fields.includes(name));
  return { ...schema, properties: Object.fromEntries(kept) };
}

/** The strict schema of one whole kind: fixed `apiVersion` and `kind`, our `metadata`, no `status`. */
export function kindSchema(kind: string, apiVersion: string, strict: Schema): Schema {
  const { status: _status, ...properties } = strict.properties ?? {};
  const required = (Array.isArray(strict["required"]) ? (strict["required"] as string[]) : []).filter(
    (name) => name !== "status",
  );
  return {
    ...strict,
    title: kind,
    properties: { ...properties, apiVersion: { const: apiVersion }, kind: { const: kind }, metadata: objectMeta },
    required: [...new Set(["apiVersion", "kind", "metadata", ...required])],
    additionalProperties: false,
  };
}
