import type { Application, Delivery, Repository } from "../config/defaults";
import { formatGiven } from "../config/problems";
import { neighbours } from "./layout";
import { UsageError } from "./usage";

export interface Selection {
  readonly repository: Repository;
  readonly applications: readonly Application[];
}

const names = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(", ");

function named(delivery: Delivery, name: string): Application {
  const found = delivery.applications.find((each) => each.name === name);
  if (!found) {
    throw new UsageError(
      `--app: there is no application ${formatGiven(name)}; there is ${names(delivery.applications)}`,
    );
  }
  return found;
}

/** The applications of those names, or all; they share a repository, since a tree is one repository's. */
export function selectApplications(delivery: Delivery, given: readonly string[]): Selection {
  const applications =
    given.length === 0 ? delivery.applications : [...new Set(given)].map((name) => named(delivery, name));
  const repositories = delivery.repositories.filter(({ name }) =>
    applications.some(({ repository }) => repository === name),
  );
  const [repository, ...others] = repositories;
  if (!repository || others.length > 0) {
    const lists = repositories.map(({ name }) => {
      const first = delivery.applications.find((each) => each.repository === name);
      return `${name} has ${first ? names(neighbours(delivery, first)) : "none"}`;
    });
    throw new UsageError(`--app: name applications of one repository: ${lists.join("; ")}`);
  }
  return { repository, applications };
}
