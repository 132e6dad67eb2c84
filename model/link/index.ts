import { known, noValue, whereKnown } from "../../config/ill-formed";
import type { Problem } from "../../config/problems";
import type { Given } from "../../config/given";
import type { DeliveryShape } from "../../config/schema";
import type { Application, Cluster, Delivery, RegistryCredential, Repository } from "../delivery";
import { NamedList } from "../named-list";
import { linkAdopt } from "./adopt";
import { linkApplication } from "./application";
import { automationsOf } from "./automations";
import { linkCluster } from "./cluster";
import { linkFleet } from "./fleet";
import { complete, lazy } from "./complete";
import { linkGitHub } from "./github";
import { grouped } from "./grouped";
import type { ApplicationFields, ClusterFields, CredentialFields, Links, RepositoryFields } from "./links";
import { linkRegistryCredential } from "./registry-credential";
import { linkRepository } from "./repository";

/**
 * Links the elements of a file: names become the elements that they name, and what was left out gets its default,
 * which may depend on other elements. What is not known has no value, and what is made of it has none either.
 *
 * @param given what it gives by files beside it
 * @returns the delivery, and names that are given twice or that nothing has
 */
export function link(
  shape: DeliveryShape,
  given: Given,
): { readonly delivery: Delivery; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const clusters = listOf<ClusterFields, Cluster>("clusters", () => shape.clusters);
  const repositories = listOf<RepositoryFields, Repository>("repositories", () => shape.repositories);
  const registryCredentials = listOf<CredentialFields, RegistryCredential>(
    "registryCredentials",
    () => shape.registryCredentials,
  );
  const applications = listOf<ApplicationFields, Application>("applications", () => shape.applications);
  const github = lazy(() => linkGitHub(shape, given));
  const environments = lazy(() => whereKnown(applications.all, (each) => each.environments).flat());
  const automations = lazy(() => automationsOf(environments()));
  const running = lazy(() => grouped(environments(), ({ cluster }) => cluster));
  const delivered = lazy(() => grouped(applications.all, ({ repository }) => repository));
  const used = lazy(() =>
    grouped(
      clusters.all.flatMap((cluster) => cluster.repositories.map((repository) => ({ cluster, repository }))),
      ({ repository }) => repository,
    ),
  );
  const writers = lazy(
    () =>
      new Map(automations().flatMap((each) => each.environments.map((environment) => [environment, each] as const))),
  );
  const links: Links = {
    shape,
    github,
    fleet: () => fleet(),
    toCluster: (name, path) => clusters.reference(name, path),
    toRepository: (name, path) => repositories.reference(name, path),
    toCredential: (name, path) => registryCredentials.reference(name, path),
    runningOn: (cluster) => running().get(cluster) ?? [],
    applicationsOf: (repository) => delivered().get(repository) ?? [],
    clustersOf: (repository) =>
      used()
        .get(repository)
        ?.map(({ cluster }) => cluster) ?? [],
    automations,
    keysIn: (file) => given.signers.get(file) ?? noValue(),
    automationOf: (environment) => writers().get(environment) ?? noValue(),
  };

  const fleet = linkFleet(links);
  clusters.link(linkCluster(links, problems));
  repositories.link(linkRepository(links));
  registryCredentials.link(linkRegistryCredential(links));
  applications.link(linkApplication(links, problems));
  const adopt = linkAdopt(links);
  problems.push(
    ...[clusters, repositories, registryCredentials, applications].flatMap(({ repeated, misnamed }) => [
      ...repeated,
      ...misnamed,
    ]),
    ...clusters.dangling("a cluster", "clusters"),
    ...repositories.dangling("a repository", "repositories"),
    ...registryCredentials.dangling("a registry credential", "registryCredentials"),
  );
  const delivery: Delivery = complete(shape, {
    github,
    fleet,
    clusters: () => clusters.all,
    repositories: () => repositories.all,
    registryCredentials: () => registryCredentials.all,
    applications: () => applications.all,
    environments,
    automations,
    adopt: () => adopt,
    isPartial: () =>
      [clusters, repositories, registryCredentials, applications].some(({ lacksSome }) => lacksSome) ||
      applications.all.some((application) => application.isPartial),
  });
  return { delivery, problems };
}

const listOf = <F extends { readonly name: string }, T>(name: string, list: () => readonly F[]): NamedList<F, T> =>
  new NamedList<F, T>(known(list), [name]);
