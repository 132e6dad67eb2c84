/** Webhook deliveries, signed as GitHub signs them. */
import { createHmac, randomUUID } from "node:crypto";
import { request } from "node:http";
import { pushPayload } from "./payloads";
import type { Hook } from "./state";

export interface Delivery {
  readonly event: string;
  /** Address that is called in the place of the hook's host, such as `http://127.0.0.1:8080`: no test has its name. */
  readonly to: string;
  /** @default - the hook's own, with its query */
  readonly path?: string;
  /** What it is signed with. @default - the hook's secret */
  readonly secret?: string;
  /** @default - what a push to main gives */
  readonly body?: string;
}

/**
 * Sends one delivery of a hook and returns the status of the answer.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
 */
export function deliver(hook: Hook, { event, to, path, secret = hook.secret, body }: Delivery): Promise<number> {
  const url = new URL(hook.url);
  const payload = body ?? JSON.stringify(pushPayload(hook.repository));
  const sign = (algorithm: string): string =>
    `${algorithm}=${createHmac(algorithm, secret ?? "")
      .update(payload)
      .digest("hex")}`;
  return new Promise((resolve, reject) => {
    const sent = request(
      `${to}${path ?? `${url.pathname}${url.search}`}`,
      {
        method: "POST",
        headers: {
          host: url.host,
          "user-agent": "GitHub-Hookshot/played",
          "content-type": hook.contentType === "json" ? "application/json" : "application/x-www-form-urlencoded",
          "content-length": Buffer.byteLength(payload),
          "x-github-delivery": randomUUID(),
          "x-github-event": event,
          "x-github-hook-id": String(hook.id),
          ...(secret === undefined ? {} : { "x-hub-signature": sign("sha1"), "x-hub-signature-256": sign("sha256") }),
        },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on("error", reject);
    sent.end(payload);
  });
}
