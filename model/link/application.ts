import { known, noValue, whereKnown } from "../../config/ill-formed";
import type { Path, Problem } from "../../config/problems";
import type { Application, Environment } from "../delivery";
import { seconds } from "../../config/schema/primitives";
import { NamedList } from "../named-list";
import { hostOf, inFull, providerOf } from "../registries";
import { defaultSoak, promotedTagPrefix, promotedTags, promotionRoot } from "../promotion";
import { complete, lazy, optional } from "./complete";
import type { ApplicationFields, EnvironmentFields, Link, Links, Reference } from "./links";

/** An application with its environments. */
export const linkApplication =
  (links: Links, problems: Problem[]): Link<ApplicationFields, Application> =>
  (fields, at, origin) => {
    const environments = new NamedList<EnvironmentFields, Environment>(
      known(() => fields.environments),
      [...at, "environments"],
    );
    const sources = lazy(() => new Set(whereKnown(environments.all, ({ promoteFrom }) => promoteFrom)));
    environments.link(
      linkEnvironment(
        links,
        () => application,
        (name, path) => environments.reference(name, path),
        sources,
        problems,
      ),
    );
    problems.push(
      ...environments.repeated,
      ...environments.misnamed,
      ...environments.dangling("an environment", "the application's environments"),
    );
    const application: Application = complete(fields, {
      at: () => at,
      objectName: () => fields.objectName ?? origin(),
      repository: links.toRepository(() => fields.repository, [...at, "repository"]),
      credential: optional(
        () => fields.image.credential,
        (name) => links.toCredential(name, [...at, "image", "credential"]),
      ),
      image: () => {
        const { image } = fields;
        const name = (): string => inFull(image.name);
        return complete(image, { name, provider: () => image.provider ?? providerOf(hostOf(name())) });
      },
      build: () => {
        const { build } = fields;
        const context = (): string => build.context ?? (isAlone(application) ? "." : application.objectName);
        const folder = (): string => (context() === "." ? "" : `${context()}/`);
        return complete(build, {
          context,
          dockerfile: () => build.dockerfile ?? `${folder()}Dockerfile`,
          gitTagPrefix: () => build.gitTagPrefix ?? (isAlone(application) ? "v" : `${application.objectName}/v`),
        });
      },
      workload: () =>
        complete(fields.workload, {
          probes: () => {
            const { startup, readiness, liveness } = fields.workload.probes;
            const { probePath } = fields;
            return {
              startup: startup ?? probePath,
              readiness: readiness ?? probePath,
              liveness: liveness ?? probePath,
            };
          },
          serviceAccount: () => {
            const { serviceAccount } = fields.workload;
            return (
              serviceAccount && complete(serviceAccount, { name: () => serviceAccount.name ?? application.objectName })
            );
          },
        }),
      environments: () => environments.all,
      isPartial: () => environments.lacksSome,
    });
    return application;
  };

const isAlone = ({ repository }: Application): boolean => repository.applications.length === 1;

const linkEnvironment =
  (
    links: Links,
    application: () => Application,
    toSibling: Reference<Environment>,
    sources: () => ReadonlySet<Environment>,
    problems: Problem[],
  ): Link<EnvironmentFields, Environment> =>
  (fields, at, origin) => {
    problems.push(...unfounded(fields, at));
    const promoteFrom = optional(
      () => fields.promoteFrom,
      (name) => toSibling(name, [...at, "promoteFrom"]),
    );
    const environment: Environment = complete(fields, {
      at: () => at,
      application,
      repository: () => application().repository,
      cluster: links.toCluster(() => fields.cluster, [...at, "cluster"]),
      automation: () => links.automationOf(environment),
      path: () => fields.path ?? `kustomize/overlays/${origin()}`,
      objectName: () => fields.objectName ?? `${application().objectName}-${origin()}`,
      promoteFrom,
      isPromotedFrom: () => sources().has(environment),
      soakSeconds: () => (fields.soak === undefined ? defaultSoak(promoteFrom()) : seconds(fields.soak)),
      imagePolicy: () => {
        const { imagePolicy } = fields;
        if (imagePolicy) return imagePolicy;
        return promoteFrom() ? promotedTags(promotedTagPrefix(fields)) : noValue();
      },
      initialTag: () => {
        if (fields.initialTag !== undefined) return fields.initialTag;
        const root = promotionRoot(environment);
        return root === environment ? noValue() : root.initialTag;
      },
      pin: () => {
        const [tag, digest] = fields.pin?.split("@") ?? [];
        return tag === undefined ? undefined : Object.freeze({ tag, digest });
      },
    });
    return environment;
  };

/** Where neither the file nor a promotion says which tags an environment deploys, or both do. */
function unfounded(fields: EnvironmentFields, at: Path): Problem[] {
  const given = known(() => ({ own: fields.imagePolicy, from: fields.promoteFrom, first: fields.initialTag }));
  if (!given) return [];
  const { own, from, first } = given;
  if (from !== undefined) {
    if (own === undefined) return [];
    const expected = "no policy of its own, since promoteFrom says what is deployed here; or no promoteFrom";
    return [{ path: [...at, "imagePolicy"], given: "a policy", expected }];
  }
  return [
    ...(own === undefined
      ? [{ path: [...at, "imagePolicy"], given: "nothing", expected: "which tag is deployed, or promoteFrom" }]
      : []),
    ...(first === undefined
      ? [{ path: [...at, "initialTag"], given: "nothing", expected: "the tag that the overlay begins with" }]
      : []),
  ];
}
