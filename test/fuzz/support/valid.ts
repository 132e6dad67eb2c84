import fc from "fast-check";
import { ecdsa, ed25519 } from "../../support/host-keys";
import { isObject, type Json } from "../../support/synth";
import { isFree, variantsOf, type Node } from "./schema";
import { templates } from "./texts";

/** Names that a file gives to what others refer to. */
export type Names = Readonly<Record<"clusters" | "repositories" | "registryCredentials", readonly string[]>>;

const listed = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? value : []).flatMap((each) =>
    isObject(each) && typeof each["name"] === "string" ? [each["name"]] : [],
  );

export const namesOf = (data: Json): Names => {
  const root = isObject(data) ? data : {};
  return {
    clusters: listed(root["clusters"]),
    repositories: listed(root["repositories"]),
    registryCredentials: listed(root["registryCredentials"]),
  };
};

/** Values of fields whose grammar no pattern of the schema says. */
const known: Readonly<Record<string, readonly string[]>> = {
  messageTemplate: [
    "chore: update images",
    "{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}\n{{ end }}",
    "ci: ${cluster} %{ x } $${y}\n\n{{ .AutomationObject }} äö 'x' \"y\" \\n",
    "[skip ci]\t{{ .Values.a }}",
  ],
  pattern: [
    "^[0-9]+$",
    "^main-[0-9a-f]+-(?P<ts>[0-9]+)$",
    "^v?(\\d+\\.){2}\\d+$",
    "^a[$]{2}b$",
    "^(?P<x>.*)$",
    "\\A1\\z",
  ],
  extract: ["$ts", "${ts}", "$x", "$0", "$1.0"],
  range: [">=1.0.0", "1.x", "~1.2 || ^2.0.0-0", "*", "!=1.0.0", "1.0.0 - 2.0"],
  chartVersion: ["87.x", ">=80.0.0 <90.0.0"],
  email: ["a@example.com", "o'neil+x@mail.example.org"],
  apiUrl: ["https://github.example.com/", "http://ghe.example.com:8443/api/v3", "https://h.example.com/$x"],
  address: ["http://alerts.example.com/api/v2/alerts", "https://a.example.com:9093/$x/api/v2/alerts"],
  knownHosts: ["test/support/keys/known_hosts"],
  "knownHosts[]": [`github.com ${ed25519}`, `[github.acme.example]:2222 ${ecdsa}`],
  keys: ["test/support/keys/alice.pub"],
  object: ["GitRepository flux-system/echo-server", "Namespace monitoring"],
};

/** Keys that name an element of a list. */
const references: Readonly<Record<string, keyof Names>> = {
  cluster: "clusters",
  repository: "repositories",
  credential: "registryCredentials",
};

/** Texts for fields that take nearly any. */
const freeTexts = fc.oneof(
  fc.constantFrom(...templates),
  fc.constantFrom(
    "#alerts",
    "Ümlaut Bot",
    "robot$lib+puller",
    "main",
    "release/1.x",
    "größe",
    "a b",
    "state/<stack>",
    "x",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
);

/** What an expression looks ahead or behind for: fast-check generates the rest, and a filter does this. */
function withoutLookarounds(pattern: string): string {
  const begin = /\(\?<?[=!]/.exec(pattern);
  if (!begin) return pattern;
  let depth = 0;
  let inClass = false;
  for (let at = begin.index; at < pattern.length; at += 1) {
    const sign = pattern.charAt(at);
    if (sign === "\\") at += 1;
    else if (inClass) inClass = sign !== "]";
    else if (sign === "[") inClass = true;
    else if (sign === "(") depth += 1;
    else if (sign === ")" && (depth -= 1) === 0) {
      return withoutLookarounds(pattern.slice(0, begin.index) + pattern.slice(at + 1));
    }
  }
  throw new Error(`a group without end: ${pattern}`);
}

const matching = new Map<string, fc.Arbitrary<string>>();

/** Texts that a pattern matches. */
function textsOf(pattern: string): fc.Arbitrary<string> {
  const earlier = matching.get(pattern);
  if (earlier) return earlier;
  const expression = new RegExp(pattern, "u");
  const rest = withoutLookarounds(pattern);
  // What is all but a few signs is not generated from the expression.
  const any = /\\p|\[\^/.test(rest) ? freeTexts : fc.stringMatching(new RegExp(rest));
  const texts = any.filter((text) => expression.test(text));
  matching.set(pattern, texts);
  return texts;
}

/** Any value of JSON's, with texts that OpenTofu could take for more. */
const values: fc.Arbitrary<Json> = fc.letrec<{ value: Json; leaf: Json }>((tie) => ({
  leaf: fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    freeTexts,
  ),
  value: fc.oneof(
    { weight: 4, arbitrary: tie("leaf") },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(freeTexts, tie("value"), { maxKeys: 3, noNullPrototype: true }) },
  ),
})).value;

function texts({ pattern, allOf, minLength = 0 }: Node, key: string): fc.Arbitrary<string> {
  const some = known[key];
  if (some) return fc.constantFrom(...some);
  const patterns = [
    ...(pattern === undefined ? [] : [pattern]),
    ...(allOf ?? []).flatMap((each) => each.pattern ?? []),
  ];
  const [first, ...others] = patterns;
  if (first === undefined) return freeTexts.filter(({ length }) => length >= minLength);
  return textsOf(first).filter((text) => others.every((other) => new RegExp(other, "u").test(text)));
}

function mappings(node: Node, names: Names): fc.Arbitrary<Json> {
  const { properties, required = [], propertyNames, additionalProperties: rest } = node;
  if (properties) {
    const children = Object.fromEntries(
      Object.entries(properties).map(([key, child]) => [key, validOf(child, key, names)]),
    );
    return fc.record(children, { requiredKeys: [...required], noNullPrototype: true });
  }
  const keys = propertyNames?.pattern === undefined ? freeTexts : textsOf(propertyNames.pattern);
  const child = typeof rest === "object" ? validOf(rest, "", names) : values;
  return fc.dictionary(keys, child, { maxKeys: 3, noNullPrototype: true });
}

/** Values that a part of the schema takes, most of which the rules take too. */
export function validOf(node: Node, key: string, names: Names): fc.Arbitrary<Json> {
  const variants = variantsOf(node);
  if (isFree(node)) return values;
  if (variants.length > 0) return fc.oneof(...variants.map((each) => validOf(each, key, names)));
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum) return fc.constantFrom(...node.enum);
  const list = references[key];
  if (list && names[list].length > 0) return fc.constantFrom(...names[list]);
  switch (node.type) {
    case "object":
      return mappings(node, names);
    case "array":
      return fc.array(validOf(node.items ?? {}, `${key}[]`, names), { minLength: node.minItems ?? 0, maxLength: 2 });
    case "boolean":
      return fc.boolean();
    case "integer": {
      const min = node.minimum ?? (node.exclusiveMinimum ?? -1) + 1;
      return fc.integer({ min, max: Math.min(node.maximum ?? 100, min + 70_000) });
    }
    default:
      return texts(node, key);
  }
}
