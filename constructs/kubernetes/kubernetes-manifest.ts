import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { KubernetesObject } from "../../.gen/crds";
import { literals } from "../opentofu/literal";
import { validateManifest } from "./validate";

export interface KubernetesManifestProps {
  readonly manifest: KubernetesObject;
  /** Whether the apply waits until the object's Ready condition is true. @default false */
  readonly waitForReady?: boolean;
  /** @default - none */
  readonly dependsOn?: ITerraformDependable[];
}

/** One object in a cluster: validated against its CRD, its text kept from OpenTofu's templates. */
export class KubernetesManifest extends Manifest {
  constructor(scope: Construct, id: string, { manifest, waitForReady, dependsOn = [] }: KubernetesManifestProps) {
    validateManifest(manifest);
    super(scope, id, {
      manifest: literals(manifest) as Record<string, unknown>,
      // What the file says is what is applied, also to an object that somebody else made and that is taken over.
      fieldManager: { forceConflicts: true },
      ...(waitForReady && { wait: { condition: [{ type: "Ready", status: "True" }] } }),
      ...(dependsOn.length > 0 && { dependsOn }),
    });
  }
}
