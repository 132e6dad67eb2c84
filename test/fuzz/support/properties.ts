import assert from "node:assert/strict";
import { join } from "node:path";
import { parseDelivery } from "../../../config/load";
import { runCommand } from "../../../commands/command";
import { gitSide } from "../../../commands/git-side";
import { synth } from "../../../commands/synth";
import { validators } from "../../../.gen/crds";
import type { Delivery } from "../../../model/delivery";
import { at, isObject, text, type Json } from "../../support/synth";
import type { Case } from "./cases";
import type { Secret } from "./texts";
import { besideFiles, captured, filesBelow, inProject, type Outcome } from "./project";
import { readTemplate } from "./template";

/** A bound that only something that hangs or backtracks meets. */
const longest = 1;

/** One problem of a file: where, what, what instead; or, where it is no YAML, where and what. */
const problemForm = /^delivery\.yaml:(\d+):(\d+): (\S.*: got .+, expected .+|got .+|cannot be read as YAML: .+)$/u;

/** Control, format and line-ending characters, which a terminal obeys or hides. */
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

const told = ({ out, err }: Outcome): string => out + err;

/** Secrets that are in the file as they were made: of one that was damaged nobody knows any more that it is one. */
const secretsIn = ({ secrets, text: source }: Case): readonly Secret[] =>
  secrets.filter(
    ({ text: secret, body }) => secret.split("\n").every((part) => source.includes(part)) && source.includes(body),
  );

function saysNoSecret(each: Case, said: string): void {
  for (const { body } of secretsIn(each)) {
    for (let begin = 0; begin + 8 <= body.length; begin += 1) {
      assert.ok(!said.includes(body.slice(begin, begin + 8)), `a part of the secret ${body} is repeated`);
    }
  }
}

/** What was refused is told as a person can use it. */
function isRefusedWell(text: string, { err, out, code, seconds }: Outcome): void {
  assert.equal(code, 1);
  assert.equal(out, "");
  assert.ok(seconds < longest, `${seconds} s to refuse it`);
  const lines = err.replace(/\n$/, "").split("\n");
  const last = lines.pop() ?? "";
  assert.match(last, /^[1-9][0-9]* problems? in \S*delivery\.yaml; nothing was written\.$/);
  assert.equal(Number.parseInt(last), lines.length);
  const source = text.split("\n");
  for (const line of lines) {
    assert.doesNotMatch(line, unprintable);
    const [, row, column] = problemForm.exec(line) ?? assert.fail(`no problem with its place: ${line}`);
    const length = source[Number(row) - 1]?.length ?? assert.fail(`no such line: ${line}`);
    assert.ok(Number(column) >= 1 && Number(column) <= length + 1, `no such column: ${line}`);
    assert.ok(line.length < 1500, `not one sentence: ${line}`);
  }
}

/** Everything that a stack's file says, as OpenTofu reads it: keys and values, also of the chart's values. */
function textsIn(value: Json): string[] {
  if (typeof value === "string") {
    const { text: read, expressions } = readTemplate(value);
    for (const expression of expressions) {
      assert.doesNotMatch(expression, /canary|TfToken|a token was resolved/, `the file's text is computed: ${value}`);
      assert.doesNotMatch(expression, /^%/, `a directive: ${value}`);
    }
    return [read];
  }
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...textsIn(key),
    ...textsIn(child),
    ...(key === "values.yaml" ? plainTexts(JSON.parse(readTemplate(text(child)).text) as Json) : []),
  ]);
}

/** Every text in values, keys too. */
const plainTexts = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...(Array.isArray(value) ? [] : [key]),
    ...plainTexts(child),
  ]);
};

/** The texts of a delivery that OpenTofu could take for more. */
function openings(delivery: Delivery): string[] {
  const { github, state, clusters, repositories, applications } = delivery;
  const given = [
    github.apiUrl,
    state.backend === "local" ? [] : state.settings,
    state.backend === "s3" ? state.key : [],
    clusters.map(({ connection, notifications, monitoring }) => [
      connection.type === "kubeconfig" ? [connection.path, connection.context] : [],
      // Only what this kind of provider has.
      notifications.providers.map((each) => ("channel" in each ? [each.channel] : [])),
      notifications.providers.map((each) => ("username" in each ? [each.username] : [])),
      notifications.providers.map((each) => ("address" in each ? [each.address] : [])),
      monitoring?.values,
      monitoring?.slack?.channel,
    ]),
    repositories.map(({ imageUpdate }) => [imageUpdate.authorName, imageUpdate.messageTemplate]),
    // A pin stands in the place of what the policy says.
    applications.map(({ environments }) =>
      environments.map(({ imagePolicy, pin }) => (pin ? [] : imagePolicy.filterTags)),
    ),
  ];
  return plainTexts(given);
}

