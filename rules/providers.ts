import { lt } from "semver";
import { known } from "../config/ill-formed";
import { formatGiven, formatPath, type Path, type Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";
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
 */
const needs: readonly Need[] = [
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
