import type { RoleBinding, ServiceAccount } from "../../.gen/crds";
import { deployerBindingName, deployerName } from "../../model/names";

/** Who Flux deploys to a namespace as. It is beside the Kustomizations, which name none of another namespace. */
export const deployer = (namespace: string, fluxNamespace: string): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: deployerName(namespace), namespace: fluxNamespace },
});

/**
 * Lets it do everything in that namespace, and nothing elsewhere: `admin` knows only built-in kinds, and those that
 * somebody has added to it, as Gateway API and others don't.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
 */
export const deployerBinding = (namespace: string, fluxNamespace: string): RoleBinding => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: deployerBindingName(fluxNamespace), namespace },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
  subjects: [{ kind: "ServiceAccount", name: deployerName(namespace), namespace: fluxNamespace }],
});
