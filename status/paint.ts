import { inspect } from "node:util";
import type { State } from "./rows";

/** By its number of a terminal: Node's table has begin and end of each color. */
const painted = (color: string, text: string): string => {
  const [begin, end] = inspect.colors[color] ?? [0, 0];
  return `\u001b[${begin}m${text}\u001b[${end}m`;
};

const colors: Readonly<Record<State, string>> = {
  broken: "red",
  unknown: "red",
  moving: "cyan",
  waiting: "yellow",
  suspended: "yellow",
  pinned: "yellow",
  ready: "green",
};

/** Puts a text about a state into the state's color. */
export type Paint = (state: State, text: string) => string;

export const inColors: Paint = (state, text) => painted(colors[state], text);

export const plainly: Paint = (_state, text) => text;
