import { noValue } from "../../config/ill-formed";
import type { Given } from "../../config/given";
import type { DeliveryShape } from "../../config/schema";
import { signingDefaults } from "../../config/schema/github";
import type { GitHub, GpgKey, SshSigningKey } from "../delivery";
import { providerBaseUrl } from "../github-server";
import { complete, lazy } from "./complete";
import { keptHalves } from "./kept-halves";

type BotFields = DeliveryShape["github"]["bot"];

// The login of an enterprise's user holds a "_", which no name in Kubernetes does.
const namePart = (username: string): string => username.toLowerCase().replaceAll("_", "-");

function linkGpg(bot: BotFields, botKeys: Given["botKeys"]): GpgKey {
  const { gpg: fields = signingDefaults.gpg } = bot;
  const parameter = (): string => fields.parameter ?? `/github/gpg-keys/${bot.username}`;
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

function linkSsh(bot: BotFields): SshSigningKey {
  const { ssh: fields = signingDefaults.ssh } = bot;
  const parameter = (): string => fields.parameter ?? `/github/ssh-signing-keys/${bot.username}`;
  return complete(fields, {
    parameter,
    secretName: () => fields.secretName ?? `${namePart(bot.username)}-ssh-signing-key`,
    keys: () =>
      fields.generations.map((generation) => Object.freeze({ generation, kept: keptHalves(parameter(), generation) })),
  });
}

/**
 * @param github without a value where the mapping as a whole is ill-formed: then each of its fields has none either
 * @param given what the file gives by files beside it
 */
export const linkGitHub = (github: () => DeliveryShape["github"], given: Given): GitHub =>
  complete(
    {},
    {
      organization: () => github().organization,
      sshHost: () => github().sshHost,
      knownHosts: given.knownHosts,
      apiUrl: () => providerBaseUrl(github().apiUrl),
      app: () => {
        const { app } = github();
        return app && complete(app, { parameter: () => app.parameter ?? `/github/apps/${app.id}/private-key` });
      },
      bot: () => {
        const { bot } = github();
        const gpg = lazy(() => linkGpg(bot, given.botKeys));
        const ssh = lazy(() => linkSsh(bot));
        return complete(bot, {
          signer: () =>
            bot.signing === "gpg" ? ({ type: "gpg", key: gpg() } as const) : ({ type: "ssh", key: ssh() } as const),
          gpg: () => (bot.gpg || bot.signing === "gpg" ? gpg() : undefined),
          ssh: () => (bot.ssh || bot.signing === "ssh" ? ssh() : undefined),
        });
      },
    },
  );
