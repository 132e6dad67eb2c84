import type { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { RepositoryDeployKey } from "@cdktf/provider-github/lib/repository-deploy-key";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { DeployKey as DeployKeyFields, KeyGeneration, Repository } from "../../model/delivery";
import type { Adoptable, NewSecret, SecretAccess, StoredSecret } from "../../secrets/backend";
import { KeptKeyPair } from "./kept-key-pair";
import { newest } from "./newest";

export interface DeployKeyProps {
  readonly repository: Repository;
  /** The key of the repository. */
  readonly deployKey: DeployKeyFields;
  /** Title of the key on GitHub. */
  readonly title: string;
  readonly provider: GithubProvider;
  readonly secrets: SecretAccess;
}

/** A pair's public half, and its private one as it is served. */
interface Halves {
  readonly publicKey: string;
  readonly value: NewSecret["value"];
}

/**
 * The SSH key that Flux reads and writes a repository with. Each generation is a key of its own, so that a new one
 * is registered before the old one goes; the newest is served.
 */
export class DeployKey extends Construct {
  readonly secret: StoredSecret;
  /** What else is kept of its generations. */
  readonly kept: readonly Adoptable[];
  /** The registered key of the newest generation. */
  readonly newest: RepositoryDeployKey;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeployKeyProps,
  ) {
    super(scope, id);
    const { repository, deployKey, title, provider, secrets } = props;
    const kept: Adoptable[] = [];
    const pairs = deployKey.keys.map((key) => {
      const { publicKey, value } = this.halves(key, kept);
      const registered = new RepositoryDeployKey(this, `registered-${key.generation}`, {
        provider,
        repository: repository.gitHubName,
        title,
        key: publicKey,
        readOnly: false,
        // GitHub can't rename a key, and a bot's new name is no reason to make another.
        lifecycle: { ignoreChanges: ["title"] },
      });
      return { value, registered };
    });
    const { value, registered } = newest(pairs);
    this.kept = kept;
    this.newest = registered;
    this.secret = secrets.put(this, "ssm", {
      path: deployKey.parameter,
      description: `Deploy key of ${repository.gitHubName}, read by Flux`,
      value,
      // Flux may read it at once: GitHub must know the key by then.
      dependsOn: [registered],
    });
  }

  private halves({ generation, kept }: KeyGeneration, all: Adoptable[]): Halves {
    if (!kept) {
      const key = new PrivateKey(this, `generation-${generation}`, { algorithm: "ED25519" });
      return { publicKey: Fn.trimspace(key.publicKeyOpenssh), value: key.privateKeyOpenssh };
    }
    const { repository, secrets } = this.props;
    const pair = new KeptKeyPair(this, `kept-${generation}`, {
      ...kept,
      name: `deploy key ${generation} of ${repository.gitHubName}`,
      secrets,
    });
    all.push(pair.secret, pair.published);
    return { publicKey: pair.publicKey, value: { writeOnly: pair.privateKey, version: generation } };
  }
}
