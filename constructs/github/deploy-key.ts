import type { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { RepositoryDeployKey } from "@cdktf/provider-github/lib/repository-deploy-key";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { Repository } from "../../model/delivery";
import type { SecretAccess, StoredSecret } from "../../secrets/backend";
import { newest } from "./newest";

export interface DeployKeyProps {
  readonly repository: Repository;
  /** Title of the key on GitHub. */
  readonly title: string;
  readonly provider: GithubProvider;
  readonly secrets: SecretAccess;
}

/**
 * The SSH key that Flux reads and writes a repository with. Each generation is a key of its own, so that a new one
 * is registered before the old one goes; the newest is served.
 */
export class DeployKey extends Construct {
  readonly secret: StoredSecret;
  /** The registered key of the newest generation. */
  readonly newest: RepositoryDeployKey;

  constructor(scope: Construct, id: string, props: DeployKeyProps) {
    super(scope, id);
    const { repository, title, provider } = props;
    const pairs = repository.deployKey.generations.map((generation) => {
      const key = new PrivateKey(this, `generation-${generation}`, { algorithm: "ED25519" });
      const registered = new RepositoryDeployKey(this, `registered-${generation}`, {
        provider,
        repository: repository.gitHubName,
        title,
        key: Fn.trimspace(key.publicKeyOpenssh),
        readOnly: false,
      });
      return { key, registered };
    });
    const { key, registered } = newest(pairs);
    this.newest = registered;
    this.secret = props.secrets.put(this, "ssm", {
      path: repository.deployKey.parameter,
      description: `Deploy key of ${repository.gitHubName}, read by Flux`,
      value: key.privateKeyOpenssh,
      // Flux may read it at once: GitHub must know the key by then.
      dependsOn: [registered],
    });
  }
}
