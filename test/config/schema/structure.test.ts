import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { delivery } from "../../../config/schema";

/** Mappings of the schema that have checks of their own, by path. */
function checkedMappings(schema: z.core.$ZodType, path: string): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return checkedMappings(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return checkedMappings(schema.element, `${path}[]`);
  if (schema instanceof z.ZodDiscriminatedUnion)
    return schema.options.flatMap((option, index) => checkedMappings(option, `${path}<${index}>`));
  if (!(schema instanceof z.ZodObject)) return [];
  const own = (schema.def.checks ?? []).length > 0 ? [path] : [];
  const below = Object.entries<z.core.$ZodType>(schema.shape);
  return [...own, ...below.flatMap(([key, child]) => checkedMappings(child, `${path}.${key}`))];
}

test("no mapping of the schema has a check of its own: the reader would pass over it, and a rule does it", () => {
  assert.deepEqual(checkedMappings(delivery, "delivery"), []);
  const checked = delivery.extend({ aws: delivery.shape.aws.refine(() => true) });
  assert.deepEqual(checkedMappings(checked, "delivery"), ["delivery.aws"]);
});
