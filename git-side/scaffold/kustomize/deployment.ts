import type { Deployment } from "../../../.gen/crds";
import type { Application } from "../../../model/delivery";
import { registryCredentialSecretName } from "../../../model/names";
import { plainVariables } from "./variables";
import { selector } from "./selector";

/** Below it, a port needs a privilege. */
const firstFreePort = 1024;

/**
 * The workload. Its Pods pass the `restricted` Pod Security Standard; the number of replicas is left to
 * autoscalers.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function deployment({ objectName: name, image, credential, port, workload }: Application): Deployment {
  const { securityContext, serviceAccount, probes, env, resources, drain } = workload;
  const asked = (path: string) => ({ httpGet: { path, port: "http" } });
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      // One more than there should be comes first; by default a quarter may go before.
      strategy: drain && { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } },
      selector: { matchLabels: selector(name) },
      template: {
        metadata: { labels: selector(name) },
        spec: {
          serviceAccountName: serviceAccount?.name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          imagePullSecrets: credential && [{ name: registryCredentialSecretName(credential.name) }],
          securityContext: {
            runAsNonRoot: true,
            // As a number: an image that names no user, or root, still runs.
            runAsUser: securityContext.runAsUser,
            runAsGroup: securityContext.runAsGroup,
            fsGroup: securityContext.fsGroup,
            seccompProfile: { type: "RuntimeDefault" },
            sysctls:
              port < firstFreePort ? [{ name: "net.ipv4.ip_unprivileged_port_start", value: String(port) }] : undefined,
          },
          containers: [
            {
              name,
              image: image.name,
              ports: [{ name: "http", containerPort: port }],
              envFrom: [{ configMapRef: { name } }],
              env: plainVariables(env),
              startupProbe: { ...asked(probes.startup), periodSeconds: 2, failureThreshold: 60 },
              readinessProbe: { ...asked(probes.readiness), periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
              livenessProbe: { ...asked(probes.liveness), periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
              // No shell is needed for it, which distroless images don't have.
              lifecycle: drain && { preStop: { sleep: { seconds: drain.sleepSeconds } } },
              resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
                readOnlyRootFilesystem: securityContext.readOnlyRootFilesystem,
              },
              volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
            },
          ],
          terminationGracePeriodSeconds: drain?.terminationGracePeriodSeconds,
          volumes: [{ name: "tmp", emptyDir: {} }],
        },
      },
    },
  };
}
