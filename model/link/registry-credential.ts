import type { RegistryCredential } from "../delivery";
import { complete } from "./complete";
import { defaultPath } from "./default-path";
import type { CredentialFields, Link, Links } from "./links";

export const linkRegistryCredential =
  ({ shape }: Links): Link<CredentialFields, RegistryCredential> =>
  (fields, at) =>
    complete(fields, {
      at: () => at,
      username: () => fields.username ?? shape.github.bot.username,
      parameter: () => fields.parameter ?? defaultPath(shape, `/github/${fields.name}/ghcr-token`),
    });
