import { functions, type Signature } from "./functions";
import { resultOf } from "./function-results";
import { rootName, type Command, type Expression, type Pipe, type Statement, type Templates } from "./nodes";
import { deepest } from "./parser";
import {
  dataType,
  describe,
  elementsOf,
  fieldOf,
  isKnown,
  isMap,
  kindOf,
  methodOf,
  namesIn,
  none,
  takes,
  unknown,
  type Type,
} from "./types";

interface Variable {
  readonly name: string;
  type: Type;
}

/** Where statements run: the data at hand, and the variables that they see, which end with it. */
interface Scope {
  readonly dot: Type;
  readonly variables: Variable[];
}

/** A call that is being checked, and whether it is made whatever the data are. */
interface Call {
  readonly name: string;
  readonly isCertain: boolean;
}

/**
 * Why Go would stop in the midst of templates that it can read, as far as types say. Both ways of a choice are
 * checked, though Go goes one. What depends on the data is taken for good: a value that is missing, a list that is
 * too short, what a function thinks of its arguments' contents.
 */
export function typeFaults(templates: Templates): string[] {
  const checker = new Checker(templates);
  checker.template({ name: rootName, isCertain: true }, dataType);
  return [...checker.faults];
}

const removed: Readonly<Record<string, readonly [types: readonly Type[], name: string]>> = {
  Updated: [[dataType], ".Updated"],
  ImageResult: [[dataType, "Result"], ".Changed.ImageResult"],
};

/** @see https://cs.opensource.google/go/go/+/master:src/text/template/exec.go */
class Checker {
  readonly faults = new Set<string>();
  private readonly checked = new Set<string>();
  private calls: readonly Call[] = [];
  /** Whether the statements at hand run whatever the data are. */
  private isCertain = true;
  /** How deep the statements at hand are nested, with the templates that call each other. */
  private depth = 0;

  constructor(private readonly templates: Templates) {}

  template(call: Call, dot: Type): void {
    const statements = this.templates.get(call.name);
    if (!statements) {
      this.refuse(`a template without {{ template ${JSON.stringify(call.name)} }}: it defines none of that name`);
      return;
    }
    const start = this.calls.findIndex(({ name }) => name === call.name);
    if (start >= 0 && [...this.calls.slice(start + 1), call].every(({ isCertain }) => isCertain)) {
      this.refuse(`a template without ${JSON.stringify(call.name)} calling itself without an end`);
    }
    const key = JSON.stringify([call, dot]);
    if (start >= 0 || this.checked.has(key)) return;
    this.checked.add(key);
    const { calls, isCertain } = this;
    this.calls = [...calls, call];
    this.isCertain = true;
    this.statements(statements, { dot, variables: [{ name: "$", type: dot }] });
    this.calls = calls;
    this.isCertain = isCertain;
  }

  private refuse(fault: string): Type {
    this.faults.add(fault);
    return unknown;
  }

  private statements(statements: readonly Statement[], scope: Scope): void {
    this.depth += 1;
    // Go would go on; our stack would not.
    if (this.depth <= deepest + 1) for (const statement of statements) this.statement(statement, scope);
    else this.refuse(`a template that nests at most ${deepest} deep, with those that it calls`);
    this.depth -= 1;
  }

  private statement(statement: Statement, scope: Scope): void {
    switch (statement.kind) {
      case "action":
        this.pipe(statement.pipe, scope);
        return;
      case "template": {
        const dot = statement.pipe ? this.pipe(statement.pipe, scope) : none;
        this.template({ name: statement.name, isCertain: this.isCertain }, dot);
        return;
      }
      case "if":
      case "with":
      case "range": {
        const before = scope.variables.length;
        const { isCertain } = this;
        const dot = this.choice(statement.kind, statement.pipe, scope);
        this.isCertain = false;
        if (dot !== none) this.within(statement.body, { ...scope, dot });
        this.within(statement.otherwise, scope);
        this.isCertain = isCertain;
        scope.variables.length = before;
        return;
      }
      case "break":
      case "continue":
      case "text":
    }
  }

