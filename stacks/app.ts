import type { Construct } from "constructs";
import { appObjects, namespaceId } from "../manifests/app";
import type { Cluster } from "../model/delivery";
import type { SecretPaths } from "../model/secret-paths";
import { ClusterStack } from "./cluster-stack";
import type { EscapedDelivery } from "../constructs/opentofu/escaped";

/**
 * The applications of one cluster: their images, the updates written to Git, their deployments and routes. Where they are
 * delivered by Git, it has the state let go of them.
 */
export class AppStack extends ClusterStack {
  constructor(scope: Construct, delivery: EscapedDelivery, cluster: Cluster, paths: SecretPaths) {
    super(scope, cluster.stacks.app, delivery, cluster);
    this.connect();
    const objects = appObjects(cluster, delivery, paths);
    const left = cluster.namespaces.filter(({ create }) => !create).map(({ name }) => namespaceId(name));
    if (cluster.fleet) this.letGoOfObjects([...left, ...objects.map(({ id }) => id)]);
    else {
      this.apply(objects);
      this.letGoOfObjects(left);
    }
  }
}
