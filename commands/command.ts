import { parseArgs, type ParseArgsConfig } from "node:util";
import { printable, reason, UserError } from "../config/problems";

/** What a command ends with, for whoever calls it. */
export const exitCodes = {
  ok: 0,
  /** The file, the repository or the world is not as it should be; the message says what to mend. */
  refused: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** A defect of this program; --debug shows where. */
  defect: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command line that makes no sense. */
export class UsageError extends UserError {}

/** A terminal that somebody looks at. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly hasColors: boolean;
}

/** Where a command's words go. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where `out` goes. @default - a file or another program */
  readonly screen?: Screen | undefined;
  /** Where `err` goes. @default - a file or another program */
  readonly errScreen?: Screen | undefined;
}

/** Node knows NO_COLOR and a terminal without colors. @see https://no-color.org */
export const screenOf = (stream: NodeJS.WriteStream): Screen | undefined =>
  stream.isTTY ? { columns: stream.columns, rows: stream.rows, hasColors: stream.hasColors() } : undefined;

/** The terminal, or whatever the process writes to. */
export const terminal: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  get screen() {
    return screenOf(process.stdout);
  },
  get errScreen() {
    return screenOf(process.stderr);
  },
};

/** Options that every command has. */
export const common = {
  config: { type: "string", short: "c" },
  help: { type: "boolean", short: "h", default: false },
  debug: { type: "boolean", default: false },
} as const;

/** Their lines in the help of a command that reads the delivery file. */
export const commonHelp = `  -c, --config FILE  the delivery file; default DELIVERY_CONFIG, else delivery.yaml
  --debug            shows where a defect is
`;

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O & typeof common }>>["values"];

type Outcome = ExitCode | Promise<ExitCode>;

/** @typeParam R - a promise for one that asks questions, or waits: see {@link AsyncCommand} */
export interface Command<O extends Options, R extends Outcome = ExitCode> {
  /** What `npm run` calls it. */
  readonly name: string;
  /** Printed for --help; it fits a screen. */
  readonly help: string;
  /** Beside -c, --help and --debug, which every command has. */
  readonly options: O;
  /** What it wants beside options, each exactly once and in this order. @default - nothing */
  readonly operands?: readonly string[];
  /** @throws UserError with a message for the person at the terminal */
  readonly run: (values: Values<O>, output: Output, operands: readonly string[]) => R;
}

/** A command that asks questions, or waits. */
export type AsyncCommand<O extends Options> = Command<O, Promise<ExitCode>>;

interface Parsed<O extends Options> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
  /** Names of the options that are given, as often as they are. */
  readonly given: readonly string[];
}

function parse<O extends Options>(options: O, argv: readonly string[], allowPositionals: boolean): Parsed<O> {
  try {
    const parsed = parseArgs({
      args: [...argv],
      options: { ...common, ...options },
      allowPositionals,
      tokens: true,
    });
    const given = parsed.tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []));
    return { values: parsed.values, positionals: parsed.positionals, given };
  } catch (error) {
    throw new UsageError(reason(error));
  }
}

/** Of two values Node takes the last, and says nothing. */
function checkOnce(options: Options, given: readonly string[]): void {
  const again = given.find((name, index) => {
    const { type, multiple = false } = options[name] ?? {};
    return type === "string" && !multiple && given.indexOf(name) < index;
  });
  if (again !== undefined) throw new UsageError(`--${again} is given more than once`);
}

function checkOperands(wanted: readonly string[], given: readonly string[]): void {
  const missing = wanted[given.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  if (given.length > wanted.length) throw new UsageError(`more than ${wanted.join(" ")} is given`);
}

/** The delivery file that a command is about: what -c names, or DELIVERY_CONFIG, where that says anything. */
export const configFile = ({ config }: { readonly config?: string | undefined }): string =>
  config || process.env["DELIVERY_CONFIG"] || "delivery.yaml";

const isHelpWanted = (values: { readonly help?: unknown }): boolean => values.help === true;

function start<O extends Options, R extends Outcome>(
  { help, options, operands = [], run }: Command<O, R>,
  argv: readonly string[],
  output: Output,
): R | typeof exitCodes.ok {
  const { values, positionals, given } = parse(options, argv, operands.length > 0);
  if (isHelpWanted(values)) {
    output.out(help);
    return exitCodes.ok;
  }
  checkOnce({ ...common, ...options }, given);
  checkOperands(operands, positionals);
  return run(values, output, positionals);
}

/** Tells an error, and what the command ends with. */
function tell(error: unknown, name: string, argv: readonly string[], output: Output): ExitCode {
  if (error instanceof UsageError) {
    output.err(`${error.message}\nSee npm run ${name} -- --help\n`);
    return exitCodes.usage;
  }
  if (error instanceof UserError) {
    output.err(`${error.message}\n`);
    return exitCodes.refused;
  }
  const stack = argv.includes("--debug") && error instanceof Error ? error.stack : undefined;
  output.err(
    `${stack ?? `A defect: ${printable(reason(error))}\nRun it again with --debug to see where, and report it.`}\n`,
  );
  return exitCodes.defect;
}

/** Runs a command; what it refuses is told without a stack trace. */
export function runCommand<O extends Options>(
  command: Command<O>,
  argv: readonly string[],
  output: Output = terminal,
): ExitCode {
  try {
    return start(command, argv, output);
  } catch (error) {
    return tell(error, command.name, argv, output);
  }
}

/** As {@link runCommand}, of a command that asks questions, or waits. */
export async function runAsyncCommand<O extends Options>(
  command: AsyncCommand<O>,
  argv: readonly string[],
  output: Output = terminal,
): Promise<ExitCode> {
  try {
    return await start(command, argv, output);
  } catch (error) {
    return tell(error, command.name, argv, output);
  }
}
