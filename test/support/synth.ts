import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { parseDelivery } from "../../config/load";
import type { SecretBackend } from "../../secrets/backend";
import { addStacks } from "../../stacks";

/** A value of a synthesized file; tests say what they expect it to be. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The synthesized files of a delivery. */
export interface Synthesized {
  /** Text of each stack's cdk.tf.json. */
  readonly texts: ReadonlyMap<string, string>;
  /** Text of manifest.json. */
  readonly manifest: string;
  /** One stack, parsed. */
  stack(name: string): JsonObject;
  /** All resources of a type in a stack, by address. */
  resources(stack: string, type: string): Record<string, JsonObject>;
  /** All Kubernetes objects of a stack, as `Kind namespace/name`. */
  objects(stack: string): Record<string, JsonObject>;
}

export const shippedFile = join(__dirname, "..", "..", "delivery.yaml");
export const shippedText = (): string => readFileSync(shippedFile, "utf8");

/** The shipped file with one piece replaced; the piece must be there exactly once. */
export function shippedWith(piece: string, replacement: string): string {
  const [before, after, ...more] = shippedText().split(piece);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`the shipped file does not hold ${JSON.stringify(piece)} exactly once`);
  }
  return before + replacement + after;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path of keys and indices, or undefined. */
export const at = (value: Json | undefined, ...path: (string | number)[]): Json | undefined =>
  path.reduce<Json | undefined>((current, part) => {
    if (Array.isArray(current)) return current[Number(part)];
    return isObject(current) ? current[part] : undefined;
  }, value);

/** A value that must be text. */
export function text(value: Json | undefined): string {
  if (typeof value !== "string") throw new Error(`expected text, got ${JSON.stringify(value)}`);
  return value;
}

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Synthesizes a delivery file's text the way main.ts does, through the whole app. */
export function synthesize(yaml: string = shippedText(), backend?: SecretBackend): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "flux-delivery-synth-"));
  try {
    const app = new App({ outdir });
    addStacks(app, parseDelivery(yaml, "delivery.yaml"), backend);
    app.synth();
    const folder = join(outdir, "stacks");
    const texts = new Map(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name, "cdk.tf.json"), "utf8")]),
    );
    const stack = (name: string): JsonObject => {
      const found = texts.get(name);
      if (found === undefined) throw new Error(`no stack ${name} among ${[...texts.keys()].join(", ")}`);
      return JSON.parse(found) as JsonObject;
    };
    const resources = (name: string, type: string): Record<string, JsonObject> =>
      object(at(stack(name), "resource", type)) as Record<string, JsonObject>;
    return {
      texts,
      manifest: readFileSync(join(outdir, "manifest.json"), "utf8"),
      stack,
      resources,
      objects: (name) =>
        Object.fromEntries(
          Object.values(resources(name, "kubernetes_manifest")).map(({ manifest }) => {
            const namespace = at(manifest, "metadata", "namespace");
            const prefix = typeof namespace === "string" ? `${namespace}/` : "";
            return [
              `${text(at(manifest, "kind"))} ${prefix}${text(at(manifest, "metadata", "name"))}`,
              object(manifest),
            ];
          }),
        ),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
