import { Release } from "@cdktf/provider-helm/lib/release";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { stringify } from "yaml";
import type { ChartRelease } from "../../manifests/prerequisites";

/** Seconds: a first node may have to be started, and each image is pulled. */
const timeout = 600;

/** A chart as it is installed in a cluster, with all that it makes Ready. Its plan asks for the chart, and not for the cluster. */
export class HelmRelease extends Release {
  constructor(
    scope: Construct,
    { name, namespace, repository, chart, version, values }: ChartRelease,
    dependsOn: ITerraformDependable[],
  ) {
    super(scope, name, {
      name,
      namespace,
      // It stays when the chart goes: others may have put something there.
      createNamespace: true,
      repository,
      chart,
      version,
      values: values && [stringify(values)],
      // An uninstall waits too, so that what a controller has to clean up is gone before the controller is.
      wait: true,
      timeout,
      // The provider keeps no failed install in the state, and drops from it what it can't read: either would be in the
      // way of the next apply, as a name that is taken.
      // https://github.com/hashicorp/terraform-provider-helm/issues/1669
      atomic: true,
      upgradeInstall: true,
      dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
    });
  }
}
