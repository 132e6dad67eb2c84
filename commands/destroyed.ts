import { readFileSync } from "node:fs";
import { z } from "zod";
import { reason, UserError } from "../config/problems";

/** A file that is not what the engine writes for a plan, or of a plan that failed. */
export class PlanError extends UserError {}

/** @see https://opentofu.org/docs/internals/json-format/#plan-representation */
const plan = z.object({
  format_version: z.string().regex(/^1\./),
  errored: z.boolean().optional(),
  // A state's JSON has none.
  planned_values: z.unknown(),
  resource_changes: z
    .array(z.object({ address: z.string(), mode: z.string(), change: z.object({ actions: z.array(z.string()) }) }))
    .default([]),
});

/** Actions after which the thing is still there: forget drops it from the state alone. */
const keeping: ReadonlySet<string> = new Set(["no-op", "create", "read", "update", "forget"]);

/** One thing that is gone after the plan's apply, or was gone in between. */
export interface Destroyed {
  readonly address: string;
  /** Whether another one of its address takes its place. */
  readonly isReplaced: boolean;
}

/** A file's text, or with `-` that of standard input. */
function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new PlanError(`${file}: can't be read (${reason(error)})`);
  }
}

/** What is wrong with a plan is told without the parser's words, which repeat a part of it: a plan holds secrets. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a plan destroys, in its order. The file is what `tofu show -json PLAN` prints. */
export function destroyedBy(file: string): Destroyed[] {
  const read = plan.safeParse(parsed(textOf(file)));
  const name = file === "-" ? "standard input" : file;
  if (!read.success) throw new PlanError(`${name}: is no plan, expected what \`tofu show -json PLAN\` prints`);
  if (read.data.errored === true) throw new PlanError(`${name}: is of a plan that failed, expected a whole one`);
  return read.data.resource_changes
    .filter(({ mode, change }) => mode === "managed" && change.actions.some((action) => !keeping.has(action)))
    .map(({ address, change }) => ({ address, isReplaced: change.actions.includes("create") }));
}
