/** Reads the folder that stands in for AWS, GitHub and the clusters. */
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { at, text, type Json } from "../../support/synth";

/** One object of the world; see the stand-in's README. */
export interface Thing {
  readonly kind: string;
  readonly scope: string;
  readonly id: string;
  readonly madeBy: Json | undefined;
  readonly attributes: Json | undefined;
}

export class World {
  constructor(readonly folder: string) {}

  /** All objects, or those of a kind, by id. */
  things(kind?: string): Thing[] {
    return [...this.snapshot().values()]
      .map((raw) => {
        const parsed = JSON.parse(raw) as Json;
        return {
          kind: text(at(parsed, "kind")),
          scope: text(at(parsed, "scope")),
          id: text(at(parsed, "id")),
          madeBy: at(parsed, "made_by"),
          attributes: at(parsed, "attributes"),
        };
      })
      .filter((thing) => kind === undefined || thing.kind === kind)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Kind and id of every object of the kinds, sorted; the ids of GitHub are numbers that differ from run to run. */
  names(...kinds: readonly string[]): string[] {
    return this.things()
      .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
      .map(({ kind, id }) => `${kind} ${id}`)
      .sort();
  }

  /** The value that SSM serves at a path. */
  parameter(path: string): string {
    const found = this.things("aws_ssm_parameter").find(({ id }) => id === path);
    if (!found) throw new Error(`no parameter ${path} in the world`);
    return text(at(found.attributes, "value"));
  }

  /** Deletes an object behind the engine's back. */
  remove(kind: string, id: string): void {
    for (const [name, raw] of this.snapshot()) {
      const parsed = JSON.parse(raw) as Json;
      if (at(parsed, "kind") === kind && at(parsed, "id") === id) rmSync(join(this.folder, name));
    }
  }

  /** Every object's file and content, to compare the world before and after. */
  snapshot(): Map<string, string> {
    return new Map(
      readdirSync(this.folder)
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => [name, readFileSync(join(this.folder, name), "utf8")]),
    );
  }
}
