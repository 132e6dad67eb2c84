import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { carriedBy } from "../../commands/carried";
import { runCommand } from "../../commands/command";
import { planGuard } from "../../commands/plan-guard";
import { at, isObject, shippedText, synthesize, type Json, type JsonObject } from "../support/synth";
import { wholeText } from "../support/whole";

const folder = mkdtempSync(join(tmpdir(), "flux-delivery-plan-guard-"));
after(() => rmSync(folder, { recursive: true }));

/** A value of the plan, which nothing may print. */
const secret = "not-to-be-printed";

const change = (address: string, actions: readonly string[], more: JsonObject = {}): Json => ({
  address,
  mode: "managed",
  change: { actions: [...actions], before: { value: secret }, after: null },
  ...more,
});

const planOf = (...changes: Json[]): JsonObject => ({
  format_version: "1.2",
  planned_values: { root_module: {} },
  resource_changes: changes,
});

/** Runs the guard on a file with a text, or on what another value is as JSON. */
function guard(plan: Json, ...flags: readonly string[]): { code: number; out: string; err: string } {
  const file = join(folder, "plan.json");
  writeFileSync(file, typeof plan === "string" ? plan : JSON.stringify(plan));
  let [out, err] = ["", ""];
  const code = runCommand(planGuard, [file, ...flags], { out: (text) => (out += text), err: (text) => (err += text) });
  assert.doesNotMatch(out + err, new RegExp(secret));
  return { code, out: out.replaceAll(file, "plan.json"), err: err.replaceAll(file, "plan.json") };
}

const kustomization = "kubernetes_manifest.kustomization-shop-dev";
const deployKey = "github_repository_deploy_key.deploy-key-shop_registered-1";

test("a plan that adds, changes, moves and forgets is let through", () => {
  const { code, out, err } = guard(
    planOf(
      change("kubernetes_manifest.kustomization-a", ["create"]),
      change("kubernetes_manifest.kustomization-b", ["update"]),
      change("kubernetes_manifest.kustomization-c", ["no-op"], { previous_address: "kubernetes_manifest.x" }),
      change("kubernetes_manifest.kustomization-d", ["forget"]),
      change("kubernetes_manifest.kustomization-e", ["read"]),
      change("data.github_ssh_keys.known-hosts_keys", ["delete"], { mode: "data" }),
    ),
  );
  assert.equal(err, "");
  assert.equal(out, "The plan takes away nothing that carries a workload or a key.\n");
  assert.equal(code, 0);
});

test("a plan without any change is let through", () => {
  const { resource_changes: _none, ...empty } = planOf();
  assert.equal(guard(empty).code, 0);
});

test("what is destroyed or replaced is refused, by its address and its name in the file", () => {
  const { code, out, err } = guard(
    planOf(
      change(kustomization, ["delete"]),
      change(deployKey, ["delete", "create"]),
      change("kubernetes_manifest.git-repository-shop", ["create", "delete"]),
      change("random_thing.of-somebody", ["delete"]),
    ),
  );
  assert.equal(out, "");
  assert.equal(
    err,
    [
      "The plan would take away what carries a workload or a key:",
      `  ${kustomization} destroyed: the Kustomization of environment "shop-dev"`,
      `  ${deployKey} replaced: the deploy key of repository "shop"`,
      '  kubernetes_manifest.git-repository-shop replaced: the source of repository "shop"',
      "  random_thing.of-somebody destroyed: nothing that these stacks make",
      "Allow what is meant to go, each with --allow ADDRESS.",
      "",
    ].join("\n"),
  );
  assert.equal(code, 1);
});

test("what is left over of an interrupted replacement, and an action that nobody knows, is refused too", () => {
  assert.equal(guard(planOf(change(kustomization, ["delete"], { deposed: "0a1b2c3d" }))).code, 1);
  assert.equal(guard(planOf(change(kustomization, ["vanish"]))).code, 1);
});

test("an address is allowed by itself alone, and told where the plan does not need it", () => {
  const plan = planOf(change(kustomization, ["delete"]), change(deployKey, ["delete"]));
  const half = guard(plan, "--allow", kustomization);
  assert.equal(half.code, 1);
  assert.doesNotMatch(half.err, /kustomization/);
  assert.match(half.err, /deploy-key-shop_registered-1 destroyed/);
  // A part of an address is none.
  assert.equal(guard(plan, "--allow", kustomization, "--allow", deployKey.slice(0, -1)).code, 1);

  const whole = guard(plan, "--allow", kustomization, "--allow", deployKey, "--allow", "kubernetes_manifest.other");
  assert.equal(whole.code, 0);
  assert.equal(whole.err, "Note: --allow kubernetes_manifest.other is for nothing: the plan does not destroy it.\n");
  assert.equal(
    whole.out,
    [
      "The plan takes away what is allowed, and no other workload or key:",
      `  ${kustomization} destroyed: the Kustomization of environment "shop-dev"`,
      `  ${deployKey} destroyed: the deploy key of repository "shop"`,
      "",
    ].join("\n"),
  );
});

