/** Answers of the played GitHub, and its refusals in GitHub's own words. */
import type { Json } from "../synth";

export interface Answer {
  readonly status: number;
  /** @default - none */
  readonly body?: Json;
  /** What it changed. @default - nothing */
  readonly change?: Change;
}

/** A change of what GitHub holds. */
export interface Change {
  readonly action: "create" | "update" | "delete";
  readonly kind: Kind;
  readonly id: number;
  /** Full name, such as `acme/shop`. @default - a GPG or signing key is of an account */
  readonly repository?: string;
}

export const kinds = ["deploy-key", "hook", "gpg-key", "ssh-signing-key", "ruleset"] as const;
export type Kind = (typeof kinds)[number];

/** One of the reasons in a 422. */
export interface Reason {
  readonly resource: string;
  readonly code: "custom" | "missing_field";
  readonly field?: string;
  readonly message?: string;
}

/** An error as GitHub's API gives it. @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly reasons: readonly Reason[] = [],
  ) {
    super(message);
  }
}

export const unprocessable = (...reasons: readonly Reason[]): Refusal => new Refusal(422, "Validation Failed", reasons);

/** What GitHub says too where one may not see a thing: a 403 would tell that it is there. */
export const notFound = (): Refusal => new Refusal(404, "Not Found");
