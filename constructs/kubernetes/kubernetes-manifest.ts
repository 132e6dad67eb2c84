import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { KubernetesObject } from "../../.gen/crds";

export interface KubernetesManifestProps {
  readonly manifest: KubernetesObject;
  /** Whether the apply waits until the object's Ready condition is true. @default false */
  readonly waitForReady?: boolean;
  /** Whether a plan that would destroy it is refused. @default false */
  readonly isProtected?: boolean;
  /** Whether it is deleted only after what refers to it has been changed. @default false */
  readonly isDeletedLast?: boolean;
  readonly dependsOn: ITerraformDependable[];
}

/** One object in a cluster. Rules have judged it by its CRD. */
export class KubernetesManifest extends Manifest {
  constructor(
    scope: Construct,
    id: string,
    { manifest, waitForReady, isProtected, isDeletedLast, dependsOn }: KubernetesManifestProps,
  ) {
    super(scope, id, {
      manifest: { ...manifest },
      // What the file says is what is applied, also to an object that somebody else made and that is taken over.
      fieldManager: { forceConflicts: true },
      wait: waitForReady ? { condition: [{ type: "Ready", status: "True" }] } : undefined,
      dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
      lifecycle:
        isProtected || isDeletedLast
          ? {
              preventDestroy: isProtected,
              // Without it OpenTofu deletes a thing before it changes what has named it.
              createBeforeDestroy: isDeletedLast,
            }
          : undefined,
    });
  }
}
