import { backends, entryOf, type Argument, type Arguments } from "../config/backends";
import { nearest } from "../config/nearest";
import { formatGiven, oneOf, type Path, type Problem } from "../config/problems";
import { stackPlaceholder } from "../config/schema/state";
import type { Delivery } from "../model/delivery";
import { isIn } from "./arn";

/** Settings of OpenTofu's backends that say where in them a state is kept. @see https://opentofu.org/docs/language/settings/backends/configuration/ */
const placeOf: Readonly<Record<string, readonly [string, ...string[]]>> = {
  azurerm: ["key"],
  consul: ["path"],
  cos: ["prefix", "key"],
  gcs: ["prefix"],
  http: ["address"],
  kubernetes: ["secret_suffix"],
  oss: ["prefix", "key"],
  pg: ["schema_name"],
};

/** Of so many words in one place nobody has mistyped each. */
const mostMistyped = 200;

/** All choices, or the one that is meant. */
function oneOfOrNearest(word: string, choices: readonly string[], among = 1): string {
  const meant = among > mostMistyped ? undefined : nearest(word, choices);
  return meant === undefined ? oneOf(choices) : `did you mean ${formatGiven(meant)}?`;
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);

/** What a type takes, in words, and whether a value is that: the engine reads numbers and truth in quotes, too. */
const types: Readonly<Record<string, { readonly words: string; readonly takes: (value: unknown) => boolean }>> = {
  string: { words: "text", takes: isText },
  bool: {
    words: "true or false",
    takes: (value) => typeof value === "boolean" || value === "true" || value === "false",
  },
  number: {
    words: "a number",
    takes: (value) => typeof value === "number" || (typeof value === "string" && /^-?[0-9]+(\.[0-9]+)?$/.test(value)),
  },
  list: { words: "a list of texts", takes: (value) => Array.isArray(value) && value.every(isText) },
  set: { words: "a list of texts", takes: (value) => Array.isArray(value) && value.every(isText) },
  map: { words: "a mapping of texts", takes: (value) => isMapping(value) && Object.values(value).every(isText) },
};

function* argumentFaults({ type, arguments: inner, many }: Argument, value: unknown, path: Path): Generator<Problem> {
  const refused = (expected: string): Problem => ({ path, given: formatGiven(value), expected });
  if (inner && many) {
    if (!Array.isArray(value) || !value.every(isMapping)) yield refused("a list of mappings");
    else for (const [index, each] of value.entries()) yield* settingsFaults(inner, each, [...path, index]);
  } else if (inner) {
    if (!isMapping(value)) yield refused("a mapping");
    else yield* settingsFaults(inner, value, path);
  } else {
    const taken = entryOf(types, typeof type === "string" ? type : (type?.[0] ?? ""));
    if (!taken) throw new Error(`no words for the type ${JSON.stringify(type)} of ${path.join(".")}`);
    if (!taken.takes(value)) yield refused(taken.words);
  }
}

function* settingsFaults(
  known: Arguments,
  settings: Readonly<Record<string, unknown>>,
  path: Path,
): Generator<Problem> {
  const entries = Object.entries(settings);
  for (const [name, value] of entries) {
    const argument = entryOf(known, name);
    if (argument) yield* argumentFaults(argument, value, [...path, name]);
    else {
      yield {
        path: [...path, name],
        given: `the unknown setting ${formatGiven(name)}`,
        expected: `a setting that OpenTofu's backend has: ${oneOfOrNearest(name, Object.keys(known), entries.length)}`,
        atKey: true,
      };
    }
  }
}

/**
 * Settings are arguments of the backend, of the type that it takes: an engine would stop at its first step. Those that
 * are missing it asks for, or has from the environment.
 */
export function* settingsAreArguments({ state }: Delivery): Generator<Problem> {
  if (state.backend === "local") return;
  const type = state.backend === "s3" ? "s3" : state.type;
  const known = entryOf(backends, type);
  // A backend that is none is told of by another rule.
  if (known) yield* settingsFaults(known, state.settings, ["state", "settings"]);
}

/** Each stack's state has a place of its own: in another setting the stack's name would change nothing. */
export function* statesAreApart({ state }: Delivery): Generator<Problem> {
  if (state.backend !== "other") return;
  const { type, settings } = state;
  const places = entryOf(placeOf, type);
  const isApart = (name: string): boolean => {
    const value = settings[name];
    return typeof value === "string" && value.includes(stackPlaceholder);
  };
  if (!places) {
    const expected = `a backend that OpenTofu has: ${oneOfOrNearest(type, Object.keys(placeOf))}`;
    yield { path: ["state", "type"], given: formatGiven(type), expected };
    return;
  }
  if (places.some(isApart)) return;
  const [first] = places;
  yield {
    path: ["state", "settings", first],
    given: formatGiven(settings[first]),
    expected: `${places.join(" or ")} with ${stackPlaceholder}, or the stacks overwrite each other's state`,
  };
}

/** The HTTP backend's addresses are URLs of HTTP's. @see https://github.com/opentofu/opentofu/blob/v1.12.6/internal/backend/remote-state/http/backend.go */
export function* stateAddressesAreUrls({ state }: Delivery): Generator<Problem> {
  if (state.backend !== "other" || state.type !== "http") return;
  for (const name of ["address", "lock_address", "unlock_address"]) {
    const value = state.settings[name];
    if (typeof value !== "string" || (URL.canParse(value) && /^https?:\/\/[^/?#]/i.test(value))) continue;
    yield {
      path: ["state", "settings", name],
      given: formatGiven(value),
      expected: `a URL such as https://state.example.com/${stackPlaceholder}`,
    };
  }
}

/** A key that wraps the state's is asked for in its own region. */
export function* stateKeyIsInRegion({ state: { encryption }, aws }: Delivery): Generator<Problem> {
  if (encryption?.keyProvider !== "aws_kms" || !encryption.kmsKeyId.startsWith("arn:")) return;
  const region = encryption.region ?? aws.region;
  if (isIn(encryption.kmsKeyId, region)) return;
  yield {
    path: ["state", "encryption", "kmsKeyId"],
    given: formatGiven(encryption.kmsKeyId),
    expected: `a key in ${region}, or its own region as state.encryption.region`,
  };
}
