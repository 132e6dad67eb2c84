/** AWS IAM as far as the stacks' own documents go: what else stands in one is an error, so that nothing is allowed by mistake. */
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";

/** What is asked for, in the words of IAM. */
export interface Ask {
  readonly action: string;
  /** @default - a trust policy's, which names none */
  readonly resource?: string;
  /** @default - a reader's policy, which names none */
  readonly principal?: readonly [kind: string, name: string];
  /** What conditions may ask about. */
  readonly context?: Readonly<Record<string, string>>;
}

const texts = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(text);

const known = new Set(["Sid", "Effect", "Action", "Resource", "Principal", "Condition"]);

function meets(condition: Json | undefined, context: Readonly<Record<string, string>>): boolean {
  return Object.entries(isObject(condition) ? condition : {}).every(([operator, wanted]) => {
    if (operator !== "StringEquals") throw new Error(`a condition that is not played: ${operator}`);
    return Object.entries(isObject(wanted) ? wanted : {}).every(([key, values]) =>
      texts(values).includes(context[key] ?? ""),
    );
  });
}

function allowsIn(statement: JsonObject, { action, resource, principal, context = {} }: Ask): boolean {
  const strange = Object.keys(statement).filter((key) => !known.has(key));
  if (strange.length > 0 || statement["Effect"] !== "Allow" || JSON.stringify(statement).includes("*")) {
    throw new Error(`a statement that is not played: ${JSON.stringify(statement)}`);
  }
  return (
    texts(statement["Action"]).includes(action) &&
    (resource === undefined || texts(statement["Resource"]).includes(resource)) &&
    (principal === undefined || texts(at(statement["Principal"], principal[0])).includes(principal[1])) &&
    meets(statement["Condition"], context)
  );
}

/** Whether some document allows it; none denies. */
export const allows = (documents: readonly string[], ask: Ask): boolean =>
  documents.some((document) => {
    const statements = at(JSON.parse(document) as Json, "Statement");
    if (!Array.isArray(statements)) throw new Error(`no list of statements: ${document}`);
    return statements.some((statement) => isObject(statement) && allowsIn(statement, ask));
  });
