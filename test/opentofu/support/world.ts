/** Shows what the stacks made: the folder that stands in for AWS and the clusters, and the played GitHub. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kinds, type Change, type Kind } from "../../support/github/answer";
import type { GitHub } from "../../support/github/github";
import type { DeployKey, GpgKey, Hook, Ruleset } from "../../support/github/state";
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";

/** One object of the world; see the stand-in's README. */
export interface Thing {
  /** Its type in OpenTofu. */
  readonly kind: string;
  readonly scope: string;
  readonly id: string;
  /** Of what GitHub holds only what an update or a replacement changes: ask GitHub for more. */
  readonly attributes: Json | undefined;
}

const types: Readonly<Record<Kind, string>> = {
  "deploy-key": "github_repository_deploy_key",
  hook: "github_repository_webhook",
  ruleset: "github_repository_ruleset",
  "gpg-key": "github_user_gpg_key",
  // No provider makes one: who runs the command does.
  "ssh-signing-key": "ssh_signing_key",
};

/** A change of GitHub's as the stand-in writes one of its own: `<action> <type> <id>`, with the id that OpenTofu has. */
export function lineOf({ action, kind, id, repository }: Change): string {
  const name = kind === "deploy-key" ? `${repository?.split("/")[1] ?? ""}:${id}` : String(id);
  return `${action} ${types[kind]} ${name}`;
}

export class World {
  constructor(
    readonly folder: string,
    private readonly gitHub: GitHub,
  ) {}

  /** All objects, or those of a type, by id. */
  things(kind?: string): Thing[] {
    return [...this.snapshot().values()]
      .map((raw) => {
        const parsed = JSON.parse(raw) as Json;
        return {
          kind: text(at(parsed, "kind")),
          scope: text(at(parsed, "scope")),
          id: text(at(parsed, "id")),
          attributes: at(parsed, "attributes"),
        };
      })
      .filter((thing) => kind === undefined || thing.kind === kind)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Type and id of every object of the types, sorted; the ids of GitHub are numbers that differ from run to run. */
  names(...types: readonly string[]): string[] {
    return this.things()
      .filter(({ kind }) => types.length === 0 || types.includes(kind))
      .map(({ kind, id }) => `${kind} ${id}`)
      .sort();
  }

  /** The value that SSM serves at a path. */
  parameter(path: string): string {
    const found = this.things("aws_ssm_parameter").find(({ id }) => id === path);
    if (!found) throw new Error(`no parameter ${path} in the world`);
    return text(at(found.attributes, "value"));
  }

  /** Changes the value that SSM serves at a path, behind the engine's back. */
  setParameter(path: string, value: string): void {
    for (const [name, raw] of this.files()) {
      const parsed = JSON.parse(raw) as JsonObject;
      const { kind, id, attributes } = parsed;
      if (kind !== "aws_ssm_parameter" || id !== path || !isObject(attributes)) continue;
      writeFileSync(join(this.folder, name), JSON.stringify({ ...parsed, attributes: { ...attributes, value } }));
      return;
    }
    throw new Error(`no parameter ${path} in the world`);
  }

  /** Deletes an object behind the engine's back. */
  remove(type: string, id: string): void {
    for (const kind of kinds) if (types[kind] === type) this.gitHub.remove(kind, Number(id));
    for (const [name, raw] of this.files()) {
      const parsed = JSON.parse(raw) as Json;
      if (at(parsed, "kind") === type && at(parsed, "id") === id) rmSync(join(this.folder, name));
    }
  }

  /** Puts an object into the cluster, as somebody else than the stacks does. */
  place(object: JsonObject): void {
    const { apiVersion, kind, metadata } = object;
    const [namespace, name] = [at(metadata, "namespace"), text(at(metadata, "name"))];
    const id = [
      `apiVersion=${text(apiVersion)}`,
      `kind=${text(kind)}`,
      ...(namespace === undefined ? [] : [`namespace=${text(namespace)}`]),
      `name=${name}`,
    ].join();
    const [other] = this.files().filter(([file]) => file.startsWith("kubernetes_manifest--"));
    if (!other) throw new Error("nothing is in the cluster yet, so it has no name");
    const { scope = null, made_by = null } = JSON.parse(other[1]) as JsonObject;
    const file = fileOf("kubernetes_manifest", text(scope), id);
    const content = { kind: "kubernetes_manifest", scope, id, made_by, attributes: object };
    writeFileSync(join(this.folder, file), JSON.stringify(content), { mode: 0o600 });
  }

  /** Every object by its file or its place at GitHub, to compare the world before and after. */
  snapshot(): Map<string, string> {
    const ofGitHub = [
      ...this.gitHub.deployKeys().map((key) => ["deploy-key", key.repository.fullName, key] as const),
      ...this.gitHub.hooks().map((hook) => ["hook", hook.repository.fullName, hook] as const),
      ...this.gitHub.rulesets().map((one) => ["ruleset", one.repository.fullName, one] as const),
      ...this.gitHub.gpgKeys().map((key) => ["gpg-key", key.owner.login, key] as const),
    ].map(([kind, scope, thing]): [string, string] => {
      const content = { kind: types[kind], scope, id: String(thing.id), attributes: contentOf(thing) };
      return [`${kind} ${thing.id}`, JSON.stringify(content)];
    });
    return new Map([...this.files(), ...ofGitHub]);
  }

  /** Names and contents of the files that stand in for AWS and the clusters. */
  private files(): [name: string, content: string][] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => [name, readFileSync(join(this.folder, name), "utf8")]);
  }
}

/** Go escapes less in a path than JavaScript in a component. @see test/opentofu/stand-in/world.go */
const escaped = (part: string): string =>
  encodeURIComponent(part).replace(/%(?:24|26|2B|3A|3D|40)/g, (code) => decodeURIComponent(code));

function fileOf(kind: string, scope: string, id: string): string {
  const name = `${kind}--${escaped(scope)}--${escaped(id)}`;
  const short = name.length > 200 ? `${kind}--${createHash("sha256").update(name).digest("hex")}` : name;
  return `${short}.json`;
}

function contentOf(thing: DeployKey | Hook | GpgKey | Ruleset): Json {
  if ("settings" in thing) return { name: thing.name, settings: thing.settings };
  if ("armored" in thing) return { armored: thing.armored };
  if ("key" in thing) return { key: thing.key, title: thing.title, readOnly: thing.readOnly };
  const { url, secret = null, contentType, insecureSsl, active, events } = thing;
  return { url, secret, contentType, insecureSsl, active, events: [...events] };
}
