import type { Deployment } from "../../../.gen/crds";
import type { Application } from "../../../model/delivery";
import { registryCredentialSecretName } from "../../../model/names";
import { selector } from "./selector";

/** The user that distroless images call nonroot. Given as a number, an image that names no user, or root, still runs. */
const user = 65532;

/** Below it, a port needs a privilege. */
const firstFreePort = 1024;

/**
 * The workload. Its Pods pass the `restricted` Pod Security Standard; the number of replicas is left to
 * autoscalers.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function deployment({ objectName: name, image, credential, port, probePath }: Application): Deployment {
  const probe = { httpGet: { path: probePath, port: "http" } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      selector: { matchLabels: selector(name) },
      template: {
        metadata: { labels: selector(name) },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          imagePullSecrets: credential && [{ name: registryCredentialSecretName(credential.name) }],
          securityContext: {
            runAsNonRoot: true,
            runAsUser: user,
            runAsGroup: user,
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
              startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
              readinessProbe: { ...probe, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
              livenessProbe: { ...probe, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
              // No limit of the CPU: it would only slow the container down while the node is idle.
              resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
                readOnlyRootFilesystem: true,
              },
              volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
            },
          ],
          volumes: [{ name: "tmp", emptyDir: {} }],
        },
      },
    },
  };
}
