/** What a part of the played API is made of. */
import { at, isObject, type Json, type JsonObject } from "../synth";
import type { Needs } from "./access";
import { notFound, type Answer } from "./answer";
import type { Viewer } from "./router";
import type { App, Repository, State, User } from "./state";

export interface Call {
  readonly state: State;
  /** Address of the API, without a slash at its end. */
  readonly root: string;
  /** What stands in the path in the place of `:name`. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** What stands behind the path's question mark. */
  readonly query: URLSearchParams;
  /** Who asks. @default - nobody whom GitHub knows */
  readonly viewer?: Viewer | undefined;
}

/** A request by somebody whom GitHub knows. */
export interface UserCall extends Call {
  readonly user: User;
  readonly token: string;
}

/** A request by somebody who may do it in the repository. */
export interface RepositoryCall extends UserCall {
  readonly repository: Repository;
}

/** A request by an App itself, which it signed. */
export interface AppCall extends Call {
  readonly app: App;
}

interface Place {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** With `:name` for what varies; `:owner` and `:repo` are a repository. */
  readonly path: string;
  /** Where GitHub documents it, below https://docs.github.com/rest. */
  readonly docs: string;
}

/** One operation of the API. */
export type Route =
  | (Place & { readonly for: "anyone"; readonly answer: (call: Call) => Answer })
  | (Place & { readonly for: "apps"; readonly answer: (call: AppCall) => Answer })
  | (Place & { readonly for: "users"; readonly needs: Needs; readonly answer: (call: UserCall) => Answered })
  | (Place & {
      /** Whoever may read the repository, or only its administrators. */
      readonly for: "readers";
      readonly answer: (call: Call & { readonly repository: Repository }) => Answer;
    })
  | (Place & {
      readonly for: "administrators";
      readonly needs: Needs;
      readonly answer: (call: RepositoryCall) => Answered;
    });

type Answered = Answer | Promise<Answer>;

/** The number that a path names a thing by; what is no number names nothing. */
export function idOf({ params }: Call): number {
  const id = Number(params["id"]);
  if (!Number.isSafeInteger(id)) throw notFound();
  return id;
}

/** A text of the body, or undefined where it is another thing or nothing. */
export function textOf(body: Json | undefined, ...path: string[]): string | undefined {
  const value = at(body, ...path);
  return typeof value === "string" ? value : undefined;
}

export const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
