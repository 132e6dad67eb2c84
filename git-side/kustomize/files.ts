import { join } from "node:path/posix";
import type { Application, Delivery, Environment } from "../../config/defaults";
import { automations } from "../../config/topology";
import { envFile } from "../files/env-file";
import { header, settingsHeader } from "../files/header";
import type { TreeFile } from "../files/tree-file";
import { yamlFile, type Comment } from "../files/yaml-file";
import { layout } from "../layout";
import { marker, type PolicyName } from "../marker";
import { baseKustomization } from "./base";
import { deployment } from "./deployment";
import { keepTag } from "./keep-tag";
import { overlayNamespace } from "./namespace";
import { overlayKustomization, reflectsDigest } from "./overlay";
import { service } from "./service";

/** The policy that selects an environment's tag: it is on the cluster that writes the repository. */
function policyOf(delivery: Delivery, environment: Environment): PolicyName {
  const automation = automations(delivery).find((each) =>
    each.deployments.some((deployment) => deployment.environment === environment),
  );
  const writer = delivery.clusters.find(({ name }) => name === automation?.clusters[0]);
  if (!writer) throw new Error(`no cluster writes environment ${environment.name}`);
  return { namespace: writer.fluxNamespace, name: environment.objectName };
}

function baseFiles(delivery: Delivery, application: Application): TreeFile[] {
  const { base } = layout(delivery, application);
  const first = header([application]);
  return [
    yamlFile({ path: join(base, "kustomization.yaml"), header: first, value: baseKustomization(application) }),
    yamlFile({ path: join(base, "deployment.yaml"), header: first, value: deployment(application) }),
    yamlFile({ path: join(base, "service.yaml"), header: first, value: service(application) }),
    envFile({
      path: join(base, "configs.env"),
      header: settingsHeader([application]),
      values: { PORT: String(application.port) },
    }),
  ];
}

function overlayFiles(delivery: Delivery, application: Application, environment: Environment): TreeFile[] {
  const { base } = layout(delivery, application);
  const policy = policyOf(delivery, environment);
  const beside = (field: string, part: "tag" | "digest"): Comment => ({
    at: ["images", 0, field],
    where: "beside",
    text: marker(policy, part),
  });
  const first = header([application]);
  return [
    yamlFile({
      path: join(environment.path, "kustomization.yaml"),
      header: first,
      value: overlayKustomization(application, environment, base),
      comments: [beside("newTag", "tag"), ...(reflectsDigest(environment) ? [beside("digest", "digest")] : [])],
      keep: (current, fresh) => {
        keepTag(current, fresh, application.image.name, environment);
      },
    }),
    ...(environment.createNamespace
      ? [
          yamlFile({
            path: join(environment.path, "namespace.yaml"),
            header: first,
            value: overlayNamespace(environment.namespace),
          }),
        ]
      : []),
  ];
}

/** What kustomize builds an application's environments from. */
export const kustomizeFiles = (delivery: Delivery, application: Application): TreeFile[] => [
  ...baseFiles(delivery, application),
  ...application.environments.flatMap((environment) => overlayFiles(delivery, application, environment)),
];
