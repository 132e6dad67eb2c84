import fc from "fast-check";
import { parseDelivery } from "../../../config/load";
import { DeliveryError } from "../../../config/problems";
import { hostileFiles, likelyFiles, type Case } from "./cases";
import { seed } from "./settings";

function isAccepted({ text }: Case): boolean {
  try {
    parseDelivery(text, "delivery.yaml");
    return true;
  } catch (error) {
    if (error instanceof DeliveryError) return false;
    throw error;
  }
}

/** So many generated files that are accepted, for what is too slow to be asked about all of them. */
export const acceptedFiles = (count: number): readonly Case[] =>
  fc.sample(fc.oneof(likelyFiles.filter(isAccepted), hostileFiles.filter(isAccepted)), { seed, numRuns: count });
