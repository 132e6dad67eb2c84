import assert from "node:assert/strict";
import { test } from "node:test";
import { redact, secretIn } from "../../config/secret-shapes";

const secrets: readonly (readonly [name: string, text: string, redacted: string])[] = [
  [
    "a Microsoft Teams webhook's URL",
    "https://prod-1.westeurope.logic.azure.com:443/workflows/1f/triggers/manual/paths/invoke?sv=1.0&sig=abc-def",
    "https://prod-1.westeurope***",
  ],
  [
    "a Microsoft Teams webhook's URL",
    "https://acme.webhook.office.com/webhookb2/1f@2e/IncomingWebhook/3d/4c",
    "https://acme.***",
  ],
  ["a JSON Web Token", "Bearer eyJhbGciOiJSUzI1.eyJpc3MiOiJhY21l.c2ln_bmF0-dXJl", "Bearer eyJhbGciOiJSUzI1***"],
];

for (const [name, text, redacted] of secrets) {
  test(`${name} is known by its look: ${redacted}`, () => {
    assert.equal(secretIn(text)?.name, name);
    assert.equal(redact(text), redacted);
  });
}

test("an image's digest makes no login of its registry's port, and hides none before it", () => {
  const digest = `@sha256:${"0a".repeat(32)}`;
  for (const image of [`registry:5000/acme/web:1${digest}`, `127.0.0.1:80/web${digest}`]) {
    assert.equal(redact(`image ${image}: no`), `image ${image}: no`);
  }
  assert.doesNotMatch(redact(`https://me:hunter2@acme.example/web${digest}`), /hunter2/);
  assert.doesNotMatch(redact(`me:hunter2@acme.example/web${digest}`), /hunter2/);
  assert.doesNotMatch(redact(`me:hunter2${digest}@acme.example`), /hunter2/);
});

for (const [piece, count] of [
  ["eyJ", 1_300_000],
  ["eyJhbGciOiJSUzI1.a.", 200_000],
  [".logic.azure.com/", 250_000],
  ["-BEGIN ", 500_000],
  ["https://a@", 400_000],
  ["https://a:b/", 300_000],
  ["https://a:$(", 300_000],
  ["me:a@-", 300_000],
  ["authorization: ", 300_000],
  ["?a=", 400_000],
] as const) {
  // An expression that begins anew at each piece would take hours.
  test(`a file full of ${piece} is read in the time that its length takes`, () => {
    const text = piece.repeat(count);
    assert.equal(secretIn(text), undefined);
    assert.ok(redact(text).length > 0);
  });
}
