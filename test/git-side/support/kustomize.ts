import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { locateTool, missingToolReason } from "../../tools/locate";
import { isObject, type JsonObject } from "../../support/synth";
import { environmentsOf, readFiles, writeFiles, type ExampleTree } from "./examples";

/** Components of the user's own that the examples name. */
const components = readFiles(join(__dirname, "..", "components"));

/** What the real kustomize makes of one folder of a repository. */
export function buildFolder(folder: string): string {
  const tool = locateTool("kustomize");
  if (!tool) throw new Error(missingToolReason("kustomize"));
  return execFileSync(tool.path, ["build", folder], { encoding: "utf8" });
}

const built = new Map<ExampleTree, ReadonlyMap<string, string>>();

/** What it makes of each environment's overlay, by the overlay's path. */
export function buildOverlays(tree: ExampleTree): ReadonlyMap<string, string> {
  const earlier = built.get(tree);
  if (earlier) return earlier;
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-kustomize-"));
  try {
    writeFiles(folder, tree.files);
    writeFiles(folder, components);
    const overlays = environmentsOf(tree).map(({ environment }) => environment.path);
    const streams = new Map(overlays.map((path) => [path, buildFolder(join(folder, path))]));
    built.set(tree, streams);
    return streams;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function object(value: unknown): JsonObject {
  if (!isObject(value)) throw new Error(`no object: ${JSON.stringify(value)}`);
  return value;
}

/** The object of a YAML file. */
export const objectOf = (yaml: string): JsonObject => object(parse(yaml));

/** The objects of a stream of YAML documents. */
export const objectsOf = (stream: string): JsonObject[] =>
  parseAllDocuments(stream).map((document) => object(document.toJS()));

/** The only object of a kind. */
export function only(objects: readonly JsonObject[], kind: string): JsonObject {
  const [found, ...others] = objects.filter((each) => each["kind"] === kind);
  if (!found || others.length > 0) throw new Error(`expected one ${kind}`);
  return found;
}
