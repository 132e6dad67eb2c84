import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDelivery } from "../../../config/load";
import { DeliveryError } from "../../../config/problems";

/** In a row's text: where its next message points. */
const pointer = "▶";
/** In a row's text: the line that a message names; in a message: that line's number. */
const holder = "◆";

/** A piece of the shipped file and what stands there instead. */
export type Edit = readonly [piece: string, replacement: string];

export interface Row {
  /** A sentence about what is refused. */
  readonly title: string;
  /** Edits of the shipped file, or a whole file. */
  readonly file: readonly Edit[] | string;
  /** The messages in order, without `delivery.yaml:<line>:<column>: `, which the pointers in the text say. */
  readonly messages: readonly string[];
}

export const shipped = readFileSync(join(__dirname, "..", "..", "..", "delivery.yaml"), "utf8");

/** The shipped file with pieces replaced; each must be there exactly once. */
export function edited(edits: readonly Edit[]): string {
  return edits.reduce((text, [piece, replacement]) => {
    const [before = "", after = "", ...more] = text.split(piece);
    assert.ok(text.includes(piece) && more.length === 0, `${JSON.stringify(piece)} is there exactly once`);
    return before + replacement + after;
  }, shipped);
}

/** Line and column of each mark in a text, both from 1, as if no mark were there. */
function positions(text: string, mark: string): { line: number; col: number }[] {
  return text.split("\n").flatMap((content, index) => {
    const parts = content.split(mark);
    return parts.slice(1).map((_, at) => {
      const before = parts.slice(0, at + 1).join("");
      return { line: index + 1, col: withoutMarks(before).length + 1 };
    });
  });
}

/** The lines that a file is refused with. */
export function refusal(text: string): readonly string[] {
  try {
    parseDelivery(text, "delivery.yaml");
  } catch (error) {
    if (error instanceof DeliveryError) return error.lines;
    throw error;
  }
  return ["accepted"];
}

const markedText = ({ file }: Row): string => (typeof file === "string" ? file : edited(file));

const withoutMarks = (text: string): string => text.replaceAll(pointer, "").replaceAll(holder, "");

/** The text of a row's file. */
export const textOf = (row: Row): string => withoutMarks(markedText(row));

export function check(row: Row): void {
  const { messages } = row;
  const marked = markedText(row);
  const points = positions(marked, pointer);
  const lines = positions(marked, holder).map(({ line }) => String(line));
  assert.equal(points.length, messages.length, "every message has a pointer");
  const expected = messages.map((message, index) => {
    const { line = 0, col = 0 } = points[index] ?? {};
    return `delivery.yaml:${line}:${col}: ${message.replace(holder, () => lines.shift() ?? "")}`;
  });
  assert.deepEqual(refusal(withoutMarks(marked)), expected);
}
