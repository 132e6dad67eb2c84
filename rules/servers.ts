import { whereKnown } from "../config/ill-formed";
import { formatGiven, type Path, type Problem } from "../config/problems";
import { isIn, isInPartition } from "../model/arn";
import type { Delivery } from "../model/delivery";
import { isPublicApi, isPublicSshHost, knownHostName } from "../model/github-server";
import { amazonRegistry, hostOf } from "../model/registries";
import { storesOf } from "../model/stores";
import { each } from "./rule";

/** Whether anything is cloned over SSH: what the GitHub App opens is over HTTPS. */
const clonesOverSsh = ({ repositories }: Delivery): boolean =>
  whereKnown(repositories, ({ deployKey }) => deployKey).length > 0;

/** The SSH host is of the server that the API is of. */
export function* sshHostGoesWithApi(delivery: Delivery): Generator<Problem> {
  const { apiUrl, sshHost } = delivery.github;
  if (isPublicApi(apiUrl) === isPublicSshHost(sshHost) || !clonesOverSsh(delivery)) return;
  yield {
    path: ["github", "sshHost"],
    given: formatGiven(sshHost),
    givenByDefault: "nothing",
    expected:
      "the SSH host of the server that apiUrl is of: github.com where there is no apiUrl, and another where there is",
  };
}

/** A server that does not tell its host keys has them in the file. */
export function* serversHaveKnownHosts(delivery: Delivery): Generator<Problem> {
  const { apiUrl, sshHost, knownHosts } = delivery.github;
  // Of an SSH host that is of another server, the rule above tells.
  if (isPublicApi(apiUrl) || isPublicSshHost(sshHost) || knownHosts || !clonesOverSsh(delivery)) return;
  const [host = "", port] = sshHost.split(":");
  yield {
    path: ["github", "knownHosts"],
    given: "nothing",
    expected:
      `the SSH host keys of ${knownHostName(sshHost)}, which no GitHub but github.com tells by its API: the lines that ` +
      `ssh-keyscan ${port === undefined ? "" : `-p ${port} `}${host} writes, compared with what the server's administrator says`,
  };
}

/** Each host key is one of the host that Flux clones from, by the name that Flux looks for. */
export const knownHostsAreOfSshHost = ({ github: { sshHost, knownHosts } }: Delivery): Iterable<Problem> =>
  each(knownHosts ?? [], function* ({ names, at }) {
    const wanted = knownHostName(sshHost);
    if (names.includes(wanted)) return;
    yield {
      path: at,
      given: `a key of ${formatGiven(names.join(","))}`,
      expected: `a key of ${wanted}, as known_hosts has the name of sshHost`,
    };
  });

/** SSM encrypts with keys of its own region. */
export function* keyIsInRegion({ aws: { region, kmsKeyId } }: Delivery): Generator<Problem> {
  if (!kmsKeyId?.startsWith("arn:") || isIn(kmsKeyId, region)) return;
  yield { path: ["aws", "kmsKeyId"], given: formatGiven(kmsKeyId), expected: "a key in aws.region: SSM uses no other" };
}

/** A role is of the partition of what it reads, reaches or pushes to: no other's can be assumed there. */
export function* rolesAreInPartition({ aws, clusters, applications }: Delivery): Generator<Problem> {
  const fault = function* (role: string | undefined, region: string, path: Path): Generator<Problem> {
    if (role === undefined || isInPartition(role, region)) return;
    yield { path, given: formatGiven(role), expected: `a role of the partition that ${region} is in` };
  };
  yield* each(storesOf(clusters), ({ store: { create }, at }) =>
    fault(create?.role, aws.region, [...at, "create", "role"]),
  );
  yield* each(clusters, function* ({ connection, at }) {
    if (connection.type === "eks") yield* fault(connection.role, connection.region, [...at, "connection", "role"]);
  });
  yield* each(applications, function* ({ image, build: { role }, at }) {
    const registry = amazonRegistry(hostOf(image.name));
    if (registry) yield* fault(role, registry.region, [...at, "build", "role"]);
  });
}
