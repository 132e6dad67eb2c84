import { typeFaults } from "./template/check";
import { bracesFault, TemplateFault } from "./template/fault";
import { parseTemplates } from "./template/parser";
import { rootName, type Pipe, type Statement, type Templates } from "./template/nodes";

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

/**
 * Whether a template without a fault writes nothing whatever the data are, with which Flux would commit with an empty
 * message. An empty one does not: it is Flux's default.
 */
export const writesNothing = (template: string): boolean => template !== "" && !writes(parseTemplates(template));

function hasStrayBraces(templates: Templates): boolean {
  const isStray = (statement: Statement): boolean =>
    statement.kind === "text"
      ? statement.text.includes("}}")
      : "body" in statement && [...statement.body, ...statement.otherwise].some(isStray);
  return [...templates.values()].some((statements) => statements.some(isStray));
}

/** Whether an action may write something: what is kept in a variable is not written, nor is a blank text. */
function mayWrite({ variables, commands: [first, ...more] }: Pipe): boolean {
  if (variables.length > 0) return false;
  const [word, ...others] = first ?? [];
  if (more.length > 0 || others.length > 0 || word?.kind !== "string") return true;
  return word.value.trim() !== "";
}

/** Whether templates may write something, whatever the data are. One after the other: they may call each other without end. */
function writes(templates: Templates): boolean {
  const called = new Set([rootName]);
  const isWriting = (statement: Statement): boolean => {
    switch (statement.kind) {
      case "text":
        return statement.text.trim() !== "";
      case "action":
        return mayWrite(statement.pipe);
      case "template":
        called.add(statement.name);
        return false;
      case "if":
      case "with":
      case "range":
        return [...statement.body, ...statement.otherwise].some(isWriting);
      case "break":
      case "continue":
        return false;
    }
  };
  // What is added meanwhile has its turn, too.
  for (const name of called) if ((templates.get(name) ?? []).some(isWriting)) return true;
  return false;
}
