/** The table of backends' arguments is the engine's: asked with all of them and one that is none, it names that alone. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { backends, type Argument, type Arguments } from "../../config/backends";
import type { Json } from "../support/synth";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

/** A value of an argument's type; blocks have all of theirs. */
function valueOf({ type, arguments: inner, many }: Argument): Json {
  if (inner) return many ? [valuesOf(inner)] : valuesOf(inner);
  switch (typeof type === "string" ? type : type?.[0]) {
    case "bool":
      return true;
    case "number":
      return 1;
    case "list":
    case "set":
      return ["a"];
    case "map":
      return { a: "b" };
    default:
      return "a";
  }
}

const valuesOf = (known: Arguments): Record<string, Json> =>
  Object.fromEntries(Object.entries(known).map(([name, argument]) => [name, valueOf(argument)]));

group("the arguments of a backend", needsEngine, () => {
  const project = Project.create();
  before(() => project.serve());
  after(() => project.remove());

  /** What the engine says of a backend with such settings, before it asks the backend itself. */
  async function said(type: string, settings: Readonly<Record<string, Json>>): Promise<string> {
    const folder = project.stackFolder(type);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/cdk.tf.json`, JSON.stringify({ terraform: { backend: { [type]: settings } } }));
    const { code, stdout, stderr } = await project.run(type, ["init", "-input=false", "-no-color"]);
    assert.notEqual(code, 0);
    return `${stdout}${stderr}`;
  }

  for (const [type, known] of Object.entries(backends)) {
    test(`of ${type} are those that the table has, and no others.`, async () => {
      const output = await said(type, { ...valuesOf(known), "no-argument": "a" });
      const unknown = [...output.matchAll(/No argument or block type is named "([^"]+)"/g)].map(([, name]) => name);
      assert.deepEqual(unknown, ["no-argument"], output);
      assert.deepEqual(
        [...output.matchAll(/Error: (.*)/g)].map(([, error]) => error),
        ["Extraneous JSON object property"],
        output,
      );
    });
  }
});
