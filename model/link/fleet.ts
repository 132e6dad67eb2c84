import type { Fleet } from "../delivery";
import { complete, lazy, optional } from "./complete";
import type { Links } from "./links";

/** What clusters are delivered from by Git, where there is such a thing. */
export function linkFleet({ shape, toRepository }: Links): () => Fleet | undefined {
  const repository = optional(
    () => shape.fleet?.repository,
    (name) => toRepository(name, ["fleet", "repository"]),
  );
  return lazy(() => {
    const { fleet } = shape;
    const named = repository();
    return fleet && named && complete(fleet, { repository: () => named });
  });
}
