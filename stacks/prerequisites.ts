import { Release } from "@cdktf/provider-helm/lib/release";
import type { Construct } from "constructs";
import type { EscapedDelivery } from "../constructs/opentofu/escaped";
import { helmProvider } from "../constructs/kubernetes/helm-provider";
import { HelmRelease } from "../constructs/kubernetes/helm-release";
import { chartReleases, type ChartRelease } from "../manifests/prerequisites";
import type { Cluster, Prerequisites } from "../model/delivery";
import { required } from "../model/required";
import { DeliveryStack } from "./delivery-stack";

/**
 * What the later stacks need in a bare cluster: Flux and ESO, by their charts. It holds none of their objects, since those
 * can be planned only once their CRDs are served. A first plan asks nothing of the cluster, but for its `uid`.
 */
export class PrerequisitesStack extends DeliveryStack {
  constructor(scope: Construct, delivery: EscapedDelivery, cluster: Cluster, prerequisites: Prerequisites) {
    super(scope, prerequisites.stack, delivery);
    helmProvider(this, cluster);
    const { installed, left } = chartReleases(prerequisites, cluster);
    const made = new Map<ChartRelease, HelmRelease>();
    for (const release of installed) {
      const before = (release.after ?? []).map((each) => required(made, each, each.name));
      made.set(release, new HelmRelease(this, release, before));
    }
    this.letGo(
      Release.tfResourceType,
      left.map(({ name }) => name),
    );
  }
}
