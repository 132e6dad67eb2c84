import { bracesFault, endFault, TemplateFault } from "./fault";
import { functions } from "./functions";
import { lex, type Token, type TokenType } from "./lexer";
import { readCharacter, readNumber, readString } from "./literals";
import { rootName, type Command, type Expression, type Pipe, type Statement, type Templates } from "./nodes";
import { unknownFunction } from "./unknown-function";

/** Deeper ones would exhaust our stack, not Go's. */
export const deepest = 200;

/** How a list of statements ends; after `{{ else if` and `{{ else with` the word is not read yet. */
type ListEnd = "end" | "else" | "if" | "with";

/** The statements of each template in a text; throws where Go refuses it. */
export function parseTemplates(text: string): Templates {
  return new Parser(lex(text)).run();
}

/**
 * Go's parser, function by function.
 * @see https://cs.opensource.google/go/go/+/master:src/text/template/parse/parse.go
 */
class Parser {
  private readonly templates = new Map<string, readonly Statement[]>();
  private at = 0;
  /** Variables that are declared here. */
  private variables = ["$"];
  private ranges = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  run(): Templates {
    const statements: Statement[] = [];
    while (this.peek().type !== "end of text") {
      const { at } = this;
      if (this.next().type === "left delimiter" && this.next().type === "define") {
        this.definition();
        continue;
      }
      this.at = at;
      const statement = this.statement();
      if (typeof statement === "string") throw new TemplateFault(endFault);
      statements.push(statement);
    }
    this.add(rootName, statements);
    return this.templates;
  }

  private token(): Token {
    return this.tokens[this.at] ?? { type: "end of text", text: "" };
  }

  /** The next word after spaces, which stay. */
  private peek(): Token {
    const { at } = this;
    const token = this.next();
    this.at = at;
    return token;
  }

  private next(): Token {
    while (this.token().type === "space") this.at += 1;
    const token = this.token();
    this.at += 1;
    return token;
  }

  private expect(type: TokenType, context: string): void {
    const token = this.next();
    if (token.type !== type) this.refuse(token, context);
  }

  private refuse({ type, text }: Token, context: string): never {
    if (type === "end of text") throw new TemplateFault(endFault);
    if (type === "other" && "{}".includes(text)) throw new TemplateFault(bracesFault);
    const word = type === "right delimiter" ? "an early }}" : JSON.stringify(text);
    throw new TemplateFault(`a Go template without ${word} in ${context}`);
  }

  private add(name: string, statements: readonly Statement[]): void {
    const isEmpty = (list: readonly Statement[]): boolean =>
      list.every((statement) => statement.kind === "text" && statement.text.trim() === "");
    const known = this.templates.get(name);
    if (known === undefined || isEmpty(known)) this.templates.set(name, statements);
    else if (!isEmpty(statements)) throw new TemplateFault(`one template with the name ${JSON.stringify(name)}`);
  }

  /** A template within the text: it sees neither the variables nor the loops around it. */
  private definition(): void {
    const name = this.templateName("{{ define }}");
    this.expect("right delimiter", "{{ define }}");
    this.inner(name);
  }

