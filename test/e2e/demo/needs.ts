/** What the demo needs, what of it is here, and how long the rest takes. */
import { cacheFolder } from "../../tools/cache";
import { locateTool, type LocatedTool } from "../../tools/locate";
import { findPin, type ToolPin, type Toolbox } from "../../tools/pins";
import { worldTools } from "../support/tools";

export interface Tool {
  readonly pin: ToolPin;
  /** Where it is from. @default - it is to be built */
  readonly from?: LocatedTool["from"];
}

export interface Needs {
  /** What nobody but the user can bring: each with how to get it. */
  readonly missing: readonly string[];
  readonly tools: readonly Tool[];
  /** Where built tools are kept. */
  readonly cache: string;
}

/** Looks for each tool where the test suites do. @param missing what is missing beside the tools */
export const needsOf = (missing: readonly string[], toolbox: Toolbox): Needs => ({
  missing,
  tools: worldTools.map((name) => {
    const found = locateTool(name, toolbox);
    return { pin: findPin(name, toolbox), ...(found && { from: found.from }) };
  }),
  cache: cacheFolder(toolbox),
});

/** The tools that are to be built. */
export const toBuild = ({ tools }: Needs): ToolPin[] =>
  tools.filter(({ from }) => from === undefined).map(({ pin }) => pin);

/** Seconds that builds take on two cores, one after another. */
export const secondsOf = (pins: readonly ToolPin[]): number => pins.reduce((sum, { seconds }) => sum + seconds, 0);

/** A time as one says it. */
export const inWords = (seconds: number): string =>
  seconds < 60 ? "less than a minute" : `about ${Math.round(seconds / 60)} min`;

const stateOf = ({ pin, from }: Tool): string => {
  switch (from) {
    case "cache":
      return "built";
    case "env":
      return "your own";
    case "PATH":
      return "on the PATH";
    case undefined:
      return `to build, ${inWords(pin.seconds)}`;
  }
};

/** What is missing, as lines with how to get it. */
export const missingLines = ({ missing }: Needs): string => missing.map((each) => `  ${each}\n`).join("");

/** All of it, for somebody who decides whether to begin. */
export function report(needs: Needs): string {
  const builds = toBuild(needs);
  const rows = needs.tools.map((tool) => [`${tool.pin.name} ${tool.pin.version}`, stateOf(tool)] as const);
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    needs.missing.length === 0
      ? "Linux, root and all packages of the system are here.\n"
      : `Missing, and for you to bring:\n${missingLines(needs)}`,
    `\nPrograms that the demo runs; what is to be built is built from source into ${needs.cache}, once:\n`,
    ...rows.map(([name, state]) => `  ${name.padEnd(width)}  ${state}\n`),
    builds.length === 0
      ? "\nNothing is to be built: the demo starts in about a minute.\n"
      : `\n${builds.length} to build: ${inWords(secondsOf(builds))} on two cores, once the Go modules are downloaded; more where Go's build\ncache is empty and only some are to be built. It takes a Go module proxy and up to 20 GB of disk, of which \`go clean -cache\` frees more than half.\n`,
  ].join("");
}
