import { noValue } from "../../config/ill-formed";
import type { Given } from "../../config/given";
import type { DeliveryShape } from "../../config/schema";
import { signingDefaults } from "../../config/schema/github";
import type { GitHub, GpgKey, SshSigningKey } from "../delivery";
import { providerBaseUrl } from "../github-server";
import { complete, lazy } from "./complete";
import { defaultPath } from "./default-path";
import { keptHalves } from "./kept-halves";

type BotFields = DeliveryShape["github"]["bot"];
type PathOf = (path: string) => string;

// The login of an enterprise's user holds a "_", which no name in Kubernetes does.
const namePart = (username: string): string => username.toLowerCase().replaceAll("_", "-");

function linkGpg(bot: BotFields, pathOf: PathOf, botKeys: Given["botKeys"]): GpgKey {
  const { gpg: fields = signingDefaults.gpg } = bot;
  const parameter = (): string => fields.parameter ?? pathOf(`/github/gpg-keys/${bot.username}`);
  return complete(fields, {
    parameter,
    passphraseParameter: () => fields.passphraseParameter ?? `${parameter()}/passphrase`,
    secretName: () => fields.secretName ?? `${namePart(bot.username)}-gpgkey`,
    keys: () => {
      const given = new Map(fields.publicKeys.map(({ generation, publicKey }) => [generation, publicKey]));
      return fields.generations.map((generation) => {
        const publicKey = given.get(generation);
        if (publicKey === undefined) return Object.freeze({ generation });
        return Object.freeze({ generation, provided: botKeys.get(publicKey) ?? noValue() });
      });
    },
  });
}

function linkSsh(bot: BotFields, pathOf: PathOf): SshSigningKey {
  const { ssh: fields = signingDefaults.ssh } = bot;
  const parameter = (): string => fields.parameter ?? pathOf(`/github/ssh-signing-keys/${bot.username}`);
  return complete(fields, {
    parameter,
    secretName: () => fields.secretName ?? `${namePart(bot.username)}-ssh-signing-key`,
    keys: () =>
      fields.generations.map((generation) => Object.freeze({ generation, kept: keptHalves(parameter(), generation) })),
  });
}

/**
 * @param shape its `github` is without a value where the mapping as a whole is ill-formed: then each of its fields has none either
 * @param given what the file gives by files beside it
 */
export function linkGitHub(shape: DeliveryShape, given: Given): GitHub {
  const github = (): DeliveryShape["github"] => shape.github;
  const pathOf = (path: string): string => defaultPath(shape, path);
  return complete(
    {},
    {
      organization: () => github().organization,
      sshHost: () => github().sshHost,
      knownHosts: given.knownHosts,
      apiUrl: () => providerBaseUrl(github().apiUrl),
      app: () => {
        const { app } = github();
        return app && complete(app, { parameter: () => app.parameter ?? pathOf(`/github/apps/${app.id}/private-key`) });
      },
      bot: () => {
        const { bot } = github();
        const gpg = lazy(() => linkGpg(bot, pathOf, given.botKeys));
        const ssh = lazy(() => linkSsh(bot, pathOf));
        return complete(bot, {
          signer: () =>
            bot.signing === "gpg" ? ({ type: "gpg", key: gpg() } as const) : ({ type: "ssh", key: ssh() } as const),
          gpg: () => (bot.gpg || bot.signing === "gpg" ? gpg() : undefined),
          ssh: () => (bot.ssh || bot.signing === "ssh" ? ssh() : undefined),
        });
      },
    },
  );
}
