import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { RepositoryWebhook } from "@cdktf/provider-github/lib/repository-webhook";
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import type { TerraformResource, TerraformStack } from "cdktf";
import type { Delivery } from "../../config/defaults";

/** Entries of `adopt` that no stack makes, and so most likely are misspelt; a line for each. */
export class AdoptionError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

interface Meta {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const objectName = ({ kind, metadata: { name, namespace } }: Meta): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

/** @see https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/manifest#import */
const manifestId = ({ apiVersion, kind, metadata: { name, namespace } }: Meta): string =>
  [
    `apiVersion=${apiVersion}`,
    `kind=${kind}`,
    ...(namespace === undefined ? [] : [`namespace=${namespace}`]),
    `name=${name}`,
  ].join();

/**
 * Takes over what exists already, by import blocks. They are written here, not with cdktf's `importFrom`, which runs
 * a terraform binary at synth.
 */
export class Adoption {
  private readonly found = new Set<string>();

  constructor(private readonly adopt: Delivery["adopt"]) {}

  /** Takes over what a stack makes; `cluster` is the stack's, if it has one. */
  apply(stack: TerraformStack, cluster?: string): void {
    const imports = stack.node.findAll().flatMap((node) => {
      if (node instanceof SsmParameter) return this.parameter(node);
      if (node instanceof Manifest) return this.object(node, cluster);
      if (node instanceof RepositoryWebhook) return this.webhook(node, cluster);
      return [];
    });
    if (imports.length > 0) stack.addOverride("import", imports);
  }

  /** @throws AdoptionError naming every entry that nothing was found for */
  check(): void {
    const { parameters, webhooks, objects } = this.adopt;
    const missing = [
      ...parameters.flatMap((path, index) => this.missing(path, `adopt.parameters[${index}]`, "an SSM path")),
      ...webhooks.flatMap(({ repository, cluster }, index) =>
        this.missing(`${cluster} webhook ${repository}`, `adopt.webhooks[${index}]`, "a webhook"),
      ),
      ...objects.flatMap(({ cluster, object }, index) =>
        this.missing(`${cluster} ${object}`, `adopt.objects[${index}]`, "an object"),
      ),
    ];
    if (missing.length > 0) throw new AdoptionError(missing);
  }

  private missing(key: string, path: string, noun: string): string[] {
    return this.found.has(key)
      ? []
      : [
          `${path}: got ${JSON.stringify(key)}, expected ${noun} that the stacks make (npm run synth without the entry, and look in cdktf.out)`,
        ];
  }

  private import(resource: TerraformResource, key: string, id: string): { to: string; id: string }[] {
    this.found.add(key);
    return [{ to: `${resource.terraformResourceType}.${resource.friendlyUniqueId}`, id }];
  }

  private parameter(parameter: SsmParameter): { to: string; id: string }[] {
    const path = parameter.nameInput ?? "";
    if (!this.adopt.parameters.includes(path)) return [];
    if (parameter.valueWoInput === undefined) return this.import(parameter, path, path);
    // An import would read the value into the state, where a write-only one must never be.
    this.found.add(path);
    parameter.overwrite = true;
    return [];
  }

  private object(manifest: Manifest, cluster = ""): { to: string; id: string }[] {
    const meta = manifest.manifestInput as unknown as Meta;
    const listed = this.adopt.objects.some((each) => each.cluster === cluster && each.object === objectName(meta));
    return listed ? this.import(manifest, `${cluster} ${objectName(meta)}`, manifestId(meta)) : [];
  }

  private webhook(webhook: RepositoryWebhook, cluster = ""): { to: string; id: string }[] {
    const found = this.adopt.webhooks.find(
      (each) => each.cluster === cluster && webhook.friendlyUniqueId === `webhook-${each.repository}_webhook`,
    );
    if (!found) return [];
    return this.import(
      webhook,
      `${cluster} webhook ${found.repository}`,
      `${webhook.repositoryInput ?? ""}/${found.id}`,
    );
  }
}
