import { formatGiven, type Problem } from "../config/problems";
import { objectName } from "../manifests/cluster-object";
import { objectsByOpenTofu } from "../manifests/made-objects";
import { tokenReceivers } from "../model/called";
import type { Cluster, Delivery } from "../model/delivery";
import { deployKeysOf } from "../model/deploy-keys";
import { sshKeyParameters, signingKeyParameters } from "../model/secret-paths";
import { botKeysParameters } from "../model/signers";
import { claims, each, isWhole, unique } from "./rule";

const hint = "(npm run synth without the entry, and look in cdktf.out)";

/** A parameter that is taken over is one that the stacks make. */
export function* adoptedParametersAreMade(delivery: Delivery): Generator<Problem> {
  if (!isWhole(delivery)) return;
  const { clusters, repositories, registryCredentials, github } = delivery;
  // A parameter of which the path is not known may be the one.
  const paths = new Set([
    ...signingKeyParameters(github.bot),
    ...clusters.map(({ receiver }) => receiver?.parameter),
    ...clusters.flatMap((cluster) => tokenReceivers(cluster).map(({ parameter }) => parameter)),
    github.app?.parameter,
    ...Object.values(botKeysParameters(delivery)),
    ...repositories.flatMap((repository) => [...deployKeysOf(repository)].flatMap(sshKeyParameters)),
    ...registryCredentials.map(({ parameter }) => parameter),
  ]);
  yield* each(delivery.adopt.parameters, function* ({ path, at }) {
    if (paths.has(path)) return;
    yield { path: at, given: formatGiven(path), expected: `an SSM path that the stacks make ${hint}` };
  });
}

/** A webhook that is taken over is one that the stacks make: of a repository in use, to a cluster that receives. */
export function* adoptedWebhooksAreMade(delivery: Delivery): Generator<Problem> {
  if (!isWhole(delivery)) return;
  yield* each(delivery.adopt.webhooks, function* ({ cluster, repository, at }) {
    if (cluster.receiver && cluster.repositories.includes(repository)) return;
    const given = formatGiven(`${cluster.name} webhook ${repository.name}`);
    yield { path: at, given, expected: `a webhook that the stacks make ${hint}` };
  });
}

const namesOf = (cluster: Cluster, delivery: Delivery): ReadonlySet<string> =>
  new Set(objectsByOpenTofu(cluster, delivery).map(({ manifest }) => objectName(manifest)));

/** An object that is taken over is one that the stacks make. */
export function* adoptedObjectsAreMade(delivery: Delivery): Generator<Problem> {
  if (!isWhole(delivery)) return;
  const made = new Map<Cluster, ReadonlySet<string>>();
  yield* each(delivery.adopt.objects, function* ({ cluster, object, at }) {
    const objects = made.get(cluster) ?? namesOf(cluster, delivery);
    made.set(cluster, objects);
    if (objects.has(object)) return;
    const given = formatGiven(`${cluster.name} ${object}`);
    yield { path: at, given, expected: `an object that the stacks make ${hint}` };
  });
}

/** What is taken over is listed once: two imports of one thing are an error of OpenTofu's. */
export function* adoptionsAreListedOnce({ adopt }: Delivery): Generator<Problem> {
  yield* unique(
    claims(adopt.parameters, function* ({ path, at }) {
      yield { key: path, given: path, path: at, noun: "an entry" };
    }),
  );
  yield* unique(
    claims(adopt.webhooks, function* ({ repository, cluster, at }) {
      const name = `${cluster.name} webhook ${repository.name}`;
      yield { key: name, given: name, path: at, noun: "an entry" };
    }),
  );
  yield* unique(
    claims(adopt.objects, function* ({ cluster, object, at }) {
      const name = `${cluster.name} ${object}`;
      yield { key: name, given: name, path: at, noun: "an entry" };
    }),
  );
  const whole = [
    ...claims(adopt.everything, function* ({ cluster, at }) {
      yield { key: cluster.name, given: cluster.name, path: [...at, "cluster"], noun: "an entry" };
    }),
  ];
  yield* unique(whole);
  yield* each(adopt.objects, function* ({ cluster, object, at }) {
    const holder = whole.find(({ key }) => key === cluster.name);
    if (!holder) return;
    const expected = "no entry of its own, since everything of its cluster is taken over";
    yield { path: at, given: formatGiven(`${cluster.name} ${object}`), expected, holder: holder.path };
  });
}
