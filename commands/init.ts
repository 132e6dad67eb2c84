import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { createInterface } from "node:readline/promises";
import { pathToFileURL } from "node:url";
import { parseDelivery } from "../config/load";
import { DeliveryError, formatGiven, printable, UserError } from "../config/problems";
import { draft } from "../init/draft";
import { thisMachine, type Found } from "../init/found";
import {
  expected,
  isOptional,
  questionNames,
  questions,
  type AllAnswers,
  type Answers,
  type Question,
  type QuestionName,
} from "../init/questions";
import { configFile, exitCodes, UsageError, type AsyncCommand, type Output } from "./command";
import { writeAll } from "./write-all";

/** No delivery file can be begun. */
class InitError extends UserError {}

const help = `Begins a delivery file: asks what it can't find out, and writes what a synth takes.

  npm run init -- [--yes] [-c FILE] [--ANSWER VALUE]...

  --organization, --bot, --bot-name, --bot-email   GitHub's organization, and the account that commits
  --region, --account, --bucket                    of AWS; an S3 bucket for the states, which may be left out
  --context or --eks, --cluster                    in ~/.kube/config or in EKS, and its name here
  --repository, --application, --image, --port     what is delivered
  --environment, --namespace                       where to
  --yes              asks nothing: what no flag gives is what is found, or usual
  -c, --config FILE  the file to begin; default DELIVERY_CONFIG, else delivery.yaml
  --debug            shows where a defect is

What is found is git's remote beside the file, the AWS CLI's region and account, and kubectl's context. A file that exists
is never written over, but for an empty one, and the example that comes as delivery.yaml, as long as nobody has changed it.

Exits 0 when the file is written, 1 when it is not, 2 on a wrong flag.
`;

const answerFlag = { type: "string" } as const;

const options = {
  ...(Object.fromEntries(questionNames.map((name) => [name, answerFlag])) as Record<QuestionName, typeof answerFlag>),
  yes: { type: "boolean", default: false },
} as const;

/** Of the delivery.yaml that comes with the project, in SHA-256: it is there to be replaced. */
export const shippedExample = "59ba8b01fb0c916e51dd510444540db85213b494cdd438e374d62bcfb03a9737";

function checkTarget(file: string): void {
  if (!existsSync(file)) return;
  const text = statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
  if (text?.trim() === "") return;
  if (text !== undefined && createHash("sha256").update(text).digest("hex") === shippedExample) return;
  throw new InitError(`${file} exists already: name another file with -c, or edit that one; nothing was written.`);
}

/** Asks a question, with what stands for no answer; undefined once nobody answers any more. */
export type Ask = (words: string, proposal: string | undefined) => Promise<string | undefined>;

/** @throws UsageError of all flags that are wrong */
function checkFlags(given: Answers): void {
  const wrong = questions.flatMap((question) => {
    const flag = given[question.name];
    const wanted = flag === undefined ? undefined : expected(question, flag);
    return wanted === undefined ? [] : [`--${question.name}: got ${formatGiven(flag)}, expected ${wanted}`];
  });
  if (given.eks !== undefined && given.context !== undefined) {
    wrong.push("--eks, --context: expected one of them, since the cluster is reached in one way");
  }
  if (wrong.length > 0) throw new UsageError(wrong.join("\n"));
}

/** What stands for no answer, as long as it would be one. */
function proposalFor(question: Question, found: Found, answers: Answers): string | undefined {
  const proposal = question.proposal?.(found, answers);
  return proposal !== undefined && expected(question, proposal) === undefined ? proposal : undefined;
}

/** Asks until the answer is right. @returns undefined where an optional question is left without one */
async function answerTo(
  question: Question,
  proposal: string | undefined,
  ask: Ask,
  { err }: Output,
): Promise<string | undefined> {
  for (;;) {
    const said = await ask(question.words, proposal);
    if (said === undefined) throw new InitError("No answer; nothing was written.");
    if (said === "" && proposal === undefined && isOptional(question)) return undefined;
    const answer = said === "" && proposal !== undefined ? proposal : said;
    const wanted = expected(question, answer);
    if (wanted === undefined) return answer;
    err(`Expected ${wanted}.\n`);
  }
}

