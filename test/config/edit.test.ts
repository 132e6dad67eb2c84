import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { EditError, withEdit } from "../../config/edit";
import { shippedText } from "../support/synth";

const path = ["list", 0] as const;
const edit = (text: string, value: string | boolean | undefined): string => withEdit(text, path, "pin", value);

/** What is edited: before, with a pin, and without it again. */
const forms: readonly (readonly [title: string, before: string, pinned: string])[] = [
  ["a block", "list:\n  - name: a\n    other: 1\n", 'list:\n  - name: a\n    pin: "1"\n    other: 1\n'],
  [
    "a block with comments",
    "list:\n  - name: a # it\n    # more\n",
    'list:\n  - name: a # it\n    pin: "1"\n    # more\n',
  ],
  ["a block at the end of a file", "list:\n- name: a", 'list:\n- name: a\n  pin: "1"'],
  [
    "a block with Windows' line ends",
    "list:\r\n  - name: a\r\n    b: 1\r\n",
    'list:\r\n  - name: a\r\n    pin: "1"\r\n    b: 1\r\n',
  ],
  ["a block whose dash stands alone", "list:\n  -\n    name: a\n", 'list:\n  -\n    name: a\n    pin: "1"\n'],
  [
    "a block that begins with a mapping",
    "list:\n  - x:\n      y: 1\n    z: 1\n",
    'list:\n  - x:\n      y: 1\n    pin: "1"\n    z: 1\n',
  ],
  ["a mapping in braces", "list: [{ name: a, b: 1 }] # it\n", 'list: [{ name: a, pin: "1", b: 1 }] # it\n'],
  ["an anchor that nothing refers to", "list:\n  - &a\n    name: a\n", 'list:\n  - &a\n    name: a\n    pin: "1"\n'],
];

describe("a field is edited in place", () => {
  for (const [title, before, pinned] of forms) {
    test(`in ${title}`, () => {
      assert.equal(edit(before, "1"), pinned);
      assert.equal(edit(pinned, "1"), pinned, "the same again");
      assert.equal(edit(pinned, "2"), pinned.replace('"1"', '"2"'));
      assert.equal(edit(pinned, undefined), before);
      assert.equal(edit(before, undefined), before, "nothing to remove");
    });
  }

  test("where it is the first of its mapping", () => {
    assert.equal(edit("list:\n  - pin: x # it\n    name: a\n", undefined), "list:\n  - name: a\n");
    assert.equal(edit("list: [{ pin: x, name: a }]\n", undefined), "list: [{ name: a }]\n");
    assert.equal(edit("list: [{ name: a, pin: x }]\n", undefined), "list: [{ name: a }]\n");
  });

  test("as text, whatever it looks like", () => {
    for (const value of ["9050352340", "1.10", "true", "null", "0x1", "~"]) {
      assert.deepEqual(parse(edit("list:\n  - name: a\n", value)), { list: [{ name: "a", pin: value }] });
    }
    assert.deepEqual(parse(edit("list:\n  - name: a\n", true)), { list: [{ name: "a", pin: true }] });
  });

  const shared: readonly (readonly [title: string, text: string, value: string | undefined])[] = [
    ["of a mapping that is an alias", "x-a: &a { name: a }\nlist: [*a]\n", "1"],
    ["of one that another part of the file refers to", "list: [&a { name: a }]\nother: *a\n", "1"],
    ["that a mapping takes over from another", "x-a: &a { pin: x }\nlist:\n  - <<: *a\n    name: a\n", undefined],
    ["of what is no mapping", "list: [a]\n", "1"],
  ];
  for (const [title, text, value] of shared) {
    test(`but not ${title}`, () => {
      assert.throws(
        () => edit(text, value),
        (error) => {
          assert.ok(error instanceof EditError);
          assert.match(
            error.message,
            /^list\[0\] can't be edited in place.*(set pin: "1"|remove pin) there by hand\.$/,
          );
          return true;
        },
      );
    });
  }

  test("and all else of the file stays, byte for byte", () => {
    const lines = shippedText().split("\n");
    const environment = ["applications", 0, "environments", 0];
    const pinned = withEdit(shippedText(), environment, "pin", "9050352340").split("\n");
    const at = pinned.findIndex((line, index) => line !== lines[index]);
    assert.equal(pinned[at], '        pin: "9050352340"');
    assert.deepEqual(pinned.toSpliced(at, 1), lines);
    assert.equal(withEdit(pinned.join("\n"), environment, "pin", undefined), shippedText());
  });

  test("of mappings with any keys, at any place", () => {
    const key = fc.stringMatching(/^[a-z]{1,4}$/).filter((each) => each !== "pin");
    const item = fc.dictionary(
      key,
      fc.oneof(fc.integer(), fc.stringMatching(/^[a-z #:]{0,5}$/), fc.constant([1, { a: 1 }])),
      { minKeys: 1, noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 3 }), fc.boolean(), (list, flow) => {
        const text = flow
          ? `list: ${JSON.stringify(list)}\n`
          : `list:\n${list
              .map(
                (each) =>
                  `  - ${Object.entries(each)
                    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
                    .join("\n    ")}\n`,
              )
              .join("")}`;
        const at = list.length - 1;
        const pinned = withEdit(text, ["list", at], "pin", "1");
        assert.deepEqual(parse(pinned), {
          list: list.map((each, index) => (index === at ? { ...each, pin: "1" } : each)),
        });
        assert.equal(withEdit(pinned, ["list", at], "pin", undefined), text);
      }),
    );
  });
});
