import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { Path } from "../../../config/problems";
import { isObject, type Json } from "../../support/synth";
import { slotsOf, withValue, type Slot } from "./schema";
import { hostileTexts, passwords, secrets, tokenNumbers, type Secret } from "./texts";
import { namesOf, validOf } from "./valid";

/** A delivery file that nobody has written. */
export interface Case {
  readonly text: string;
  /** Secrets that were put into it. */
  readonly secrets: readonly Secret[];
  /** Whether the text was damaged after it was written as YAML, so that a secret may be in a comment. */
  readonly isDamaged: boolean;
}

const root = join(__dirname, "..", "..", "..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

/** Sound files that the generated ones are made of. */
export const bases: readonly Json[] = [
  read("delivery.yaml"),
  read("examples", "fleet.yaml"),
  read("test", "support", "fleet.yaml"),
  read("test", "fuzz", "support", "everything.yaml"),
].map((text) => parse(text, { merge: true }) as Json);

/** Values as YAML, every text in one line. */
export const yamlOf = (data: Json): string => stringify(data, { lineWidth: 0, aliasDuplicateObjects: false });

interface Draft {
  readonly data: Json;
  readonly secrets: readonly Secret[];
}

type Edit = (draft: Draft) => Draft;

const set =
  (path: Path, value: Json | undefined, ...own: Secret[]): Edit =>
  ({ data, secrets: others }) => ({ data: withValue(data, path, value), secrets: [...others, ...own] });

const edits = new Map<Slot, fc.Arbitrary<Edit>>();

/** A field given in another way that the schema takes, or left out. */
function variation(slot: Slot, base: Json): fc.Arbitrary<Edit> {
  const earlier = edits.get(slot);
  if (earlier) return earlier;
  const { path, node, isRequired, value } = slot;
  const given = validOf(node, String(path.at(-1)), namesOf(base)).map((each) => set(path, each));
  const edit =
    isRequired || value === undefined
      ? given
      : fc.oneof({ weight: 3, arbitrary: given }, { weight: 1, arbitrary: fc.constant(set(path, undefined)) });
  edits.set(slot, edit);
  return edit;
}

const wrongValues = fc.oneof(
  { weight: 6, arbitrary: hostileTexts },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Json[]>(
      ...[null, true, false, 0, -1, 1.5, -0.1, 2 ** 53, 1e300, ...tokenNumbers, [], {}, [[]], [null], [{}], { a: 1 }],
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json) },
);

const isText = (value: Json | undefined): value is string => typeof value === "string";

/** A text within another, apart from it by a sign, so that it stays what it looks like. */
const spliced = (into: string, text: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    text,
    `${into} ${text}`,
    `${text} ${into}`,
    `${into}"${text}"`,
    `${into}=${text}`,
    `${text}/${into}`,
    `${into}\n${text}`,
  );

const newKey = (path: Path, value: Json | undefined, key: string): Path =>
  isObject(value) ? [...path, key] : [...path.slice(0, -1), key];

/** Something hostile in the place of a field, inside its text or as a key beside it. */
function hostileEdit({ path, value }: Slot): fc.Arbitrary<Edit> {
  const before = isText(value) ? value : "";
  const secret = fc.oneof({ weight: 3, arbitrary: secrets }, { weight: 1, arbitrary: passwords });
  return fc.oneof(
    { weight: 5, arbitrary: wrongValues.map((wrong) => set(path, wrong)) },
    { weight: 2, arbitrary: hostileTexts.chain((text) => spliced(before, text)).map((text) => set(path, text)) },
    { weight: 1, arbitrary: hostileTexts.map((text) => set(newKey(path, value, text), "x")) },
    { weight: 1, arbitrary: fc.constant(set(path, undefined)) },
    { weight: 2, arbitrary: secret.chain((own) => spliced(before, own.text).map((text) => set(path, text, own))) },
    { weight: 1, arbitrary: secret.map((own) => set(path, [own.text], own)) },
    { weight: 1, arbitrary: secret.map((own) => set(newKey(path, value, own.text), "x", own)) },
  );
}

const slots = new Map<Json, readonly Slot[]>(
  bases.map((base) => [base, slotsOf(base).filter(({ path }) => path.length > 0)]),
);

const draftOf = (base: Json, ...lists: readonly (readonly Edit[])[]): Draft =>
  lists.flat().reduce((draft: Draft, edit) => edit(draft), { data: base, secrets: [] });

/** Where a file says what it likes: JSON, or text without a grammar or with one of all but a few signs. */
const isOpen = ({ node: { $ref, type, pattern = "\\p", enum: choices, const: fixed } }: Slot): boolean =>
  $ref !== undefined || (type === "string" && !choices && fixed === undefined && pattern.includes("\\p"));

const openSlots = new Map([...slots].map(([base, all]) => [base, all.filter(isOpen)]));

const anyOf = (base: Json, make: (slot: Slot) => fc.Arbitrary<Edit>): fc.Arbitrary<Edit> =>
  fc.constantFrom(...(slots.get(base) ?? [])).chain(make);

const openOf = (base: Json, make: (slot: Slot) => fc.Arbitrary<Edit>): fc.Arbitrary<Edit> =>
  fc.constantFrom(...(openSlots.get(base) ?? [])).chain(make);

const some = fc.constantFrom(...bases);

/** Files that are mostly right: fields of a sound one given in other ways. */
export const likelyFiles: fc.Arbitrary<Case> = some
  .chain((base) =>
    fc
      .array(
        fc.oneof(
          anyOf(base, (slot) => variation(slot, base)),
          openOf(base, (slot) => variation(slot, base)),
        ),
        { maxLength: 4 },
      )
      .map((changes) => draftOf(base, changes)),
  )
  .map(({ data, secrets: own }) => ({ text: yamlOf(data), secrets: own, isDamaged: false }));

/** Files with one or two fields that somebody has made as bad as they can be. */
export const hostileFiles: fc.Arbitrary<Case> = some
  .chain((base) =>
    fc
      .tuple(
        fc.array(
          anyOf(base, (slot) => variation(slot, base)),
          { maxLength: 1 },
        ),
        fc.array(fc.oneof(anyOf(base, hostileEdit), openOf(base, hostileEdit)), { minLength: 1, maxLength: 2 }),
      )
      .map(([changes, bad]) => draftOf(base, changes, bad)),
  )
  .map(({ data, secrets: own }) => ({ text: yamlOf(data), secrets: own, isDamaged: false }));

const signs = fc.oneof(
  fc.stringMatching(/^["'{}[\]:,#&*!|>%@`?~\t\r\n\\ \0\u001b\u202e\ufeff-]$/),
  fc.constantFrom("\n---\n", "\n...\n", "<<: ", "*a", "&a ", "!x ", "  ", ": ", "\n- ", "\n\t", "\\u"),
  hostileTexts,
);

/** Files whose text is damaged: a piece taken out, repeated or put in, whatever YAML makes of it. */
export const damagedFiles: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: hostileFiles }, { weight: 1, arbitrary: likelyFiles }),
    fc.array(fc.tuple(fc.nat({ max: 10_000 }), fc.constantFrom(0, 0, 1, 2, 40), signs), { minLength: 1, maxLength: 3 }),
  )
  .map(([{ text, secrets: own }, damages]) => ({
    text: damages.reduce((rest, [place, length, sign]) => {
      const at = Math.floor((place / 10_000) * rest.length);
      return rest.slice(0, at) + sign + rest.slice(at + length);
    }, text),
    secrets: own,
    isDamaged: true,
  }));
