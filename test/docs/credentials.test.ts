import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { parseDelivery } from "../../config/load";
import { imageWorkflow } from "../../git-side/scaffold/workflows/image";
import { botKey } from "../support/armored-key";
import { at, isObject, shippedWith, synthesize, text, type Json, type JsonObject } from "../support/synth";
import { wholeText } from "../support/whole";
import { page, root } from "./support/pages";

const credentials = page("docs/credentials.md");
const codeBelow = (heading: string, column = 0): string[] =>
  credentials.rows.filter((row) => row.heading === heading).flatMap(({ cells }) => cells[column]?.code ?? []);

const example = (name: string): string => readFileSync(join(root, "examples", `${name}.yaml`), "utf8");
const eks = wholeText.replace(
  "connection: { type: kubeconfig, path: kubeconfig, context: main }\n    secretStore: { name: parameters, create: {} }",
  "connection: { type: eks, name: main }\n    serviceAccountRoles: { type: pod-identity }\n    secretStore: { name: parameters, readerPolicy: eso, readerRole: eso, create: {} }",
);
/** Files that have together all that a stack may have. */
const files: readonly string[] = [
  wholeText.replace("createNamespace: true", "createNamespace: true\n        protected: true"),
  eks.replace("region: eu-central-1", "region: eu-central-1, kmsKeyId: alias/flux"),
  wholeText.replace(
    "connection: { type: kubeconfig, path: kubeconfig, context: main }",
    "connection: { type: variables }",
  ),
  wholeText
    .replace(
      "email: bot@acme.example }",
      `email: bot@acme.example, gpg: { source: provided, passphrase: true, publicKeys: [{ generation: 1, publicKey: ${JSON.stringify(botKey)} }] } }`,
    )
    .replace("organization: acme\n", "organization: acme\n  app: { id: 1, installationId: 2, administers: true }\n"),
  wholeText.replace("backend: local", "backend: local, encryption: { keyProvider: pbkdf2 }"),
  ...["fleet", "git", "promotion", "workload"].map(example),
];

const stacks: readonly JsonObject[] = files.flatMap((file) =>
  [...synthesize(file).texts.values()].map((each) => JSON.parse(each) as JsonObject),
);
const keysOf = (value: Json | undefined): string[] => (isObject(value) ? Object.keys(value) : []);
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe("docs/credentials.md", () => {
  test("has the actions of every kind of resource that AWS has of the stacks, and of no other", () => {
    const used = stacks.flatMap((stack) => ["resource", "data", "ephemeral"].flatMap((kind) => keysOf(stack[kind])));
    assert.deepEqual(
      sorted(codeBelow("Actions of AWS").filter((each) => each.startsWith("aws_"))),
      sorted(used.filter((each) => each.startsWith("aws_"))),
    );
  });

  test("has every variable of the stacks, and no other", () => {
    // Of several clusters, each has its own.
    const used = stacks
      .flatMap((stack) => keysOf(stack["variable"]))
      .map((name) => name.replace(/(?<=^kubernetes_.*)_production$/, ""));
    const listed = codeBelow("For the machine that deploys").filter((each) => each.startsWith("TF_VAR_"));
    assert.deepEqual(sorted(listed), sorted(used.map((name) => `TF_VAR_${name}`)));
  });

  test("lets OpenTofu do in a cluster what it does for each kind of object, and no more", () => {
    const [block] = credentials.blocks.filter(({ heading }) => heading === "Rights in the cluster");
    const { rules } = parse(block?.text ?? "") as {
      rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
    };
    const allowed = rules
      .filter(({ verbs }) => verbs.join() === "get,create,patch,delete")
      .flatMap(({ apiGroups, resources }) => apiGroups.flatMap((group) => resources.map((each) => `${group}/${each}`)));
    const made = stacks.flatMap((stack) =>
      manifestsOf(stack).map((each) => {
        const [group = "", version] = text(at(each, "apiVersion")).split("/");
        return `${version === undefined ? "" : group}/${pluralOf(text(at(each, "kind")))}`;
      }),
    );
    assert.deepEqual(sorted(allowed), sorted(made));
  });

  test("has what a reader policy allows", () => {
    const policies = stacks.map((stack) => JSON.stringify(at(stack, "resource", "aws_iam_policy") ?? ""));
    const allowed = policies.flatMap((each) => each.match(/(?:ssm|kms):(?:Get|Decrypt)\w*/g) ?? []);
    assert.deepEqual(sorted(codeBelow("For External Secrets Operator")), sorted(allowed));
  });

  test("has every permission that a workflow asks for, and no other", () => {
    const folder = join(root, "test", "git-side", "golden");
    const workflows = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".yml"))
      .map((name) => readFileSync(join(folder, name), "utf8"));
    assert.ok(workflows.length > 4);
    const signed = shippedWith("    port: 3000\n", "    port: 3000\n    build: { attestations: true }\n");
    const [application] = parseDelivery(signed, "delivery.yaml").applications;
    assert.ok(application);
    workflows.push(imageWorkflow(application).text);
    const asked = workflows.flatMap((each) => permissionsIn(parse(each) as Json));
    assert.deepEqual(sorted(codeBelow("For CI")), sorted(asked));
  });
});

const manifestsOf = (stack: JsonObject): Json[] => {
  const made = at(stack, "resource", "kubernetes_manifest");
  return isObject(made) ? Object.values(made).map((each) => at(each, "manifest") ?? {}) : [];
};

/** As the API has a kind in its addresses. */
const pluralOf = (kind: string): string => kind.toLowerCase().replace(/y$/, "ie").concat("s");

function permissionsIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(permissionsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "permissions" && isObject(each)
      ? Object.entries(each).map(([scope, access]) => `${scope}: ${text(access)}`)
      : permissionsIn(each),
  );
}
