import { z } from "zod";
import { secretPath } from "../../secrets/path";
import { annotationKey, cpuQuantity, dnsLabel, dnsSubdomain, httpPath, labelValue, memoryQuantity } from "./primitives";

const wholeNumber = (least: number, most: number) => {
  const expected = `a whole number from ${least} to ${most}`;
  return z.int(expected).min(least, expected).max(most, expected);
};

const seconds = (least: number) => wholeNumber(least, 3600);

/** The kernel's largest user and group. */
const largestId = 2147483647;

/** How many Pods run: so many, or as many as their load asks for. */
const scale = {
  replicas: wholeNumber(0, 1000)
    .optional()
    .describe(
      "Number of Pods. Where there may be more than one they are spread over zones and nodes, and a PodDisruptionBudget lets one go at a time. Default: left out, which is one until something else sets it.",
    ),
  autoscaling: z
    .strictObject({
      minReplicas: wholeNumber(1, 1000).default(2).describe("Least number of Pods."),
      maxReplicas: wholeNumber(1, 1000).describe("Largest number of Pods."),
      averageUtilization: wholeNumber(1, 1000)
        .default(80)
        .describe("CPU in use that it aims at, in percent of what is requested."),
    })
    .optional()
    .describe("A HorizontalPodAutoscaler in the place of replicas. Default: none."),
};

const variableName = z
  .string("a variable's name")
  .regex(
    /^(?!PORT$|__proto__$)[A-Za-z_][A-Za-z0-9_]{0,252}$/,
    "a variable's name: letters, digits and '_', not beginning with a digit, other than PORT, which port gives",
  );

const env = z
  .record(variableName, z.string("a variable's value as text, in quotes where YAML reads it otherwise"))
  .default({})
  .describe("Environment variables, in plain text; they win over configs.env. Default: none.");

/** The application's own secrets, as an environment names them. */
export const applicationSecrets = z
  .record(variableName, secretPath)
  .default({})
  .describe(
    "Secrets of the application: each environment variable with the SSM path of the parameter that you keep. The app stack makes the Secret, the overlay names it. Default: none.",
  );

const annotations = z.record(annotationKey, z.string("an annotation's value as text")).default({});

/** What a workload is in each of its environments, where none says otherwise. */
export const workload = z.strictObject({
  tier: labelValue.optional().describe("Label tier of everything, such as backend. Default: none."),
  ...scale,
  resources: z
    .strictObject({
      requests: z
        .strictObject({
          cpu: cpuQuantity.default("50m").describe("CPU."),
          memory: memoryQuantity.default("128Mi").describe("Memory."),
        })
        .prefault({})
        .describe("What is kept free for each Pod."),
      limits: z
        .strictObject({
          cpu: cpuQuantity
            .optional()
            .describe("CPU. Default: no limit, which would only slow it down while the node is idle."),
          memory: memoryQuantity.default("256Mi").describe("Memory."),
        })
        .prefault({})
        .describe("What each Pod may use."),
    })
    .prefault({})
    .describe("CPU and memory of the container."),
  securityContext: z
    .strictObject({
      runAsUser: wholeNumber(1, largestId).default(65532).describe("User, as a number: distroless images' nonroot."),
      runAsGroup: wholeNumber(0, largestId).default(65532).describe("Group."),
      fsGroup: wholeNumber(0, largestId)
        .optional()
        .describe("Group that owns the volumes. Default: as Kubernetes mounts them."),
      readOnlyRootFilesystem: z
        .boolean("true or false")
        .default(true)
        .describe("Whether the container writes nowhere but in /tmp and its volumes."),
    })
    .prefault({})
    .describe("Whom the container runs as. The rest is what the restricted Pod Security Standard asks for."),
  serviceAccount: z
    .strictObject({
      name: dnsSubdomain
        .optional()
        .describe("Name of the ServiceAccount that the base makes. Default: the application's objectName."),
      annotations: annotations.describe("Its annotations. Default: none."),
    })
    .optional()
    .describe("A ServiceAccount of its own, whose token no Pod gets. Default: the namespace's."),
  probes: z
    .strictObject({
      startup: httpPath.optional().describe("Path that answers 200 once it has started. Default: probePath."),
      readiness: httpPath.optional().describe("Path that answers 200 while it takes requests. Default: probePath."),
      liveness: httpPath
        .optional()
        .describe("Path that answers 200 unless it has to be restarted. Default: probePath."),
    })
    .prefault({})
    .describe("Paths of the probes, where they differ."),
  env,
  drain: z
    .strictObject({
      sleepSeconds: seconds(1)
        .default(10)
        .describe("How long a Pod that is to stop goes on serving, until nobody leads requests to it any more."),
      terminationGracePeriodSeconds: seconds(2)
        .default(45)
        .describe("When it is killed, from the same moment: the sleep, and what its requests need to end."),
    })
    .optional()
    .describe(
      "Updates that lose no request: no Pod goes before another is Ready, and each sleeps before it stops. Needs Kubernetes 1.30. Default: Kubernetes' own.",
    ),
  networkPolicy: z
    .strictObject({
      namespaces: z
        .array(dnsLabel, "a list of namespaces")
        .default([])
        .describe("Further namespaces, such as that of the Gateway's proxies or of the monitoring."),
    })
    .optional()
    .describe(
      "A NetworkPolicy that admits requests from the environment's namespace and, where there is a route, the Gateway's; what the Pods ask for is left open. Default: none.",
    ),
});

/** What is otherwise in one environment. */
export const environmentWorkload = z.strictObject({
  ...scale,
  resources: z
    .strictObject({
      requests: z
        .strictObject({
          cpu: cpuQuantity.optional().describe("CPU. Default: the application's."),
          memory: memoryQuantity.optional().describe("Memory. Default: the application's."),
        })
        .prefault({})
        .describe("What is kept free for each Pod."),
      limits: z
        .strictObject({
          cpu: cpuQuantity.optional().describe("CPU. Default: the application's."),
          memory: memoryQuantity.optional().describe("Memory. Default: the application's."),
        })
        .prefault({})
        .describe("What each Pod may use."),
    })
    .prefault({})
    .describe("CPU and memory of the container."),
  env,
  serviceAccount: z
    .strictObject({
      annotations: annotations.describe("Its annotations there, such as the IAM role by IRSA. Default: none more."),
    })
    .prefault({})
    .describe("What is otherwise about the application's ServiceAccount."),
});
