/**
 * Every promise, of a cluster that goes over to Git first and comes back last.
 *
 *     npm run e2e:by-git
 */
import { promises } from "./promises";
import { destroy } from "./promises/destroy";
import { moveBack, moveToGit } from "./promises/move";
import { ready } from "./promises/ready";
import { suite } from "./support/suite";

suite("the delivered stacks, by Git", (world) => {
  ready(world);
  moveToGit(world);
  promises(world);
  moveBack(world);
  destroy(world);
});
