import assert from "node:assert/strict";
import { test } from "node:test";
import { known, noValue } from "../../config/ill-formed";
import { NamedList } from "../../model/named-list";

interface Fields {
  readonly name: string;
  readonly renamedFrom?: string;
}

/** A list whose elements are their places and origins. */
function linked(list: readonly Fields[] | undefined) {
  const named = new NamedList<Fields, { readonly at: string; readonly origin: () => string }>(list, ["list"]);
  named.link((_, at, origin) => ({ at: at.join("."), origin }));
  return named;
}
const origins = (...list: Fields[]) => linked(list).all.map(({ origin }) => known(origin));

/** A list with an element that can't be read at all, and one whose name can't. */
const holed: readonly Fields[] = Object.defineProperties([{ name: "a" }, { name: "b" }, { name: "c" }], {
  1: { get: noValue },
});
const nameless: readonly Fields[] = [
  { name: "a" },
  Object.defineProperty({ name: "" }, "name", { get: noValue, enumerable: true }),
];

test("elements keep their places, and one that can't be read is left out", () => {
  const list = linked(holed);
  assert.deepEqual(
    list.all.map(({ at }) => at),
    ["list.0", "list.2"],
  );
  assert.equal(list.lacksSome, true);
  assert.equal(linked([{ name: "a" }]).lacksSome, false);
  assert.equal(linked(undefined).lacksSome, true);
  assert.equal(
    known(() => linked(undefined).all),
    undefined,
  );
  assert.deepEqual(linked(undefined).misnamed, []);
});

test("a name is its first element's, and the others are told", () => {
  const list = linked([{ name: "a" }, { name: "b" }, { name: "a" }, { name: "a" }]);
  assert.deepEqual(
    list.all.map(({ at }) => at),
    ["list.0", "list.1"],
  );
  assert.equal(list.reference(() => "a", [])().at, "list.0");
  assert.deepEqual(
    list.repeated.map(({ path, given, expected, holder }) => [path.join("."), given, expected, holder?.join(".")]),
    [
      ["list.2.name", '"a"', "a name of its own", "list.0.name"],
      ["list.3.name", '"a"', "a name of its own", "list.0.name"],
    ],
  );
  assert.equal(list.lacksSome, true);
});

test("an element goes by what it was called before, as long as nothing else has or had that name", () => {
  assert.deepEqual(origins({ name: "a" }, { name: "b", renamedFrom: "c" }), ["a", "c"]);
  assert.deepEqual(origins({ name: "a", renamedFrom: "a" }, { name: "b", renamedFrom: "a" }), [undefined, undefined]);
  assert.deepEqual(origins({ name: "a", renamedFrom: "c" }, { name: "b", renamedFrom: "c" }), ["c", undefined]);
});

test("former names that are wrong are told, with who has them", () => {
  const list = linked([
    { name: "a", renamedFrom: "a" },
    { name: "b", renamedFrom: "d" },
    { name: "c", renamedFrom: "b" },
    { name: "e", renamedFrom: "d" },
    { name: "f" },
    { name: "g", renamedFrom: "h" },
  ]);
  assert.deepEqual(
    list.misnamed.map(({ path, given, expected, holder }) => [path.join("."), given, expected, holder?.join(".")]),
    [
      ["list.0.renamedFrom", '"a"', "the name that it had before: this is the one that it has", undefined],
      ["list.2.renamedFrom", '"b"', "a name that it had before, and nothing else has or had", "list.1.name"],
      ["list.3.renamedFrom", '"d"', "a name that it had before, and nothing else has or had", "list.1.renamedFrom"],
    ],
  );
  assert.deepEqual(linked([{ name: "a" }, { name: "b", renamedFrom: "c" }]).misnamed, []);
});

/** What is told of a reference to a name. */
function dangling(list: readonly Fields[] | undefined, name: () => string) {
  const named = linked(list);
  named.reference(name, ["ref"]);
  return named.dangling("a thing", "things");
}

test("a reference to nobody is told with those that there are", () => {
  assert.deepEqual(
    dangling([{ name: "a" }, { name: "b" }], () => "c"),
    [
      {
        path: ["ref"],
        given: '"c"',
        expected: 'the name of a thing ("a" or "b"): correct it, or add it to things',
      },
    ],
  );
  assert.deepEqual(
    dangling([], () => "c"),
    [{ path: ["ref"], given: '"c"', expected: "the name of a thing (there is none): correct it, or add it to things" }],
  );
  assert.deepEqual(
    dangling([{ name: "a" }], () => "a"),
    [],
  );
  assert.deepEqual(dangling([{ name: "a" }], noValue), []);
  assert.equal(known(linked([{ name: "a" }]).reference(() => "c", [])), undefined);
});

test("what can't be read may be what a reference is to", () => {
  for (const list of [holed, nameless, undefined])
    assert.deepEqual(
      dangling(list, () => "d"),
      [],
    );
  assert.equal(linked(nameless).all.length, 2);
});
