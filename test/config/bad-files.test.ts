import { test } from "node:test";
import { rows } from "./bad-files";
import { check } from "./bad-files/row";

for (const row of rows) test(row.title, () => check(row));
