import assert from "node:assert/strict";
import { parseDelivery } from "../../../config/load";
import { ciWorkflow } from "../../../git-side/scaffold/workflows/ci";
import { imageWorkflow } from "../../../git-side/scaffold/workflows/image";
import type { Application, Delivery } from "../../../model/delivery";
import { shippedText, type JsonObject } from "../../support/synth";
import { objectOf } from "./kustomize";

export const imageOf = (application: Application): JsonObject => objectOf(imageWorkflow(application).text);
export const ciOf = (application: Application): JsonObject => objectOf(ciWorkflow(application).text);

/** The shipped delivery with some of its text changed. */
export function changed(...changes: readonly (readonly [piece: string, replacement: string])[]): {
  delivery: Delivery;
  application: Application;
  /** What builds the image, as it is read and as it is written. */
  workflow: JsonObject;
  yaml: string;
  /** What calls it. */
  ci: JsonObject;
} {
  const source = changes.reduce((result, [piece, replacement]) => {
    assert.ok(result.includes(piece), piece);
    return result.replace(piece, replacement);
  }, shippedText());
  const delivery = parseDelivery(source, "delivery.yaml");
  const [application] = delivery.applications;
  assert.ok(application);
  const yaml = imageWorkflow(application).text;
  return { delivery, application, workflow: objectOf(yaml), yaml, ci: ciOf(application) };
}
