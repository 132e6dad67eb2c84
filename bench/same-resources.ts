import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Lists of which the order means nothing to OpenTofu or Flux. */
const unordered = new Set(["depends_on", "resources"]);

/** The ARNs of an IAM policy, a text that cdktf writes, have no order either. */
const sortedArns = (policy: string): string =>
  policy.replace(/("Resource" = \[)(.*?)(\])/g, (_, before: string, arns: string, after: string) =>
    [before, arns.split(", ").sort().join(", "), after].join(""),
  );

/** A value of a stack without cdktf's notes, in one form whatever the order it was written in. */
function canonical(key: string, value: unknown): unknown {
  if (key === "//") return undefined;
  if (unordered.has(key) && Array.isArray(value)) {
    return value.map((each: unknown) => JSON.stringify(each)).sort();
  }
  return key === "policy" && typeof value === "string" ? sortedArns(value) : value;
}

/** What a stack makes and reads, references to the other stack's outputs made alike. */
function resources(outdir: string, stack: string): unknown {
  const text = readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
  const alike = text.replace(/cross-stack-output-[\w-]+/g, (id) => id.replaceAll("_", ""));
  const { resource, data, ephemeral, provider } = JSON.parse(alike, canonical) as Readonly<Record<string, unknown>>;
  return { resource, data, ephemeral, provider };
}

const stacks = (outdir: string): string[] => readdirSync(join(outdir, "stacks")).sort();

/** Fails unless two programs have written the same stacks: only then is their time comparable. */
export function assertSameResources(actual: string, expected: string): void {
  assert.deepEqual(stacks(actual), stacks(expected));
  for (const stack of stacks(expected)) {
    assert.deepEqual({ [stack]: resources(actual, stack) }, { [stack]: resources(expected, stack) });
  }
}
