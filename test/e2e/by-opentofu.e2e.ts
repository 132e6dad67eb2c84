/**
 * Proves the synthesized stacks with real Flux, External Secrets Operator, a Kubernetes API, SSM, a private registry
 * and a Git host. One world serves all promises, which come in an order: the last one destroys what is deployed.
 *
 *     npm run e2e
 */
import { promises } from "./promises";
import { otherConfigurations } from "./promises/configurations";
import { destroy } from "./promises/destroy";
import { ready } from "./promises/ready";
import { suite } from "./support/suite";

suite("the delivered stacks, with the real programs", (world) => {
  ready(world);
  otherConfigurations(world);
  promises(world);
  destroy(world);
});
