import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { App } from "cdktf";
import { reason } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { addStacks } from "../stacks";
import type { Step } from "./progress";
import { WriteError } from "./write-all";

/** What a synth makes, before any of it is written. */
export interface Synthesized {
  /** Names of the stacks, in the order of their deployment. */
  readonly stacks: readonly string[];
  /** Text of each file, by its path below the output folder. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Folder of a stack, below the output folder. @see https://developer.hashicorp.com/terraform/cdktf/concepts/cdktf-architecture */
export const stackFolder = (stack: string): string => join("stacks", stack);

/** A temporary folder, gone once it has been used. */
export function inScratchFolder<T>(use: (folder: string) => T): T {
  const folder = scratchFolder();
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As {@link inScratchFolder}, for who waits. */
export async function whileInScratchFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = scratchFolder();
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scratchFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "flux-delivery-"));
  } catch (error) {
    throw new WriteError(`no temporary folder can be made (${reason(error)}): set TMPDIR to a folder that exists`);
  }
}

/**
 * Runs cdktf without what nobody reads: it formats a stack trace for each of its lazy values, a quarter of the time of a
 * big synth, and from Node 22 on its `util.isArray` makes Node print a warning that no user can do anything about.
 */
function quietly(debug: boolean, work: () => void): void {
  const usual = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  const { noDeprecation } = process;
  if (!debug) {
    Error.prepareStackTrace = () => "";
    process.noDeprecation = true;
  }
  try {
    work();
  } finally {
    process.noDeprecation = noDeprecation;
    if (usual) Object.defineProperty(Error, "prepareStackTrace", usual);
    else Reflect.deleteProperty(Error, "prepareStackTrace");
  }
}

/**
 * Synthesizes a delivery in a folder of its own, so that a failure leaves the output as it was.
 *
 * @param step is told what is done @default - nobody is
 */
export const synthesize = (delivery: Delivery, debug: boolean, step: Step = () => undefined): Synthesized =>
  inScratchFolder((scratch) => {
    const app = new App({ outdir: scratch });
    quietly(debug, () => {
      step(`making the stacks of ${delivery.environments.length} environments`);
      addStacks(app, delivery);
      step("writing the stacks");
      app.synth();
    });
    const texts = readdirSync(scratch, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(scratch, path), readFileSync(path, "utf8")] as const);
    return { stacks: app.node.children.map(({ node }) => node.id), texts: new Map(texts) };
  });

/** Text of a stack's root module. */
export function rootModule({ texts }: Synthesized, stack: string): string {
  const text = texts.get(join(stackFolder(stack), "cdk.tf.json"));
  if (text === undefined) throw new Error(`no file of stack ${stack}`);
  return text;
}

/** Text of each stack's, by the stack's name. */
export const rootModules = (synthesized: Synthesized): ReadonlyMap<string, string> =>
  new Map(synthesized.stacks.map((stack) => [stack, rootModule(synthesized, stack)]));
