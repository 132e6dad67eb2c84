/** Sends what GitHub would send to the webhooks that the stacks have registered with it. */
import { deliver as sendDelivery, type Delivery } from "../../support/github/deliver";
import { packagePayload } from "../../support/github/payloads";
import type { Hook } from "../../support/github/state";
import { pushTag, type Place } from "./flow";
import type { World } from "./world";

export function webhookOf({ project, delivery }: World, repository: string): Hook {
  const [hook] = project.gitHub.hooks(`${delivery.github.organization}/${repository}`);
  if (!hook) throw new Error(`GitHub has no webhook of ${repository}`);
  return hook;
}

/** Sends one delivery and returns the status of the answer. The way through the Gateway is the only part left out. */
export const deliver = (world: World, hook: Hook, delivery: Omit<Delivery, "to">): Promise<number> =>
  sendDelivery(hook, { ...delivery, to: world.flux.webhookAddress });

/** Sends an event to the webhooks of a repository that ask for it. GitHub doesn't care either whether anybody listens. */
function send(world: World, repository: string, event: string, body?: string): void {
  for (const hook of world.project.gitHub.hooks(`${world.delivery.github.organization}/${repository}`)) {
    if (hook.events.includes(event)) deliver(world, hook, { event, ...(body && { body }) }).catch(() => undefined);
  }
}

/** From now on each push to the Git host calls the repository's webhooks, as on GitHub; returns how to end that. */
export function sendWebhooks(world: World): () => void {
  return world.gitHost.onPush((repository) => {
    send(world, repository, "push");
  });
}

/** Pushes a tag of an environment's image to what stands for GitHub's registry, which then calls; returns the digest. */
export async function publish(world: World, where: Place, tag: string): Promise<string> {
  const digest = await pushTag(world, where, tag);
  const { organization: owner } = world.delivery.github;
  const repository = { name: where.application, fullName: `${owner}/${where.application}` };
  send(
    world,
    where.application,
    "package",
    JSON.stringify(packagePayload(repository, { owner, name: where.application, tag })),
  );
  return digest;
}
