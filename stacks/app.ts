import type { Construct } from "constructs";
import { appObjects } from "../manifests/app";
import type { Cluster, Delivery } from "../model/delivery";
import type { SecretPaths } from "../model/secret-paths";
import { ClusterStack } from "./cluster-stack";

/** The applications of one cluster: their images, the updates written to Git, their deployments and routes. */
export class AppStack extends ClusterStack {
  constructor(scope: Construct, delivery: Delivery, cluster: Cluster, paths: SecretPaths) {
    super(scope, cluster.stacks.app, delivery, cluster);
    this.connect();
    this.apply(appObjects(cluster, delivery, paths));
  }
}