  private inner(name: string): void {
    const { variables, ranges } = this;
    this.variables = ["$"];
    this.ranges = 0;
    const { statements, end } = this.nested(() => this.list());
    if (end !== "end") throw new TemplateFault(endFault);
    this.add(name, statements);
    this.variables = variables;
    this.ranges = ranges;
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > deepest) throw new TemplateFault(`a template that nests at most ${deepest} deep`);
    const value = read();
    this.depth -= 1;
    return value;
  }

  private templateName(context: string): string {
    const token = this.next();
    return token.type === "string" || token.type === "raw string"
      ? readString(token.text)
      : this.refuse(token, context);
  }

  private list(): { readonly statements: Statement[]; readonly end: ListEnd } {
    const statements: Statement[] = [];
    while (this.peek().type !== "end of text") {
      const statement = this.statement();
      if (typeof statement === "string") return { statements, end: statement };
      statements.push(statement);
    }
    throw new TemplateFault(endFault);
  }

  private statement(): Statement | ListEnd {
    const token = this.next();
    if (token.type === "text") return { kind: "text", text: token.text };
    if (token.type !== "left delimiter") return this.refuse(token, "the text");
    const { at } = this;
    const { type } = this.next();
    switch (type) {
      case "block":
        return this.block();
      case "break":
      case "continue":
        this.expect("right delimiter", `{{ ${type} }}`);
        if (this.ranges === 0) throw new TemplateFault(`a Go template without {{ ${type} }} outside of a range`);
        return { kind: type };
      case "else":
        return this.otherwise();
      case "end":
        this.expect("right delimiter", "{{ end }}");
        return "end";
      case "if":
      case "range":
      case "with":
        return this.nested(() => this.control(type));
      case "template":
        return this.call();
      default:
        this.at = at;
        return { kind: "action", pipe: this.pipe("an action", "right delimiter") };
    }
  }

  private otherwise(): ListEnd {
    const { type } = this.peek();
    if (type === "if" || type === "with") return type;
    this.expect("right delimiter", "{{ else }}");
    return "else";
  }

  private control(kind: "if" | "with" | "range"): Statement {
    const declared = this.variables.length;
    const pipe = this.pipe(`{{ ${kind} }}`, "right delimiter");
    if (kind === "range") this.ranges += 1;
    const { statements: body, end } = this.list();
    if (kind === "range") this.ranges -= 1;
    const otherwise = end === "end" ? [] : this.afterElse(kind, end);
    this.variables.length = declared;
    return { kind, pipe, body, otherwise };
  }

  /** What follows an else: `{{ else if` ends with the end of its if. */
  private afterElse(kind: "if" | "with" | "range", word: Exclude<ListEnd, "end">): Statement[] {
    if (word !== "else" && word === kind) {
      this.next();
      return [this.nested(() => this.control(word))];
    }
    // Go takes {{ with }}{{ else if }} for an else with an if's word in it, which is no statement.
    if (word !== "else") return this.refuse(this.next(), `the {{ else }} of a {{ ${kind} }}`);
    const { statements, end } = this.list();
    if (end !== "end") throw new TemplateFault(endFault);
    return statements;
  }

  private block(): Statement {
    const name = this.templateName("{{ block }}");
    const pipe = this.pipe("{{ block }}", "right delimiter");
    this.inner(name);
    return { kind: "template", name, pipe };
  }

  private call(): Statement {
    const name = this.templateName("{{ template }}");
    if (this.peek().type !== "right delimiter") {
      return { kind: "template", name, pipe: this.pipe("{{ template }}", "right delimiter") };
    }
    this.next();
    return { kind: "template", name, pipe: undefined };
  }

  private pipe(context: string, end: "right delimiter" | "right parenthesis"): Pipe {
    const { variables, isAssignment } = this.declarations(context);
    const commands: Command[] = [];
    for (let token = this.peek(); token.type !== end; token = this.peek()) {
      const command = operandTypes.has(token.type) ? this.command() : this.refuse(token, context);
      if (commands.length > 0 && ["bool", "dot", "nil", "number", "string"].includes(command[0].kind)) {
        throw new TemplateFault(`a Go template in which a function or field follows every |, not ${token.text}`);
      }
      commands.push(command);
    }
    this.next();
    if (commands.length === 0) throw new TemplateFault(`a Go template with a value in ${context}`);
    return { variables, isAssignment, commands };
  }

  /** `$x :=`, `$x =` or, in a range, `$x, $y :=`. */
  private declarations(context: string): Pick<Pipe, "variables" | "isAssignment"> {
    const variables: string[] = [];
    for (;;) {
      const { at } = this;
      const variable = this.peek();
      if (variable.type !== "variable") return { variables, isAssignment: false };
      this.next();
      const mark = this.peek();
      const isComma = mark.type === "other" && mark.text === ",";
      if (mark.type !== "assign" && mark.type !== "declare" && !isComma) {
        this.at = at;
        return { variables, isAssignment: false };
      }
      this.next();
      variables.push(variable.text);
      this.variables.push(variable.text);
      if (!isComma) return { variables, isAssignment: mark.type === "assign" };
      if (context !== "{{ range }}" || variables.length > 1) {
        throw new TemplateFault(`a Go template with fewer variables in ${context}`);
      }
      if (!["variable", "right delimiter", "right parenthesis"].includes(this.peek().type)) {
        throw new TemplateFault("a Go template in which a range declares variables alone");
      }
    }
  }

  private command(): Command {
    const words: Expression[] = [];
    for (;;) {
      const word = this.operand();
      if (word) words.push(word);
      const token = this.token();
      if (token.type === "right delimiter" || token.type === "right parenthesis") break;
      this.at += 1;
      if (token.type === "pipe") break;
      if (token.type !== "space") this.refuse(token, "an action");
    }
    const [first, ...others] = words;
    if (!first) throw new TemplateFault("a Go template in which no | stands alone");
    return [first, ...others];
  }

  private operand(): Expression | undefined {
    const term = this.term();
    if (!term) return undefined;
    const names: string[] = [];
    for (let token = this.token(); token.type === "field"; token = this.token()) {
      names.push(token.text.slice(1));
      this.at += 1;
    }
    if (names.length === 0) return term;
    switch (term.kind) {
      case "field":
      case "variable":
        return { ...term, names: [...term.names, ...names] };
      case "function":
      case "pipe":
      case "chain":
        return { kind: "chain", of: term, names };
      default:
        throw new TemplateFault(`a Go template without .${names.join(".")} after a literal or a dot`);
    }
  }

  private term(): Expression | undefined {
    const { at } = this;
    const { type, text } = this.next();
    switch (type) {
      case "identifier":
        if (!functions.has(text)) throw new TemplateFault(unknownFunction(text));
        return { kind: "function", name: text };
      case "dot":
      case "nil":
      case "bool":
        return { kind: type };
      case "variable":
        if (!this.variables.includes(text)) {
          throw new TemplateFault(
            `a template without the variable ${JSON.stringify(text)}, which is not declared there`,
          );
        }
        return { kind: "variable", name: text, names: [] };
      case "field":
        return { kind: "field", names: [text.slice(1)] };
      case "character":
        return { kind: "number", number: readCharacter(text), text };
      case "number":
      case "complex":
        return { kind: "number", number: readNumber(text, type === "complex"), text };
      case "left parenthesis":
        return { kind: "pipe", pipe: this.nested(() => this.pipe("parentheses", "right parenthesis")) };
      case "string":
      case "raw string":
        return { kind: "string", value: readString(text) };
      default:
        this.at = at;
        return undefined;
    }
  }
}

const operandTypes: ReadonlySet<TokenType> = new Set([
  "bool",
  "character",
  "complex",
  "dot",
  "field",
  "identifier",
  "left parenthesis",
  "nil",
  "number",
  "raw string",
  "string",
  "variable",
] as const);