  /** Variables that a list declares end with it. */
  private within(statements: readonly Statement[], scope: Scope): void {
    const before = scope.variables.length;
    this.statements(statements, scope);
    scope.variables.length = before;
  }

  /** The dot of a choice's body; none where no data bring Go to it. */
  private choice(kind: "if" | "with" | "range", pipe: Pipe, scope: Scope): Type {
    const type = this.pipe(pipe, scope);
    if (kind === "with" || type === none) return type;
    if (kind === "range") return this.elements(type, pipe, scope);
    // Within an if the dot may be no value itself.
    return scope.dot === none ? unknown : scope.dot;
  }

  private elements(type: Type, { variables, isAssignment }: Pipe, scope: Scope): Type {
    const kind = kindOf(type);
    const isCount = kind === "int" || kind === "uint";
    const elements = isCount ? { key: none, value: type } : elementsOf(type);
    if (!elements && isKnown(type)) return this.refuse(`a template without range over ${describe(type)}`);
    if (isCount && variables.length > 1)
      return this.refuse(`a template with one variable in a range over ${describe(type)}`);
    const { key, value } = elements ?? { key: unknown, value: unknown };
    const types = variables.length > 1 ? [key, value] : [value];
    variables.forEach((name, index) => {
      // An assigned variable may keep what it had where the range is empty.
      const variable = scope.variables.findLast((known) => known.name === name);
      if (variable) variable.type = isAssignment ? unknown : (types[index] ?? unknown);
    });
    return value;
  }

  private pipe({ variables, isAssignment, commands }: Pipe, scope: Scope): Type {
    let value: Type | undefined;
    for (const command of commands) value = this.command(command, scope, value);
    const type = value ?? unknown;
    for (const name of variables) {
      if (!isAssignment) scope.variables.push({ name, type });
      else this.assign(name, type, scope);
    }
    return type;
  }

  private assign(name: string, type: Type, { variables }: Scope): void {
    const variable = variables.findLast((known) => known.name === name);
    if (!variable) this.refuse(undeclared(name));
    else if (variable.type !== type) variable.type = unknown;
  }

  /** `last` is the value of the command before, which is given to this one. */
  private command([first, ...others]: Command, scope: Scope, last?: Type): Type {
    const given = { others, last };
    switch (first.kind) {
      case "field":
        return this.fields(scope.dot, first.names, scope, given);
      case "chain":
        return this.fields(this.value(first.of, scope), first.names, scope, given);
      case "function":
        return this.call(first.name, scope, given);
      case "variable":
        if (first.names.length > 0) return this.fields(this.variable(first.name, scope), first.names, scope, given);
        break;
      case "nil":
        return this.refuse("a template in which nil does not stand alone");
      case "bool":
      case "dot":
      case "number":
      case "pipe":
      case "string":
        break;
    }
    if (others.length > 0 || last !== undefined) this.refuse(`a template in which nothing is given to ${shown(first)}`);
    return this.value(first, scope);
  }

  /** A word that is not the first of its command. */
  private value(expression: Expression, scope: Scope): Type {
    switch (expression.kind) {
      case "bool":
      case "string":
        return expression.kind;
      case "dot":
        return scope.dot;
      case "nil":
        return none;
      case "number":
        return (
          expression.number.type ?? this.refuse(`a template without the number ${expression.text}, which is too large`)
        );
      case "pipe":
        return this.pipe(expression.pipe, scope);
      case "function":
      case "field":
      case "chain":
        return this.command([expression], scope);
      case "variable":
        return expression.names.length > 0 ? this.command([expression], scope) : this.variable(expression.name, scope);
    }
  }

  private variable(name: string, { variables }: Scope): Type {
    return variables.findLast((known) => known.name === name)?.type ?? this.refuse(undeclared(name));
  }

  private fields(of: Type, names: readonly string[], scope: Scope, given: Given): Type {
    return names.reduce(
      (type, name, index) => this.field(type, name, scope, index === names.length - 1 ? given : nothing),
      of,
    );
  }

