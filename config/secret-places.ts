/** Secrets in a file's values, and where each belongs instead, by the place that it stands in. */
import { isMapping } from "./mapping";
import type { Path, Problem } from "./problems";
import {
  awsCredentials,
  kubernetesToken,
  secretBelow,
  secretHeader,
  secretIn,
  shapeIn,
  type FoundSecret,
} from "./secret-shapes";

/** Where a value stands: under which name, and whether in a mapping of headers, or of the paths of an application's secrets. */
interface Place {
  readonly name: string;
  readonly isHeader: boolean;
  readonly isPath: boolean;
  /** Whether below a key that nobody knows: what a name says there is a guess. @default false */
  readonly isUnknown?: boolean;
}

const nowhere: Place = { name: "", isHeader: false, isPath: false };

/** Below an application the way is by `secrets`, whatever the secret is. */
const ofApplication = "keep it in SSM, and name its path in the secrets of each environment";

/** A build's is of CI, which has it from GitHub. */
const ofBuild = "keep it on GitHub, and name it in build.secrets, which the Dockerfile mounts";

const ofApp = "give the App's private key as TF_VAR_github_app_private_key; no other secret of an App is needed";
const ofGpg = "give a key of your own as TF_VAR_bot_gpg_private_key, and its passphrase as TF_VAR_bot_gpg_passphrase";

/** Where what is secret in a part of the file belongs; of two parts the inner comes first. */
const homes: readonly (readonly [part: string, home: string])[] = [
  ["github.app", ofApp],
  ["github.bot.gpg", ofGpg],
  ["github", "give an administrator's token as TF_VAR_github_token, the bot's as TF_VAR_github_bot_token"],
  ["registryCredentials", "give it as the variable of its registry credential, TF_VAR_github_pat by default"],
  ["aws", awsCredentials],
  ["state", "give the states' passphrase as TF_VAR_state_passphrase, a backend's login in the environment"],
  ["clusters.connection", kubernetesToken],
  ["applications.build", ofBuild],
  ["applications", ofApplication],
];

/** Where secrets of a path's part of the file belong; undefined where that depends on what they are. */
function homeOf(path: Path): string | undefined {
  const words = path.filter((part) => typeof part === "string");
  return homes.find(([part]) => `${words.join(".")}.`.startsWith(`${part}.`))?.[1];
}

/** Where a secret belongs that is one by the look of it. */
function homeAt(path: Path, { name, home }: FoundSecret): string {
  const own = homeOf(path);
  if (own === ofBuild || (own === ofApplication && path.includes("env"))) return own;
  const isGivenKey = name === "a private key" && (own === ofApp || own === ofGpg);
  return isGivenKey ? own : home;
}

const asProblem = (path: Path, name: string, home: string): Problem => ({
  path,
  given: name,
  expected: `no secret in this file: ${home}`,
});

/** Whether a mapping is the secrets of an environment, where paths belong: they are called as secrets are. */
const isOfSecrets = (path: Path): boolean =>
  path.length === 5 && path[0] === "applications" && path[2] === "environments" && path[4] === "secrets";

/** A secret in the place of its path, by no look of it: a path begins with a slash. */
const noPath = (text: string): FoundSecret | undefined =>
  text.startsWith("/") ? secretIn(text) : { name: "what is no path", home: ofApplication };

/** What a value is known by: in `{ name: X, value: y }` that is X, and in `x: { value: y }` it is x. */
function placeOf(key: string, { name: given }: Readonly<Record<string, unknown>>, path: Path, outer: Place): Place {
  const name = key !== "value" ? key : typeof given === "string" ? given : outer.name;
  return { ...outer, name, isHeader: /headers?$/i.test(outer.name), isPath: isOfSecrets(path) };
}

/** What a text or a number is, if that makes it a secret. */
function secretAt(value: string | number, path: Path, { name, isHeader, isPath, isUnknown }: Place): Problem[] {
  const text = String(value);
  const found = (secret: FoundSecret | undefined): Problem[] =>
    secret ? [asProblem(path, secret.name, homeAt(path, secret))] : [];
  // What else is a credential there depends on the backend: the schema knows them all.
  if (path[0] === "state" && path[1] === "settings") return found(shapeIn(text));
  if (isPath) return found(noPath(text));
  const secret = secretIn(text) ?? (isHeader ? secretHeader(name, text) : undefined);
  if (secret || !isUnknown) return found(secret ?? secretBelow(name, value));
  // The name of a parameter, of a variable or of a version is none, and where nobody knows a home, none is told.
  const home = homeOf(path);
  if (home === undefined || typeof value !== "string" || /^(?:\/|TF_VAR_)/.test(value)) return [];
  const guess = secretBelow(name, value);
  return guess ? [asProblem(path, guess.name, home)] : [];
}

/** Secrets in a value, by the look of them or by their names; not even a message repeats one. */
export function secretsOf(value: unknown, path: Path, place = nowhere): Problem[] {
  if (typeof value === "string" || typeof value === "number") return secretAt(value, path, place);
  if (Array.isArray(value)) return value.flatMap((each, index) => secretsOf(each, [...path, index], place));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...secretsOf(key, [...path, key]).map((problem) => ({ ...problem, atKey: true })),
    ...secretsOf(child, [...path, key], placeOf(key, value, path, place)),
  ]);
}

/** Secrets below a key that the schema does not have, judged as if it were the one that is meant. */
export function secretsBelow(value: unknown, path: Path, meant: string): Problem[] {
  const judged = [...path.slice(0, -1), meant];
  return secretsOf(value, judged, { ...nowhere, name: meant, isUnknown: true }).map((problem) => ({
    ...problem,
    path: [...path, ...problem.path.slice(path.length)],
  }));
}
