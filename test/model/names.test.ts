import assert from "node:assert/strict";
import { test } from "node:test";
import {
  automationLabel,
  automationName,
  registryCredentialSecretName,
  gitSecretName,
  providerSecretName,
} from "../../model/names";
import { dnsLabel } from "../../config/schema/primitives";

test("an automation that pushes to the repository's own branch has the repository's name", () => {
  assert.equal(automationName("shop"), "shop");
});

for (const [branch, expected] of [
  ["flux", "shop-flux"],
  ["flux/dev", "shop-flux-dev"],
  ["Flux/Dev", "shop-flux-dev"],
  ["release_1.2+x@y=z", "shop-release-1-2-x-y-z"],
  ["_flux_", "shop-flux"],
  ["=", "shop"],
] as const) {
  test(`an automation that pushes to ${branch} is named ${expected}, which Kubernetes accepts`, () => {
    assert.equal(automationName("shop", branch), expected);
    assert.ok(dnsLabel.safeParse(expected).success);
  });
}

test("a Secret's name ends in what it is for, so that no repository's is a credential's or a provider's", () => {
  assert.deepEqual(
    [gitSecretName("shop"), registryCredentialSecretName("shop"), providerSecretName("shop")],
    ["shop-git", "shop-docker", "shop-provider"],
  );
});

test("the label of policies is the one that has reached clusters: another would leave them unwritten meanwhile", () => {
  assert.equal(automationLabel, "image-update-automation");
});

test("branches in letters that no name in Kubernetes has get names of their own", () => {
  const names = ["дев", "прод", "größe"].map((branch) => automationName("shop", branch));
  assert.equal(new Set(names).size, 3);
  for (const name of names) {
    assert.match(name, /^shop(-[a-z]+)*-[0-9a-f]{8}$/);
    assert.ok(dnsLabel.safeParse(name).success);
  }
});
