import { createHash } from "node:crypto";
import type { Cluster, OidcReceiver } from "./delivery";

/** Where a Receiver is called, but for the digest that Flux makes of its token, name and namespace. */
export const hookAddress = (host: string): string => `https://${host}/hook/`;

/** Whom a token is for that CI calls with: this cluster's Receivers, and nobody else's. */
export const receiverAudience = ({ receiver }: Cluster): string => `https://${receiver?.host ?? ""}`;

/**
 * Where CI calls: no token is in the path, so it is no secret and known beforehand.
 *
 * @see https://fluxcd.io/flux/components/notification/receivers/#webhook-path
 */
export const oidcWebhook = ({ name }: OidcReceiver, cluster: Cluster): string =>
  hookAddress(cluster.receiver?.host ?? "") +
  createHash("sha256").update(`${name}${cluster.fluxNamespace}`).digest("hex");
