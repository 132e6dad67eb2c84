/**
 * Proves the synthesized stacks with real Flux, External Secrets Operator, a Kubernetes API, SSM, a private registry
 * and a Git host. One world serves all promises, which come in an order: the last one destroys what is deployed.
 *
 *     npm run e2e
 */
import { alerts } from "./promises/alerts";
import { applicationSecrets } from "./promises/application-secrets";
import { otherConfigurations } from "./promises/configurations";
import { confinement } from "./promises/confinement";
import { destroy } from "./promises/destroy";
import { environments } from "./promises/environments";
import { gitHubApp } from "./promises/github-app";
import { faults } from "./promises/faults";
import { imageUpdates } from "./promises/image-updates";
import { monitoring } from "./promises/monitoring";
import { outages } from "./promises/outages";
import { keyRotation } from "./promises/key-rotation";
import { ready } from "./promises/ready";
import { releases } from "./promises/releases";
import { signing } from "./promises/signing";
import { renames } from "./promises/renames";
import { stores } from "./promises/stores";
import { tokenRotation } from "./promises/token-rotation";
import { verification } from "./promises/verification";
import { webhook } from "./promises/webhook";
import { why } from "./promises/why";
import { workloads } from "./promises/workloads";
import { suite } from "./support/suite";

suite("the delivered stacks, with the real programs", (world) => {
  ready(world);
  otherConfigurations(world);
  stores(world);
  applicationSecrets(world);
  imageUpdates(world);
  webhook(world);
  environments(world);
  confinement(world);
  alerts(world);
  workloads(world);
  releases(world);
  why(world);
  monitoring(world);
  keyRotation(world);
  tokenRotation(world);
  verification(world);
  gitHubApp(world);
  outages(world);
  faults(world);
  signing(world);
  renames(world);
  destroy(world);
});
