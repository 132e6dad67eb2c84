import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { runCommand } from "../../commands/command";
import { handover } from "../../commands/handover";
import { managers } from "../../cluster/ownership";
import { parseDelivery } from "../../config/load";
import { objectsOfStacks } from "../../manifests/made-objects";
import { playedKubectl } from "../support/played-kubectl";
import { at, isObject, type Json, type JsonObject } from "../support/synth";
import { wholeText } from "../support/whole";

const folder = mkdtempSync(join(tmpdir(), "flux-delivery-handover-"));
after(() => rmSync(folder, { recursive: true }));
const state = join(folder, "cluster.json");

/**
 * A cluster of objects as far as the command looks at it. A patch is as a whole or not at all; `busy` says how many are
 * refused before, since somebody else has changed the object, and `others` to how many somebody else is added meanwhile.
 */
const kubectl = playedKubectl(
  folder,
  `
const cluster = JSON.parse(readFileSync(${JSON.stringify(state)}, "utf8"));
const keep = () => writeFileSync(${JSON.stringify(state)}, JSON.stringify(cluster));
const nameOf = ({ kind, metadata: { name, namespace } }) => [kind, namespace, name].join("/");
const named = () => {
  const wanted = new Set(JSON.parse(readFileSync(0, "utf8")).items.map(nameOf));
  return cluster.items.filter((each) => wanted.has(nameOf(each)));
};
const selector = args.find((each) => each.startsWith("--selector="))?.split("=").slice(2).join("=");
const print = (items) => process.stdout.write(JSON.stringify({ apiVersion: "v1", kind: "List", items }));
const own = "kustomize.toolkit.fluxcd.io/name";
switch (args[0]) {
  case "get":
    print(selector ? cluster.items.filter(({ kind, metadata }) => kind === "Kustomization" && metadata.labels?.[own] === selector) : named());
    break;
  case "delete":
    cluster.items = cluster.items.filter(({ kind, metadata: { name } }) => kind !== "Kustomization" || !args.includes(name));
    keep();
    break;
  case "patch":
    objects: for (const object of named()) {
      if (cluster.busy > 0) {
        cluster.busy -= 1;
        process.stderr.write("The request is invalid: the server rejected our request\\n");
        process.exitCode = 1;
        continue;
      }
      if (cluster.others > 0) {
        cluster.others -= 1;
        object.metadata.managedFields.unshift({ manager: "kubectl", operation: "Apply", fieldsV1: {} });
      }
      const copy = structuredClone(object);
      for (const { op, path, value } of JSON.parse(args.find((each) => each.startsWith("--patch=")).slice(8))) {
        const keys = path.slice(1).split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
        const last = keys.pop();
        const at = keys.reduce((value, key) => value[key], copy);
        if (!(last in at) || (op === "test" && at[last] !== value)) {
          process.stderr.write("The request is invalid: the server rejected our request\\n");
          process.exitCode = 1;
          continue objects;
        }
        if (op === "remove" && Array.isArray(at)) at.splice(Number(last), 1);
        else if (op === "remove") delete at[last];
      }
      Object.assign(object, copy);
    }
    keep();
    break;
}
`,
);
const { calls } = kubectl;

const withFleet = wholeText
  .replace("clusters:\n", "fleet: { repository: fleet }\nclusters:\n")
  .replace("repositories:\n", "repositories:\n  - name: fleet\n");
const byGit = `delivery: git\n${withFleet}`;

const label = "kustomize.toolkit.fluxcd.io/name";
const applied = (manager: string): Json => ({ manager, operation: "Apply", fieldsV1: {} });
const updated: Json = { manager: "helm-controller", operation: "Update", subresource: "status", fieldsV1: {} };

