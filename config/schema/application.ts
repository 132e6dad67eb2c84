import { z } from "zod";
import { build } from "./build";
import { imagePolicy } from "./image-policy";
import {
  branch,
  dnsLabel,
  duration,
  hostnameOrWildcard,
  httpPath,
  imageName,
  imageTag,
  pin,
  port,
  repositoryPath,
  serviceName,
  soak,
  timeout,
  workloadNamespace,
} from "./primitives";
import { applicationSecrets, environmentWorkload, workload } from "./workload";

const kustomization = z.strictObject({
  interval: duration.default("10m").describe("How often the overlay is applied again without a change."),
  retryInterval: duration.default("2m").describe("How soon a failed apply is tried again."),
  timeout: duration.default("5m").describe("How long an apply may take to become healthy."),
  wait: z.boolean("true or false").default(true).describe("Whether Ready means that the workload is healthy."),
  prune: z.boolean("true or false").default(true).describe("Whether what leaves the overlay leaves the cluster."),
  deletionPolicy: z
    .enum(
      ["MirrorPrune", "Delete", "WaitForTermination", "Orphan"],
      "MirrorPrune, Delete, WaitForTermination or Orphan",
    )
    .default("MirrorPrune")
    .describe("What happens to the workload when the environment is destroyed: as prune says, deleted, or left."),
});

const route = z.strictObject({
  host: hostnameOrWildcard.describe(
    "Host name that the application answers to; *.example.com is any below example.com.",
  ),
  aliases: z
    .array(hostnameOrWildcard, "a list of host names")
    .max(15, "at most 15 host names, since a route has 16")
    .default([])
    .describe("Further host names that it answers to."),
  strictTransportSecurity: z
    .string("a header's value")
    .regex(/^max-age=[0-9]+(; includeSubDomains)?(; preload)?$/, "a value such as max-age=31536000; includeSubDomains")
    .default("max-age=31536000")
    .describe(
      "Value of the Strict-Transport-Security header, added to every response. With includeSubDomains browsers ask no host below it over plain HTTP either, whoever serves that.",
    ),
});

export const environment = z.strictObject({
  name: dnsLabel.describe("Name of the environment, such as dev."),
  renamedFrom: dnsLabel
    .optional()
    .describe("Its name until now: objectName and path go by that, unless they are given. See docs/operations.md."),
  cluster: dnsLabel.describe("Cluster that it runs on."),
  namespace: workloadNamespace.describe("Namespace of the workload."),
  createNamespace: z
    .boolean("true or false")
    .default(false)
    .describe(
      "Whether the app stack makes the namespace, for as long as an environment says so; see namespaces of a cluster.",
    ),
  protected: z
    .boolean("true or false")
    .default(false)
    .describe(
      "Whether the cluster refuses to delete its Kustomization, route, image pull Secret and what deploys it, and the namespace where the app stack makes it, whoever asks.",
    ),
  clusterWide: z
    .boolean("true or false")
    .default(false)
    .describe(
      "Whether Flux applies the overlay by its own rights, which are the cluster's administrator's: for kinds that are in no namespace, or objects of other namespaces. Otherwise it can reach the environment's namespace alone, into which all is put.",
    ),
  path: repositoryPath.optional().describe("Overlay in the repository. Default: kustomize/overlays/<name>."),
  objectName: dnsLabel
    .optional()
    .describe("Name of its ImagePolicy, Kustomization and HTTPRoute. Default: <objectName of the application>-<name>."),
  imagePolicy: imagePolicy
    .optional()
    .describe("Which tag is deployed. Required, but with promoteFrom, which says it: the newest that was promoted."),
  initialTag: imageTag
    .optional()
    .describe(
      "Tag that the overlay is first written with; the image policy must accept it. Required, but with promoteFrom: there it is what runs before the first promotion, and its default that of the environment which CI builds for.",
    ),
  promoteFrom: dnsLabel
    .optional()
    .describe(
      "Environment of the application whose image is deployed here, by its digest, once it has been healthy there for as long as soak says: nothing is built for this one. Default: CI builds for it. See docs/releases.md.",
    ),
  soak: soak
    .optional()
    .describe(
      "How long an image runs healthy in the environment promoted from before it is promoted; for nothing else. Default: as long as Flux takes to tell of a failure there, which is its kustomization's interval and timeout, and a minute.",
    ),
  pin: pin
    .optional()
    .describe(
      "The one tag that is deployed, whatever is newer, with or without the digest that it must have: a rollback. Default: what the image policy chooses.",
    ),
  suspend: z
    .boolean("true or false")
    .default(false)
    .describe("Whether the environment stays as it is: Flux writes no tag for it and applies nothing."),
  pushBranch: branch
    .optional()
    .describe("Branch that updates are pushed to, for review by pull request. Default: the repository's branch."),
  components: z
    .array(repositoryPath, "a list of folders")
    .default([])
    .describe("Kustomize components of your own in the repository that change the overlay. Default: none."),
  workload: environmentWorkload.prefault({}).describe("What is otherwise about the workload in this environment."),
  secrets: applicationSecrets,
  route: route.optional().describe("How it is reached. Default: not from outside."),
  kustomization: kustomization.prefault({}).describe("How Flux deploys the overlay."),
});

/** A workload of one image, deployed from one repository to its environments. */
export const application = z.strictObject({
  name: serviceName.describe("Name of the application."),
  renamedFrom: serviceName
    .optional()
    .describe(
      "Its name until now: its objects keep that, unless objectName is given, and the state follows. See docs/operations.md.",
    ),
  objectName: serviceName.optional().describe("Name of its Deployment, Service and ImageRepository. Default: name."),
  repository: dnsLabel.describe("Repository that holds its overlays."),
  image: z
    .strictObject({
      name: imageName.describe("The image, without a tag."),
      credential: dnsLabel
        .optional()
        .describe("Registry credential that scans and pulls it. Default: none, it is public."),
      provider: z
        .enum(["generic", "aws", "azure", "gcp"], "generic, aws, azure or gcp")
        .optional()
        .describe(
          "Whose registry Flux logs in to by its own identity, instead of a credential; the nodes pull by theirs. Default: aws where the image is in a private ECR, else generic, which is nobody's.",
        ),
      insecure: z.boolean("true or false").default(false).describe("Whether the registry is scanned over plain HTTP."),
      interval: duration
        .optional()
        .describe(
          "How often the registry is scanned. Default: 10m where a receiver is told of pushed images, else 1m.",
        ),
      timeout: timeout.default("60s").describe("Limit of one scan."),
    })
    .describe("What it runs."),
  port: port.describe("Port that the container listens on."),
  probePath: httpPath.default("/").describe("Path that answers 200 while the application is healthy."),
  workload: workload.prefault({}).describe("How it runs in each of its environments."),
  build: build.prefault({}).describe("How CI builds the image."),
  environments: z
    .array(environment, "a list of environments")
    .default([])
    .describe("Where it is deployed. Default: nowhere yet."),
});