/** Of what ESO computes nothing is the file's, but for words in quotes. */
function isTextToEso(template: string): void {
  const actions = template.replace(/"(?:[^"\\]|\\.)*"/g, "").match(/\{\{[^]*?(?:\}\}|$)/g) ?? [];
  for (const action of actions) assert.doesNotMatch(action, /canary/, `the file's text is computed: ${template}`);
}

/** What stands in the file is what OpenTofu reads, and the objects are what their kinds allow. */
function isSynthesizedWell(stacks: ReadonlyMap<string, string>, delivery: Delivery): void {
  const files = [...stacks].map(([, content]) => JSON.parse(content) as Json);
  const read = files.flatMap(textsIn);
  for (const each of openings(delivery)) {
    const parts = each.split("<stack>");
    assert.ok(
      read.some((found) => parts.every((part) => found.includes(part))),
      `${JSON.stringify(each)} does not arrive`,
    );
  }
  for (const file of files) {
    for (const { manifest } of Object.values(at(file, "resource", "kubernetes_manifest") ?? {}) as {
      manifest: Json;
    }[]) {
      const kind = `${text(at(manifest, "apiVersion"))}/${text(at(manifest, "kind"))}`;
      const validate = validators[kind]?.() ?? assert.fail(`no schema of ${kind}`);
      assert.ok(validate(manifest), `${kind}: ${JSON.stringify(validate.errors)}`);
      for (const template of plainTexts(at(manifest, "spec", "target", "template", "data"))) isTextToEso(template);
    }
  }
}

/** What is said of an application for which there is nothing to write. */
const noteOf = (name: string): string =>
  `Note: application ${name} has no environment, so nothing is written for it.\n`;

/** The application's trees are written, or it is told why not; what was written is found to be as it should. */
function isScaffoldedWell(folder: string, file: string, { repositories }: Delivery, each: Case): void {
  for (const { name, applications } of repositories.filter((repository) => repository.applications.length > 0)) {
    const tree = join(folder, "trees", name);
    const argv = ["-c", file, "--out", tree, ...applications.flatMap((application) => ["--app", application.name])];
    const written = captured((output) => runCommand(gitSide, argv, output));
    saysNoSecret(each, told(written));
    if (written.code === 0) {
      const again = captured((output) => runCommand(gitSide, [...argv, "--check"], output));
      const without = applications.filter(({ environments }) => environments.length === 0);
      const notes = without.map((application) => noteOf(application.name)).join("");
      assert.deepEqual({ code: again.code, err: again.err }, { code: 0, err: notes });
    } else {
      assert.equal(written.code, 1, written.err);
      assert.doesNotMatch(written.err.replaceAll("\n", ""), unprintable);
      assert.match(written.err, /: got .+, expected .+|othing was written/);
    }
  }
}

/** What a run has come to, for a count of both. */
export type Verdict = "accepted" | "refused";

/** Judges whatever the program makes of a file. */
export function judge(each: Case): Verdict {
  return inProject(each.text, (folder, file) => {
    const outcome = captured((output) => runCommand(synth, ["-c", file], output));
    const said = told(outcome).replaceAll(file, "delivery.yaml");
    saysNoSecret(each, said);
    assert.doesNotMatch(said, /^ {2,}at .+:\d+:\d+\)?$/mu, "a stack trace");
    if (outcome.code !== 0) {
      isRefusedWell(each.text, { ...outcome, err: said });
      assert.deepEqual([...filesBelow(folder).keys()].sort(), ["delivery.yaml", ...besideFiles]);
      return "refused";
    }
    assert.ok(each.isDamaged || !secretsIn(each).some(({ isRefused }) => isRefused), "a secret is accepted");
    const stacks = new Map([...filesBelow(folder)].filter(([path]) => path.endsWith("cdk.tf.json")));
    const delivery = parseDelivery(each.text, file);
    isSynthesizedWell(stacks, delivery);
    isScaffoldedWell(folder, file, delivery, each);
    return "accepted";
  });
}
