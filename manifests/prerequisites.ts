import { controllerNames } from "../flux/controllers";
import type { Cluster, Prerequisites } from "../model/delivery";
import { externalSecretsAccountOf } from "../model/readers";

/** A chart, and how it is installed. */
export interface ChartRelease {
  /** Names it in the cluster and, as a part of its address, in OpenTofu. */
  readonly name: string;
  readonly namespace: string;
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  /** @default - the chart's own */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What must be Ready before it. @default - nothing */
  readonly after?: readonly ChartRelease[];
}

/** What the prerequisites stack installs, each after what it needs, and what it leaves to others. */
export interface ChartReleases {
  readonly installed: readonly ChartRelease[];
  readonly left: readonly ChartRelease[];
}

/**
 * Flux by Flux Operator, which upgrades it by itself within the range of `version`: no plan sees that.
 *
 * @see https://fluxoperator.dev/docs/crd/fluxinstance/
 */
function flux(
  { flux: { version, operatorVersion } }: Prerequisites,
  { fluxNamespace: namespace }: Cluster,
): ChartRelease[] {
  const own = { namespace, repository: "oci://ghcr.io/controlplaneio-fluxcd/charts", version: operatorVersion };
  // The health check runs as the ServiceAccount of the operator, which has the release's name.
  const operator = { ...own, name: "flux-operator", chart: "flux-operator" };
  return [
    operator,
    {
      ...own,
      name: "flux-instance",
      chart: "flux-instance",
      values: {
        instance: { distribution: { version }, components: controllerNames },
        // Helm knows no Ready of a FluxInstance: a job of the chart waits for it, and so for Flux's CRDs.
        healthcheck: { enabled: true, timeout: "8m" },
      },
      after: [operator],
    },
  ];
}

/** @see https://external-secrets.io/latest/introduction/getting-started/ */
function externalSecrets({ externalSecrets: { version } }: Prerequisites, cluster: Cluster): ChartRelease[] {
  const { name, namespace } = externalSecretsAccountOf(cluster);
  return [
    {
      name: "external-secrets",
      namespace,
      repository: "https://charts.external-secrets.io",
      chart: "external-secrets",
      version,
      // Each store reads as a ServiceAccount of its own, which flux-bootstrap makes, or by Pod Identity as this one.
      values: { installCRDs: true, serviceAccount: { name } },
    },
  ];
}

export function chartReleases(prerequisites: Prerequisites, cluster: Cluster): ChartReleases {
  const parts = [
    { isInstalled: prerequisites.flux.install, releases: flux(prerequisites, cluster) },
    { isInstalled: prerequisites.externalSecrets.install, releases: externalSecrets(prerequisites, cluster) },
  ];
  const where = (wanted: boolean): ChartRelease[] =>
    parts.flatMap(({ isInstalled, releases }) => (isInstalled === wanted ? releases : []));
  return { installed: where(true), left: where(false) };
}
