import { uniqBy } from "es-toolkit/array";
import { known, whereKnown } from "../../config/ill-formed";
import type { Path, Problem } from "../../config/problems";
import { accountOf } from "../arn";
import type { Alert, Cluster, Connection, ListedNamespace, NotificationProvider, Receiver } from "../delivery";
import { actionsIssuer } from "../github-server";
import { NamedList } from "../named-list";
import { complete } from "./complete";
import { defaultPath } from "./default-path";
import { distinct } from "./distinct";
import { elements } from "./elements";
import type { ClusterFields, Link, Links } from "./links";

type ProviderFields = ClusterFields["notifications"]["providers"][number];
type AlertFields = ClusterFields["notifications"]["alerts"][number];
type RegistryFields = Exclude<ClusterFields["receiver"], undefined>["registries"][number];
type NamespaceFields = ClusterFields["namespaces"][number];

const noLabels = Object.freeze({});

/** A cluster with what runs on it and what is written from it. */
export const linkCluster =
  (links: Links, problems: Problem[]): Link<ClusterFields, Cluster> =>
  (fields, at, origin) => {
    const { shape } = links;
    const notifications = linkNotifications(links, fields, at, problems);
    const namespaces = new NamedList<NamespaceFields, ListedNamespace>(
      known(() => fields.namespaces),
      [...at, "namespaces"],
    );
    namespaces.link((each, place) => complete(each, { at: () => place }));
    problems.push(...namespaces.repeated);
    const objectName = (): string => fields.objectName ?? origin();
    const stackSuffix = (): string => fields.stackSuffix ?? (shape.clusters.length === 1 ? "" : `-${objectName()}`);
    const delivery = (): Cluster["delivery"] => fields.delivery ?? shape.delivery;
    const cluster: Cluster = complete(fields, {
      at: () => at,
      delivery,
      fleet: () => (delivery() === "git" ? links.fleet() : undefined),
      objectName,
      stackSuffix,
      prerequisites: () =>
        fields.prerequisites && complete(fields.prerequisites, { stack: () => `prerequisites${stackSuffix()}` }),
      stacks: () => ({
        ...(cluster.prerequisites && { prerequisites: cluster.prerequisites.stack }),
        fluxBootstrap: `flux-bootstrap${stackSuffix()}`,
        app: `app${stackSuffix()}`,
      }),
      connection: () => linkConnection(fields.connection, shape),
      receiver: () => linkReceiver(links, fields, at, objectName),
      notifications: () => notifications,
      environments: () => links.runningOn(cluster),
      automations: () => whereKnown(links.automations(), (each) => (each.cluster === cluster ? each : undefined)),
      repositories: () =>
        distinct([
          ...whereKnown(cluster.environments, ({ repository }) => repository),
          ...cluster.automations.map(({ repository }) => repository),
          ...(cluster.fleet ? [cluster.fleet.repository] : []),
        ]),
      scannedApplications: () =>
        distinct(
          cluster.automations.flatMap((each) => whereKnown(each.environments, ({ application }) => application)),
        ),
      scanCredentials: () => distinct(whereKnown(cluster.scannedApplications, ({ credential }) => credential)),
      pullCredentials: () =>
        distinct(
          whereKnown(
            cluster.environments,
            ({ namespace, application: { credential } }) =>
              credential && Object.freeze({ namespace, credential, name: credential.name }),
          ),
          ({ namespace, name }) => `${namespace}/${name}`,
        ),
      confinedNamespaces: () =>
        uniqBy(
          whereKnown(cluster.environments, ({ clusterWide, namespace, at: place }) =>
            clusterWide ? undefined : Object.freeze({ name: namespace, at: place }),
          ),
          ({ name }) => name,
        ),
      namespaces: () => namespaces.all,
      createdNamespaces: () =>
        uniqBy(
          [
            ...whereKnown(cluster.namespaces, (each) => (each.create ? each : undefined)),
            ...whereKnown(cluster.environments, ({ createNamespace, namespace, at: place }) =>
              createNamespace
                ? Object.freeze({ name: namespace, labels: noLabels, protected: false, at: place })
                : undefined,
            ),
          ],
          ({ name }) => name,
        ),
    });
    return cluster;
  };

/** The Receiver of a cluster, with those of registries. */
function linkReceiver(
  { shape, github }: Links,
  { receiver, fluxNamespace }: ClusterFields,
  at: Path,
  objectName: () => string,
): Receiver | undefined {
  if (!receiver) return undefined;
  const pathOf = (token: string): string =>
    defaultPath(shape, `/github/${shape.github.organization}/${objectName()}/${fluxNamespace}/receiver/${token}`);
  const link = (fields: RegistryFields, place: Path): Receiver["registries"][number] => {
    if (fields.type === "github") return complete(fields, { at: () => place });
    const own = { at: () => place, name: () => fields.name ?? `${fields.type}-receiver` };
    return fields.type === "generic-oidc"
      ? complete(fields, { ...own, issuer: () => fields.issuer ?? actionsIssuer(github().apiUrl) })
      : complete(fields, { ...own, parameter: () => fields.parameter ?? pathOf(`${own.name()}/token`) });
  };
  return complete(receiver, {
    parameter: () => receiver.parameter ?? pathOf("token"),
    registries: () => elements(() => receiver.registries, [...at, "receiver", "registries"], link),
  });
}

function linkConnection(connection: ClusterFields["connection"], { aws }: Links["shape"]): Connection {
  if (connection.type !== "eks") return connection;
  const { role } = connection;
  return complete(connection, {
    region: () => connection.region ?? aws.region,
    accountId: () => (role === undefined ? aws.accountId : accountOf(role)),
  });
}

/** The providers of a cluster's notifications, and the alerts that name them. */
function linkNotifications(
  { toRepository }: Links,
  fields: ClusterFields,
  at: Path,
  problems: Problem[],
): Cluster["notifications"] {
  const path = [...at, "notifications"];
  const providers = new NamedList<ProviderFields, NotificationProvider>(
    known(() => fields.notifications.providers),
    [...path, "providers"],
  );
  providers.link((provider, place): NotificationProvider => {
    const own = { at: () => place };
    if (!("repository" in provider)) return complete(provider, own);
    const repository = toRepository(() => provider.repository, [...place, "repository"]);
    return complete(provider, { ...own, repository });
  });
  const alerts = new NamedList<AlertFields, Alert>(
    known(() => fields.notifications.alerts),
    [...path, "alerts"],
  );
  alerts.link((alert, place): Alert =>
    complete(alert, {
      at: () => place,
      provider: providers.reference(() => alert.provider, [...place, "provider"]),
    }),
  );
  problems.push(
    ...providers.repeated,
    ...alerts.repeated,
    ...providers.dangling("a provider", "this cluster's notifications.providers"),
  );
  return complete({}, { providers: () => providers.all, alerts: () => alerts.all });
}
