import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { minVersion, satisfies } from "semver";
import { z } from "zod";

const root = join(__dirname, "..", "..");
const engines = z.object({ node: z.string().optional() }).catch({});
const locked = z.object({ engines, dev: z.boolean().default(false), optional: z.boolean().default(false) });
const lock = z.object({ packages: z.record(z.string(), locked) });

test("whatever a user installs runs on the oldest Node that package.json names", () => {
  const { packages } = lock.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  const { "": own, ...others } = packages;
  const oldest = minVersion(own?.engines.node ?? "");
  assert.ok(oldest);
  const newer = Object.entries(others).flatMap(
    ([
      name,
      {
        engines: { node = "*" },
        dev,
        optional,
      },
    ]) => (dev || optional || satisfies(oldest, node) ? [] : [`${name} wants Node ${node}`]),
  );
  assert.deepEqual(newer, []);
});
