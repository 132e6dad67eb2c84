/** Stands in for GitHub's webhooks: sends what it would send to the webhooks that the stacks have registered. */
import { createHmac } from "node:crypto";
import { request } from "node:http";
import { at, text } from "../../support/synth";
import type { World } from "./world";

export interface Webhook {
  readonly repository: string;
  readonly url: URL;
  readonly secret: string;
  readonly events: readonly string[];
}

export interface Delivery {
  readonly event: string;
  /** @default - that of the webhook's secret */
  readonly secret?: string;
  /** @default - the webhook's own */
  readonly path?: string;
  /** @default - a payload as GitHub's */
  readonly body?: string;
}

/** The webhooks of the stand-in GitHub. */
export function webhooks(world: World): Webhook[] {
  return world.project.world.things("github_repository_webhook").map(({ attributes }) => {
    const events = at(attributes, "events");
    return {
      repository: text(at(attributes, "repository")),
      url: new URL(text(at(attributes, "configuration", 0, "url"))),
      secret: text(at(attributes, "configuration", 0, "secret")),
      events: (Array.isArray(events) ? events : []).map((event) => text(event)),
    };
  });
}

export function webhookOf(world: World, repository: string): Webhook {
  const found = webhooks(world).find((each) => each.repository === repository);
  if (!found) throw new Error(`GitHub has no webhook of ${repository}`);
  return found;
}

/** Sends one delivery and returns the status of the answer. The way through the Gateway is the only part left out. */
export function deliver(world: World, webhook: Webhook, delivery: Delivery): Promise<number> {
  const { event, secret = webhook.secret, path = webhook.url.pathname, body } = delivery;
  const payload = body ?? JSON.stringify({ ref: "refs/heads/main", repository: { name: webhook.repository } });
  const digest = (algorithm: string): string => createHmac(algorithm, secret).update(payload).digest("hex");
  return new Promise((resolve, reject) => {
    const sent = request(
      `${world.flux.webhookAddress}${path}`,
      {
        method: "POST",
        headers: {
          host: webhook.url.host,
          "user-agent": "GitHub-Hookshot/e2e",
          "content-type": "application/json",
          "content-length": Buffer.byteLength(payload),
          "x-github-event": event,
          "x-hub-signature": `sha1=${digest("sha1")}`,
          "x-hub-signature-256": `sha256=${digest("sha256")}`,
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

/** From now on each push to the Git host calls the repository's webhooks, as on GitHub; returns how to end that. */
export function sendWebhooks(world: World): () => void {
  return world.gitHost.onPush((repository) => {
    for (const webhook of webhooks(world).filter((each) => each.repository === repository)) {
      // GitHub doesn't care either whether anybody listens.
      deliver(world, webhook, { event: "push" }).catch(() => undefined);
    }
  });
}
