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
 * Leaves what Flux has written: the tag, where the policy still accepts it, and the digest that belongs to it.
 */
export function keepTag(current: Document, fresh: Document, image: string, { imagePolicy }: Environment): void {
  const from = imageEntry(current, image);
  const to = imageEntry(fresh, image);
  const tag = from?.get("newTag");
  if (!from || !to || typeof tag !== "string" || selectTag(imagePolicy, [tag]) !== tag) return;
  for (const field of ["newTag", "digest"]) {
    const kept = from.get(field);
    const target = to.get(field, true);
    if (typeof kept === "string" && isScalar(target)) target.value = kept;
  }
}
