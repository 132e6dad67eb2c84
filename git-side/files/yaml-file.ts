import { isDeepStrictEqual } from "node:util";
import { Document, Scalar, isMap, isPair, isScalar, isSeq, parseDocument, visit, type Pair } from "yaml";
import { reason } from "../../config/problems";
import { GitSideError } from "./git-side-error";
import { isMarker } from "../scaffold/marker";
import { encodedAs, layoutOf } from "./layout-of";
import type { HeaderOf, TreeFile } from "./tree-file";

export type Path = readonly (string | number)[];

/** A comment: before a key or an item of a list, or beside a value. */
export interface Comment {
  readonly at: Path;
  readonly text: string;
  readonly where: "before" | "beside";
}

export interface YamlFileOptions {
  readonly path: string;
  readonly header: string;
  readonly value: object;
  readonly comments?: readonly Comment[];
  /** Keys and items with an empty line before them. */
  readonly spaced?: readonly Path[];
  /** Takes what others keep over from the file that exists. */
  readonly keep?: (current: Document, fresh: Document) => void;
  /** Puts our part into a file of which others have parts. @default - all of it is ours */
  readonly merge?: (current: Document, fresh: Document, headerOf: HeaderOf) => void;
}

/** The node that a comment or a space is put before: the key of a pair, or the item of a list. */
function nodeBefore(document: Document, path: Path): unknown {
  const last = path.at(-1);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isSeq(parent)) return parent.items[Number(last)];
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key;
}

function annotate(document: Document, { comments = [], spaced = [] }: YamlFileOptions): void {
  for (const { at, text, where } of comments) {
    const node = where === "before" ? nodeBefore(document, at) : document.getIn(at, true);
    if (isMap(node) || isScalar(node)) node[where === "before" ? "commentBefore" : "comment"] = text;
    else throw new Error(`no place for a comment at ${at.join(".")}`);
  }
  for (const path of spaced) {
    const node = nodeBefore(document, path);
    if (isMap(node) || isScalar(node)) node.spaceBefore = true;
  }
}

function build(options: YamlFileOptions): Document {
  // kustomize reads `on` and `y` as YAML 1.1 does; GitHub reads them as text, as this library does.
  const kubernetes = "apiVersion" in options.value;
  const document = new Document(options.value, {
    aliasDuplicateObjects: false,
    ...(kubernetes && { compat: "yaml-1.1" as const }),
  });
  document.commentBefore = options.header;
  visit(document, {
    // A tag of digits must stay text when Flux's own writer replaces it.
    Pair(_, pair) {
      if (isKeyed(pair, "newTag") || isKeyed(pair, "digest")) quote(pair);
    },
  });
  annotate(document, options);
  return document;
}

const isKeyed = (pair: Pair, key: string): boolean => isScalar(pair.key) && pair.key.value === key;

function quote({ value }: Pair): void {
  if (isScalar(value)) value.type = Scalar.QUOTE_DOUBLE;
}

const print = (document: Document): string => document.toString({ lineWidth: 0, blockQuote: "literal" });

/** Each marker with the name of the field that it is beside: a comment that is as much a part as any value. */
function markers(document: Document): string[] {
  const found: string[] = [];
  visit(document, {
    Pair(_, pair) {
      if (!isPair(pair) || !isScalar(pair.key) || !isScalar(pair.value) || !isMarker(pair.value.comment)) return;
      found.push(`${String(pair.key.value)} ${pair.value.comment?.trim() ?? ""}`);
    },
  });
  return found;
}

/** What stands in a file, as far as it is YAML; a library gives up on aliases without end and on what is nested too deep. */
function readExisting(path: string, text: string) {
  try {
    const document: Document = parseDocument(text);
    return document.errors.length > 0
      ? undefined
      : { document, value: document.toJS() as unknown, markers: markers(document) };
  } catch (error) {
    throw new GitSideError(
      `${path} can't be read as YAML (${reason(error)}): correct or remove it; nothing was written.`,
    );
  }
}

/** What others have in a file beside our part may refer to what we change. */
function merged(path: string, current: string, document: Document, merge: () => void) {
  try {
    merge();
    return { text: encodedAs(current, document.toString(layoutOf(current))), value: document.toJS() as unknown };
  } catch (error) {
    throw new GitSideError(
      `${path} can't be changed as it is (${reason(error)}): write its aliases out; nothing was written.`,
    );
  }
}

/** A YAML file. Layout and comments are anyone's to change, but for the markers. */
export function yamlFile(options: YamlFileOptions): TreeFile {
  const text = print(build(options));
  return {
    path: options.path,
    text,
    over(current, headerOf) {
      if (current === text) return current;
      const existing = readExisting(options.path, current);
      const fresh = build(options);
      if (!existing) return print(fresh);
      options.keep?.(existing.document, fresh);
      const { merge } = options;
      if (merge && isMap(existing.document.contents)) {
        const { document } = existing;
        // Read again, each text is quoted that must be.
        const own = parseDocument(print(fresh));
        const { text, value } = merged(options.path, current, document, () => {
          merge(document, own, headerOf);
        });
        const unchanged =
          isDeepStrictEqual(existing.value, value) && isDeepStrictEqual(existing.markers, markers(document));
        return unchanged ? current : text;
      }
      const same =
        isDeepStrictEqual(existing.value, fresh.toJS()) && isDeepStrictEqual(existing.markers, markers(fresh));
      return same ? current : print(fresh);
    },
  };
}
