import assert from "node:assert/strict";
import { test } from "node:test";
import { appSecret, gitSecret, registryCredentialSecret } from "../../../manifests/external-secrets/secrets";
import { givenPaths } from "../../../model/secret-paths";
import { at, text, type Json } from "../../support/synth";
import { named, whole } from "../../support/whole";

/** Every text of the file that reaches a template of ESO's is tried with it; the schema lets none of them through. */
const hostile = 'a{{ .privateKey }}b"}}{{ .token }}`\\n{{/* c';

const { delivery, cluster } = whole("  bot: {", "  app: { id: 7, installationOwner: acme }\n  bot: {");
const paths = givenPaths(delivery);

/** What ESO reads of a template: its code, and the words in quotes. JSON's escapes are Go's, too. */
function read(secret: object, key: string): { readonly code: string; readonly words: readonly unknown[] } {
  const words: unknown[] = [];
  const code = text(at(secret as Json, "spec", "target", "template", "data", key)).replace(
    /"(?:[^"\\]|\\.)*"/g,
    (word) => {
      words.push(JSON.parse(word));
      return "S";
    },
  );
  return { code, words };
}

test("a server's address and an App's owner are text to ESO, whatever they hold", () => {
  const { app } = delivery.github;
  assert.ok(app);
  const apiUrl = `https://ghe.example.com/${hostile}/`;
  const secret = appSecret({ ...app, installationOwner: hostile }, { ...delivery.github, apiUrl }, cluster, paths);
  assert.deepEqual(read(secret, "githubAppBaseURL"), { code: "{{ S }}", words: [`${apiUrl}api/v3/`] });
  assert.deepEqual(read(secret, "githubAppInstallationOwner"), { code: "{{ S }}", words: [hostile] });
});

test("host keys are text to ESO, whatever they hold", () => {
  const secret = gitSecret(named(delivery.repositories, "shop"), cluster, paths, { lines: hostile });
  assert.deepEqual(read(secret, "known_hosts"), { code: "{{ S }}", words: [hostile] });
});

test("a registry and its user are text to ESO, whatever they hold", () => {
  const credential = { ...named(delivery.registryCredentials, "ghcr"), registry: `r${hostile}`, username: hostile };
  const { code, words } = read(registryCredentialSecret(credential, "web-dev", cluster, paths), ".dockerconfigjson");
  assert.equal(code, "{{ dict S (dict S (dict S S S .token S (printf S S .token | b64enc))) | toJson }}");
  assert.deepEqual(
    words.filter((word) => word === hostile || word === `r${hostile}`),
    [`r${hostile}`, hostile, hostile],
  );
});
