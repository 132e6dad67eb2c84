import type { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { RepositoryDeployKey } from "@cdktf/provider-github/lib/repository-deploy-key";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn, Op, TerraformSelf, type TerraformResourceLifecycle } from "cdktf";
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
  /** Of a pair that the store keeps: the public half of what it has as the private one, as an ephemeral value. */
  readonly derivedKey?: string;
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
      const { publicKey, value, derivedKey } = this.halves(key, kept);
      const registered = new RepositoryDeployKey(this, `registered-${key.generation}`, {
        provider,
        repository: repository.gitHubName,
        title,
        key: publicKey,
        readOnly: false,
        lifecycle: this.lifecycle(key, publicKey, derivedKey),
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

  /**
   * GitHub can't rename a key, and a bot's new name is no reason to make another.
   *
   * Nor is it one that somebody changed or deleted a half in the store: what GitHub knows and Flux uses stays. The
   * newest generation, of which Flux may be given the private half, must be whole; an older one, once there is a newer,
   * is only waited for to go.
   */
  private lifecycle(key: KeyGeneration, publicKey: string, derivedKey: string | undefined): TerraformResourceLifecycle {
    if (derivedKey === undefined || !key.kept) return { ignoreChanges: ["title"] };
    const { keys, generations } = this.props.deployKey;
    const ignoreChanges = ["title", "key"];
    if (key !== newest(keys)) return { ignoreChanges };
    const { generation, kept } = key;
    const name = `deploy key ${generation} of ${this.props.repository.gitHubName}`;
    const mend = `GitHub and Flux keep the key that they have. Add a generation: deployKey.generations of ${this.props.repository.name} from [${generations.join(", ")}] to [${[...generations, generation + 1].join(", ")}].`;
    return {
      ignoreChanges,
      precondition: [
        {
          condition: Op.eq(publicKey, derivedKey),
          errorMessage: `The halves of ${name} are of two keys: ${kept.privateKey} or ${kept.publicKey} was changed or deleted outside of OpenTofu. ${mend}`,
        },
      ],
      postcondition: [
        {
          condition: Op.eq(TerraformSelf.getString("key"), derivedKey),
          errorMessage: `GitHub has another ${name} than ${kept.privateKey}, which was made anew. ${mend}`,
        },
      ],
    };
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
    const { publicKey, privateKey, derivedKey } = pair;
    return { publicKey, value: { writeOnly: privateKey, version: generation }, derivedKey };
  }
}
