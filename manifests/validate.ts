import { uniqBy } from "es-toolkit/array";
import { formatGiven, formatPath, valueAt, type Path } from "../config/problems";
import { validators, type KubernetesObject, type ValidationError } from "../.gen/crds";

/** A JSON pointer as a path: an index is a number. */
const pathOf = (pointer: string): Path =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part));

/** One wrong field of a manifest. */
export interface ManifestFault {
  /** Where in the manifest. */
  readonly path: Path;
  /** What its CRD says of it. */
  readonly rule: string;
  /** What stands there; undefined where the field itself is too many or missing. */
  readonly value?: unknown;
}

function faultOf({ instancePath, keyword, message, params }: ValidationError, manifest: unknown): ManifestFault {
  const path = pathOf(instancePath);
  if (keyword === "additionalProperties") {
    return { path: [...path, String(params["additionalProperty"])], rule: "the kind has no such field" };
  }
  if (keyword === "required") return { path: [...path, String(params["missingProperty"])], rule: "is required" };
  const allowed = keyword === "enum" ? `: ${JSON.stringify(params["allowedValues"])}` : "";
  return { path, rule: `${message}${allowed}`, value: valueAt(manifest, path) };
}

/** A fault as text: the field, what its CRD says, what stands there. */
export const describeFault = ({ path, rule, value }: ManifestFault): string =>
  `${formatPath(path)}: ${rule}${value === undefined ? "" : `, got ${formatGiven(value)}`}`;

/** What is wrong with a manifest by its CRD, as the API server would say on apply: every wrong field. */
export function manifestFaults(manifest: KubernetesObject): readonly ManifestFault[] {
  const { apiVersion, kind, metadata } = manifest;
  const load = validators[`${apiVersion}/${kind}`];
  if (!load) throw new Error(`${kind} ${metadata.name}: no schema of ${apiVersion} is generated`);
  const validate = load();
  if (validate(manifest)) return [];
  return uniqBy(
    (validate.errors ?? []).map((error) => faultOf(error, manifest)),
    describeFault,
  );
}
