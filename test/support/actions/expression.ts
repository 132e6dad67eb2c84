/** GitHub's expressions, evaluated by GitHub's own library. */
import { at, text, type Json, type JsonObject } from "../synth";

/** What an expression can look at. */
export interface Contexts {
  readonly github: JsonObject;
  readonly inputs: JsonObject;
  readonly needs: JsonObject;
}

/** An `if` without any of them stands only where all that a job needs has succeeded. */
const statusFunctions = ["success", "failure", "always", "cancelled"] as const;

async function evaluate(source: string, contexts: Contexts) {
  const { data, Evaluator, Lexer, Parser } = await import("@actions/expressions");
  const succeeded = Object.values(contexts.needs).every((need) => at(need, "result") === "success");
  const values = { success: succeeded, failure: !succeeded, always: true, cancelled: false };
  const functions = statusFunctions.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(values[name]),
  }));
  const parser = new Parser(new Lexer(source).lex().tokens, Object.keys(contexts), functions);
  const context: unknown = JSON.parse(JSON.stringify(contexts), data.reviver);
  if (!(context instanceof data.Dictionary)) throw new Error("no contexts");
  return new Evaluator(parser.parse(), context, new Map(functions.map((each) => [each.name, each]))).evaluate();
}

/** A text with its expressions replaced. */
export async function filledIn(template: string, contexts: Contexts): Promise<string> {
  let result = "";
  let end = 0;
  for (const match of template.matchAll(/\$\{\{(.*?)\}\}/gs)) {
    const value = await evaluate(match[1] ?? "", contexts);
    result += template.slice(end, match.index) + value.coerceString();
    end = match.index + match[0].length;
  }
  return result + template.slice(end);
}

/** Whether an `if` lets a job start. */
export async function holds(condition: Json | undefined, contexts: Contexts): Promise<boolean> {
  const given = condition === undefined ? "success()" : text(condition);
  const source = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(given)?.[1] ?? given;
  const asks = statusFunctions.some((name) => source.includes(`${name}(`));
  const value = await evaluate(asks ? source : `success() && (${source})`, contexts);
  return value.coerceString() === "true";
}
