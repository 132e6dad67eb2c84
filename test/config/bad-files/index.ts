import { appAndVerifyRows } from "./app-verify";
import { characterRows } from "./characters";
import { listRows } from "./lists";
import { manyRows } from "./many";
import type { Row } from "./row";
import { referenceRows } from "./references";
import { registryRows } from "./registries";
import { renameRows } from "./renames";
import { madeRows } from "./rules-made";
import { ruleRows } from "./rules-clusters-git";
import { fleetRows } from "./rules-fleet";
import { objectRows, secretRows } from "./rules-objects";
import { prerequisiteRows } from "./rules-prerequisites";
import { releaseRows } from "./rules-releases";
import { signingRows } from "./rules-signing";
import { storeRows } from "./rules-stores";
import { applicationRows } from "./schema-application";
import { clusterRows } from "./schema-cluster";
import { gitHubAndAwsRows } from "./schema-github-aws";
import { providerRows } from "./schema-providers";
import { repositoryRows } from "./schema-repository";
import { stateRows } from "./schema-state";
import { secretShapeRows } from "./secrets";
import { tokenRows } from "./tokens";
import { workloadRows } from "./workloads";
import { yamlRows } from "./yaml";

/** Every row: a bad file and what is said of it. */
export const rows: readonly Row[] = [
  ...yamlRows,
  ...gitHubAndAwsRows,
  ...stateRows,
  ...providerRows,
  ...clusterRows,
  ...repositoryRows,
  ...applicationRows,
  ...workloadRows,
  ...listRows,
  ...referenceRows,
  ...registryRows,
  ...renameRows,
  ...ruleRows,
  ...fleetRows,
  ...objectRows,
  ...secretRows,
  ...prerequisiteRows,
  ...releaseRows,
  ...signingRows,
  ...storeRows,
  ...madeRows,
  ...secretShapeRows,
  ...tokenRows,
  ...appAndVerifyRows,
  ...characterRows,
  ...manyRows,
];
