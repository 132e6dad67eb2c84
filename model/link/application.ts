import { known } from "../../config/ill-formed";
import type { Problem } from "../../config/problems";
import type { Application, Environment } from "../delivery";
import { NamedList } from "../named-list";
import { hostOf, inFull, providerOf } from "../registries";
import { complete, optional } from "./complete";
import type { ApplicationFields, EnvironmentFields, Link, Links } from "./links";

/** An application with its environments. */
export const linkApplication =
  (links: Links, problems: Problem[]): Link<ApplicationFields, Application> =>
  (fields, at, origin) => {
    const environments = new NamedList<EnvironmentFields, Environment>(
      known(() => fields.environments),
      [...at, "environments"],
    );
    environments.link(linkEnvironment(links, () => application));
    problems.push(...environments.repeated, ...environments.misnamed);
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
        const { dockerfile, role } = fields.build;
        const context = fields.build.context ?? (isAlone(application) ? "." : application.objectName);
        return { role, context, dockerfile: dockerfile ?? (context === "." ? "Dockerfile" : `${context}/Dockerfile`) };
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
  (links: Links, application: () => Application): Link<EnvironmentFields, Environment> =>
  (fields, at, origin) => {
    const environment: Environment = complete(fields, {
      at: () => at,
      application,
      repository: () => application().repository,
      cluster: links.toCluster(() => fields.cluster, [...at, "cluster"]),
      automation: () => links.automationOf(environment),
      path: () => fields.path ?? `kustomize/overlays/${origin()}`,
      objectName: () => fields.objectName ?? `${application().objectName}-${origin()}`,
    });
    return environment;
  };
