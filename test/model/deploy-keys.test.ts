import assert from "node:assert/strict";
import { test } from "node:test";
import { deployKeysOf } from "../../model/deploy-keys";
import { named, whole } from "../support/whole";

test("a repository that is reached as the App has no key", () => {
  const { delivery } = whole(
    "  bot: {",
    "  app: { id: 7, installationOwner: acme }\n  bot: {",
    "  - name: shop\n",
    "  - name: shop\n    access: app\n",
  );
  assert.deepEqual([...deployKeysOf(named(delivery.repositories, "shop"))], []);
});
