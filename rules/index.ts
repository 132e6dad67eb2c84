import {
  adoptedObjectsAreMade,
  adoptedParametersAreMade,
  adoptedWebhooksAreMade,
  adoptionsAreListedOnce,
} from "./adoption";
import {
  createdStoresServeAll,
  readerPoliciesLeaveRoom,
  routesHaveGateway,
  sharedKubeconfigsHaveContexts,
  uniqueConnections,
  uniqueHosts,
  uniqueReaderPolicies,
  uniqueStacks,
} from "./clusters";
import {
  branchesCanCoexist,
  foldersAreManifests,
  oneWriterForEachBranch,
  pushBranchDiffers,
  reviewedMessagesRunCi,
  uniqueGitHubRepositories,
  uniqueOverlays,
} from "./git";
import {
  extractsAreGroups,
  initialTagsAreChosen,
  intervalsGoWithAlways,
  numericalPatternsAreOfNumbers,
  policiesCompareOneWay,
} from "./image-policies";
import {
  derivedNamesFit,
  fluxKeepsItsNames,
  uniqueAutomationNames,
  uniqueObjectNames,
  uniqueSecretNames,
} from "./kubernetes";
import { manifestsAreAccepted } from "./manifests";
import { chartValuesCanBeAddedTo } from "./monitoring";
import { madeNamespacesAreNew, storesAreThereBefore, uniqueWorkloads, workloadsLeaveFluxAlone } from "./namespaces";
import { alertmanagerHasAddress, routedAlertsHaveAlertmanager, routesAreTaken } from "./notifications";
import {
  defaultParametersFit,
  keptInStateAreGenerations,
  keptParametersAreNotMade,
  uniqueParameters,
} from "./parameters";
import { providersHaveWhatIsNeeded } from "./providers";
import { credentialFitsImage, sharedVariablesAreOneLogin, tokenVariablesAreFree } from "./registries";
import type { Rule } from "./rule";
import { keyIsInRegion, sshHostGoesWithApi } from "./servers";
import { settingsAreArguments, stateKeyIsInRegion, statesAreApart } from "./state";
import { readersHaveParameters, receiversHaveRepositories } from "./work";

/** Every rule over a delivery, by name; the order does not matter. */
export const rules: Readonly<Record<string, Rule>> = {
  adoptedObjectsAreMade,
  adoptedParametersAreMade,
  adoptedWebhooksAreMade,
  adoptionsAreListedOnce,
  alertmanagerHasAddress,
  branchesCanCoexist,
  chartValuesCanBeAddedTo,
  createdStoresServeAll,
  credentialFitsImage,
  defaultParametersFit,
  derivedNamesFit,
  extractsAreGroups,
  fluxKeepsItsNames,
  foldersAreManifests,
  initialTagsAreChosen,
  intervalsGoWithAlways,
  keptInStateAreGenerations,
  keptParametersAreNotMade,
  keyIsInRegion,
  madeNamespacesAreNew,
  manifestsAreAccepted,
  numericalPatternsAreOfNumbers,
  oneWriterForEachBranch,
  policiesCompareOneWay,
  providersHaveWhatIsNeeded,
  pushBranchDiffers,
  readerPoliciesLeaveRoom,
  readersHaveParameters,
  receiversHaveRepositories,
  reviewedMessagesRunCi,
  routedAlertsHaveAlertmanager,
  routesAreTaken,
  routesHaveGateway,
  settingsAreArguments,
  sharedKubeconfigsHaveContexts,
  sharedVariablesAreOneLogin,
  sshHostGoesWithApi,
  stateKeyIsInRegion,
  statesAreApart,
  storesAreThereBefore,
  tokenVariablesAreFree,
  uniqueAutomationNames,
  uniqueConnections,
  uniqueGitHubRepositories,
  uniqueHosts,
  uniqueObjectNames,
  uniqueOverlays,
  uniqueParameters,
  uniqueReaderPolicies,
  uniqueSecretNames,
  uniqueStacks,
  uniqueWorkloads,
  workloadsLeaveFluxAlone,
};
