import { add, application, environment, image, sameRepository } from "./pieces";
import type { Edit, Row } from "./row";

const shippedWorkload = "    workload: { tier: backend }\n";
const route = "        route:\n";
const first = "applications[0].environments[0]";

/** What an application says of its workload, in the place of what is shipped. */
const workload = (fields: string): Edit => [shippedWorkload, `    workload: ${fields}\n`];

/** Fields of the shipped environment. */
const environmentWith = (...fields: string[]): Edit => [
  route,
  fields.map((field) => `        ${field}\n`).join("") + route,
];

const variable =
  "a variable's name: letters, digits and '_', not beginning with a digit, other than PORT, which port gives";
const replicas = "a whole number from 0 to 1000";
const id = "a whole number from 1 to 2147483647";
const cpu = 'an amount of CPU as text, such as 50m, "0.5" or "2"';
const memory = "an amount of memory such as 128Mi or 1Gi (units k, M, G, T, Ki, Mi, Gi, Ti)";
const toSsm = "no secret in this file: keep it in SSM, and name its path in the secrets of each environment";

/** Mistakes about how an application runs. */
export const workloadRows: readonly Row[] = [
  {
    title: "How many Pods there are, whom they run as and what they use is checked",
    file: [
      workload(
        "{ replicas: ▶-1, tier: ▶back end, securityContext: { runAsUser: ▶0 }, resources: { requests: { cpu: ▶0.5, memory: ▶128m }, limits: { cpu: ▶0m, memory: ▶0 } } }",
      ),
    ],
    messages: [
      `applications[0].workload.replicas: got -1, expected ${replicas}`,
      "applications[0].workload.tier: got \"back end\", expected a label's value: letters, digits, '-', '_' and '.', beginning and ending with a letter or digit, at most 63",
      `applications[0].workload.securityContext.runAsUser: got 0, expected ${id}`,
      `applications[0].workload.resources.requests.cpu: got 0.5, expected ${cpu} (put it in quotes)`,
      `applications[0].workload.resources.requests.memory: got "128m", expected ${memory}`,
      `applications[0].workload.resources.limits.cpu: got "0m", expected ${cpu}`,
      `applications[0].workload.resources.limits.memory: got 0, expected ${memory}, with its unit`,
    ],
  },
  {
    title: "What is said of variables, probes and annotations is text of their form",
    file: [
      workload(
        "{ env: { ▶PORT: '1', DEBUG: ▶true }, probes: { startup: ▶up }, serviceAccount: { annotations: { ▶-a: b } }, networkPolicy: { namespaces: [▶A] } }",
      ),
    ],
    messages: [
      `applications[0].workload.env.PORT: got the key "PORT", expected ${variable}`,
      `applications[0].workload.env.DEBUG: got true, expected a variable's value as text, in quotes where YAML reads it otherwise (put it in quotes)`,
      `applications[0].workload.probes.startup: got "up", expected a path such as /healthz, beginning with '/', without query`,
      `applications[0].workload.serviceAccount.annotations.-a: got the key "-a", expected an annotation's key such as eks.amazonaws.com/role-arn`,
      `applications[0].workload.networkPolicy.namespaces[0]: got "A", expected a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63`,
    ],
  },
  {
    title: "The number of Pods is said in one way, and leaves room to scale",
    file: [
      workload("{ replicas: ▶2, autoscaling: { maxReplicas: 4 } }"),
      environmentWith("workload: { autoscaling: { minReplicas: 5, maxReplicas: ▶4 } }"),
    ],
    messages: [
      "applications[0].workload.replicas: got 2, expected no replicas beside autoscaling, which sets their number: leave one of them out",
      `${first}.workload.autoscaling.maxReplicas: got 4, expected at least minReplicas, which is 5`,
    ],
  },
  {
    title: "Nothing is requested beyond its limit, which an environment may have from its application",
    file: [
      environmentWith('workload: { resources: { requests: { cpu: ▶"2", memory: ▶1Gi }, limits: { cpu: 1500m } } }'),
    ],
    messages: [
      `${first}.workload.resources.requests.cpu: got "2", expected at most the limit, which is 1500m: raise limits.cpu, or request less`,
      `${first}.workload.resources.requests.memory: got "1Gi", expected at most the limit, which is 256Mi: raise limits.memory, or request less`,
    ],
  },
  {
    title: "What an application requests beyond its own limit is told once",
    file: [
      workload("{ resources: { requests: { memory: ▶512M } } }"),
      environmentWith("workload: { resources: { requests: { cpu: 10m } } }"),
    ],
    messages: [
      `applications[0].workload.resources.requests.memory: got "512M", expected at most the limit, which is 256Mi: raise limits.memory, or request less`,
    ],
  },
  {
    title: "A Pod that sleeps until it is killed is refused: nothing is left to stop in",
    file: [workload("{ drain: { sleepSeconds: 45, terminationGracePeriodSeconds: ▶45 } }")],
    messages: [
      "applications[0].workload.drain.terminationGracePeriodSeconds: got 45, expected more than sleepSeconds, which is 45",
    ],
  },
  {
    title: "A variable is a secret or plain text, not both",
    file: [
      workload("{ env: { ◆A: x } }"),
      environmentWith("workload: { env: { ◆B: x } }", "secrets: { ▶A: /shop/a, ▶B: /shop/b, C: /shop/c }"),
    ],
    messages: [
      `${first}.secrets.A: got "A", expected a variable that no env has, which would win over it: applications[0].workload.env.A (line ◆) has this one`,
      `${first}.secrets.B: got "B", expected a variable that no env has, which would win over it: ${first}.workload.env.B (line ◆) has this one`,
    ],
  },
  {
    title: "A ServiceAccount is one application's, and none that Kubernetes makes",
    file: [
      workload("{ serviceAccount: { name: ◆shop } }"),
      add(
        application("web", sameRepository, image, "workload: { serviceAccount: { name: ▶shop } }"),
        environment("dev", "cluster: blog", "namespace: default", "path: web/overlays/dev"),
        application("api", sameRepository, image, "workload: { serviceAccount: { name: ▶default } }"),
        environment("dev", "cluster: blog", "namespace: default", "path: api/overlays/dev"),
      ),
    ],
    messages: [
      `applications[1].workload.serviceAccount.name: got "shop", expected a ServiceAccount in namespace default of cluster blog of its own: applications[0].workload.serviceAccount.name (line ◆) has this one`,
      `applications[2].workload.serviceAccount.name: got "default", expected another name: each namespace has a ServiceAccount default, which all its other Pods run as`,
    ],
  },
  {
    title: "Annotations are of a ServiceAccount that there is",
    file: [environmentWith("workload: { serviceAccount: { annotations: ▶{ a: b } } }")],
    messages: [
      `${first}.workload.serviceAccount.annotations: got a mapping with a, expected annotations of a ServiceAccount that there is: write serviceAccount: {} in the application's workload`,
    ],
  },
  {
    title: "An application's secret is none that the stacks make",
    file: [
      ["    registry: ghcr.io\n", "    registry: ghcr.io\n    parameter: ◆/keys/login\n"],
      environmentWith("secrets: { REGISTRY_TOKEN: ▶/keys/login }"),
    ],
    messages: [
      `${first}.secrets.REGISTRY_TOKEN: got "/keys/login", expected the SSM path of a parameter that you keep, which the stacks do not make: registryCredentials[0].parameter (line ◆) has this one`,
    ],
  },
  {
    title: "An application's secret is a variable and a path that SSM takes",
    file: [environmentWith("secrets: { A: ▶/aws/x, ▶PORT: /keys/port }")],
    messages: [
      `${first}.secrets.A: got "/aws/x", expected an SSM parameter path: '/' before each of at most 15 parts of letters, digits, '.', '-' and '_', not beginning with /aws or /ssm, at most 951`,
      `${first}.secrets.PORT: got the key "PORT", expected ${variable}`,
    ],
  },
  {
    title: "A secret in the place of its path, or in plain text, is not repeated",
    file: [workload("{ env: { DB_PASSWORD: ▶hunter2 } }"), environmentWith("secrets: { DATABASE_URL: ▶hunter2 }")],
    messages: [
      `applications[0].workload.env.DB_PASSWORD: got a password, expected ${toSsm}`,
      `${first}.secrets.DATABASE_URL: got what is no path, expected ${toSsm}`,
    ],
  },
  {
    title: "A SecretStore of the user's can't be in a namespace that the stack makes for an application's secrets",
    file: [
      ["      name: aws-parameter-store\n", "      name: aws-parameter-store\n      kind: SecretStore\n"],
      ["      credential: echo-server\n", ""],
      ["        namespace: default\n", "        namespace: shop\n        createNamespace: ▶true\n"],
      environmentWith("secrets: { A: /shop/a }"),
    ],
    messages: [
      `${first}.createNamespace: got true for "shop", expected false: SecretStore aws-parameter-store, which a Secret there is read from, has to be in the namespace before; or use a ClusterSecretStore`,
    ],
  },
  {
    title: "Nor in one that the cluster lists",
    file: [
      ["      name: aws-parameter-store\n", "      name: aws-parameter-store\n      kind: SecretStore\n"],
      ["  - name: blog\n", "  - name: blog\n    namespaces: [{ name: shop, create: ▶true }]\n"],
      ["      credential: echo-server\n", ""],
      ["        namespace: default\n", "        namespace: shop\n"],
      environmentWith("secrets: { A: /shop/a }"),
    ],
    messages: [
      `clusters[0].namespaces[0].create: got true for "shop", expected false: SecretStore aws-parameter-store, which a Secret there is read from, has to be in the namespace before; or use a ClusterSecretStore`,
    ],
  },
];
