import type { Delivery } from "../defaults";
import type { Problem } from "../problems";
import * as collisions from "./collisions";
import * as delivery from "./delivery";

/** Rules over the whole file, run once every value in it is well-formed and every reference known. */
export const rules: readonly ((delivery: Delivery) => Problem[])[] = [
  ...Object.values(collisions),
  ...Object.values(delivery),
];