/**
 * All answers: those of the flags, and of the others what is proposed or, where somebody can be asked, said.
 *
 * @param ask asks somebody @default - nobody is there
 */
export async function answer(given: Answers, found: Found, output: Output, ask?: Ask): Promise<AllAnswers> {
  // A flag that is wrong is told before anything is asked.
  checkFlags(given);
  const answers: Partial<Record<QuestionName, string>> = {};
  for (const name of questionNames) if (given[name] !== undefined) answers[name] = given[name];
  const missing: string[] = [];
  for (const each of questions) {
    if (answers[each.name] !== undefined || each.isAsked?.(answers) === false) continue;
    const proposal = proposalFor(each, found, answers);
    const said = ask ? await answerTo(each, proposal, ask, output) : proposal;
    if (said !== undefined) answers[each.name] = said;
    else if (!isOptional(each)) missing.push(`--${each.name}`);
  }
  if (missing.length > 0) {
    throw new UsageError(
      `nothing says ${missing.join(", ")}: give these flags, or run it at a terminal and without --yes`,
    );
  }
  return answers as AllAnswers;
}

/** Asks at the terminal, on standard error: standard output is for what is printed. */
async function atTerminal<T>(use: (ask: Ask) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Not by questions: lines that are pasted at once would be lost between two of them.
  const lines = terminal[Symbol.asyncIterator]();
  try {
    return await use(async (words, proposal) => {
      terminal.setPrompt(`${words}${proposal === undefined ? "" : ` [${proposal}]`}: `);
      terminal.prompt();
      const line: IteratorResult<string, undefined> = await lines.next();
      return line.done === true ? undefined : line.value.trim();
    });
  } finally {
    terminal.close();
  }
}

const schemaFile = join(__dirname, "..", "delivery.schema.json");

/**
 * The schema as an editor finds it from a file's folder. It ends a path at a space, and at what is no path in a URL.
 *
 * @see https://github.com/redhat-developer/yaml-language-server#using-inlined-schema
 */
export function schemaBeside(file: string, schema = schemaFile): string {
  const way = relative(dirname(resolve(file)), schema)
    .split(sep)
    .join("/");
  if (!/^[^\s#%?]+$/.test(way)) return pathToFileURL(schema).href;
  return way.startsWith(".") ? way : `./${way}`;
}

/** The file's text, which a synth takes. @throws InitError where a synth would not */
function soundDraft(answers: AllAnswers, file: string): string {
  const text = draft(answers, schemaBeside(file));
  try {
    parseDelivery(text, file);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    // There is no file whose lines these are.
    const said = error.lines.map((line) => line.slice(printable(file).length).replace(/^:\d+:\d+: /, "  "));
    throw new InitError(`What was answered makes no delivery; nothing was written:\n${said.join("\n")}`);
  }
  return text;
}

/** A word for a shell. */
const word = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** What comes next. */
const next = (file: string): string =>
  resolve(file) === resolve(configFile({}))
    ? "look at it, then npm run synth"
    : `look at it, then npm run synth -- -c ${word(file)}; with DELIVERY_CONFIG set to that, all commands and cdktf take it`;

/** Begins a delivery file. */
export const init: AsyncCommand<typeof options> = {
  name: "init",
  help,
  options,
  async run(values, output) {
    const file = configFile(values);
    checkTarget(file);
    const isAsking = !values.yes && process.stdin.isTTY;
    const found = thisMachine(dirname(resolve(file)));
    const answers = isAsking
      ? await atTerminal((ask) => answer(values, found, output, ask))
      : await answer(values, found, output);
    writeAll([{ target: resolve(file), text: soundDraft(answers, file) }]);
    output.out(
      `${printable(file)} is written.\nNext: ${printable(next(file))}. README.md goes on from there. Every field: docs/configuration.md.\n`,
    );
    if (found.hasGitHubLogin) output.out("GitHub's CLI has a login, which stands in for TF_VAR_github_token.\n");
    return exitCodes.ok;
  },
};
