import { uniq } from "es-toolkit/array";
import { formatGiven, formatPath, valueAt, type Path } from "../config/problems";
import { validators, type KubernetesObject, type ValidationError } from "../.gen/crds";

/** A JSON pointer as a path: an index is a number. */
const pathOf = (pointer: string): Path =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part));

function describe(error: ValidationError, manifest: unknown): string {
  const { params } = error;
  const path = pathOf(error.instancePath);
  if (error.keyword === "additionalProperties") {
    return `${formatPath([...path, String(params["additionalProperty"])])}: the kind has no such field`;
  }
  if (error.keyword === "required") return `${formatPath([...path, String(params["missingProperty"])])}: is required`;
  const allowed = error.keyword === "enum" ? `: ${JSON.stringify(params["allowedValues"])}` : "";
  const given = formatGiven(valueAt(manifest, path));
  return `${formatPath(path)}: ${error.message}${allowed}, got ${given}`;
}

/** What is wrong with a manifest by its CRD, as the API server would say on apply: every wrong field. */
export function manifestFaults(manifest: KubernetesObject): readonly string[] {
  const { apiVersion, kind, metadata } = manifest;
  const load = validators[`${apiVersion}/${kind}`];
  if (!load) throw new Error(`${kind} ${metadata.name}: no schema of ${apiVersion} is generated`);
  const validate = load();
  if (validate(manifest)) return [];
  return uniq((validate.errors ?? []).map((error) => describe(error, manifest)));
}
