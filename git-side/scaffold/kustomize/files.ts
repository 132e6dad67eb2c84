import { join } from "node:path/posix";
import type { Application, Environment } from "../../../model/delivery";
import { present } from "../../../manifests/cluster-object";
import { envFile } from "../../files/env-file";
import { header, settingsHeader } from "../../files/header";
import type { HeaderOf, TreeFile } from "../../files/tree-file";
import { yamlFile, type Comment } from "../../files/yaml-file";
import { keepTag } from "../../merge/keep-tag";
import { mergeOwnPart } from "../../merge/own-part";
import { layout } from "../layout";
import { marker, policyMarker, type PolicyName } from "../marker";
import { baseKustomization } from "./base";
import { deployment } from "./deployment";
import { overlayObjects, overlayPatches } from "./extras";
import { overlayKustomization, reflectsDigest } from "./overlay";
import { service } from "./service";
import { serviceAccount } from "./service-account";

/** Whether what a kustomization.yaml refers to is a file of ours beside it, or a folder that is this application's. */
const ours =
  (folder: string, own: string, headerOf: HeaderOf) =>
  (reference: string): boolean => {
    const found = headerOf(join(folder, reference));
    return reference.includes("/") ? found === `#${own}` : found !== undefined;
  };

function baseFiles(application: Application): TreeFile[] {
  const { base } = layout(application);
  const first = header([application]);
  return [
    yamlFile({
      path: join(base, "kustomization.yaml"),
      header: first,
      value: baseKustomization(application),
      merge: (current, fresh, headerOf) => {
        mergeOwnPart(current, fresh, { isOurs: ours(base, first, headerOf), whole: { pairs: ["tier"] } });
      },
    }),
    yamlFile({ path: join(base, "deployment.yaml"), header: first, value: deployment(application) }),
    yamlFile({ path: join(base, "service.yaml"), header: first, value: service(application) }),
    ...present(application.workload.serviceAccount).map((account) =>
      yamlFile({ path: join(base, "service-account.yaml"), header: first, value: serviceAccount(account) }),
    ),
    envFile({
      path: join(base, "configs.env"),
      header: settingsHeader([application]),
      values: { PORT: String(application.port) },
    }),
  ];
}

/** Where an environment's policy is: on the cluster that writes the repository. */
const policyOf = ({ automation, objectName }: Environment): PolicyName => ({
  namespace: automation.cluster.fluxNamespace,
  name: objectName,
});

export const markerFor = (environment: Environment, part: "tag" | "digest"): string =>
  marker(policyOf(environment), part);

function overlayFiles(application: Application, environment: Environment): TreeFile[] {
  const { base } = layout(application);
  const beside = (field: string, part: "tag" | "digest"): Comment => ({
    at: ["images", 0, field],
    where: "beside",
    text: markerFor(environment, part),
  });
  const first = header([application]);
  return [
    yamlFile({
      path: join(environment.path, "kustomization.yaml"),
      header: first,
      value: overlayKustomization(environment, base),
      comments: [beside("newTag", "tag"), ...(reflectsDigest(environment) ? [beside("digest", "digest")] : [])],
      keep: (current, fresh) => {
        keepTag(current, fresh, application.image.name, environment);
      },
      merge: (current, fresh, headerOf) => {
        const isOurs = ours(environment.path, first, headerOf);
        // With a digest the tag does not count.
        const whole = { images: ["newTag", "digest"] };
        mergeOwnPart(current, fresh, { isOurs, whole, marker: policyMarker(policyOf(environment)) });
      },
    }),
    ...[...overlayObjects(environment), ...overlayPatches(environment)].map(({ name, value }) =>
      yamlFile({ path: join(environment.path, name), header: first, value }),
    ),
  ];
}

/** What kustomize builds an application's environments from. */
export const kustomizeFiles = (application: Application): TreeFile[] => [
  ...baseFiles(application),
  ...application.environments.flatMap((environment) => overlayFiles(application, environment)),
];
