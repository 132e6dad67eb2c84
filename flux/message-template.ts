import { typeFaults } from "./template/check";
import { bracesFault, TemplateFault } from "./template/fault";
import { parseTemplates } from "./template/parser";
import type { Statement, Templates } from "./template/nodes";

/**
 * Why Flux would refuse the template of an image update's message, or stop at it, in words that complete "expected ...".
 * What depends on the data of an update is not judged. An empty template is Flux's default.
 *
 * One thing is stricter than Flux: it takes a `}}` outside of an action for text, which is hardly meant.
 *
 * @see https://fluxcd.io/flux/components/image/imageupdateautomations/#message-template
 */
export function templateFaults(template: string): string[] {
  try {
    const templates = parseTemplates(template);
    return [...(hasStrayBraces(templates) ? [bracesFault] : []), ...typeFaults(templates)];
  } catch (error) {
    if (error instanceof TemplateFault) return [error.message];
    throw error;
  }
}

function hasStrayBraces(templates: Templates): boolean {
  const isStray = (statement: Statement): boolean =>
    statement.kind === "text"
      ? statement.text.includes("}}")
      : "body" in statement && [...statement.body, ...statement.otherwise].some(isStray);
  return [...templates.values()].some((statements) => statements.some(isStray));
}