/** The objects that change hands, as some have applied them. */
function objects(text: string, managers: readonly string[], labels?: JsonObject): JsonObject[] {
  const delivery = parseDelivery(text, "delivery.yaml");
  const [cluster] = delivery.clusters;
  assert.ok(cluster);
  const { fluxBootstrap, app, byFlux } = objectsOfStacks(cluster, delivery);
  const all = [...fluxBootstrap, ...app].filter((each) => byFlux.size === 0 || byFlux.has(each));
  return all.map(({ manifest }, index) => {
    const plain = JSON.parse(JSON.stringify(manifest)) as JsonObject;
    const metadata = at(plain, "metadata") as JsonObject;
    const own = isObject(metadata["labels"]) ? metadata["labels"] : {};
    const others = index % 2 === 0 ? [] : [updated];
    return {
      ...plain,
      metadata: { ...metadata, labels: { ...own, ...labels }, managedFields: [...others, ...managers.map(applied)] },
    };
  });
}

const kustomization = (name: string, labels: JsonObject = {}): JsonObject => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name, namespace: "flux-system", labels },
});

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function hand(
  text: string,
  items: readonly JsonObject[],
  flags: readonly string[] = [],
  more: JsonObject = {},
): Answer {
  const file = join(folder, "delivery.yaml");
  writeFileSync(file, text);
  writeFileSync(state, JSON.stringify({ items: [...items], ...more }));
  let [out, err] = ["", ""];
  const code = runCommand(handover, ["main", "-c", file, ...flags], {
    out: (words) => (out += words),
    err: (words) => (err += words),
  });
  return { code, out, err };
}

const inCluster = (): JsonObject[] => (JSON.parse(readFileSync(state, "utf8")) as { items: JsonObject[] }).items;

const managersOf = (object: JsonObject): Json[] =>
  (at(object, "metadata", "managedFields") as Json[]).map((each) => at(each, "manager") ?? null);

const verbs = (): string[] => calls().map(([verb = ""]) => verb);

