import { UsageError } from "./command";
import { formatGiven } from "../config/problems";
import type { Application, Delivery, Repository } from "../model/delivery";

export interface Selection {
  readonly repository: Repository;
  readonly applications: readonly Application[];
}

const names = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(", ");

function applicationOf({ applications }: Delivery, name: string): Application {
  const found = applications.find((each) => each.name === name);
  if (found) return found;
  throw new UsageError(`--app: there is no application ${formatGiven(name)}; there is ${names(applications)}`);
}

/** The applications of those names, or all; they share a repository, since a tree is one repository's. */
export function selectApplications(delivery: Delivery, given: readonly string[]): Selection {
  const applications =
    given.length === 0 ? delivery.applications : [...new Set(given)].map((name) => applicationOf(delivery, name));
  const repositories = delivery.repositories.filter((each) =>
    applications.some(({ repository }) => repository === each),
  );
  const [repository, ...others] = repositories;
  if (!repository || others.length > 0) {
    const lists = repositories.map(({ name, applications: own }) => `\n  of ${name}: ${names(own)}`);
    throw new UsageError(`--app: a run writes one repository; name applications of one of them:${lists.join("")}`);
  }
  return { repository, applications };
}
