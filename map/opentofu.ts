/** What the stacks' cdk.tf.json say: their resources, and which of them each refers to. */
import { valueAt } from "../config/problems";

type Fields = Readonly<Record<string, unknown>>;

/** A resource of a stack, or a variable that is given to one. */
export interface Resource {
  readonly stack: string;
  /** As OpenTofu prints it. */
  readonly address: string;
  /** Of a variable, `variable`. */
  readonly type: string;
  readonly id: string;
  readonly fields: Fields;
  /** Addresses that it comes after, beside those that it refers to. */
  readonly after: readonly string[];
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const entries = (value: unknown): [string, unknown][] => (isFields(value) ? Object.entries(value) : []);

/** What says nothing of what a resource is made of. */
const aside = new Set(["//", "lifecycle", "depends_on", "provider", "description"]);

const textsOf = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return entries(value).flatMap(([key, each]) => (aside.has(key) ? [] : textsOf(each)));
};

/** Text as OpenTofu will have it. @see https://opentofu.org/docs/language/expressions/strings/#escape-sequences-1 */
export const plainText = (text: string): string => text.replaceAll("$${", "${").replaceAll("%%{", "%{");

/** How cdktf names the state of another stack. */
const remoteState = "cross-stack-reference-input-";

/** Addresses that a text's expressions may hold, each with its stack; most of them name nothing. */
function* addressesIn(text: string, stack: string): Generator<string> {
  const expressions = text.replaceAll("$${", "");
  if (!expressions.includes("${")) return;
  for (const [name] of expressions.matchAll(/[A-Za-z_][\w-]*(?:\.[\w-]+)+/g)) {
    const [first = "", second = "", third = "", fourth = "", fifth = ""] = name.split(".");
    if (second === "terraform_remote_state") {
      if (fourth === "outputs") yield keyOf(third.slice(remoteState.length), `output.${fifth}`);
    } else if (first === "data" || first === "ephemeral") yield keyOf(stack, `${first}.${second}.${third}`);
    else yield keyOf(stack, `${first}.${second}`);
  }
}

const keyOf = (stack: string, address: string): string => `${stack}/${address}`;

/** Resources of all stacks, and what refers to what between them. */
export class Stacks {
  readonly names: readonly string[];
  readonly resources: readonly Resource[];
  private readonly parsed: ReadonlyMap<string, unknown>;
  private readonly shown = new Map<string, Resource>();
  /** What an address that is not shown is made of: data, ephemeral resources, locals, outputs. */
  private readonly between = new Map<string, { readonly stack: string; readonly value: unknown }>();
  private readonly found = new Map<string, readonly Resource[]>();

  /** @param texts of each stack's cdk.tf.json, by its name */
  constructor(texts: ReadonlyMap<string, string>) {
    this.names = [...texts.keys()];
    this.parsed = new Map([...texts].map(([stack, text]) => [stack, JSON.parse(text) as unknown]));
    for (const [stack, content] of this.parsed) {
      const section = (name: string): [string, unknown][] => entries(valueAt(content, [name]));
      for (const [type, ofType] of section("resource")) {
        for (const [id, fields] of entries(ofType)) this.show(stack, `${type}.${id}`, type, id, fields);
      }
      for (const [id, fields] of section("variable")) this.show(stack, `var.${id}`, "variable", id, fields);
      for (const name of ["data", "ephemeral"] as const) {
        for (const [type, ofType] of section(name)) {
          for (const [id, value] of entries(ofType)) {
            this.between.set(keyOf(stack, `${name}.${type}.${id}`), { stack, value });
          }
        }
      }
      for (const [id, value] of section("locals")) this.between.set(keyOf(stack, `local.${id}`), { stack, value });
      for (const [id, value] of section("output")) this.between.set(keyOf(stack, `output.${id}`), { stack, value });
    }
    this.resources = [...this.shown.values()];
  }

  private show(stack: string, address: string, type: string, id: string, value: unknown): void {
    const fields = isFields(value) ? value : {};
    const after = valueAt(fields, ["depends_on"]);
    this.shown.set(keyOf(stack, address), {
      stack,
      address,
      type,
      id,
      fields,
      after: Array.isArray(after) ? after.filter((each) => typeof each === "string") : [],
    });
  }

  /** A stack's resource at an address. */
  at(stack: string, address: string): Resource | undefined {
    return this.shown.get(keyOf(stack, address));
  }

  /** The value of a stack's output. */
  output(stack: string, name: string): unknown {
    return valueAt(this.parsed.get(stack), ["output", name, "value"]);
  }

  /** The resources and variables that a value of a stack is made of, whatever is in between. */
  referredBy(value: unknown, stack: string): readonly Resource[] {
    const all = textsOf(value).flatMap((text) => [...addressesIn(text, stack)].flatMap((key) => this.behind(key)));
    return [...new Set(all)];
  }

  private behind(key: string): readonly Resource[] {
    const resource = this.shown.get(key);
    if (resource) return [resource];
    const kept = this.found.get(key);
    if (kept) return kept;
    const between = this.between.get(key);
    if (!between) return [];
    // What refers to itself in the end adds nothing by that.
    this.found.set(key, []);
    const behind = this.referredBy(between.value, between.stack);
    this.found.set(key, behind);
    return behind;
  }
}
