import type { Delivery } from "../defaults";
import type { Draft } from "../draft";
import type { Problem } from "../problems";
import * as clusters from "./clusters";
import * as git from "./git";
import * as kubernetes from "./kubernetes";
import * as namespaces from "./namespaces";
import * as notifications from "./notifications";
import * as parameters from "./parameters";
import * as references from "./references";
import * as registries from "./registries";
import * as work from "./work";

/**
 * Rules over all elements that are well-formed and whose references are known. As others may have been left out,
 * no rule finds a problem in the absence of an element.
 */
export const rules: readonly ((delivery: Delivery) => Problem[])[] = [
  ...Object.values(clusters),
  ...Object.values(git),
  ...Object.values(kubernetes),
  ...Object.values(namespaces),
  ...Object.values(notifications),
  ...Object.values(parameters),
  ...Object.values(registries),
];

/** Rules that need no value but those they look at, and so are run even where others are ill-formed. */
export const draftRules: readonly ((draft: Draft) => Problem[])[] = [
  ...Object.values(references),
  ...Object.values(work),
];
