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
  /** Name of the object. */
  readonly objectName: string;

  constructor(scope: Construct, id: string, { manifest, waitForReady, dependsOn = [] }: KubernetesManifestProps) {
    validateManifest(manifest);
    super(scope, id, {
      manifest: literals(manifest) as Record<string, unknown>,
      ...(waitForReady && { wait: { condition: [{ type: "Ready", status: "True" }] } }),
      ...(dependsOn.length > 0 && { dependsOn }),
    });
    this.objectName = manifest.metadata.name;
  }
}
