import type { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { RepositoryDeployKey } from "@cdktf/provider-github/lib/repository-deploy-key";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn, Op, TerraformSelf, type TerraformResourceLifecycle } from "cdktf";
import { Construct } from "constructs";
import type { Cluster, DeployKey as DeployKeyFields, KeyGeneration, Repository } from "../../model/delivery";
import type { Adoptable, NewSecret, SecretAccess, StoredSecret } from "../../secrets/backend";
import { KeptKeyPair } from "./kept-key-pair";
import { newest } from "./newest";

export interface DeployKeyProps {
  readonly repository: Repository;
  /** The key of the repository, or one of a cluster's. */
  readonly deployKey: DeployKeyFields;
  /** The only cluster that uses it. @default - those that write the repository, or its only one */
  readonly reader?: Cluster;
  /** Whether it only reads. */
  readonly readOnly: boolean;
  /** Title of the key on GitHub. */
  readonly title: string;
  readonly provider: GithubProvider;
  readonly secrets: SecretAccess;
}

/** A pair's public half, and its private one as it is served. */
interface Halves {
  readonly publicKey: string;
  readonly value: NewSecret["value"];
  /** @default - the state keeps it */
  readonly pair?: KeptKeyPair;
}

/** What the key is of, within a sentence. */
const ownerOf = ({ repository: { gitHubName }, reader }: DeployKeyProps): string =>
  reader ? `${gitHubName} for cluster ${reader.name}` : gitHubName;

/**
 * The SSH key that Flux reads and writes a repository with, or a cluster's that only reads it. Each generation is a key
 * of its own, so that a new one is registered before the old one goes; the newest is served.
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
    const { repository, deployKey, readOnly, title, provider, secrets } = props;
    const kept: Adoptable[] = [];
    const pairs = deployKey.keys.map((key) => {
      const { publicKey, value, pair } = this.halves(key, kept);
      const registered = new RepositoryDeployKey(this, `registered-${key.generation}`, {
        provider,
        repository: repository.gitHubName,
        title,
        key: publicKey,
        readOnly,
        lifecycle: this.lifecycle(key, pair),
      });
      return { value, registered };
    });
    const { value, registered } = newest(pairs);
    this.kept = kept;
    this.newest = registered;
    this.secret = secrets.put(this, "ssm", {
      path: deployKey.parameter,
      description: `Deploy key of ${ownerOf(props)}, read by Flux`,
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
  private lifecycle(key: KeyGeneration, pair: KeptKeyPair | undefined): TerraformResourceLifecycle {
    if (!pair || !key.kept) return { ignoreChanges: ["title"] };
    const { repository, deployKey } = this.props;
    const { keys, generations } = deployKey;
    const ignoreChanges = ["title", "key"];
    if (key !== newest(keys)) return { ignoreChanges };
    const mend = `GitHub and Flux keep the key that they have. Add a generation: deployKey.generations of ${repository.name} from [${generations.join(", ")}] to [${[...generations, key.generation + 1].join(", ")}].`;
    return {
      ignoreChanges,
      precondition: [pair.isWhole(mend)],
      postcondition: [
        {
          condition: Op.eq(TerraformSelf.getString("key"), pair.derivedKey),
          errorMessage: `GitHub has another ${this.nameOf(key)} than ${key.kept.privateKey}, which was made anew. ${mend}`,
        },
      ],
    };
  }

  /** What a generation is called within a sentence. */
  private nameOf({ generation }: KeyGeneration): string {
    return `deploy key ${generation} of ${ownerOf(this.props)}`;
  }

  private halves(key: KeyGeneration, all: Adoptable[]): Halves {
    const { generation, kept } = key;
    if (!kept) {
      const made = new PrivateKey(this, `generation-${generation}`, { algorithm: "ED25519" });
      return { publicKey: Fn.trimspace(made.publicKeyOpenssh), value: made.privateKeyOpenssh };
    }
    const { secrets } = this.props;
    const pair = new KeptKeyPair(this, `kept-${generation}`, {
      ...kept,
      name: this.nameOf(key),
      secrets,
    });
    all.push(pair.secret, pair.published);
    return { publicKey: pair.publicKey, value: { writeOnly: pair.privateKey, version: generation }, pair };
  }
}
