import type { Application } from "../../../model/delivery";
import type { KustomizationFile } from "./kustomization-file";

/** What all environments of an application share. */
export const baseKustomization = ({ objectName: name, workload }: Application): KustomizationFile => ({
  apiVersion: "kustomize.config.k8s.io/v1beta1",
  kind: "Kustomization",
  resources: ["deployment.yaml", "service.yaml", ...(workload.serviceAccount ? ["service-account.yaml"] : [])],
  // Its name ends in a hash of its content, so that a change of a setting rolls the Pods.
  configMapGenerator: [{ name, envs: ["configs.env"] }],
  labels: [
    { pairs: { app: name, ...(workload.tier !== undefined && { tier: workload.tier }) }, includeTemplates: true },
  ],
});
