import { lt } from "semver";
import { known } from "../config/ill-formed";
import { formatGiven, formatPath, type Path, type Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { isPublicApi, isTenant } from "../model/github-server";
import { each } from "./rule";

/** What the stacks make that a provider has only since a release. */
interface Need {
  readonly provider: keyof Delivery["providers"];
  readonly since: string;
  /** Completes "for". */
  readonly what: string;
  /** What else would do. */
  readonly instead?: string;
  /** The first part of the file that asks for it. */
  readonly by: (delivery: Delivery) => Path | undefined;
}

const keptKey: Pick<Need, "what" | "instead" | "by"> = {
  what: "a deploy key that is in no state",
  instead: "its generations in keptInState",
  by: ({ repositories }) => {
    const repository = repositories.find(({ deployKey }) => known(() => deployKey?.keys.some(({ kept }) => kept)));
    return repository && [...repository.at, "deployKey"];
  },
};

const bot = ["github", "bot"];

const signingKey: Pick<Need, "what" | "by"> = {
  what: "an SSH signing key",
  by: ({ github }) => (github.bot.ssh ? [...bot, "ssh"] : undefined),
};

/**
 * @see https://github.com/hashicorp/terraform-provider-tls/pull/668
 * @see https://github.com/hashicorp/terraform-provider-aws/pull/40952
 * @see https://github.com/hashicorp/terraform-provider-kubernetes/blob/main/CHANGELOG.md#2230-august-16-2023
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/v3.38.0/CHANGELOG.md
 * @see https://github.com/integrations/terraform-provider-github/pull/1602
 * @see https://github.com/integrations/terraform-provider-github/pull/1119
 * @see https://github.com/integrations/terraform-provider-github/pull/2748
 * @see https://github.com/hashicorp/terraform-provider-helm/blob/main/CHANGELOG.md#310-oct-27-2025
 * @see https://github.com/hashicorp/terraform-provider-random/blob/main/CHANGELOG.md#220-august-08-2019
 */
const needs: readonly Need[] = [
  {
    provider: "kubernetes",
    since: "2.23.0",
    what: "objects that are waited for (older ones lose from the state what is not ready in time)",
    by: ({ clusters: [first] }) => first?.at,
  },
  {
    provider: "github",
    since: "5.20.0",
    what: "the host keys that GitHub tells",
    instead: "github.knownHosts",
    by: ({ github, repositories }) => {
      if (github.knownHosts || !isPublicApi(github.apiUrl)) return undefined;
      const cloned = repositories.find(({ deployKey }) => known(() => deployKey));
      return cloned && [...cloned.at, "deployKey"];
    },
  },
  { provider: "github", since: "5.26.0", ...signingKey },
  {
    provider: "github",
    since: "6.6.0",
    what: "an API at ghe.com",
    by: ({ github: { apiUrl } }) => (isTenant(apiUrl) ? ["github", "apiUrl"] : undefined),
  },
  {
    provider: "github",
    since: "6.9.0",
    what: "a ruleset that lets deploy keys through",
    by: ({ repositories }) => {
      const guarded = repositories.find(({ ruleset }) => known(() => ruleset));
      return guarded && [...guarded.at, "ruleset"];
    },
  },
  {
    provider: "helm",
    since: "3.1.0",
    what: "charts that are installed again where the state has lost them",
    by: ({ clusters }) => {
      const bare = clusters.find(({ prerequisites }) => known(() => prerequisites));
      return bare && [...bare.at, "prerequisites"];
    },
  },
  {
    provider: "random",
    since: "2.2.0",
    what: "the tokens that webhooks are signed with",
    by: ({ clusters }) => {
      const called = clusters.find(({ receiver }) => known(() => receiver));
      return called && [...called.at, "receiver"];
    },
  },
  {
    provider: "aws",
    since: "3.38.0",
    what: "tags of all that it makes",
    by: ({ aws }) => (Object.keys(aws.tags).length > 0 ? ["aws", "tags"] : undefined),
  },
  { provider: "tls", since: "4.2.0", ...keptKey },
  { provider: "aws", since: "5.88.0", ...keptKey },
  {
    provider: "aws",
    since: "5.88.0",
    what: "a registry's token that is in no state",
    by: ({ registryCredentials: [first] }) => first?.at,
  },
  { provider: "tls", since: "4.2.0", ...signingKey },
  { provider: "aws", since: "5.88.0", ...signingKey },
  {
    provider: "aws",
    since: "5.88.0",
    what: "a GPG key of your own",
    by: ({ github }) => (github.bot.gpg?.keys.some(({ provided }) => provided) ? [...bot, "gpg"] : undefined),
  },
  {
    provider: "aws",
    since: "5.88.0",
    what: "a GitHub App's private key",
    by: ({ github }) => github.app && ["github", "app"],
  },
  {
    provider: "aws",
    since: "6.0.0",
    what: "Pod Identity of a cluster in another region than aws.region",
    instead: "serviceAccountRoles of type irsa",
    by: ({ clusters, aws }) => {
      const far = clusters.find(({ connection, serviceAccountRoles }) =>
        known(
          () =>
            serviceAccountRoles?.type === "pod-identity" &&
            connection.type === "eks" &&
            connection.region !== aws.region,
        ),
      );
      return far && [...far.at, "serviceAccountRoles"];
    },
  },
];

/** A provider that is held back has what the file asks of it. */
export function* providersHaveWhatIsNeeded(delivery: Delivery): Generator<Problem> {
  yield* each(needs, function* ({ provider, since, what, instead, by }) {
    const release = delivery.providers[provider];
    const path = lt(release, since) ? by(delivery) : undefined;
    if (!path) return;
    const mend = instead === undefined ? "" : `, or ${instead}`;
    yield {
      path: ["providers", provider],
      given: formatGiven(release),
      expected: `${since} or newer for ${what}, as ${formatPath(path)} has it${mend}`,
    };
  });
}
