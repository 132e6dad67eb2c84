/** Looks for secrets in what was written. */
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { at } from "../../support/synth";
import type { Project } from "./project";

/** Texts that give a secret away, by what it is: a message names that, never the value. */
export type Secrets = ReadonlyMap<string, readonly string[]>;

/** What the user gave: it must be in no file at all. */
export function givenSecrets(project: Project): Secrets {
  return new Map(Object.entries(project.variables).map(([name, value]) => [name, forms(value)]));
}

/**
 * What the stacks made: the values of all parameters, the webhooks' secrets and their paths, which are as good as one.
 * The pull token is among them under its path, since SSM serves it.
 */
export function madeSecrets({ world, gitHub }: Project): Secrets {
  const publicKeys = [
    ...gitHub.gpgKeys().map(({ armored }) => armored),
    ...gitHub.deployKeys().map(({ key }) => key),
  ].join("\n");
  const values = [
    ...world
      .things("aws_ssm_parameter")
      .filter(({ attributes }) => at(attributes, "type") === "SecureString")
      .map(({ id }) => [id, world.parameter(id)] as const),
    ...gitHub.hooks().flatMap(
      ({ id, url, secret = "" }) =>
        [
          [`secret of webhook ${id}`, secret],
          [`path of webhook ${id}`, url.replace(/^.*\/hook\//, "")],
        ] as const,
    ),
  ];
  // A private key holds its public one.
  return new Map(values.map(([name, value]) => [name, forms(value).filter((form) => !publicKeys.includes(form))]));
}

/** Names of the secrets that a text holds. */
export function secretsIn(content: string, secrets: Secrets): string[] {
  return [...secrets].filter(([, texts]) => texts.some((each) => content.includes(each))).map(([name]) => name);
}

/** A secret as a text may hold it: whole, escaped as JSON, in Base64, or one line of a key. */
function forms(value: string): string[] {
  const lines = value.split("\n").filter((line) => line.length >= 20 && !line.startsWith("-----"));
  // An OpenSSH key's first lines are the same in every key of its kind.
  const telling = lines.length > 2 ? lines.slice(2) : lines;
  return [value, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString("base64"), ...telling];
}

/** All files of a project but those that are meant to hold secrets, as `<file> holds <secret>`. */
export function leaks(project: Project, secrets: Secrets): string[] {
  const meant = new Set(["state", "world", "plans"]);
  return readdirSync(project.folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(project.folder, entry.name);
      if (entry.isFile()) return [path];
      return entry.isDirectory() && !meant.has(entry.name) ? filesBelow(path) : [];
    })
    .flatMap((path) =>
      secretsIn(readFileSync(path, "latin1"), secrets).map((name) => `${relative(project.folder, path)} holds ${name}`),
    );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