  private field(type: Type, name: string, scope: Scope, { others, last }: Given): Type {
    if (type === none) return none;
    const method = methodOf(type, name);
    const given = others.length + (last === undefined ? 0 : 1);
    if (method !== undefined) {
      return given === 0 ? method : this.refuse(`a template in which nothing is given to .${name}`);
    }
    const field = fieldOf(type, name) ?? this.entry(type, name);
    if (field === undefined) return this.refuse(unknownField(type, name));
    if (!isKnown(type)) for (const argument of others) this.value(argument, scope);
    else if (given > 0) return this.refuse(`a template in which nothing is given to .${name}`);
    return field;
  }

  /** The type of what stands under a name in a map, and of anything in what is not known. */
  private entry(type: Type, name: string): Type | undefined {
    if (!isKnown(type)) return unknown;
    const elements = elementsOf(type);
    if (!elements || !isMap(type) || !["string", unknown].includes(elements.key)) return undefined;
    // Files whose changes Flux knows are YAML's: but for one, their names are not what follows a dot.
    return elements.value === "ObjectChanges" && name !== "Kustomization" ? none : elements.value;
  }

  private call(name: string, scope: Scope, { others, last }: Given): Type {
    const signature = functions.get(name);
    if (!signature) return unknown;
    const { parameters, isVariadic } = signature;
    const given = others.length + (last === undefined ? 0 : 1);
    const least = parameters.length - (isVariadic ? 1 : 0);
    if (given < least || (!isVariadic && given > least)) {
      const wanted = `${isVariadic ? "at least " : ""}${least} ${least === 1 ? "value" : "values"}`;
      return this.refuse(`a template that gives ${JSON.stringify(name)} ${wanted}, not ${given}`);
    }
    const types = others.map((argument, index) => this.argument(name, argument, parameterAt(signature, index), scope));
    if (last !== undefined) types.push(this.taken(name, last, parameterAt(signature, others.length)));
    const result = resultOf(name, types, signature.result);
    return "fault" in result ? this.refuse(result.fault) : result.type;
  }

  private argument(name: string, argument: Expression, parameter: Type, scope: Scope): Type {
    if (argument.kind === "number" && parameter !== unknown && parameter !== "reflect.Value") {
      const { isInt, isUint, isFloat, isComplex } = argument.number;
      const fits = { int: isInt, uint: isUint, float: isFloat, complex: isComplex };
      const kind = kindOf(parameter);
      if (kind !== undefined && kind !== "bool" && kind !== "string" && fits[kind]) return parameter;
      return this.refuse(mismatch(name, parameter, `the number ${argument.text}`));
    }
    return this.taken(name, this.value(argument, scope), parameter);
  }

  private taken(name: string, type: Type, parameter: Type): Type {
    return takes(parameter, type) ? type : this.refuse(mismatch(name, parameter, describe(type)));
  }
}

/** What a command gives to its first word: the words after it, and the value of the command before. */
interface Given {
  readonly others: readonly Expression[];
  readonly last?: Type | undefined;
}

const nothing: Given = { others: [] };

const parameterAt = ({ parameters, isVariadic }: Signature, index: number): Type =>
  parameters[index] ?? (isVariadic ? parameters.at(-1) : undefined) ?? unknown;

const undeclared = (name: string): string =>
  `a template without the variable ${JSON.stringify(name)}, which is not declared there`;

const mismatch = (name: string, parameter: Type, given: string): string =>
  `a template that gives ${JSON.stringify(name)} ${describe(parameter)}, not ${given}`;

const shown = (expression: Expression): string =>
  expression.kind === "variable"
    ? expression.name
    : expression.kind === "pipe"
      ? "parentheses"
      : `a ${expression.kind}`;

function unknownField(type: Type, name: string): string {
  const [types, full] = (Object.hasOwn(removed, name) && removed[name]) || [[], ""];
  if (types.includes(type)) return `a template without ${full}, which Flux has removed: use .Changed.Changes`;
  const known = namesIn(type);
  const there = known.length === 0 ? "nothing" : new Intl.ListFormat("en").format(known);
  return `a template without .${name} of ${describe(type)}: Flux knows ${there} there`;
}
