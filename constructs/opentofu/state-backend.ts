import { TerraformBackend, TerraformRemoteState } from "cdktf";
import type { Construct } from "constructs";
import { cloneDeepWith } from "es-toolkit/object";
import type { EscapedDelivery } from "./escaped";
import { stackPlaceholder } from "../../config/schema/state";

type Settings = Readonly<Record<string, unknown>>;

/** A stack's folder is three levels below the project's root: cdktf.out/stacks/<name>. */
export const fromStackFolder = (path: string): string => `../../../${path}`;

function backendOf(stackName: string, { state, aws }: EscapedDelivery): { type: string; settings: Settings } {
  switch (state.backend) {
    case "local":
      return { type: "local", settings: { path: fromStackFolder(`${state.directory}/${stackName}.tfstate`) } };
    case "s3": {
      const { bucket, key, settings } = state;
      const region = state.region ?? aws.region;
      return { type: "s3", settings: { bucket, key, region, encrypt: true, use_lockfile: true, ...settings } };
    }
    case "other":
      return { type: state.type, settings: state.settings };
  }
}

const withStackName = (settings: Settings, stackName: string): Settings =>
  cloneDeepWith(settings, (value) =>
    typeof value === "string" ? value.replaceAll(stackPlaceholder, stackName) : undefined,
  );

class RemoteState extends TerraformRemoteState {
  constructor(scope: Construct, id: string, backend: string, settings: Settings) {
    super(scope, id, backend, { workspace: "${terraform.workspace}" });
    // Not by the constructor, which changes the case of keys: also of HTTP headers.
    this.addOverride("config", settings);
  }
}

/**
 * Where a stack's state is kept, and how the stacks after it read its outputs. One class for every backend:
 * cdktf's own know neither `use_lockfile` nor a relative path.
 */
export class StateBackend extends TerraformBackend {
  private readonly settings: Settings;

  constructor(scope: Construct, stackName: string, delivery: EscapedDelivery) {
    const { type, settings } = backendOf(stackName, delivery);
    super(scope, "backend", type);
    this.settings = withStackName(settings, stackName);
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { ...this.settings };
  }

  override getRemoteStateDataSource(scope: Construct, name: string): TerraformRemoteState {
    return new RemoteState(scope, name, this.name, this.settings);
  }
}
