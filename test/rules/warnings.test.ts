import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDeliveryFile } from "../../config/load";
import { add, addCluster, environment, repositories } from "../config/bad-files/pieces";
import { edited, shipped, type Edit } from "../config/bad-files/row";

const warningsOf = (...edits: Edit[]): readonly string[] =>
  parseDeliveryFile(edits.length === 0 ? shipped : edited(edits), "delivery.yaml").warnings;

/** Production is on cluster shop; the cluster blog has the shipped environment. */
const production = (imageUpdate: string, ...fields: string[]): Edit[] => [
  ...addCluster(),
  [repositories, `${repositories}    imageUpdate: ${imageUpdate}\n`],
  add(environment("prod", "cluster: shop", "namespace: shop", ...fields)),
];

test("a cluster that is not production, and writes production's tags, is warned of with line and column", () => {
  const [line, ...none] = warningsOf(...production("{ cluster: blog }", "protected: true"));
  assert.deepEqual(none, []);
  assert.match(line ?? "", /^delivery\.yaml:\d+:\d+: warning: repositories\[0\]\.imageUpdate\.cluster: got "blog", /);
  assert.match(
    line ?? "",
    /writes the tag of echo-server-prod, which is protected on cluster shop.*write writesProtected: true beside it/,
  );
});

/** Of the application, promoted from the shipped environment. */
const promotion: Edit[] = [
  ["          policy:\n", "          digestReflectionPolicy: IfNotPresent\n          policy:\n"],
  add("      - name: live\n        cluster: blog\n        namespace: live\n        promoteFrom: dev\n"),
];
const dispatcher = (repository: string): Edit => [
  "        - name: alertmanager\n",
  `        - { name: runs, type: githubdispatch, repository: ${repository}, tokenParameter: /dispatch }\n        - name: alertmanager\n`,
];

test("a promotion that nobody starts but a person is warned of", () => {
  for (const edits of [
    promotion,
    [...promotion, dispatcher("other"), [repositories, `${repositories}  - name: other\n`] as const],
  ]) {
    const [line, ...none] = warningsOf(...edits);
    assert.deepEqual(none, []);
    assert.match(
      line ?? "",
      /environments\[1\]\.promoteFrom: got "dev", expected a provider of type githubdispatch for the repository echo-server in the notifications of cluster blog/,
    );
  }
});

test("a soak that ends before Flux can have told of a failure is warned of", () => {
  const [line, ...none] = warningsOf(
    ["          policy:\n", "          digestReflectionPolicy: IfNotPresent\n          policy:\n"],
    add(
      "      - name: live\n        cluster: blog\n        namespace: live\n        promoteFrom: dev\n        soak: 10m\n",
    ),
    dispatcher("echo-server"),
  );
  assert.deepEqual(none, []);
  assert.match(line ?? "", /environments\[1\]\.soak: got 600 seconds, expected at least 900 seconds/);
});

test("an alert that would start each promotion once more is warned of", () => {
  const [line, ...none] = warningsOf(...promotion, dispatcher("echo-server"), [
    "        - { name: info, provider: alertmanager, severity: info }\n",
    "        - { name: info, provider: runs, severity: info }\n",
  ]);
  assert.deepEqual(none, []);
  assert.match(line ?? "", /alerts\[0\]\.provider: got "runs", expected another githubdispatch provider/);
});

for (const [title, ...edits] of [
  ["nobody writes what runs elsewhere"],
  ["it is said to be meant", ...production("{ cluster: blog, writesProtected: true }", "protected: true")],
  ["production writes it itself", ...production("{ cluster: shop }", "protected: true")],
  ["a promotion is started by Flux", ...promotion, dispatcher("echo-server")],
  ["there is no production", ...production("{ cluster: blog }")],
  [
    "the cluster that writes is production too",
    ...production("{ cluster: blog }", "protected: true"),
    ["        namespace: default\n", "        namespace: default\n        protected: true\n"],
  ],
] as const satisfies readonly (readonly [string, ...Edit[]])[]) {
  test(`nothing is warned of where ${title}`, () => {
    assert.deepEqual(warningsOf(...edits), []);
  });
}
