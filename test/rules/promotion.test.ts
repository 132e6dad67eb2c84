import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDeliveryFile } from "../../config/load";
import { add } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const warned = (...edits: readonly Edit[]): readonly string[] =>
  parseDeliveryFile(edited(edits), "delivery.yaml").warnings.map((line) =>
    line.replace(/^delivery\.yaml:\d+:\d+: warning: /, ""),
  );

const digests = (policy: string): Edit => [
  "          policy:\n",
  `          digestReflectionPolicy: ${policy}\n          policy:\n`,
];
const byDigest = digests("IfNotPresent");

/** Another environment of the application before it. */
const environment = (name: string, ...fields: string[]): string =>
  [`      - name: ${name}`, "cluster: blog", `namespace: ${name}`, ...fields].join("\n        ") + "\n";
const live = environment("live", "promoteFrom: dev");
const application = (name: string, image: string): string =>
  `  - name: ${name}\n    repository: echo-server\n    image: { name: ${image} }\n    port: 80\n    environments:\n`;

const dispatcher: Edit = [
  "        - name: alertmanager\n",
  "        - { name: runs, type: githubdispatch, repository: echo-server, tokenParameter: /dispatch }\n        - name: alertmanager\n",
];
const byDispatcher: Edit = [
  "        - { name: info, provider: alertmanager, severity: info }\n",
  "        - { name: info, provider: runs, severity: info }\n",
];

test("images are promoted by digest in either way of looking it up, and pinned by their tag", () => {
  assert.deepEqual(said(byDigest, add('        pin: "1"\n', live)), ["accepted"]);
  assert.deepEqual(
    said(
      ["          policy:\n", "          digestReflectionPolicy: Always\n          interval: 5m\n          policy:\n"],
      add(live),
    ),
    ["accepted"],
  );
});

test("who promotes to nobody may pin a digest, tell nobody of its health and have a long name", () => {
  const pin = `        pin: "1@sha256:${"a".repeat(64)}"\n`;
  assert.deepEqual(said(byDigest, add(pin, "        kustomization: { wait: false }\n")), ["accepted"]);
  assert.deepEqual(said(byDigest, add(live, pin)), ["accepted"]);
});

/** What is said of a name in an event's type of so many characters. */
const dispatched = (length: number, ...edits: readonly Edit[]): readonly string[] =>
  said(
    byDigest,
    ["        objectName: echo-server\n", `        objectName: ${"a".repeat(63)}\n`],
    [
      "    secretStore:\n",
      `    fluxNamespace: ${"f".repeat(length - "Kustomization/.".length - 63)}\n    secretStore:\n`,
    ],
    ...edits,
  );

test("an event has a type of 100 characters, or of more where it starts no promotion", () => {
  assert.deepEqual(dispatched(100, dispatcher, add(live)), ["accepted"]);
  assert.notDeepEqual(dispatched(101, dispatcher, add(live)), ["accepted"]);
  assert.deepEqual(dispatched(101, dispatcher), ["accepted"]);
  assert.deepEqual(dispatched(101, add(live)), ["accepted"]);
});

test("a soak lasts as long as Flux takes to tell, which is not too short", () => {
  assert.deepEqual(warned(byDigest, dispatcher, add(live, "        soak: 15m\n")), []);
  assert.match(
    warned(byDigest, dispatcher, add(live, "        soak: 899s\n")).join(),
    /^applications\[0\]\.environments\[1\]\.soak: got 899 seconds, expected at least 900 seconds/,
  );
});

test("alerts by a provider that starts no promotion are nobody's start", () => {
  assert.deepEqual(warned(byDigest, dispatcher, byDispatcher), []);
  assert.deepEqual(warned(byDigest, dispatcher, add(live)), []);
});

test("tags of promotions are judged by whoever has the image, and are each one's own", () => {
  const policy = ["imagePolicy: { policy: { alphabetical: {} } }", "initialTag: a"];
  const other = (image: string): readonly string[] =>
    said(
      byDigest,
      add(
        live,
        application("worker", image),
        environment(
          "built",
          "path: worker/built",
          "imagePolicy: { policy: { alphabetical: {} }, digestReflectionPolicy: IfNotPresent, filterTags: { pattern: '^[a-z]$' } }",
          "initialTag: a",
        ),
        environment("live", "path: worker/live", "promoteFrom: built").replace("namespace: live", "namespace: w"),
      ),
    );
  assert.deepEqual(other("ghcr.io/developer-friendly/worker"), ["accepted"]);
  assert.match(
    other("ghcr.io/developer-friendly/echo-server").join(),
    /^applications\[1\]\.environments\[1\]\.name: got "live"/,
  );
  assert.deepEqual(
    said(
      byDigest,
      add(live, application("worker", "ghcr.io/developer-friendly/worker"), environment("built", "path: w", ...policy)),
    ),
    ["accepted"],
  );
});

test("the tag that says which promotion was the last is no build either", () => {
  const latest = environment(
    "built",
    "imagePolicy: { filterTags: { pattern: '^(live-)?[a-z]+$' }, policy: { alphabetical: {} } }",
    "initialTag: a",
  );
  assert.match(said(byDigest, add(live, latest)).join(), /a pattern that refuses tags such as live-latest, by which/);
});
