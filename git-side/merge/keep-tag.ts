import { isMap, isScalar, isSeq, type Document, type YAMLMap } from "yaml";
import type { Environment } from "../../model/delivery";
import { selectTag } from "../../flux/select-tag";

/** The entry of an image in an overlay. */
function imageEntry(document: Document, image: string): YAMLMap | undefined {
  const images = document.get("images");
  if (!isSeq(images)) return undefined;
  return images.items.filter((item) => isMap(item)).find((item) => item.get("name") === image);
}

/**
 * Whether a tag is one that Flux may have written. A pinned environment may have any, and so may one that images are
 * promoted to, before the first promotion; what has a digest runs, and goes on until Flux writes what a new policy chooses.
 */
const mayBeFlux = ({ imagePolicy, pin, promoteFrom }: Environment, tag: string, digest: unknown): boolean =>
  pin !== undefined ||
  promoteFrom !== undefined ||
  (typeof digest === "string" && /^sha256:[0-9a-f]{64}$/.test(digest)) ||
  selectTag(imagePolicy, [tag]) === tag;

/** Leaves what Flux has written: the tag, and the digest that belongs to it. */
export function keepTag(current: Document, fresh: Document, image: string, environment: Environment): void {
  const from = imageEntry(current, image);
  const to = imageEntry(fresh, image);
  const tag = from?.get("newTag");
  if (!from || !to || typeof tag !== "string" || !mayBeFlux(environment, tag, from.get("digest"))) return;
  for (const field of ["newTag", "digest"]) {
    const kept = from.get(field);
    const target = to.get(field, true);
    if (typeof kept === "string" && isScalar(target)) target.value = kept;
  }
}
