import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import Ajv, { type ValidateFunction } from "ajv";
import { parse, stringify } from "yaml";
import { parseDelivery } from "../../config/load";
import { valueAt } from "../../config/problems";
import { botKey } from "../support/armored-key";
import { shippedText } from "../support/synth";
import { pages, parsePage, root, type Block, type Page } from "./support/pages";

/** Blocks that are no piece of a delivery file, by their first key, and what they are. */
const others: Readonly<Record<string, string>> = {
  listeners: "a Gateway's",
  rules: "of a ClusterRole",
  patches: "a kustomization.yaml's",
};

/** Pieces that begin below the file's own fields, by their first key, and where that field is. */
const inside: Readonly<Record<string, readonly (string | number)[]>> = {
  environments: ["applications", 0],
  gpg: ["github", "bot"],
  notifications: ["clusters", 0],
};

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The schema for a piece: every field may be missing, and none may be unknown. */
function ofPieces(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(ofPieces);
  if (!isMapping(schema)) return schema;
  const { required: _required, ...rest } = schema;
  return Object.fromEntries(
    Object.entries(Array.isArray(_required) ? rest : schema).map(([key, value]) => [key, ofPieces(value)]),
  );
}

const fullSchema: unknown = JSON.parse(readFileSync(join(root, "delivery.schema.json"), "utf8"));
const topFields = Object.keys(valueAt(fullSchema, ["properties"]) as object);
const validate: ValidateFunction = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
  ofPieces(fullSchema) as object,
);

/** A piece as a whole file has it; undefined for what is no piece of one. */
function pieceOf({ text }: Block): unknown {
  // Dots stand for what is left out.
  const value: unknown = parse(text.replace(/, \.\.\. \}/g, " }"));
  const first = isMapping(value) ? (Object.keys(value)[0] ?? "") : "";
  if (first in others) return undefined;
  return (inside[first] ?? []).reduceRight<unknown>((piece, key) => (key === 0 ? [piece] : { [key]: piece }), value);
}

