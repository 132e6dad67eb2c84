import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseDelivery } from "../../config/load";
import { promotionRoot } from "../../model/promotion";
import type { Environment } from "../../model/delivery";
import { named } from "../support/whole";

const text = readFileSync(join(__dirname, "..", "..", "examples", "promotion.yaml"), "utf8");

/** The environments of the example, of which dev has more fields. */
function environments(dev = ""): readonly Environment[] {
  const edited = text.replace("        namespace: shop-dev\n", `        namespace: shop-dev\n${dev}`);
  return parseDelivery(edited, "delivery.yaml").environments;
}

const soakOf = (dev?: string): number => named(environments(dev), "staging").soakSeconds;

test("an image soaks a minute longer than Flux needs to tell of a failure, and five hours at most", () => {
  assert.equal(soakOf("        kustomization: { interval: 2m, timeout: 90s }\n"), 120 + 90 + 60);
  assert.equal(soakOf("        kustomization: { interval: 6h }\n"), 5 * 3600);
  assert.equal(named(environments(), "production").soakSeconds, 1800);
});

test("images come from where CI builds in the end", () => {
  const all = environments();
  assert.deepEqual(
    all.map((each) => promotionRoot(each).name),
    ["dev", "dev", "dev"],
  );
});
