import type { DeliveryShape } from "../../config/schema";
import type { GitHub } from "../delivery";
import { providerBaseUrl } from "../github-server";
import { complete } from "./complete";

/** @param github without a value where the mapping as a whole is ill-formed: then each of its fields has none either */
export const linkGitHub = (github: () => DeliveryShape["github"]): GitHub =>
  complete(
    {},
    {
      organization: () => github().organization,
      sshHost: () => github().sshHost,
      apiUrl: () => providerBaseUrl(github().apiUrl),
      app: () => {
        const { app } = github();
        return app && complete(app, { parameter: () => app.parameter ?? `/github/apps/${app.id}/private-key` });
      },
      bot: () => {
        const { bot } = github();
        return complete(bot, {
          gpg: () => {
            const parameter = (): string => bot.gpg.parameter ?? `/github/gpg-keys/${bot.username}`;
            return complete(bot.gpg, {
              parameter,
              passphraseParameter: () => bot.gpg.passphraseParameter ?? `${parameter()}/passphrase`,
              // The login of an enterprise's user holds a "_", which no name in Kubernetes does.
              secretName: () => bot.gpg.secretName ?? `${bot.username.toLowerCase().replaceAll("_", "-")}-gpgkey`,
            });
          },
        });
      },
    },
  );
