/** Sends what GitHub would send to the webhooks that the stacks have registered with it. */
import { deliver as send, type Delivery } from "../../support/github/deliver";
import type { Hook } from "../../support/github/state";
import type { World } from "./world";

export function webhookOf({ project, delivery }: World, repository: string): Hook {
  const [hook] = project.gitHub.hooks(`${delivery.github.organization}/${repository}`);
  if (!hook) throw new Error(`GitHub has no webhook of ${repository}`);
  return hook;
}

/** Sends one delivery and returns the status of the answer. The way through the Gateway is the only part left out. */
export const deliver = (world: World, hook: Hook, delivery: Omit<Delivery, "to">): Promise<number> =>
  send(hook, { ...delivery, to: world.flux.webhookAddress });

/** From now on each push to the Git host calls the repository's webhooks, as on GitHub; returns how to end that. */
export function sendWebhooks(world: World): () => void {
  return world.gitHost.onPush((repository) => {
    for (const hook of world.project.gitHub.hooks(`${world.delivery.github.organization}/${repository}`)) {
      // GitHub doesn't care either whether anybody listens.
      deliver(world, hook, { event: "push" }).catch(() => undefined);
    }
  });
}
