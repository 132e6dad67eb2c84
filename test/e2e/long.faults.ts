/**
 * One schedule of faults after another, for as long as one has time; the end-to-end suite runs a few.
 *
 *     npm run e2e:faults -- --seed=7 --runs=100
 */
import { faults } from "./promises/faults";
import { ready } from "./promises/ready";
import { suite } from "./support/suite";

suite("deliveries in a world of faults", (world) => {
  ready(world);
  faults(world);
});