describe("npm run handover", () => {
  kubectl.play();

  test("tells a terminal meanwhile how many objects it asks for and patches, and takes it away", () => {
    hand(byGit, objects(byGit, [managers.openTofu, managers.flux]), ["--dry-run"]);
    const told: string[] = [];
    runCommand(handover, ["main", "-c", join(folder, "delivery.yaml")], {
      out: (words) => assert.match(words, /^All /),
      err: (words) => void told.push(words),
      errScreen: { columns: 80, rows: 24, hasColors: false },
    });
    assert.match(told[0] ?? "", /^\rasking cluster main who owns [0-9]+ objects \.\.\./);
    assert.ok(told.some((each) => /^\rpatching [0-9]+ objects of cluster main \.\.\./.test(each)));
    assert.equal(told.at(-1), "\r\u001b[K");
  });

  test("takes OpenTofu's provider from the owners of what Flux applies, and nothing else", () => {
    const before = objects(byGit, ["Terraform", "kustomize-controller"], { [label]: "fleet.infrastructure" });
    const { code, out } = hand(byGit, before);
    assert.equal(code, 0);
    assert.equal(out, `All ${before.length} objects of cluster main belong to Flux alone.\n`);
    const wanted = objects(byGit, ["kustomize-controller"], { [label]: "fleet.infrastructure" });
    assert.deepEqual(inCluster(), wanted);
    // One for each place in the list.
    assert.deepEqual(verbs(), ["get", "patch", "patch", "get"]);
  });

  test("changes nothing as long as Flux has not applied everything", () => {
    const all = objects(byGit, ["Terraform", "kustomize-controller"]);
    const items = [...objects(byGit, ["Terraform"]).slice(0, 12), ...all.slice(13)];
    const { code, err } = hand(byGit, items);
    assert.equal(code, 1);
    assert.match(err, new RegExp(`^Flux has not applied 13 of ${all.length} objects:\n {2}[A-Z]`));
    assert.match(err, /\n {2}and 3 more\nPush the fleet's files .*npm run why/);
    assert.deepEqual(inCluster(), items);
    assert.deepEqual(verbs(), ["get"]);
  });

  test("tells with --dry-run what it would do", () => {
    const items = objects(byGit, ["Terraform", "kustomize-controller"]);
    const { code, out } = hand(byGit, items, ["--dry-run"]);
    assert.equal(code, 0);
    assert.match(out, new RegExp(`^${items.length} of ${items.length} objects would belong to Flux alone:\n {2}`));
    assert.match(out, /\n {2}Kustomization flux-system\/web-dev\n/);
    assert.deepEqual(inCluster(), items);
  });

  test("tries again where somebody else has changed an object, but not for ever", () => {
    const items = objects(byGit, ["Terraform", "kustomize-controller"]);
    assert.equal(hand(byGit, items, [], { busy: 3 }).code, 0);
    inCluster().forEach((each) => assert.ok(!managersOf(each).includes("Terraform")));
    const { code, err } = hand(byGit, items, [], { busy: 10_000 });
    assert.equal(code, 1);
    assert.match(err, /objects of cluster main could not be changed:\nThe request is invalid/);
  });

  test("takes nobody else's entry where the list has changed since it was read", () => {
    const items = objects(byGit, ["Terraform", "kustomize-controller"]);
    assert.equal(hand(byGit, items, [], { others: 5 }).code, 0);
    const found = inCluster().map(managersOf);
    assert.equal(found.filter((managers) => managers.includes("kubectl")).length, 5);
    for (const managers of found) {
      assert.ok(managers.includes("kustomize-controller") && !managers.includes("Terraform"));
    }
  });

  test("takes Flux from the owners of what OpenTofu has taken back, with what Flux had written beside it", () => {
    const fromGit = { [label]: "app.web", "kustomize.toolkit.fluxcd.io/namespace": "flux-system" };
    const items = objects(withFleet, ["Terraform", "kustomize-controller"], fromGit);
    const children = [kustomization("fleet.infrastructure", { [label]: "fleet.cluster" })];
    const { code, out, err } = hand(withFleet, [...items, ...children]);
    assert.equal(err, "");
    assert.equal(code, 0);
    assert.match(out, new RegExp(`^All ${items.length} objects of cluster main belong to OpenTofu alone\\.`));
    assert.match(out, /\nDeleted, without what they had applied: fleet\.infrastructure\.\n$/);
    assert.deepEqual(inCluster(), objects(withFleet, ["Terraform"], {}));
  });

  test("does not ask for an owner of what OpenTofu says nothing of but its name", () => {
    const items = objects(withFleet, ["Terraform"]).map((each): JsonObject =>
      each["kind"] === "ServiceAccount"
        ? { ...each, metadata: { ...(at(each, "metadata") as JsonObject), managedFields: [] } }
        : each,
    );
    assert.ok(items.some((each) => each["kind"] === "ServiceAccount"));
    assert.equal(hand(withFleet, items).code, 0);
  });

  test("leaves objects alone that another Kustomization of Flux applies too", () => {
    const items = objects(withFleet, ["Terraform", "kustomize-controller"], { [label]: "our-own" });
    assert.equal(hand(withFleet, items).code, 0);
    assert.deepEqual(inCluster(), items);
  });

  test("does not begin to take back before flux-bootstrap has, and all objects are OpenTofu's", () => {
    const items = objects(withFleet, ["Terraform", "kustomize-controller"], { [label]: "app.web" });
    const root = [kustomization("fleet.cluster"), kustomization("fleet.tenants", { [label]: "fleet.cluster" })];
    const early = hand(withFleet, [...items, ...root]);
    assert.equal(early.code, 1);
    assert.match(early.err, /^Kustomization flux-system\/fleet\.cluster still applies .*deploy flux-bootstrap/);
    const none = hand(withFleet, [...objects(withFleet, ["kustomize-controller"]), ...root.slice(1)]);
    assert.equal(none.code, 1);
    assert.match(none.err, /^OpenTofu has not taken back .*\n[^]*adopt\.everything/);
    assert.ok(!verbs().includes("patch") && !verbs().includes("delete"));
  });

  test("names the clusters of the file where it is asked for another", () => {
    const file = join(folder, "delivery.yaml");
    writeFileSync(file, withFleet);
    let err = "";
    const code = runCommand(handover, ["second", "-c", file], { out: () => undefined, err: (words) => (err += words) });
    assert.equal(code, 2);
    assert.match(err, /^there is no cluster "second"; expected "main"\n/);
  });
});
