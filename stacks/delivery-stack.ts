import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import { requireReleases } from "../constructs/opentofu/provider-releases";
import { StateBackend } from "../constructs/opentofu/state-backend";
import { encryptState } from "../constructs/opentofu/state-encryption";
import type { Import } from "../secrets/backend";
import type { EscapedDelivery } from "../constructs/opentofu/escaped";

/** What every stack has: a state of its own, the engine it needs, and addresses that a person can type. */
export abstract class DeliveryStack extends TerraformStack {
  private readonly imports: { readonly to: string; readonly id: string }[] = [];
  private readonly moves: { readonly from: string; readonly to: string }[] = [];

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

  /**
   * Has the state follow what is below a construct that had another id while its element had another name. Written
   * directly: cdktf's `moveFromId` runs a terraform binary at synth, as `importFrom` does.
   *
   * @see https://opentofu.org/docs/language/modules/develop/refactoring/
   */
  protected follow({ id, formerId }: { readonly id: string; readonly formerId?: string | undefined }): void {
    if (formerId === undefined) return;
    const below = this.node.findChild(id).node.findAll();
    const resources = below.filter((each) => TerraformResource.isTerraformResource(each));
    for (const { terraformResourceType: type, friendlyUniqueId: address } of resources) {
      this.moves.push({ from: `${type}.${formerId}${address.slice(id.length)}`, to: `${type}.${address}` });
    }
    this.addOverride("moved", [...this.moves]);
  }

  /**
   * Has the state forget what is no longer this stack's, and leaves it where it is; of what it does not hold it says nothing.
   *
   * @see https://opentofu.org/docs/language/resources/syntax/#removing-resources
   */
  protected letGo(type: string, ids: readonly string[]): void {
    if (ids.length === 0) return;
    const removed = ids.map((id) => ({ from: `${type}.${id}`, lifecycle: { destroy: false } }));
    this.addOverride("removed", removed);
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
