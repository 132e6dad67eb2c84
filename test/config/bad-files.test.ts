import { test } from "node:test";
import { listRows } from "./bad-files/lists";
import { manyRows } from "./bad-files/many";
import { check } from "./bad-files/row";
import { referenceRows } from "./bad-files/references";
import { ruleRows } from "./bad-files/rules-clusters-git";
import { objectRows, secretRows } from "./bad-files/rules-objects";
import { applicationRows } from "./bad-files/schema-application";
import { clusterRows } from "./bad-files/schema-cluster";
import { gitHubAndAwsRows } from "./bad-files/schema-github-aws";
import { repositoryRows } from "./bad-files/schema-repository";
import { stateRows } from "./bad-files/schema-state";
import { yamlRows } from "./bad-files/yaml";

const rows = [
  ...yamlRows,
  ...gitHubAndAwsRows,
  ...stateRows,
  ...clusterRows,
  ...repositoryRows,
  ...applicationRows,
  ...listRows,
  ...referenceRows,
  ...ruleRows,
  ...objectRows,
  ...secretRows,
  ...manyRows,
];
for (const row of rows) test(row.title, () => check(row));