function mistakes(page: Page): string[] {
  return page.blocks
    .filter(({ language }) => language === "yaml")
    .flatMap((block) => {
      const piece = pieceOf(block);
      if (piece === undefined || validate(piece)) return [];
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${page.path}:${block.line}: ${instancePath}: ${message} ${JSON.stringify(params)}`,
      );
    });
}

/** Pieces that are no sound file with what else the base has, by page and heading, and why. */
const unsound: Readonly<Record<string, string>> = {
  "docs/operations.md, When GitHub calls": "its images are those of other registries, which no application here has",
  "docs/operations.md, Give something another name": "it replaces what has the old name, and leaves the rest out",
  "docs/operations.md, Registries without a token that lasts": "it takes the place of the registry's credential",
};

/** What a new element has beside what a piece says of it, by the list that it is in. */
const usual: Readonly<Record<string, (name: string) => Readonly<Record<string, unknown>>>> = {
  clusters: (name) => ({ connection: { type: "kubeconfig", context: name }, secretStore: { name: "parameters" } }),
  applications: (name) => ({ repository: "echo-server", image: { name: `ghcr.io/acme/${name}` }, port: 3000 }),
  environments: (name) => ({ cluster: "blog", namespace: name }),
};
const chosen = { imagePolicy: { filterTags: { pattern: "^[0-9]+$" }, policy: { numerical: {} } } };

/** An environment chooses its tags, unless it is promoted. */
function completed(list: string, element: Record<string, unknown>): Record<string, unknown> {
  const name = String(element["name"]);
  const whole = { ...usual[list]?.(name), ...element };
  const isBuilt = list === "environments" && !("promoteFrom" in whole);
  return Object.fromEntries(
    Object.entries(isBuilt ? { ...chosen, initialTag: "1", ...whole } : whole).map(([key, value]) => [
      key,
      Array.isArray(value) ? put([], value, key) : value,
    ]),
  );
}

/** A piece put into a file: mappings by their fields, elements of a list by their names, all else in the place of what is there. */
function put(file: unknown, piece: unknown, list = ""): unknown {
  if (isMapping(file) && isMapping(piece)) {
    if ("type" in piece && piece["type"] !== file["type"]) return piece;
    const fields = Object.entries(piece).map(([key, value]) => [key, put(file[key], value, key)]);
    return { ...file, ...Object.fromEntries(fields) } as unknown;
  }
  if (!Array.isArray(file) || !Array.isArray(piece) || !piece.every(isMapping)) return piece;
  const there = file.filter(isMapping);
  // One that has no name is the first: the piece begins within it.
  const given = piece.map((each) => ("name" in each || !there[0] ? each : { name: there[0]["name"], ...each }));
  return [
    ...there.map((each) => put(each, given.find(({ name }) => name === each["name"]) ?? {})),
    ...given.filter(({ name }) => !there.some((each) => each["name"] === name)).map((each) => completed(list, each)),
  ];
}

const support = (name: string): string => readFileSync(join(root, "test", "support", name), "utf8");

/** The files that pieces name, whatever their folder. */
const files = {
  "bot.asc": () => botKey,
  "alice.pub": () => support("keys/alice.pub"),
  "bob.asc": () => botKey,
  "web-flow.asc": () => botKey,
  known_hosts: () => support("keys/known_hosts").replace("[github.acme.example]:2222", "github.example.com"),
} as const;

/** The shipped file, of which the one cluster is called as that of a piece that speaks of one alone. */
function baseFor(piece: unknown): unknown {
  const clusters = valueAt(piece, ["clusters"]);
  const [name, ...more] = Array.isArray(clusters) ? clusters.map(nameOf) : [];
  const cluster = typeof name === "string" && more.length === 0 ? name : "blog";
  const text = shippedText().replaceAll(/(name|cluster): blog$/gm, `$1: ${cluster}`);
  return put(parse(text), { clusters: [{ connection: { type: "kubeconfig", context: cluster } }] });
}

const nameOf = (element: unknown): unknown => valueAt(element, ["name"]);

const soundnessOf = (piece: unknown): void =>
  void parseDelivery(stringify(put(baseFor(piece), piece)), "delivery.yaml", (name) => {
    const file = Object.entries(files).find(([each]) => basename(name) === each);
    return file ? { text: file[1]() } : { given: name, expected: "a file of this test" };
  });

describe("YAML", () => {
  for (const page of pages) {
    for (const block of page.blocks.filter(({ language }) => language === "yaml")) {
      const piece = pieceOf(block);
      const where = `${page.path}, ${block.heading}`;
      if (piece === undefined || where in unsound) continue;
      test(`of ${where} makes a sound file, put into the shipped one`, () => {
        assert.doesNotThrow(() => soundnessOf(piece));
      });
    }
  }

  for (const page of pages.filter(({ blocks }) => blocks.some(({ language }) => language === "yaml"))) {
    test(`of ${page.path} has fields and values that a delivery file may have`, () => {
      assert.deepEqual(mistakes(page), []);
    });
  }

  test("that has a field or a value which there is not is found", () => {
    const wrong = "```yaml\nclusters:\n  - name: blog\n    gatway: {}\n    uid: 7\n```\n```yaml\nnothing: 1\n```\n";
    const found = mistakes(parsePage("x.md", wrong)).join("\n");
    assert.match(found, /x\.md:1: \/clusters\/0: must NOT have .*gatway/);
    assert.match(found, /x\.md:1: \/clusters\/0\/uid: must be string/);
    assert.match(found, /x\.md:7: : must NOT have .*nothing/);
  });

  test("fields of parts are the file's", () => {
    for (const [key, path] of Object.entries(inside)) {
      assert.ok(topFields.includes(String(path[0])), key);
    }
  });
});
