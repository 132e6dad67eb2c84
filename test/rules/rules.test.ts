import assert from "node:assert/strict";
import { test } from "node:test";
import { besideFiles } from "../../config/beside";
import { eachKnown } from "../../config/ill-formed";
import { readGiven } from "../../config/given";
import { readShape } from "../../config/read";
import { delivery as schema } from "../../config/schema";
import { Source } from "../../config/source";
import { link } from "../../model/link";
import type { Delivery } from "../../model/delivery";
import { rules } from "../../rules";
import { rows } from "../config/bad-files";
import { textOf } from "../config/bad-files/row";

/** The deliveries of all bad files that can be read as YAML at all. */
const deliveries: readonly Delivery[] = rows.flatMap((row) => {
  const source = new Source(textOf(row));
  const { shape } = source.problems.length > 0 ? {} : readShape(schema, source);
  return shape ? link(shape, readGiven(shape, besideFiles("delivery.yaml")).given).delivery : [];
});

for (const [name, rule] of Object.entries(rules)) {
  test(`the rule ${name} refuses some row of the bad files`, () => {
    assert.ok(deliveries.some((delivery) => [...eachKnown([delivery], rule)].length > 0));
  });
}
