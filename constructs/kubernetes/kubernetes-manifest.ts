import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { KubernetesObject } from "../../.gen/crds";

export interface KubernetesManifestProps {
  readonly manifest: KubernetesObject;
  /** How long the apply waits until the object's Ready condition is true. @default - it does not wait */
  readonly readyTimeout?: string;
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
    { manifest, readyTimeout, isProtected, isDeletedLast, dependsOn }: KubernetesManifestProps,
  ) {
    super(scope, id, {
      manifest: { ...manifest },
      // What the file says is what is applied, also to an object that somebody else made and that is taken over.
      fieldManager: { forceConflicts: true },
      wait: readyTimeout === undefined ? undefined : { condition: [{ type: "Ready", status: "True" }] },
      // A deletion does not wait for Ready: it keeps the provider's own.
      timeouts: readyTimeout === undefined ? undefined : { create: readyTimeout, update: readyTimeout },
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
