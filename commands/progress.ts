import { printable, shorten } from "../config/problems";
import type { Output } from "./command";

/** Says what is being done, of a number of things which one. */
export type Step = (what: string, done?: number, total?: number) => void;

/** What a long command is at, on standard error, so that what it prints stays as it is. */
export interface Progress {
  readonly step: Step;
  /** Takes away what is drawn: before anything else is printed, and at the end. Another step may follow. */
  readonly end: () => void;
}

export interface ProgressOptions {
  /**
   * Whether the command does nothing else while it works: no timer can draw then, so a terminal shows each step at once.
   *
   * @default false
   */
  readonly isBlocking?: boolean;
  /** Whether a file or another program is told too. @default true */
  readonly isLogged?: boolean;
  /** Milliseconds since any time. @default - this machine's */
  readonly now?: () => number;
}

const clock = (): number => performance.now();

/** Milliseconds before a terminal shows anything: what ends sooner needs no progress. */
const quietMs = 1000;

/** Milliseconds between two lines in a log, and before the first. */
const logMs = 10_000;

/** Milliseconds between two drawings of the same thing. */
const drawMs = 100;

const textOf = (what: string, done: number | undefined, total: number | undefined): string =>
  printable(total === undefined ? what : `${what}, ${done ?? 0} of ${total}`);

/** On a terminal a line that is drawn in its own place. */
function onTerminal({ err, errScreen }: Output, { isBlocking = false, now = clock }: ProgressOptions): Progress {
  const begin = now();
  let text = "";
  let thing = "";
  let drawn = -Infinity;
  let isDrawn = false;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    const passed = now() - begin;
    const seconds = passed < quietMs ? "" : ` (${Math.floor(passed / 1000)} s)`;
    err(`\r${shorten(`${text} ...${seconds}`, (errScreen?.columns ?? 80) - 1)}\u001b[K`);
    isDrawn = true;
    drawn = now();
  };
  return {
    step: (...step) => {
      const isOther = thing !== step[0];
      thing = step[0];
      text = textOf(...step);
      const isDue = isBlocking || now() - begin >= quietMs;
      if (isDue && (isOther || now() - drawn >= drawMs)) draw();
      if (!isBlocking) timer ??= setInterval(draw, quietMs).unref();
    },
    end: () => {
      clearInterval(timer);
      timer = undefined;
      if (isDrawn) err("\r\u001b[K");
      isDrawn = false;
    },
  };
}

/** In a log a line now and then. */
function inLog({ err }: Output, { now = clock }: ProgressOptions): Progress {
  let last = now();
  return {
    step: (...step) => {
      if (now() - last < logMs) return;
      last = now();
      err(`${textOf(...step)}\n`);
    },
    end: () => undefined,
  };
}

/**
 * Tells how far a command is: `progress(output).step("asking cluster blue", 2, 3)`. What ends within a second tells nothing
 * to a terminal, unless it blocks; a log has a line each ten seconds.
 */
export function progress(output: Output, options: ProgressOptions = {}): Progress {
  if (output.errScreen) return onTerminal(output, options);
  return options.isLogged === false ? { step: () => undefined, end: () => undefined } : inLog(output, options);
}

/** The same while some work goes on, however it ends. */
export function whileWorking<T>(output: Output, work: (own: Progress) => T, options?: ProgressOptions): T {
  const own = progress(output, options);
  try {
    return work(own);
  } finally {
    own.end();
  }
}

/** The same while something is waited for. */
export async function whileWaiting<T>(output: Output, work: (own: Progress) => Promise<T>): Promise<T> {
  const own = progress(output);
  try {
    return await work(own);
  } finally {
    own.end();
  }
}
