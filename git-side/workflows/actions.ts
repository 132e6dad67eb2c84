import { isScalar, visit, type Document, type Scalar } from "yaml";

/** Every action that the workflows use, at the major version that was current when this was written. */
export const actions = {
  checkout: "actions/checkout@v7",
  setupBuildx: "docker/setup-buildx-action@v4",
  login: "docker/login-action@v4",
  buildPush: "docker/build-push-action@v7",
} as const;

/** Machine of GitHub's that the jobs run on. */
export const runner = "ubuntu-24.04";

/** Every `uses` of a workflow, by the action's name without its version. */
function uses(document: Document): Map<string, Scalar> {
  const found = new Map<string, Scalar>();
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "uses" || !isScalar(value) || typeof value.value !== "string") return;
      found.set(value.value.replace(/@.*/, ""), value);
    },
  });
  return found;
}

/** Leaves the versions of the actions as they are: Dependabot raises them, and some pin them to commits. */
export function keepActionVersions(current: Document, fresh: Document): void {
  const kept = uses(current);
  for (const [action, node] of uses(fresh)) {
    const existing = kept.get(action);
    if (!existing) continue;
    node.value = existing.value;
    node.comment = existing.comment;
  }
}
