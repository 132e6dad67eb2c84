/**
 * Proves the synthesized stacks with real Flux, External Secrets Operator, a Kubernetes API, SSM, a private registry
 * and a Git host. One world serves all promises, which come in an order: the last one destroys what is deployed.
 *
 *     npm run e2e
 */
import { after, before, describe, test } from "node:test";
import { alerts } from "./promises/alerts";
import { otherConfigurations } from "./promises/configurations";
import { destroy } from "./promises/destroy";
import { environments } from "./promises/environments";
import { gitHubApp } from "./promises/github-app";
import { imageUpdates } from "./promises/image-updates";
import { monitoring } from "./promises/monitoring";
import { outages } from "./promises/outages";
import { keyRotation } from "./promises/key-rotation";
import { ready } from "./promises/ready";
import { signing } from "./promises/signing";
import { tokenRotation } from "./promises/token-rotation";
import { verification } from "./promises/verification";
import { webhook } from "./promises/webhook";
import { workloads } from "./promises/workloads";
import { stopAll } from "./support/process";
import { missing } from "./support/tools";
import { World } from "./support/world";

const skip = missing();
const title = "the delivered stacks, with the real programs";
// A test, not a suite: a skipped suite counts as nothing.
if (skip !== false) test(title, { skip });

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

function promises(): void {
  let running: World | undefined;
  const world = (): World => {
    if (!running) throw new Error("the world has not started");
    return running;
  };
  before(
    async () => {
      running = await World.start();
      try {
        await running.fillRepositories();
        await running.deploy();
      } catch (error) {
        running.failed = true;
        throw error;
      }
    },
    { timeout: 300_000 },
  );
  after(() => (running ? running.stop() : stopAll()), { timeout: 60_000 });

  ready(world);
  otherConfigurations(world);
  imageUpdates(world);
  webhook(world);
  environments(world);
  alerts(world);
  workloads(world);
  monitoring(world);
  keyRotation(world);
  signing(world);
  tokenRotation(world);
  verification(world);
  gitHubApp(world);
  outages(world);
  destroy(world);
}

if (skip === false) describe(title, promises);
