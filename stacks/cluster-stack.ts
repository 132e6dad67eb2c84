import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { KubernetesObject } from "../.gen/crds";
import { KubernetesManifest } from "../constructs/kubernetes/kubernetes-manifest";
import { kubernetesProvider } from "../constructs/kubernetes/provider";
import { objectName, type ClusterObject } from "../manifests/cluster-object";
import type { Cluster } from "../model/delivery";
import { DeliveryStack } from "./delivery-stack";
import { required } from "../model/required";
import type { EscapedDelivery } from "../constructs/opentofu/escaped";

/** @see https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/manifest#import */
const importId = ({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): string =>
  [
    `apiVersion=${apiVersion}`,
    `kind=${kind}`,
    ...(namespace === undefined ? [] : [`namespace=${namespace}`]),
    `name=${name}`,
  ].join();

/** A stack that makes objects in one cluster. */
export abstract class ClusterStack extends DeliveryStack {
  private readonly applied = new Map<ClusterObject, KubernetesManifest>();
  private readonly byId = new Map<string, KubernetesManifest>();
  private readonly isAdopted: (name: string) => boolean;

  constructor(
    scope: Construct,
    name: string,
    delivery: EscapedDelivery,
    protected readonly cluster: Cluster,
  ) {
    super(scope, name, delivery);
    const { everything, objects } = delivery.adopt;
    const adopted = new Set(objects.filter((each) => each.cluster === cluster).map(({ object }) => object));
    const isWhole = everything.some((each) => each.cluster === cluster);
    this.isAdopted = (name) => isWhole || adopted.has(name);
  }

  protected connect(): void {
    kubernetesProvider(this, this.cluster);
  }

  /** Applies objects, each after what it needs, which comes before it in the list. */
  protected apply(objects: readonly ClusterObject[]): void {
    for (const object of objects) {
      const { id, manifest, waitForReady, isProtected, isDeletedLast, after = [] } = object;
      const made = new KubernetesManifest(this, id, {
        manifest,
        readyTimeout: waitForReady ? this.cluster.readyTimeout : undefined,
        isProtected,
        isDeletedLast,
        dependsOn: after.map((each) => required(this.applied, each, each.id)),
      });
      this.applied.set(object, made);
      this.byId.set(id, made);
      this.follow(object);
      if (this.isAdopted(objectName(manifest))) this.import({ resource: made, id: importId(manifest) });
    }
  }

  protected letGoOfObjects(ids: readonly string[]): void {
    this.letGo(Manifest.tfResourceType, ids);
  }

  /** Objects that have been applied, for what else waits for them. */
  protected appliedObjects(ids: readonly string[]): ITerraformDependable[] {
    return ids.map((id) => required(this.byId, id, id));
  }
}
