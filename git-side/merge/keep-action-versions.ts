import { isScalar, visit, type Document, type Scalar } from "yaml";

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
