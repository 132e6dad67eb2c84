import { TerraformElement, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import { requireReleases } from "../constructs/opentofu/provider-releases";
import { StateBackend } from "../constructs/opentofu/state-backend";
import { encryptState } from "../constructs/opentofu/state-encryption";
import type { Import } from "../secrets/backend";
import type { EscapedDelivery } from "../constructs/opentofu/escaped";

/** What every stack has: a state of its own, the engine it needs, and addresses that a person can type. */
export abstract class DeliveryStack extends TerraformStack {
  private readonly imports: { readonly to: string; readonly id: string }[] = [];

  constructor(scope: Construct, name: string, delivery: EscapedDelivery) {
    super(scope, name);
    new StateBackend(this, name, delivery);
    encryptState(this, delivery);
    requireReleases(this, delivery);
    // Ephemeral variables and write-only arguments: OpenTofu 1.11, Terraform 1.11.
    this.addOverride("terraform.required_version", ">= 1.11");
  }

  /** Takes over what exists by an import block, not by cdktf's `importFrom`, which runs a terraform binary at synth. */
  protected import({ resource, id }: Import): void {
    this.imports.push({ to: `${resource.terraformResourceType}.${resource.friendlyUniqueId}`, id });
    this.addOverride("import", [...this.imports]);
  }

  /** The path below the stack, so that an address is `tls_private_key.deploy-key-echo-server_generation-1`, without a hash. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const path = node.scopes.slice(node.scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    // Our own ids have no dots; those of cdktf's cross-stack outputs do.
    const id = path.join("_").replaceAll(".", "_");
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(id)) throw new Error(`"${id}" is no address in OpenTofu`);
    return id;
  }
}
