import { z } from "zod";

/** Template data that Flux has removed: an object that uses it stalls until the template is mended. */
const removed = [
  { pattern: /\.Updated\b/, name: ".Updated" },
  { pattern: /\.(Changed\.)?ImageResult\b/, name: ".Changed.ImageResult" },
];

/** A comment, or what else stands between `{{` and `}}`; braces in a quoted text are text. */
const action = /\{\{(?:-?\s*\/\*.*?\*\/\s*-?|(?:"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*'|[^"'`{}])*)\}\}/gs;

/** Whether every `range`, `if`, `with` or `block` has its `end`. */
function isBalanced(actions: readonly string[]): boolean {
  let depth = 0;
  for (const each of actions) {
    const [, word] = /^\{\{-?\s*(\w+)/.exec(each) ?? [];
    if (["range", "if", "with", "block", "define"].includes(word ?? "")) depth += 1;
    else if (word === "end") depth -= 1;
    else if (word === "else" && depth === 0) return false;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** A Go template for the message of an image update. @see https://fluxcd.io/flux/components/image/imageupdateautomations/#message-template */
export const messageTemplate = z
  .string("a Go template")
  .min(1, "a Go template that is not empty")
  .superRefine((template, context) => {
    const refuse = (message: string): void => {
      context.addIssue({ code: "custom", message });
    };
    const actions = (template.match(action) ?? []).filter((each) => !/^\{\{-?\s*\/\*/.test(each));
    for (const { pattern, name } of removed) {
      if (actions.some((each) => pattern.test(each))) {
        refuse(`a template without ${name}, which Flux has removed: use .Changed.Changes`);
      }
    }
    if (/\{\{|\}\}/.test(template.replace(action, ""))) refuse("a Go template in which every {{ has its }}");
    else if (!isBalanced(actions)) refuse("a Go template in which every range, if and with has its {{ end }}");
  });
