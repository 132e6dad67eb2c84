import type { Cluster, Delivery } from "../defaults";
import { formatGiven, type Path, type Problem } from "../problems";
import { ssmParameter } from "../schema/primitives";
import { collisions, type Claim } from "./claims";

/** The SSM parameters that the stacks make. */
function made({ github, clusters, repositories, registryCredentials }: Delivery): Claim[] {
  const { gpg } = github.bot;
  const claim = (given: string, path: Path): Claim => ({ key: given, given, path, noun: "an SSM path" });
  return [
    claim(gpg.parameter, ["github", "bot", "gpg", "parameter"]),
    ...(gpg.passphrase ? [claim(gpg.passphraseParameter, ["github", "bot", "gpg", "passphraseParameter"])] : []),
    ...clusters.flatMap(({ receiver }, index) =>
      receiver ? [claim(receiver.parameter, ["clusters", index, "receiver", "parameter"])] : [],
    ),
    ...repositories.map(({ deployKey }, index) =>
      claim(deployKey.parameter, ["repositories", index, "deployKey", "parameter"]),
    ),
    ...registryCredentials.map(({ parameter }, index) => claim(parameter, ["registryCredentials", index, "parameter"])),
  ];
}

/** No two secrets share an SSM parameter. */
export const uniqueParameters = (delivery: Delivery): Problem[] => collisions(made(delivery));

/** A parameter's default path, made of another's, is one that SSM accepts. */
export function defaultParametersFit({ github: { bot } }: Delivery): Problem[] {
  const { passphrase, passphraseParameter } = bot.gpg;
  if (!passphrase || ssmParameter.safeParse(passphraseParameter).success) return [];
  return [
    {
      path: ["github", "bot", "gpg", "passphraseParameter"],
      given: formatGiven(passphraseParameter),
      expected: "an SSM parameter path of at most 15 parts and 951 characters: give one, or a shorter gpg.parameter",
    },
  ];
}

/** Parameters that a cluster reads and the user keeps, with where they are named. */
function kept({ notifications, monitoring }: Cluster): { readonly given: string; readonly path: Path }[] {
  const providers = notifications.providers.flatMap((provider, at) => {
    const path = ["notifications", "providers", at];
    if ("addressParameter" in provider)
      return { given: provider.addressParameter, path: [...path, "addressParameter"] };
    return "tokenParameter" in provider ? { given: provider.tokenParameter, path: [...path, "tokenParameter"] } : [];
  });
  const chats = (["slack", "discord"] as const).flatMap((chat) => {
    const given = monitoring?.[chat]?.parameter;
    return given === undefined ? [] : { given, path: ["monitoring", chat, "parameter"] };
  });
  return [...providers, ...chats];
}

/** A parameter that the user keeps is none that the stacks make: a key would be sent where an address is wanted. */
export function keptParametersAreNotMade(delivery: Delivery): Problem[] {
  const holders = new Map(made(delivery).map(({ key, path }) => [key, path]));
  return delivery.clusters.flatMap((cluster, index) =>
    kept(cluster).flatMap(({ given, path }): Problem[] => {
      const holder = holders.get(given);
      if (!holder) return [];
      const expected = "the SSM path of a parameter that you keep, which the stacks do not make";
      return [{ path: ["clusters", index, ...path], given: formatGiven(given), expected, holder }];
    }),
  );
}
