/** Waiting for what other programs do: a limit on the patience, never a guess of their speed. */
import { setTimeout as pause } from "node:timers/promises";

export interface Patience {
  /** Seconds until it counts as failed. @default 90 */
  readonly seconds?: number;
  /** Milliseconds between two looks. @default 250 */
  readonly everyMs?: number;
  /** What helps to understand a failure, such as the object's conditions. */
  readonly explain?: () => string | Promise<string>;
}

/** Not yet: the reason is what a failure reports last. */
export class NotYet extends Error {}

/** It will never be, so that no further look is taken. */
export class Never extends Error {}

/**
 * Looks again and again until `look` returns without throwing.
 *
 * @throws Error with the reason of the last look, and what `explain` says
 */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  { seconds = 90, everyMs = 250, explain }: Patience = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (error instanceof Never || Date.now() > deadline) {
        const reason = error instanceof Error ? error.message : String(error);
        const help = explain ? `\n${await explain()}` : "";
        const limit = error instanceof Never ? "" : ` within ${seconds} s`;
        throw new Error(`not${limit}: ${what}\n${reason}${help}`, { cause: error });
      }
    }
    await pause(everyMs);
  }
}

/**
 * Looks for a while that something stays as it is: for what must not happen.
 *
 * @throws whatever `look` throws
 */
export async function throughout(seconds: number, look: () => void | Promise<void>, everyMs = 500): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    await look();
    await pause(everyMs);
  }
  await look();
}
