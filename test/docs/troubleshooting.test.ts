import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { known, knownWords, type Known } from "../../why/remedies";
import { isObject, synthesize, type Json } from "../support/synth";
import { wholeText } from "../support/whole";
import { page } from "./support/pages";

const troubleshooting = page("docs/troubleshooting.md");

interface Told {
  readonly line: number;
  readonly kinds: readonly string[];
  readonly messages: readonly string[];
}

/** What objects say: tables of three columns, of which the first one names kinds. */
const told: readonly Told[] = troubleshooting.rows
  .filter(({ cells }) => cells.length === 3)
  .map(({ line, cells: [of, message] }) => ({
    line,
    // Of any kind: one that no row names.
    kinds: of?.text === "any" ? ["Provider"] : (of?.code ?? []),
    messages: message?.code ?? [],
  }));

const nameOf = ({ kinds, says }: Known): string => `${kinds?.join(", ") ?? "any"}: ${says.source}`;

describe("the messages of docs/troubleshooting.md", () => {
  test("each have a remedy, all of a row the same", () => {
    assert.ok(told.length > 30);
    for (const { line, kinds, messages } of told) {
      assert.ok(kinds.length > 0 && messages.length > 0, `line ${line} names no kind, or no message`);
      const remedies = kinds.flatMap((kind) =>
        messages.map((each) => [`${kind}: ${each}`, knownWords(kind, each)] as const),
      );
      for (const [what, words] of remedies) {
        assert.equal(words && nameOf(words), remedies[0]?.[1] && nameOf(remedies[0][1]), `line ${line}: ${what}`);
        assert.ok(words, `line ${line}: npm run why knows nothing of ${what}`);
      }
    }
  });

  test("are those of every remedy that npm run why has", () => {
    const listed = new Set(
      told.flatMap(({ kinds, messages }) => kinds.flatMap((kind) => messages.map((each) => knownWords(kind, each)))),
    );
    assert.deepEqual(
      known.filter((each) => !listed.has(each)).map(nameOf),
      [],
      "give docs/troubleshooting.md a message of it",
    );
  });

  test("are those of every condition that the stacks themselves check", () => {
    const variants = [
      wholeText,
      wholeText.replace(
        "email: bot@acme.example }",
        "email: bot@acme.example, signing: ssh, gpg: { passphrase: true } }",
      ),
      wholeText.replace("  - name: main\n", "  - name: main\n    uid: 6a1b2c3d-0000-4000-8000-0123456789ab\n"),
    ];
    const checked = new Set(
      variants.flatMap((text) =>
        [...synthesize(text).texts.values()].flatMap((each) => errorsIn(JSON.parse(each) as Json)),
      ),
    );
    assert.ok(checked.size > 4, "few stacks check anything");
    const spans = troubleshooting.rows
      .filter(({ heading, cells }) => heading === "cdktf and OpenTofu" && cells.length === 2)
      .flatMap(({ cells }) => cells[0]?.code ?? []);
    const isListed = (message: string): boolean =>
      spans.some(
        (span) => span.split(" ... ").reduce((from, part) => (from < 0 ? from : message.indexOf(part, from)), 0) >= 0,
      );
    assert.deepEqual(
      [...checked].filter((each) => !isListed(each)),
      [],
    );
  });
});

/** What a synthesized stack says where a condition fails. */
function errorsIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(errorsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "error_message" && typeof each === "string" ? [each] : errorsIn(each),
  );
}
