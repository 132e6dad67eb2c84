import { isMapping } from "../config/mapping";
import { formatGiven, valueAt, type Problem } from "../config/problems";
import { valuesText } from "../manifests/monitoring/kube-prometheus-stack";
import type { Delivery } from "../model/delivery";
import { each } from "./rule";

/** A ConfigMap holds no more. @see https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const mostBytes = 1_000_000;

/** Values that the stacks add to are of the kind that can be added to, and all of them fit a ConfigMap. */
export const chartValuesCanBeAddedTo = ({ clusters }: Delivery): Iterable<Problem> =>
  each(clusters, function* ({ monitoring, at }) {
    if (!monitoring) return;
    const { values } = monitoring;
    const path = [...at, "monitoring", "values"];
    const { alertmanager, extraManifests } = values;
    if (alertmanager !== undefined && !isMapping(alertmanager)) {
      const given = formatGiven(alertmanager);
      yield {
        path: [...path, "alertmanager"],
        given,
        expected: "a mapping, since the routes of alerts are added to it",
      };
    }
    if (extraManifests !== undefined && !Array.isArray(extraManifests)) {
      const given = formatGiven(extraManifests);
      yield {
        path: [...path, "extraManifests"],
        given,
        expected: "a list, since the routes of alerts are added to it",
      };
    }
    const spec = valueAt(values, ["alertmanager", "alertmanagerSpec"]);
    if (spec !== undefined && spec !== null && !isMapping(spec)) {
      yield {
        path: [...path, "alertmanager", "alertmanagerSpec"],
        given: formatGiven(spec),
        expected: "a mapping, since the routes of alerts are added to it",
      };
    }
    const length = Buffer.byteLength(valuesText(monitoring));
    if (length <= mostBytes) return;
    yield {
      path,
      given: `${length} bytes as they are written`,
      expected: `at most ${mostBytes}, since a ConfigMap holds no more`,
    };
  });
