/** What the pages have one run: blocks of shell, and commands in a line of text. */
import type { Page } from "./pages";
import { recorded, type Argv } from "./recorded";

/** A command of a page. */
export interface Shown {
  readonly page: string;
  readonly line: number;
  readonly argv: Argv;
  /** In a block, to be run as it is; else it is named in a line, where what it wants may be left out. */
  readonly isInBlock: boolean;
  /** Whether it is there with npm and all. */
  readonly isWhole: boolean;
}

export const shellLanguages = ["sh", "bash", "console"];

/** Programs that a line's code begins with where it is a command. */
const programs =
  /^(?:apt-get|aws|bash|cosign|crane|curl|docker|flux|gh|git|go|gpg|helm|kubectl|kustomize|node|npm|npx|ssh-keygen|ssh-keyscan|terraform|tofu) [^ ]/;

/** A command of this project, named without npm. */
const ownCommand = /^(?:doctor|git-side|handover|init|lock|map|plan-guard|release|status|why)(?= -)/;

/** Code in a line as what would be typed; undefined where it is no command. */
function typed(text: string): string | undefined {
  if (programs.test(text)) return text;
  return ownCommand.test(text) && !/ -[a-z]/.test(text) ? text.replace(ownCommand, "npm run $& --") : undefined;
}

/** What the reader puts in, as a word that is one to Bash. */
const withPlaceholders = (text: string): string =>
  text.replace(/<([a-z][a-z -]*)>/g, (_, name: string) => name.replaceAll(" ", "-"));

/** Every program that a page has one start, in the page's order. */
export function commandsOf({ path: page, blocks, spans }: Page): Shown[] {
  const inBlocks = blocks
    .filter(({ language }) => shellLanguages.includes(language))
    .flatMap(({ text, line }) =>
      recorded(withPlaceholders(text)).map((argv) => ({ page, line, argv, isInBlock: true, isWhole: true })),
    );
  const inLines = spans.flatMap(({ text, line }) => {
    const command = typed(text);
    if (command === undefined) return [];
    // An alternative is of one word: pin|unpin.
    const argvs = recorded(withPlaceholders(command).replaceAll("|", "/"));
    return argvs.map((argv) => ({ page, line, argv, isInBlock: false, isWhole: command === text }));
  });
  return [...inBlocks, ...inLines].sort((a, b) => a.line - b.line);
}
