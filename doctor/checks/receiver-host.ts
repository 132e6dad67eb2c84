import { reason } from "../../config/problems";
import { warning, type Check } from "../check";

/** Why a request failed, which fetch keeps behind its own error. */
const causeOf = (error: unknown): string => reason(error instanceof Error && error.cause ? error.cause : error);

/**
 * The receiver's host is in DNS and answers by HTTPS, as GitHub calls it. Warnings: both may come with the route itself,
 * or be otherwise for who is outside.
 */
export const receiverHost: Check = {
  name: "receiver-host",
  of: "cluster",
  async *run({ cluster, signal, world: { internet } }) {
    const { receiver, gateway, at } = cluster;
    if (!receiver || !gateway) return;
    const { host } = receiver;
    const placed = [...at, "receiver", "host"];
    try {
      await internet.lookup(host);
    } catch (error) {
      yield warning(
        placed,
        `${host} can't be found in DNS (${reason(error)})`,
        "a name that GitHub finds",
        "Add a record that leads to the Gateway, unless something such as external-dns does with the route.",
      );
      return;
    }
    try {
      await internet.knock(`https://${host}/`, signal);
    } catch (error) {
      yield warning(
        placed,
        `https://${host} does not answer (${causeOf(error)})`,
        "any answer, with a certificate that GitHub trusts",
        "Look at the Gateway's HTTPS listener and its certificate, and what stands before it.",
      );
    }
  },
};
