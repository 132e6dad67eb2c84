/**
 * A cluster goes over to Git and back, and is delivered by Git meanwhile. `npm run e2e:by-git` keeps every promise there.
 *
 *     npm run e2e -- by-git
 */
import { applicationSecrets } from "./promises/application-secrets";
import { destroy } from "./promises/destroy";
import { environments } from "./promises/environments";
import { imageUpdates } from "./promises/image-updates";
import { moveBack, moveToGit } from "./promises/move";
import { ready } from "./promises/ready";
import { webhook } from "./promises/webhook";
import { workloads } from "./promises/workloads";
import { suite } from "./support/suite";

suite("a cluster that is delivered by Git", (world) => {
  ready(world);
  moveToGit(world);
  applicationSecrets(world);
  imageUpdates(world);
  webhook(world);
  environments(world);
  workloads(world);
  moveBack(world);
  destroy(world);
});
