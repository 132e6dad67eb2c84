import { formatGiven, oneOf, type Problem } from "../config/problems";
import { stackPlaceholder } from "../config/schema/state";
import type { Delivery } from "../model/delivery";
import { isIn } from "./arn";

/** Settings of OpenTofu's backends that say where in them a state is kept. @see https://opentofu.org/docs/language/settings/backends/configuration/ */
const placeOf: Readonly<Record<string, readonly [string, ...string[]]>> = {
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
  if (!places) {
    const backends = oneOf(Object.keys(placeOf));
    yield { path: ["state", "type"], given: formatGiven(type), expected: `a backend that OpenTofu has: ${backends}` };
    return;
  }
  if (places.some(isApart)) return;
  const [first] = places;
  yield {
    path: ["state", "settings", first],
    given: formatGiven(settings[first]),
    expected: `${places.join(" or ")} with ${stackPlaceholder}, or the stacks overwrite each other's state`,
  };
}

/** A key that wraps the state's is asked for in its own region. */
export function* stateKeyIsInRegion({ state: { encryption }, aws }: Delivery): Generator<Problem> {
  if (encryption?.keyProvider !== "aws_kms" || !encryption.kmsKeyId.startsWith("arn:")) return;
  const region = encryption.region ?? aws.region;
  if (isIn(encryption.kmsKeyId, region)) return;
  yield {
    path: ["state", "encryption", "kmsKeyId"],
    given: formatGiven(encryption.kmsKeyId),
    expected: `a key in ${region}, or its own region as state.encryption.region`,
  };
}
