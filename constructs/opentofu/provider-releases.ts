import { Aspects, TerraformProvider, type TerraformStack } from "cdktf";
import type { EscapedDelivery } from "./escaped";

/**
 * Has a stack require each of its providers in the delivery's release: the bindings name the one that they were made
 * from, and get no newer ones.
 */
export function requireReleases(stack: TerraformStack, { providers }: EscapedDelivery): void {
  const releases: ReadonlyMap<string, string> = new Map(Object.entries(providers));
  Aspects.of(stack).add({
    visit(node) {
      if (!TerraformProvider.isTerraformProvider(node)) return;
      const release = releases.get(node.terraformResourceType);
      if (release === undefined) {
        throw new Error(`no release of ${node.terraformResourceType}: add it to config/schema/providers.ts`);
      }
      stack.addOverride(`terraform.required_providers.${node.terraformResourceType}.version`, release);
    },
  });
}
