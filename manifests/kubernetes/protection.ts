import type { KubernetesObject, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from "../../.gen/crds";
import { protectedLabel } from "../../model/names";

/** One policy for each of Flux's namespaces: two deliveries of one cluster must not own the same object. */
const policyName = (fluxNamespace: string): string => `protected-environments-${fluxNamespace}`;

/** What the cluster answers whoever wants to delete what is protected: a CEL expression. */
const message = [
  "oldObject.kind + ' '",
  "(has(oldObject.metadata.namespace) ? oldObject.metadata.namespace + '/' : '')",
  "oldObject.metadata.name",
  "' is protected: set protected: false for it in delivery.yaml, deploy that, and delete it then'",
].join(" + ");

const rule = (apiGroup: string, resource: string): object => ({
  apiGroups: [apiGroup],
  apiVersions: ["*"],
  operations: ["DELETE"],
  resources: [resource],
});

/**
 * Refuses to delete what is labelled as protected, to OpenTofu, kubectl and everybody else. It is of built-in kinds, so
 * that no controller need run.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export const protectionPolicy = (fluxNamespace: string): ValidatingAdmissionPolicy => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingAdmissionPolicy",
  metadata: { name: policyName(fluxNamespace) },
  spec: {
    matchConstraints: {
      objectSelector: { matchLabels: { [protectedLabel]: "true" } },
      resourceRules: [
        rule("", "namespaces"),
        rule("kustomize.toolkit.fluxcd.io", "kustomizations"),
        rule("gateway.networking.k8s.io", "httproutes"),
        rule("external-secrets.io", "externalsecrets"),
        rule("", "serviceaccounts"),
        rule("rbac.authorization.k8s.io", "rolebindings"),
      ],
    },
    validations: [{ expression: "false", messageExpression: message, reason: "Forbidden" }],
  },
});

/** Puts the policy into force. */
export const protectionBinding = (fluxNamespace: string): ValidatingAdmissionPolicyBinding => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingAdmissionPolicyBinding",
  metadata: { name: policyName(fluxNamespace) },
  spec: { policyName: policyName(fluxNamespace), validationActions: ["Deny"] },
});

/** An object with the label by which the policy knows it. */
export const protectedObject = (manifest: KubernetesObject): KubernetesObject => ({
  ...manifest,
  metadata: { ...manifest.metadata, labels: { ...manifest.metadata.labels, [protectedLabel]: "true" } },
});
