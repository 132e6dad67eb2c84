import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { App } from "../../model/delivery";
import type { SecretAccess, StoredSecret } from "../../secrets/backend";
import { EphemeralVariable } from "../opentofu/ephemeral-variable";

const name = "github_app_private_key";

/** The App's private key as the user gives it; the first who asks in a stack makes the variable. */
export function appKeyVariable(scope: Construct, { id }: App): EphemeralVariable {
  const existing = TerraformStack.of(scope).node.tryFindChild(name);
  if (existing instanceof EphemeralVariable) return existing;
  return new EphemeralVariable(scope, name, {
    description: `Private key of the GitHub App ${id}, as GitHub gives it: PEM, BEGIN RSA PRIVATE KEY`,
  });
}

export interface AppPrivateKeyProps {
  readonly app: App;
  readonly secrets: SecretAccess;
}

/** The GitHub App's private key on its way from the user to the store, by a write-only argument: in no plan and no state. */
export class AppPrivateKey extends Construct {
  readonly secret: StoredSecret;

  constructor(scope: Construct, id: string, { app, secrets }: AppPrivateKeyProps) {
    super(scope, id);
    this.secret = secrets.put(this, "ssm", {
      path: app.parameter,
      description: `Private key of the GitHub App ${app.id}, read by Flux`,
      value: { writeOnly: appKeyVariable(this, app).stringValue, version: app.keyVersion },
    });
  }
}