test("alerts, providers, policies and scans go without a word", () => {
  const light = ["alert-a", "alert-a_images", "notification-provider-a", "image-policy-a", "image-repository-a"];
  assert.equal(guard(planOf(...light.map((id) => change(`kubernetes_manifest.${id}`, ["delete"])))).code, 0);
});

const noPlan = "plan.json: is no plan, expected what `tofu show -json PLAN` prints\n";
const noPlans: readonly (readonly [what: string, text: Json, message: string])[] = [
  ["no JSON, and not repeated", `{"before": "${secret}" oops`, noPlan],
  ["the JSON of a state", { format_version: "1.0", values: { root_module: {} } }, noPlan],
  ["a plan in a form of later", { ...planOf(), format_version: "2.0" }, noPlan],
  ["a plan with changes that can't be read", { ...planOf(), resource_changes: [{ address: "a" }] }, noPlan],
  ["a plan with changes that are no list", { ...planOf(), resource_changes: {} }, noPlan],
  ["a plan that failed", { ...planOf(), errored: true }, "plan.json: is of a plan that failed, expected a whole one\n"],
];
for (const [what, text, message] of noPlans) {
  test(`what is ${what} is refused`, () => {
    const { code, out, err } = guard(text);
    assert.deepEqual({ code, out, err }, { code: 1, out: "", err: message });
  });
}

test("a plan comes from a file that is there, or from standard input", () => {
  const run = (input: string, ...args: readonly string[]) =>
    spawnSync(
      process.execPath,
      [join(__dirname, "..", "..", "commands", "run.cjs"), "commands/main.ts", "plan-guard", ...args],
      { input, encoding: "utf8" },
    );
  assert.equal(run(JSON.stringify(planOf()), "-").status, 0);
  assert.equal(run(JSON.stringify(planOf(change(kustomization, ["delete"]))), "-").status, 1);
  const missing = run("", join(folder, "missing.json"));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /missing\.json: can't be read \(ENOENT/);
});

for (const [argv, message] of [
  [[], "PLAN.json is missing"],
  [["a.json", "b.json"], "more than PLAN.json is given"],
  [["a.json", "--alow", "b"], "Unknown option '--alow'"],
] as const) {
  test(`a command line like "${argv.join(" ")}" is no use`, () => {
    let err = "";
    assert.equal(runCommand(planGuard, argv, { out: () => undefined, err: (text) => (err += text) }), 2);
    assert.ok(err.startsWith(message), err);
    assert.match(err, /See npm run plan-guard -- --help\n$/);
  });
}

test("help fits a screen", () => {
  let help = "";
  assert.equal(runCommand(planGuard, ["--help"], { out: (text) => (help += text), err: () => undefined }), 0);
  assert.ok(help.split("\n").length <= 24);
  assert.ok(help.split("\n").every((line) => line.length <= 120));
});

/** Every kind of key, and what comes with it. */
const keys = wholeText
  .replace(
    "  bot: { username: acme-bot, name: Acme Bot, email: bot@acme.example }",
    "  bot: { username: acme-bot, name: Acme Bot, email: bot@acme.example, gpg: { passphrase: true }, ssh: {} }\n" +
      "  app: { id: 7, installationId: 8 }",
  )
  .replace("  - name: shop\n", "  - { name: shop, access: app, deployKey: { keptInState: [1] }, verify: {} }\n")
  .replace(
    "secretStore: { name: parameters,",
    "serviceAccountRoles: { type: irsa, oidcProvider: arn:aws:iam::123456789012:oidc-provider/oidc.example }\n    pullSecretStore: { readerPolicy: logins, readerRole: logins, create: {} }\n" +
      "    prerequisites: {}\n" +
      "    secretStore: { name: parameters, readerPolicy: eso, readerRole: eso,",
  )
  .replace("        createNamespace: true\n", "        createNamespace: true\n        protected: true\n");

/** Addresses of everything that the stacks of a file make. */
function addresses(yaml: string): string[] {
  const made = synthesize(yaml);
  return [...made.texts.keys()].flatMap((stack) => {
    const resources = at(made.stack(stack), "resource");
    return Object.entries(isObject(resources) ? resources : {}).flatMap(([type, all]) =>
      Object.keys(isObject(all) ? all : {}).map((id) => `${type}.${id}`),
    );
  });
}

test("everything that the stacks make is known by its address, and may go only where a delivery goes on without it", () => {
  const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");
  const all = new Set([shippedText(), wholeText, keys, fleet].flatMap(addresses));
  assert.ok(all.size > 60);
  assert.deepEqual(
    [...all].filter((address) => carriedBy(address) === undefined),
    [],
  );
  const light = [...all].filter((address) => carriedBy(address)?.isLight);
  assert.deepEqual(
    new Set(
      light.map((address) => /^kubernetes_manifest\.[a-z]+(-repository|-policy|-provider|-secret)?/.exec(address)?.[0]),
    ),
    new Set([
      "kubernetes_manifest.alert",
      "kubernetes_manifest.image-policy",
      "kubernetes_manifest.image-repository",
      "kubernetes_manifest.notification-provider",
      "kubernetes_manifest.notification-secret",
    ]),
  );
});
