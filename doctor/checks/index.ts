/** Every check, causes before their effects. docs/doctor.md lists them too. */
import type { Check } from "../check";
import { apiVersions } from "./api-versions";
import { awsIdentity } from "./aws-identity";
import { awsPermissions } from "./aws-permissions";
import { botEmail } from "./bot-email";
import { branchRules } from "./branch-rules";
import { cluster } from "./cluster";
import { deployKeys } from "./deploy-keys";
import { engine } from "./engine";
import { environment } from "./environment";
import { fluxControllers } from "./flux-controllers";
import { fluxFlags } from "./flux-flags";
import { fluxVersion } from "./flux-version";
import { gateway } from "./gateway";
import { gitHubApi } from "./github-api";
import { gitHubApp } from "./github-app";
import { gitHubBotToken } from "./github-bot-token";
import { gitHubRepositories } from "./github-repositories";
import { gitHubToken } from "./github-token";
import { keptSecretsAreThere } from "./kept-secrets";
import { kmsKeys } from "./kms-keys";
import { kubernetesVersion } from "./kubernetes-version";
import { namespaces } from "./namespaces";
import { node } from "./node";
import { prerequisites } from "./prerequisites";
import { receiverHost } from "./receiver-host";
import { secretStores } from "./secret-stores";
import { signingKey } from "./signing-key";
import { statePassphrase } from "./state-passphrase";
import { variables } from "./variables";

export const checks: readonly Check[] = [
  node,
  engine,
  environment,
  variables,
  statePassphrase,
  gitHubApi,
  gitHubToken,
  gitHubBotToken,
  gitHubApp,
  gitHubRepositories,
  deployKeys,
  branchRules,
  botEmail,
  signingKey,
  awsIdentity,
  awsPermissions,
  kmsKeys,
  keptSecretsAreThere,
  cluster,
  kubernetesVersion,
  namespaces,
  prerequisites,
  apiVersions,
  fluxControllers,
  fluxVersion,
  fluxFlags,
  secretStores,
  gateway,
  receiverHost,
];
