import { z } from "zod";
import { delivery } from "../config/schema";

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly additionalProperties?: Node | boolean;
}

const schema = z.toJSONSchema(delivery, { io: "input", target: "draft-7" });

/** The JSON Schema of delivery.yaml, for editors. */
export const editorSchema = (): string =>
  `${JSON.stringify({ title: "delivery.yaml", ...schema, patternProperties: { "^x-": {} } }, null, 2)}\n`;

function typeOf(node: Node): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const).replaceAll(`"`, "")}\``;
  if (node.enum) return node.enum.map((value) => `\`${JSON.stringify(value).replaceAll(`"`, "")}\``).join(", ");
  const choices = node.anyOf ?? node.oneOf;
  if (choices) return choices.every((each) => each.properties) ? "one of" : choices.map(typeOf).join(", ");
  if (node.type === "array") return node.items?.properties ? "list" : `list of ${typeOf(node.items ?? {})}`;
  if (node.type === "object") {
    const values = node.additionalProperties;
    return typeof values === "object" && values.type === "string" ? "mapping of text" : "mapping";
  }
  return { string: "text", integer: "number", boolean: "true, false" }[node.type ?? ""] ?? "any";
}

function defaultOf(node: Node, required: boolean): string {
  if (required) return "**required**";
  const { default: value } = node;
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return value === undefined || isEmpty ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
/** Text outside backticks, where a placeholder in angle brackets would be taken for HTML. */
const prose = (text: string): string => cell(text).replace(/<(?=[\w ]+>)/g, "&lt;");

/** The field that tells the variants of a mapping apart: one of them at least has a fixed value there. */
const discriminator = (variants: readonly Node[]): string | undefined =>
  variants
    .flatMap(({ properties = {} }) => Object.entries(properties))
    .find(([, each]) => each.const !== undefined)?.[0];

/** Rows of a mapping's variants: what only some have says which. */
function variantRows(variants: readonly Node[], path: string): string[] {
  const key = discriminator(variants) ?? "";
  const own = path === "" ? key : `${path}.${key}`;
  const owners = new Map<string, string[]>();
  for (const variant of variants) {
    const { const: fixed, enum: choices = [fixed] } = variant.properties?.[key] ?? {};
    const names = choices.map((value) => `\`${key}: ${JSON.stringify(value).replaceAll(`"`, "")}\``);
    for (const row of rows(variant, path)) owners.set(row, [...(owners.get(row) ?? []), names.join(", ")]);
  }
  return [...owners].map(([row, only]) =>
    only.length === variants.length || row.startsWith(`| \`${own}\` |`)
      ? row
      : row.replace(/ \|$/, ` Only with ${only.join(", ")}. |`),
  );
}

function rows(node: Node, path: string): string[] {
  const variants = (node.oneOf ?? node.anyOf ?? []).filter((each) => each.properties);
  if (variants.length > 0) return variantRows(variants, path);
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const required = node.required?.includes(name) ?? false;
    const own = `| \`${at}\` | ${cell(typeOf(child))} | ${cell(defaultOf(child, required))} | ${prose(child.description ?? "")} |`;
    return [own, ...rows(child, at), ...(child.items ? rows(child.items, `${at}[]`) : [])];
  });
}

/** docs/configuration.md: a table for each part of the file. */
export function configurationDocs(): string {
  const root = schema as Node;
  const parts = Object.entries(root.properties ?? {}).map(([name, node]) => {
    const required = root.required?.includes(name) ? "Required." : "Optional.";
    const body = [...rows(node, ""), ...(node.items ? rows(node.items, "") : [])];
    const isList = node.type === "array" ? " A list." : "";
    const about = `## \`${name}\`\n\n${node.description ?? ""}${isList} ${required}`;
    // A part that is one value has no fields.
    if (body.length === 0) return `${about} Value: ${typeOf(node)}. Default: ${defaultOf(node, false)}.\n`;
    return `${about}

| field | value | default | meaning |
|---|---|---|---|
${body.join("\n")}
`;
  });
  return `# delivery.yaml, field by field

Written by \`npm run gen\` from the schema in \`config/schema\`; \`delivery.schema.json\` is the same for editors. A mistake
in the file is reported with its line and column, all of them in one run, and nothing is written.

${parts.join("\n")}`;
}
