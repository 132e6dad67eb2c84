/** What holds however a cluster is delivered. One world serves all promises, which come in an order. */
import { alerts } from "./alerts";
import { applicationSecrets } from "./application-secrets";
import { confinement } from "./confinement";
import { doctor } from "./doctor";
import { environments } from "./environments";
import { gitHubApp } from "./github-app";
import { faults } from "./faults";
import { imageUpdates } from "./image-updates";
import { monitoring } from "./monitoring";
import { outages } from "./outages";
import { keyRotation } from "./key-rotation";
import { releases } from "./releases";
import { signing } from "./signing";
import { renames } from "./renames";
import { status } from "./status";
import { stores } from "./stores";
import { tokenRotation } from "./token-rotation";
import { verification } from "./verification";
import { webhook } from "./webhook";
import { why } from "./why";
import { workloads } from "./workloads";
import type { World } from "../support/world";

export function promises(world: () => World): void {
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
  doctor(world);
  status(world);
  monitoring(world);
  keyRotation(world);
  tokenRotation(world);
  verification(world);
  gitHubApp(world);
  outages(world);
  faults(world);
  signing(world);
  renames(world);
}
