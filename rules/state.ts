import { formatGiven, type Problem } from "../config/problems";
import { stackPlaceholder } from "../config/schema/state";
import type { Delivery } from "../model/delivery";

/** Settings of OpenTofu's backends that say where in them a state is kept. @see https://opentofu.org/docs/language/settings/backends/configuration/ */
const placeOf: Readonly<Record<string, readonly string[]>> = {
  azurerm: ["key"],
  consul: ["path"],
  cos: ["prefix", "key"],
  gcs: ["prefix"],
  http: ["address"],
  kubernetes: ["secret_suffix"],
  oss: ["prefix", "key"],
  pg: ["schema_name"],
};

/** Each stack's state has a place of its own: in another setting the stack's name would change nothing. */
export function* statesAreApart({ state }: Delivery): Generator<Problem> {
  if (state.backend !== "other") return;
  const { type, settings } = state;
  const places = placeOf[type];
  const isApart = (name: string): boolean => {
    const value = settings[name];
    return typeof value === "string" && value.includes(stackPlaceholder);
  };
  if (!places || places.some(isApart)) return;
  const [first = ""] = places;
  yield {
    path: ["state", "settings", first],
    given: formatGiven(settings[first]),
    expected: `${places.join(" or ")} with ${stackPlaceholder}, or the stacks overwrite each other's state`,
  };
}
