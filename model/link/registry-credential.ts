import type { RegistryCredential } from "../delivery";
import { complete } from "./complete";
import type { CredentialFields, Link, Links } from "./links";

export const linkRegistryCredential =
  ({ shape }: Links): Link<CredentialFields, RegistryCredential> =>
  (fields, at) =>
    complete(fields, {
      at: () => at,
      username: () => fields.username ?? shape.github.bot.username,
      parameter: () => fields.parameter ?? `/github/${fields.name}/ghcr-token`,
    });
