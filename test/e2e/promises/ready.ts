import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe } from "node:test";
import { at, text, type Json } from "../../support/synth";
import { complaints, type Complaint } from "../support/events";
import type { Kube } from "../support/kube";
import { list } from "../support/objects";
import { promise } from "../support/promise";
import { fluxNamespace, type World } from "../support/world";

const guards = ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];

/** Kinds that have no controller of their own here, or report no readiness. */
const silent = new Set([
  ...["Namespace", "ConfigMap", "HTTPRoute", "Provider", "Alert", "ServiceAccount", "RoleBinding"],
  ...guards,
]);

/**
 * Complaints that are none: a policy that is applied before its image's first scan has ended says so, until then. The
 * stacks' alerts leave it out, too.
 */
async function toleratedIn(kube: Kube): Promise<(complaint: Complaint) => boolean> {
  const policies = await kube.all("image.toolkit.fluxcd.io/v1", "ImagePolicy", fluxNamespace);
  const readySince = new Map<string, number>(
    policies.map((policy) => {
      const ready = list(at(policy, "status", "conditions")).find((each) => at(each, "type") === "Ready");
      const since = at(ready, "lastTransitionTime");
      return [`ImagePolicy ${text(at(policy, "metadata", "name"))}`, Date.parse(text(since))] as const;
    }),
  );
  return ({ about, message, at: when }) =>
    message.endsWith(": no tags in database") && when <= (readySince.get(about) ?? -Infinity);
}

/** A line of a controller's log as what its event would be; events know the second. */
function complaintOf(line: string): Complaint {
  const entry = JSON.parse(line) as Json;
  const said = (...path: readonly string[]): string => {
    const value = at(entry, ...path);
    return typeof value === "string" ? value : "";
  };
  const second = Math.floor(Date.parse(said("ts")) / 1000) * 1000;
  return { about: `ImagePolicy ${said("ImagePolicy", "name")}`, message: said("msg"), at: second };
}

export function ready(world: () => World): void {
  describe("what is applied is accepted", () => {
    promise("every object becomes Ready", world, async ({ kube, objects }) => {
      for (const { reference } of objects) {
        if (!silent.has(reference.kind)) await kube.untilReady(reference);
      }
    });

    promise("no controller has complained about anything", world, async ({ kube, flux, externalSecrets }) => {
      const isTolerated = await toleratedIn(kube);
      const told = await complaints(kube);
      assert.deepEqual(
        told.filter((each) => !isTolerated(each)),
        [],
      );
      for (const { log } of [...Object.values(flux.controllers), externalSecrets]) {
        const errors = readFileSync(log, "utf8")
          .split("\n")
          .filter((line) => /"level":"(warn|error)"/.test(line));
        assert.deepEqual(
          errors.filter((line) => !isTolerated(complaintOf(line))),
          [],
          log,
        );
      }
    });

    promise("what the API does not know, or warns of, would have been refused", world, async ({ kube }) => {
      const metadata = { name: "refused", namespace: fluxNamespace };
      const unknown = { apiVersion: "v1", kind: "ConfigMap", metadata, dat: {} };
      await assert.rejects(kube.dryRun(unknown), /field not declared in schema/);
      const spec = { clusterIP: "None", externalIPs: ["192.0.2.1"], ports: [{ port: 80 }] };
      const warned = { apiVersion: "v1", kind: "Service", metadata, spec };
      await assert.rejects(kube.dryRun(warned), /^Error: warning: .*spec\.externalIPs is ignored/);
    });

    promise("the API keeps every field as it was given, so that the next plan is empty", world, async (running) => {
      assert.deepEqual(await running.drift(), []);
    });
  });
}
