import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe } from "node:test";
import { complaints } from "../support/events";
import { promise } from "../support/promise";
import type { World } from "../support/world";

const guards = ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];

/** Kinds that have no controller of their own here, or report no readiness. */
const silent = new Set([
  ...["Namespace", "ConfigMap", "HTTPRoute", "Provider", "Alert", "ServiceAccount", "RoleBinding"],
  ...guards,
]);

/** What a policy may say that is applied before its image's first scan has ended; the stacks' alerts leave it out, too. */
const beforeFirstScan = /^DependencyNotReady: .*: no tags in database$/;

export function ready(world: () => World): void {
  describe("what is applied is accepted", () => {
    promise("every object becomes Ready", world, async ({ kube, objects }) => {
      for (const { reference } of objects) {
        if (!silent.has(reference.kind)) await kube.untilReady(reference);
      }
    });

    promise("no controller has complained about anything", world, async ({ kube, flux, externalSecrets }) => {
      const told = await complaints(kube);
      assert.deepEqual(
        told.filter(({ message }) => !beforeFirstScan.test(message)),
        [],
      );
      for (const { log } of [...Object.values(flux.controllers), externalSecrets]) {
        const errors = readFileSync(log, "utf8")
          .split("\n")
          .filter((line) => /"level":"(warn|error)"/.test(line));
        assert.deepEqual(errors, [], log);
      }
    });

    promise("the API keeps every field as it was given, so that the next plan is empty", world, async (running) => {
      assert.deepEqual(await running.drift(), []);
    });
  });
}
