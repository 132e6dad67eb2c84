import { backends, entryOf, type Argument, type Arguments } from "../config/backends";
import { whereKnown } from "../config/ill-formed";
import { isMapping } from "../config/mapping";
import { nearest } from "../config/nearest";
import { formatGiven, oneOf, type Path, type Problem } from "../config/problems";
import { dnsSubdomain } from "../config/schema/primitives";
import { stackPlaceholder } from "../config/schema/state";
import { isIn } from "../model/arn";
import type { Delivery } from "../model/delivery";

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

/** All choices, or the one that is meant. */
function oneOfOrNearest(word: string, choices: readonly string[], among = 1): string {
  const meant = nearest(word, choices, among);
  return meant === undefined ? oneOf(choices) : `did you mean ${formatGiven(meant)}?`;
}

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

function* argumentFaults(
  { type, arguments: inner, many, most = Infinity }: Argument,
  value: unknown,
  path: Path,
): Generator<Problem> {
  const refused = (expected: string): Problem => ({ path, given: formatGiven(value), expected });
  if (inner && many) {
    if (!Array.isArray(value) || !value.every(isMapping)) yield refused("a list of mappings");
    else if (value.length > most) yield refused(`at most ${most} in the list`);
    else for (const [index, each] of value.entries()) yield* blockFaults(inner, each, [...path, index]);
  } else if (inner) {
    if (!isMapping(value)) yield refused("a mapping");
    else yield* blockFaults(inner, value, path);
  } else {
    const taken = entryOf(types, typeof type === "string" ? type : (type?.[0] ?? ""));
    if (!taken) throw new Error(`no words for the type ${JSON.stringify(type)} of ${path.join(".")}`);
    if (!taken.takes(value)) yield refused(taken.words);
  }
}

/** A block has what it needs, unless that may be in the environment. */
function* blockFaults(known: Arguments, settings: Readonly<Record<string, unknown>>, path: Path): Generator<Problem> {
  for (const [name, { required = false }] of Object.entries(known)) {
    if (!required || Object.hasOwn(settings, name)) continue;
    yield { path: [...path, name], given: "nothing", expected: `${name}, which OpenTofu's backend needs there` };
  }
  yield* settingsFaults(known, settings, path);
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

/** A backend that has settings, by OpenTofu's name. */
const typeOf = (state: Exclude<Delivery["state"], { readonly backend: "local" }>): string =>
  state.backend === "s3" ? "s3" : state.type;

/**
 * Settings are arguments of the backend, of the type that it takes: an engine would stop at its first step. Those that
 * are missing it asks for, or has from the environment.
 */
export function* settingsAreArguments({ state }: Delivery): Generator<Problem> {
  if (state.backend === "local") return;
  const known = entryOf(backends, typeOf(state));
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

/** The HTTP backend's addresses are URLs of HTTP's; a fragment is never sent, so one with the stack's name keeps nothing apart. @see https://github.com/opentofu/opentofu/blob/v1.12.6/internal/backend/remote-state/http/backend.go */
export function* stateAddressesAreUrls({ state }: Delivery): Generator<Problem> {
  if (state.backend !== "other" || state.type !== "http") return;
  for (const name of ["address", "lock_address", "unlock_address"]) {
    const value = state.settings[name];
    if (typeof value !== "string" || (URL.canParse(value) && /^https?:\/\/[^/?#][^#]*$/i.test(value))) continue;
    yield {
      path: ["state", "settings", name],
      given: formatGiven(value),
      expected: `a URL such as https://state.example.com/${stackPlaceholder}, without a fragment`,
    };
  }
}

interface Form {
  readonly takes: (text: string) => boolean;
  /** Completes "expected". */
  readonly words: string;
}

const withoutSlashes: Form = {
  takes: (text) => !/^[/]|[/]$/.test(text),
  words: "text without '/' at its ends",
};

const folder: Form = {
  takes: (text) => !/^[.]?[/]/.test(text),
  words: "a folder that does not begin with '/' or './'",
};

/**
 * What a backend takes of a text, once it holds a stack's name. Most would stop at init; Postgres cuts a name that is too long.
 *
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
 */
const formsOf: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  cos: { prefix: folder, key: withoutSlashes },
  kubernetes: {
    // It is the end of a Secret's name, and a label.
    secret_suffix: {
      takes: (text) => text.length <= 63 && dnsSubdomain.safeParse(text).success,
      words: "lowercase letters, digits, '-' and '.', beginning and ending with a letter or digit, at most 63",
    },
  },
  oss: { prefix: folder, key: withoutSlashes },
  pg: {
    schema_name: {
      takes: (text) => Buffer.byteLength(text) <= 63,
      words: "a name of at most 63 bytes, since Postgres cuts longer ones, and stacks could share a state",
    },
  },
  s3: {
    retry_mode: { takes: (text) => text === "standard" || text === "adaptive", words: "standard or adaptive" },
    workspace_key_prefix: withoutSlashes,
  },
};

/** Settings are of the form that their backend takes, with the name of each stack. */
export function* settingsHaveTheirForm({ state, clusters }: Delivery): Generator<Problem> {
  if (state.backend === "local") return;
  const { settings } = state;
  const stacks = ["secrets", ...whereKnown(clusters, (each) => Object.values(each.stacks)).flat()];
  const forms = entryOf(formsOf, typeOf(state)) ?? {};
  for (const [name, { takes, words }] of Object.entries(forms)) {
    const value = settings[name];
    if (typeof value !== "string") continue;
    const fault = stacks.map((stack) => value.replaceAll(stackPlaceholder, stack)).find((text) => !takes(text));
    if (fault === undefined) continue;
    const filled = fault === value ? "" : `; it is ${formatGiven(fault)} for a stack`;
    yield { path: ["state", "settings", name], given: formatGiven(value), expected: `${words}${filled}` };
  }
}

/** Arguments of the s3 backend of which one alone is taken. */
const alternatives = [
  ["allowed_account_ids", "forbidden_account_ids"],
  ["force_path_style", "use_path_style"],
  ["shared_credentials_file", "shared_credentials_files"],
] as const;

/** Of settings that the backend takes for one, one is given. */
export function* alternativeSettingsAreOne({ state }: Delivery): Generator<Problem> {
  if (state.backend !== "s3") return;
  const { settings } = state;
  for (const [one, other] of alternatives) {
    if (settings[one] === undefined || settings[other] === undefined) continue;
    const expected = `no ${other} beside ${one}: the s3 backend takes one of them`;
    yield { path: ["state", "settings", other], given: formatGiven(settings[other]), expected };
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
