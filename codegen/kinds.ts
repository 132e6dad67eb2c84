import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { keepFields, kindSchema, toStrictSchema, type Schema } from "./json-schema";
import sources from "./sources.json";

/** One kind that the project writes: where its schema comes from and what it is. */
export interface Kind {
  readonly kind: string;
  readonly apiVersion: string;
  readonly schema: Schema;
}

interface CrdSource {
  readonly version: string;
  /** Field path to the only fields kept there. */
  readonly keep?: Record<string, string[]>;
}

interface Source {
  readonly module: string;
  readonly version: string;
  readonly files?: Record<string, CrdSource>;
  readonly openapi?: Record<string, string[]>;
}

interface CustomResourceDefinition {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
}

interface OpenApi {
  components: { schemas: Record<string, Schema> };
}

/** The folder of a Go module at a pinned version; Go verifies it against its checksum database. */
function moduleFolder({ module, version }: Source): string {
  const stdout = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], { encoding: "utf8" });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  return Dir;
}

const noRefs = (ref: string): never => {
  throw new Error(`a CRD cannot hold the reference ${ref}`);
};

function crdKind(path: string, { version, keep = {} }: CrdSource): Kind {
  const { spec } = parse(readFileSync(path, "utf8")) as CustomResourceDefinition;
  const served = spec.versions.filter((each) => each.served).map((each) => each.name);
  const found = spec.versions.find((each) => each.name === version && each.served);
  if (!found) throw new Error(`${path} does not serve ${version}; it serves ${served.join(", ")}`);
  const apiVersion = `${spec.group}/${version}`;
  const kept = Object.entries(keep).reduce(
    (schema, [field, names]) => keepFields(schema, field.split("."), names),
    found.schema.openAPIV3Schema,
  );
  const strict = toStrictSchema(kept, noRefs);
  // CRDs leave `spec` optional; an object without one does nothing.
  strict["required"] = ["spec"];
  return { kind: spec.names.kind, apiVersion, schema: kindSchema(spec.names.kind, apiVersion, strict) };
}

function openApiKinds(path: string, kinds: readonly string[]): Kind[] {
  const { components } = JSON.parse(readFileSync(path, "utf8")) as OpenApi;
  const component = (name: string): Schema => {
    const schema = components.schemas[name];
    if (!schema) throw new Error(`${path} has no ${name}`);
    return schema;
  };
  return kinds.map((kind) => {
    const schema = Object.values(components.schemas).find((each) =>
      (each["x-kubernetes-group-version-kind"] as { kind: string }[] | undefined)?.some((gvk) => gvk.kind === kind),
    );
    if (!schema) throw new Error(`${path} has no kind ${kind}`);
    const [gvk] = schema["x-kubernetes-group-version-kind"] as { group: string; version: string }[];
    if (!gvk) throw new Error(`${path}: ${kind} has no group and version`);
    const apiVersion = gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version;
    const definitions: Record<string, Schema> = {};
    const resolveRef = (ref: string): Schema => {
      const name = ref.replace("#/components/schemas/", "");
      const raw = component(name);
      // Quantity, IntOrString and Time are components too, but only unions or strings: no definition of their own.
      if (!raw.properties) return toStrictSchema(raw, resolveRef);
      const short = name.split(".").at(-1) ?? name;
      if (!(short in definitions)) {
        definitions[short] = {};
        definitions[short] = toStrictSchema(raw, resolveRef);
      }
      return { $ref: `#/definitions/${short}` };
    };
    const strict = toStrictSchema(schema, resolveRef);
    return { kind, apiVersion, schema: { ...kindSchema(kind, apiVersion, strict), definitions } };
  });
}

/** Every kind named in sources.json, in the order given there. */
export function readKinds(): Kind[] {
  return (sources as Source[]).flatMap((source) => {
    const folder = moduleFolder(source);
    return [
      ...Object.entries(source.files ?? {}).map(([file, crd]) => crdKind(join(folder, file), crd)),
      ...Object.entries(source.openapi ?? {}).flatMap(([file, kinds]) => openApiKinds(join(folder, file), kinds)),
    ];
  });
}
