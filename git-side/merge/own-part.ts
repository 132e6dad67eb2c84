import { isDeepStrictEqual } from "node:util";
import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { isMarker } from "../scaffold/marker";

/** What tells our items of a list from those that others have put there, by the key of the list. */
type Identity = (ours: unknown, other: unknown) => boolean;

const field = (item: unknown, name: string): unknown => (isMap(item) ? item.get(name) : undefined);
const sameField =
  (name: string): Identity =>
  (ours, other) =>
    field(ours, name) !== undefined && field(ours, name) === field(other, name);
const sameText: Identity = (ours, other) => isScalar(ours) && isScalar(other) && ours.value === other.value;

/** Labels of ours may have got others beside them. */
const sharesLabel: Identity = (ours, other) => {
  const [pairs, others] = [field(ours, "pairs"), field(other, "pairs")];
  return isMap(pairs) && isMap(others) && pairs.items.some(({ key }) => others.has(key));
};

/** The lists of a kustomization.yaml that we write to. @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
const identities: Readonly<Record<string, Identity>> = {
  resources: sameText,
  components: sameText,
  envs: sameText,
  patches: sameField("path"),
  configMapGenerator: sameField("name"),
  images: sameField("name"),
  labels: sharesLabel,
};

export interface OwnPartOptions {
  /** Whether what a list refers to is a file that we have written, now or earlier. */
  readonly isOurs: (reference: string) => boolean;
  /** Keys that are ours wherever we write beside them: there as we write them, or not at all. By the key of the mapping or list. */
  readonly whole: Readonly<Record<string, readonly string[]>>;
  /** What a marker of ours begins with, whatever part of the policy it is for. @default - the file has none */
  readonly marker?: string | undefined;
}

/** The text behind a reference to a file or folder, of a resource or a patch. */
function referenceIn(item: unknown): string | undefined {
  const found = isScalar(item) ? item.value : field(item, "path");
  return typeof found === "string" ? found : undefined;
}

/** An image that was ours: Flux would go on writing the policy's tag to it. */
const hasMarker = (item: unknown, marker: string): boolean =>
  isMap(item) && item.items.some(({ value }) => isScalar(value) && value.comment?.startsWith(marker) === true);

/**
 * Puts our part of a kustomization.yaml into one that exists, in its place: what others have added stays, with all comments
 * and the order of things. What we have added earlier, and do no more, goes.
 */
export function mergeOwnPart(current: Document, fresh: Document, { isOurs, whole, marker }: OwnPartOptions): void {
  const [to, from] = [current.contents, fresh.contents];
  if (!isMap(to) || !isMap(from)) {
    current.contents = fresh.contents;
    return;
  }
  mergeMap(to, from);
  dropFrom(to, from, "resources", (item) => isOurs(referenceIn(item) ?? ""));
  dropFrom(to, from, "patches", (item) => isOurs(referenceIn(item) ?? ""));
  dropFrom(to, from, "images", (item) => marker !== undefined && hasMarker(item, marker));

  function mergeMap(target: YAMLMap, source: YAMLMap, name = ""): void {
    source.items.forEach((pair, index) => {
      const place = target.items.find((each) => keyOf(each) === keyOf(pair));
      if (place) place.value = mergeValue(keyOf(pair), place.value, pair.value);
      else target.items.splice(placeAfter(target, source.items[index - 1]), 0, pair);
    });
    for (const key of whole[name] ?? []) if (!source.has(key)) target.delete(key);
  }

  function mergeValue(key: string, target: unknown, source: unknown): unknown {
    if (isMap(target) && isMap(source)) mergeMap(target, source, key);
    else if (isSeq(target) && isSeq(source)) mergeSeq(key, target, source);
    else if (isScalar(target) && isScalar(source)) {
      if (target.value !== source.value) [target.value, target.type] = [source.value, source.type];
      if (isMarker(source.comment)) target.comment = source.comment;
    } else if (!isNode(target) || !isNode(source) || !isDeepStrictEqual(valueOf(target), source.toJS(fresh))) {
      return source;
    }
    return target;
  }

  function mergeSeq(key: string, target: YAMLSeq, source: YAMLSeq): void {
    const isSame = identities[key] ?? sameText;
    let next = 0;
    for (const item of source.items) {
      const [place, ...again] = target.items.flatMap((each, index) => (isSame(item, each) ? [index] : []));
      // Given twice, the last would win; labels may be shared by items that have others too.
      if (key !== "labels") for (const index of again.reverse()) target.items.splice(index, 1);
      if (place === undefined) target.items.splice(next, 0, item);
      else {
        const existing = target.items[place];
        if (isMap(existing) && isMap(item)) mergeMap(existing, item, key);
      }
      next = (place ?? next) + 1;
    }
  }

  function valueOf(node: object): unknown {
    const resolved = isAlias(node) ? node.resolve(current) : node;
    return isNode(resolved) ? resolved.toJS(current) : undefined;
  }
}

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

/** Where a pair goes that comes after another; at the end where that is not there. */
function placeAfter({ items }: YAMLMap, before: Pair | undefined): number {
  const place = before ? items.findIndex((each) => keyOf(each) === keyOf(before)) : -1;
  return place === -1 ? items.length : place + 1;
}

/** Takes items out of a list that are no part of ours any more. */
function dropFrom(target: YAMLMap, source: YAMLMap, key: string, isDead: (item: unknown) => boolean): void {
  const [list, wanted] = [target.get(key), source.get(key)];
  if (!isSeq(list)) return;
  const isSame = identities[key] ?? sameText;
  const ours = isSeq(wanted) ? wanted.items : [];
  const left = list.items.filter((item) => !isDead(item) || ours.some((each) => isSame(each, item)));
  if (left.length === list.items.length) return;
  list.items = left;
  if (left.length === 0) target.delete(key);
}
