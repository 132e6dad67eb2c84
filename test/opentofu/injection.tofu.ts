/** Every text of the file on its way through the real engine: what arrives is what stands in the file, and nothing is read from it. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { parse } from "yaml";
import { parseDelivery } from "../../config/load";
import { formatPath } from "../../config/problems";
import { tree } from "../../git-side/scaffold/tree";
import { isObject, type Json } from "../support/synth";
import { yamlOf } from "../fuzz/support/cases";
import { targets, type Target } from "../fuzz/support/everywhere";
import { hostileTexts, placed, replaced, together, type Field, type Placed } from "../fuzz/support/fields";
import { withValue } from "../fuzz/support/schema";
import { succeeded } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

const stacks = [
  "secrets",
  "flux-bootstrap-staging",
  "app-staging",
  "flux-bootstrap-production",
  "app-production",
] as const;

/** Keys and values; the chart's values, which travel as text, too. */
function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    key,
    ...textsIn(child),
    ...(key === "values.yaml" && typeof child === "string" ? textsIn(JSON.parse(child) as Json) : []),
  ]);
}

/** What the cloud and the clusters have, what the plan says of providers, and the names of files. */
function arrived(project: Project, plans: readonly Json[]): readonly string[] {
  const things = project.world.things();
  const files = readdirSync(project.folder, { recursive: true, withFileTypes: true });
  return [
    ...things.flatMap(({ scope, id, attributes }) => [scope, id, ...textsIn(attributes ?? null)]),
    ...plans.flatMap(textsIn),
    ...files.map((entry) => relative(project.folder, join(entry.parentPath, entry.name))),
  ];
}

const missing = (edits: readonly Placed[], found: readonly string[]): string[] =>
  edits
    .filter(({ value }) => !found.some((each) => value.split("<stack>").every((part) => each.includes(part))))
    .map(({ field, value }) => `${formatPath(field.path)}: ${value}`);

/** What each field takes. */
function takenBy({ data, fields }: Target): ReadonlyMap<Field, readonly string[]> {
  const taken = new Map<Field, string[]>();
  for (const each of hostileTexts) {
    for (const { field } of placed(data, each, fields)) taken.set(field, [...(taken.get(field) ?? []), each]);
  }
  return taken;
}

/** As Kubernetes reads variables, to which two dollars are one. */
const expanded = (value: Json): Json => JSON.parse(JSON.stringify(value).replaceAll("$$", () => "$")) as Json;

/** What the file becomes in the applications' repositories. */
const written = (text: string, file: string): Json[] =>
  parseDelivery(text, file).repositories.flatMap((repository) =>
    tree(repository, repository.applications)
      .filter(({ path }) => path.endsWith(".yaml") || path.endsWith(".yml"))
      .map((each) => parse(each.text) as Json)
      .flatMap((each) => [each, expanded(each)]),
  );

/** Applies all stacks of a file; returns what the plans have of it, and the repositories. */
async function applied(project: Project, data: Json): Promise<readonly Json[]> {
  await project.serve();
  // The provider asks GitHub where it is; nothing exists yet that could be taken over, and the cluster is one of its own.
  const played = withValue(
    withValue(data, ["github", "apiUrl"], project.gitHub.url),
    ["clusters", 0, "uid"],
    undefined,
  );
  const text = yamlOf(withValue(played, ["adopt"], undefined));
  await project.synth(text);
  const plans = written(text, join(project.folder, "delivery.yaml"));
  for (const stack of stacks) {
    const { file, json } = await project.plan(stack);
    succeeded(await project.run(stack, ["apply", "-input=false", file]), `apply of ${stack}`);
    const { configuration = null } = isObject(json) ? json : {};
    plans.push(configuration);
  }
  return plans;
}

group("hostile texts in every field that takes them", needsEngine, () => {
  const [all] = targets;
  assert.ok(all);
  // A GitHub at such an address can't be asked: unit tests read what the provider is given.
  const target = { ...all, fields: all.fields.filter(({ path }) => !path.includes("apiUrl")) };
  const projects: Project[] = [];
  after(() => projects.forEach((project) => project.remove()));
  const project = (): Project => {
    const made = Project.create();
    projects.push(made);
    return made;
  };

  test("arrive as they are, one after the other.", async () => {
    const edits = together(target.data, takenBy(target));
    assert.ok(edits.length > 10, "there are fields that take them");
    const own = project();
    const plans = await applied(own, replaced(target.data, edits));
    assert.deepEqual(missing(edits, arrived(own, plans)), []);
  });

  for (const alone of ["${var.canary}", "%{ if canary }x%{ endif }"]) {
    test(`arrive as they are where a field is nothing but ${alone}.`, async () => {
      const edits = placed(target.data, alone, target.fields);
      // Of one line and without a grammar: names of contexts, channels and people, and a commit message.
      assert.ok(edits.length >= 10, "there are fields that take it");
      const own = project();
      const plans = await applied(own, replaced(target.data, edits));
      assert.deepEqual(missing(edits, arrived(own, plans)), []);
    });
  }
});

/** A server that keeps states, and what it was asked with. */
class StateServer {
  readonly asked: { readonly header: string; readonly user: string }[] = [];
  private readonly states = new Map<string, string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const { url = "", method, headers } = request;
      const [, encoded = ""] = (headers.authorization ?? "").split(" ");
      const [user = ""] = Buffer.from(encoded, "base64")
        .toString()
        .split(/:(?=[^:]*$)/);
      this.asked.push({ header: String(headers["x-canary"]), user });
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        if (method === "POST") this.states.set(url, body);
        const state = this.states.get(url);
        response.writeHead(state === undefined ? 404 : 200).end(state);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

group("hostile texts in a backend's settings", needsEngine, () => {
  const server = new StateServer();
  let url = "";
  const project = Project.create();
  before(async () => {
    url = await server.start();
  });
  after(async () => {
    project.remove();
    await server.stop();
  });

  test("arrive as they are, for the stack's own state and for those that it reads.", async () => {
    const target = targets.find(({ name }) => name === "state elsewhere");
    assert.ok(target);
    const own = target.fields.filter(({ path }) => path.includes("headers") || path.includes("username"));
    const edits = together(target.data, takenBy({ ...target, fields: own }));
    assert.equal(edits.length, 2);
    const [user, header] = edits.map(({ value }) => value);
    const data = [
      [["state", "settings", "address"], `${url}/<stack>`] as const,
      [["state", "encryption"], undefined] as const,
    ].reduce<Json>((rest, [path, value]) => withValue(rest, path, value), replaced(target.data, edits));
    await applied(project, data);
    assert.ok(server.asked.length > 10);
    for (const asked of server.asked) assert.deepEqual(asked, { header, user });
  });
});
