/** Findings in words, a line each. */
import { printable, shorten } from "../config/problems";
import { withoutSecretQueries } from "../config/secret-shapes";
import type { Fault } from "./faults";

/** No controller says more that anybody reads. */
const mostSaid = 1500;

/** What the cluster says, in a line that no text of it can leave. */
export const line = (text: string): string =>
  shorten(printable(withoutSecretQueries(text.replace(/\s+/g, " ").trim())), mostSaid);

/** What keeps an object from being Ready. */
export const faultInWords = ({ type, status, reason, message }: Fault): string =>
  type === "" ? message : `${type} is ${status}, ${reason}: ${message}`;

/** What to do about it. */
export const remedyInWords = (remedy: string | undefined): string =>
  `Remedy: ${remedy ?? "not known; its own words are above."}`;
