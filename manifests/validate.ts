import { formatPath, valueAt, type Path } from "../config/problems";
import { validators, type KubernetesObject, type ValidationError } from "../.gen/crds";

/** Keywords that only sum up what others say: of no use once a reference has excused those. */
const summaries = new Set(["anyOf", "oneOf", "if", "not"]);

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
  const given = JSON.stringify(valueAt(manifest, path));
  return `${formatPath(path)}: ${error.message ?? "is invalid"}${allowed}, got ${given}`;
}

/**
 * Checks a manifest against its CRD, as the API server would on apply. A reference that OpenTofu fills in later
 * counts as a string of the right form.
 *
 * @param isReference tells such a reference from text. @default - there are none
 * @throws Error naming kind, object and every wrong field
 */
export function validateManifest(
  manifest: KubernetesObject,
  isReference: (text: string) => boolean = () => false,
): void {
  const { apiVersion, kind, metadata } = manifest;
  const load = validators[`${apiVersion}/${kind}`];
  if (!load) throw new Error(`${kind} ${metadata.name}: no schema of ${apiVersion} is generated`);
  const validate = load();
  if (validate(manifest)) return;
  const errors = validate.errors ?? [];
  const real = errors.filter(({ instancePath, keyword }) => {
    const value = valueAt(manifest, pathOf(instancePath));
    return keyword === "type" || typeof value !== "string" || !isReference(value);
  });
  const specific = real.filter(({ keyword }) => !summaries.has(keyword));
  if (specific.length === 0 && real.length < errors.length) return;
  const lines = (specific.length > 0 ? specific : real).map((error) => describe(error, manifest));
  throw new Error(`${kind} ${metadata.name} is not valid ${apiVersion}:\n  ${[...new Set(lines)].join("\n  ")}`);
}
