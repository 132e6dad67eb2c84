import { eachKnown } from "../config/ill-formed";
import { formatGiven, type Path, type Problem } from "../config/problems";
import { tokenReceivers } from "../model/called";
import type { Delivery } from "../model/delivery";
import { environmentSecrets, monitoringSecrets, providerSecrets, type KeptSecret } from "../model/kept-secrets";
import { deployKeysOf } from "../model/deploy-keys";
import { sshKeyParameters } from "../model/secret-paths";
import { botKeysParameters } from "../model/signers";
import { secretPath } from "../secrets/path";
import { claims, each, unique, type Claim } from "./rule";

/** The parameters that the stacks make. */
function* madeParameters(delivery: Delivery): Generator<Claim> {
  const { github, clusters, repositories, registryCredentials } = delivery;
  const claim = (given: string, path: Path): Claim => ({ key: given, given, path, noun: "an SSM path" });
  const bot = ["github", "bot"];
  yield* claims([github], function* ({ bot: { gpg } }) {
    if (!gpg) return;
    yield claim(gpg.parameter, [...bot, "gpg", "parameter"]);
    if (gpg.passphrase) yield claim(gpg.passphraseParameter, [...bot, "gpg", "passphraseParameter"]);
  });
  yield* claims([github], function* ({ bot: { ssh } }) {
    for (const each of sshKeyParameters(ssh)) yield claim(each, [...bot, "ssh", "parameter"]);
  });
  yield* claims([github], function* ({ app }) {
    if (app) yield claim(app.parameter, ["github", "app", "parameter"]);
  });
  yield* claims([delivery], function* (all) {
    for (const [kind, path] of Object.entries(botKeysParameters(all))) yield claim(path, [...bot, kind, "parameter"]);
  });
  yield* claims(clusters, function* ({ receiver, at }) {
    if (receiver) yield claim(receiver.parameter, [...at, "receiver", "parameter"]);
  });
  yield* claims(clusters, (cluster) =>
    claims(tokenReceivers(cluster), function* ({ parameter, at }) {
      yield claim(parameter, [...at, "parameter"]);
    }),
  );
  yield* claims(repositories, function* (repository) {
    const path = [...repository.at, "deployKey", "parameter"];
    for (const key of deployKeysOf(repository)) for (const each of sshKeyParameters(key)) yield claim(each, path);
  });
  yield* claims(registryCredentials, function* ({ parameter, at }) {
    yield claim(parameter, [...at, "parameter"]);
  });
}

/** No two secrets share an SSM parameter. */
export const uniqueParameters = (delivery: Delivery): Iterable<Problem> => unique(madeParameters(delivery));

/** A key that a generation's number says is in the state is one of the key's generations. */
export const keptInStateAreGenerations = ({ repositories }: Delivery): Iterable<Problem> =>
  each(repositories, function* ({ deployKey, at }) {
    if (!deployKey) return;
    const { generations, keptInState } = deployKey;
    const stray = keptInState?.find((generation) => !generations.includes(generation));
    if (stray === undefined) return;
    yield {
      path: [...at, "deployKey", "keptInState"],
      given: formatGiven(keptInState),
      expected: `some of the key's generations, which are ${generations.join(", ")}`,
    };
  });

/** The organization's name begins a path that SSM takes, where it begins the default paths. */
export const organizationBeginsPaths = (delivery: Delivery): Iterable<Problem> =>
  each([delivery], function* ({ aws, github: { organization } }) {
    if (aws.parameterPrefix !== undefined || secretPath.safeParse(`/${organization}`).success) return;
    yield {
      path: ["aws", "parameterPrefix"],
      given: "nothing",
      expected: `one such as /delivery: SSM takes no path that begins as /${organization} does`,
    };
  });

/** A parameter's default path, made of another's, is one that SSM accepts. */
export function* defaultParametersFit(delivery: Delivery): Generator<Problem> {
  const { github, repositories } = delivery;
  const { bot } = github;
  const sshKeys = [
    ...eachKnown([bot], function* ({ ssh }) {
      if (ssh) yield { key: ssh, all: [ssh], at: ["github", "bot", "ssh"] };
    }),
    ...eachKnown(repositories, function* (repository) {
      const { deployKey, at } = repository;
      // Those of its clusters are kept below it.
      if (deployKey) yield { key: deployKey, all: [...deployKeysOf(repository)], at: [...at, "deployKey"] };
    }),
  ];
  yield* each(sshKeys, function* ({ key, all, at }) {
    if (!secretPath.safeParse(key.parameter).success) return;
    const long = all.flatMap(sshKeyParameters).find((path) => !secretPath.safeParse(path).success);
    if (long === undefined) return;
    yield {
      path: [...at, "parameter"],
      given: formatGiven(key.parameter),
      expected: `a path that leaves room for ${formatGiven(long.slice(key.parameter.length))} after it, in at most 15 parts and 951 characters`,
    };
  });
  yield* each([delivery], function* (all) {
    for (const [kind, path] of Object.entries(botKeysParameters(all))) {
      if (secretPath.safeParse(path).success) continue;
      yield {
        path: ["github", "bot", kind, "parameter"],
        given: formatGiven(path.slice(0, -".pub".length)),
        expected: `a path that leaves room for ".pub" after it, in at most 951 characters`,
      };
    }
  });
  if (!bot.gpg) return;
  const { passphrase, passphraseParameter } = bot.gpg;
  if (!passphrase || secretPath.safeParse(passphraseParameter).success) return;
  yield {
    path: ["github", "bot", "gpg", "passphraseParameter"],
    given: formatGiven(passphraseParameter),
    expected: "an SSM parameter path of at most 15 parts and 951 characters: give one, or a shorter gpg.parameter",
  };
}

/** A parameter that the user keeps is none that the stacks make: a key would be sent where an address is wanted. */
export function* keptParametersAreNotMade(delivery: Delivery): Generator<Problem> {
  const holders = new Map([...madeParameters(delivery)].map(({ key, path }) => [key, path]));
  const refuse = function* (kept: Iterable<KeptSecret>): Generator<Problem> {
    for (const { path, at } of kept) {
      const holder = holders.get(path);
      if (!holder) continue;
      const expected = "the SSM path of a parameter that you keep, which the stacks do not make";
      yield { path: at, given: formatGiven(path), expected, holder };
    }
  };
  yield* each(delivery.clusters, ({ notifications, monitoring, at }) =>
    refuse([...eachKnown(notifications.providers, providerSecrets), ...monitoringSecrets(monitoring, at)]),
  );
  yield* each(delivery.environments, (environment) => refuse(environmentSecrets(environment)));
}
