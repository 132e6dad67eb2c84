/** Kubernetes objects as JSON: their names, their conditions, and how they differ from what was asked for. */
import { isDeepStrictEqual } from "node:util";
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";

export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A manifest as the API server gets it, without what is undefined. */
export const json = (manifest: object): JsonObject => JSON.parse(JSON.stringify(manifest)) as JsonObject;

export const display = ({ kind, namespace, name }: Reference): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

export function referenceOf(manifest: Json | undefined): Reference {
  const namespace = at(manifest, "metadata", "namespace");
  return {
    apiVersion: text(at(manifest, "apiVersion")),
    kind: text(at(manifest, "kind")),
    ...(typeof namespace === "string" && { namespace }),
    name: text(at(manifest, "metadata", "name")),
  };
}

/** What no other object ever has. */
export const uidOf = (object: Json): string => text(at(object, "metadata", "uid"));

export const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

const isText = (value: Json | undefined): value is string => typeof value === "string";

/** Status, reason and message of an object's conditions, a line each. */
export const conditionsOf = (object: Json | undefined): string =>
  list(at(object, "status", "conditions"))
    .map((each) =>
      ["type", "status", "reason", "message"]
        .map((key) => at(each, key))
        .filter(isText)
        .join(" "),
    )
    .map((line) => `  ${line}`)
    .join("\n") || "  no conditions";

export function isReady(object: Json | undefined): boolean {
  const ready = list(at(object, "status", "conditions")).find((each) => at(each, "type") === "Ready");
  const seen = at(object, "status", "observedGeneration");
  const current = seen === undefined || seen === at(object, "metadata", "generation");
  return at(ready, "status") === "True" && current;
}

/** Paths of fields that a manifest gives and the cluster has otherwise: each would be drift in every plan. */
export function drift(given: Json | undefined, live: Json | undefined, path = ""): string[] {
  if (isObject(given) && isObject(live)) {
    return Object.entries(given).flatMap(([key, value]) =>
      drift(value, live[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(given) && Array.isArray(live) && given.length === live.length) {
    return given.flatMap((value, index) => drift(value, live[index], `${path}[${index}]`));
  }
  if (isDeepStrictEqual(given, live)) return [];
  return [`${path}: ${JSON.stringify(given)} became ${JSON.stringify(live)}`];
}
