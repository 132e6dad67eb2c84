import type { ConfigMap, HelmRelease, HelmRepository } from "../../.gen/crds";
import { isMapping } from "../../config/mapping";
import type { Cluster, Monitoring } from "../../model/delivery";
import { watchLabel } from "../../model/names";
import { alertmanagerConfig } from "./alertmanager-config";

const release = "kube-prometheus-stack";
const valuesName = `${release}-values`;
const repositoryName = "prometheus-community";

/** Where the chart's Alertmanager takes alerts. */
export const alertmanagerAddress = ({ namespace }: Monitoring): string =>
  `http://${release}-alertmanager.${namespace}:9093/api/v2/alerts`;

export const helmRepository = ({ interval }: Monitoring, { fluxNamespace: namespace }: Cluster): HelmRepository => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "HelmRepository",
  metadata: { name: repositoryName, namespace },
  spec: { url: "https://prometheus-community.github.io/helm-charts", interval },
});

const record = (value: unknown): Readonly<Record<string, unknown>> => (isMapping(value) ? value : {});

/**
 * The user's values, with the routes and without the rule that an alert must come from the routes' own namespace, which
 * an empty strategy would bring back.
 */
function valuesOf(monitoring: Monitoring): Record<string, unknown> {
  const alertmanager = record(monitoring.values["alertmanager"]);
  const { alertmanagerConfigMatcherStrategy, ...spec } = record(alertmanager["alertmanagerSpec"]);
  const strategy = record(alertmanagerConfigMatcherStrategy);
  const own = alertmanagerConfig(monitoring);
  const extra: unknown = monitoring.values["extraManifests"];
  return {
    ...monitoring.values,
    alertmanager: {
      ...alertmanager,
      alertmanagerSpec: {
        alertmanagerConfigMatcherStrategy: { ...strategy, type: strategy["type"] ?? "None" },
        ...spec,
      },
    },
    // The chart applies them after its CRDs: OpenTofu could not plan an AlertmanagerConfig before they exist.
    extraManifests: [...(Array.isArray(extra) ? (extra as unknown[]) : []), ...(own ? [own] : [])],
  };
}

/** The chart's values as they are written. */
export const valuesText = (monitoring: Monitoring): string => `${JSON.stringify(valuesOf(monitoring), null, 2)}\n`;

/**
 * The chart's values, as text: as fields of the HelmRelease their mixed types would trip the kubernetes provider.
 *
 * @see https://github.com/hashicorp/terraform-provider-kubernetes/issues/2771
 */
export const helmValues = (monitoring: Monitoring, { fluxNamespace: namespace }: Cluster): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: valuesName, namespace, labels: { ...watchLabel } },
  data: { "values.yaml": valuesText(monitoring) },
});

/** Prometheus, Alertmanager and Grafana by their chart. @see https://fluxcd.io/flux/components/helm/helmreleases/ */
export const helmRelease = (
  { namespace: target, chartVersion, interval }: Monitoring,
  { fluxNamespace: namespace }: Cluster,
): HelmRelease => ({
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: { name: release, namespace },
  spec: {
    interval,
    releaseName: release,
    targetNamespace: target,
    storageNamespace: target,
    chart: {
      spec: {
        chart: release,
        version: chartVersion,
        interval,
        sourceRef: { kind: "HelmRepository", name: repositoryName },
      },
    },
    install: { crds: "Create", remediation: { retries: 3 } },
    upgrade: { crds: "CreateReplace", remediation: { retries: 3 } },
    valuesFrom: [{ kind: "ConfigMap", name: valuesName }],
  },
});
