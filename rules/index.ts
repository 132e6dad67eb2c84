import {
  adoptedObjectsAreMade,
  adoptedParametersAreMade,
  adoptedWebhooksAreMade,
  adoptionsAreListedOnce,
} from "./adoption";
import { administeringAppHasInstallationId, appHasOneInstallation, appIsThere } from "./app";
import {
  contextsAreNamed,
  routesHaveGateway,
  uniqueConnections,
  uniqueHosts,
  uniqueNamesOfClusters,
  uniqueStacks,
  uniqueUids,
} from "./clusters";
import {
  branchesCanCoexist,
  foldersAreManifests,
  oneWriterForEachBranch,
  productionWritesItself,
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
  uniqueNamesOfObjects,
  uniqueObjectNames,
  uniqueSecretNames,
} from "./kubernetes";
import { manifestsAreAccepted } from "./manifests";
import { chartValuesCanBeAddedTo } from "./monitoring";
import {
  adoptedNamespacesAreProtected,
  listedNamespacesAreTheClusters,
  madeNamespacesAreNew,
  storesAreThereBefore,
  uniqueWorkloads,
  usedNamespacesAreLeftAlone,
  workloadsLeaveFluxAlone,
} from "./namespaces";
import { alertmanagerHasAddress, routedAlertsHaveAlertmanager, routesAreTaken } from "./notifications";
import {
  defaultParametersFit,
  keptInStateAreGenerations,
  keptParametersAreNotMade,
  organizationBeginsPaths,
  uniqueParameters,
} from "./parameters";
import { providersHaveWhatIsNeeded } from "./providers";
import { registriesHaveImages, uniqueReceiverNames, uniqueRegistries } from "./receivers";
import {
  amazonsTokensAreNotKept,
  credentialFitsImage,
  providersAreOfRegistries,
  rolesAreForAmazon,
  sharedVariablesAreOneLogin,
  tokenVariablesAreFree,
} from "./registries";
import type { Rule } from "./rule";
import {
  keyIsInRegion,
  knownHostsAreOfSshHost,
  rolesAreInPartition,
  serversHaveKnownHosts,
  sshHostGoesWithApi,
} from "./servers";
import { newestKeyIsOfItsSource, publicKeysAreGenerations, publicKeysAreTheBots } from "./signing";
import {
  alternativeSettingsAreOne,
  settingsAreArguments,
  settingsHaveTheirForm,
  stateAddressesAreUrls,
  stateKeyIsInRegion,
  statesAreApart,
} from "./state";
import {
  createdStoresServeAll,
  pullStoresServeSomebody,
  readerPoliciesLeaveRoom,
  readerRolesAreOfUse,
  readersAreOfTheAccount,
  serviceAccountRolesAreThere,
  storeAccountsAreNew,
  storesAreTwo,
  storesReadAsTwo,
  uniqueReaderPolicies,
  uniqueReaderRoles,
  workloadsLeaveStoresAlone,
} from "./stores";
import { readersHaveParameters, receiversHaveRepositories } from "./work";

/** Every rule over a delivery, by name; the order does not matter. */
export const rules: Readonly<Record<string, Rule>> = {
  administeringAppHasInstallationId,
  adoptedNamespacesAreProtected,
  adoptedObjectsAreMade,
  adoptedParametersAreMade,
  adoptedWebhooksAreMade,
  adoptionsAreListedOnce,
  alertmanagerHasAddress,
  alternativeSettingsAreOne,
  amazonsTokensAreNotKept,
  appHasOneInstallation,
  appIsThere,
  branchesCanCoexist,
  chartValuesCanBeAddedTo,
  contextsAreNamed,
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
  knownHostsAreOfSshHost,
  listedNamespacesAreTheClusters,
  madeNamespacesAreNew,
  manifestsAreAccepted,
  newestKeyIsOfItsSource,
  numericalPatternsAreOfNumbers,
  oneWriterForEachBranch,
  organizationBeginsPaths,
  policiesCompareOneWay,
  providersAreOfRegistries,
  providersHaveWhatIsNeeded,
  publicKeysAreGenerations,
  publicKeysAreTheBots,
  pullStoresServeSomebody,
  pushBranchDiffers,
  readerPoliciesLeaveRoom,
  readerRolesAreOfUse,
  readersAreOfTheAccount,
  readersHaveParameters,
  receiversHaveRepositories,
  registriesHaveImages,
  reviewedMessagesRunCi,
  rolesAreForAmazon,
  rolesAreInPartition,
  routedAlertsHaveAlertmanager,
  routesAreTaken,
  routesHaveGateway,
  serversHaveKnownHosts,
  serviceAccountRolesAreThere,
  settingsAreArguments,
  settingsHaveTheirForm,
  sharedVariablesAreOneLogin,
  sshHostGoesWithApi,
  stateAddressesAreUrls,
  stateKeyIsInRegion,
  statesAreApart,
  storeAccountsAreNew,
  storesAreThereBefore,
  storesAreTwo,
  storesReadAsTwo,
  tokenVariablesAreFree,
  uniqueAutomationNames,
  uniqueConnections,
  uniqueGitHubRepositories,
  uniqueHosts,
  uniqueNamesOfClusters,
  uniqueNamesOfObjects,
  uniqueObjectNames,
  uniqueOverlays,
  uniqueParameters,
  uniqueReaderPolicies,
  uniqueReaderRoles,
  uniqueReceiverNames,
  uniqueRegistries,
  uniqueSecretNames,
  uniqueStacks,
  uniqueUids,
  uniqueWorkloads,
  usedNamespacesAreLeftAlone,
  workloadsLeaveFluxAlone,
  workloadsLeaveStoresAlone,
};

/** What is as nobody should mean it, by name: a warning, since it works and somebody may. */
export const warnings: Readonly<Record<string, Rule>> = {
  productionWritesItself,
};
