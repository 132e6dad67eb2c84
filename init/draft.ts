/** A first delivery file, as YAML with comments, of answers that are right. */
import { yamlFile, type Comment } from "../git-side/files/yaml-file";
import { hostOf, inFull, providerOf } from "../model/registries";
import { asDnsLabel, type AllAnswers } from "./questions";

const head = (schema: string): string => ` yaml-language-server: $schema=${schema}
 What is delivered, from where to where. Every field: docs/configuration.md. No secret belongs here.`;

/**
 * The text of the file; every answer stands in it as a value, whatever it holds.
 *
 * @param schema delivery.schema.json, as an editor finds it: a path from the file's folder, or a file's URL
 */
export function draft(answers: AllAnswers, schema: string): string {
  const { organization, repository, application, image, cluster, environment, account, bucket, eks, context } = answers;
  const repositoryName = asDnsLabel(repository) ?? "app";
  const registry = hostOf(inFull(image));
  // Docker Hub's images are public most often, and to Amazon's Flux logs in by itself.
  const needsLogin = registry !== "docker.io" && providerOf(registry) === "generic";
  const value = {
    github: {
      organization,
      bot: { username: answers.bot, name: answers["bot-name"], email: answers["bot-email"] },
    },
    aws: { region: answers.region, ...(account !== undefined && { accountId: account }) },
    state: bucket === undefined ? { backend: "local" } : { backend: "s3", bucket },
    clusters: [
      {
        name: cluster,
        connection: eks === undefined ? { type: "kubeconfig", context } : { type: "eks", name: eks },
        secretStore: { create: {} },
      },
    ],
    repositories: [{ name: repositoryName, ...(repositoryName === repository ? {} : { gitHubName: repository }) }],
    ...(needsLogin && { registryCredentials: [{ name: "registry", registry }] }),
    applications: [
      {
        name: application,
        repository: repositoryName,
        image: { name: image, ...(needsLogin && { credential: "registry" }) },
        port: Number(answers.port),
        environments: [
          {
            name: environment,
            cluster,
            namespace: answers.namespace,
            createNamespace: true,
            imagePolicy: { filterTags: { pattern: "^[0-9]+$" }, policy: { numerical: {} } },
            initialTag: "1",
          },
        ],
      },
    ],
  };
  const before = (at: Comment["at"], text: string): Comment => ({ at, text, where: "before" });
  const environmentAt = ["applications", 0, "environments", 0] as const;
  return yamlFile({
    path: "delivery.yaml",
    header: head(schema),
    value,
    comments: [
      before(
        ["state"],
        bucket === undefined
          ? " In the folder state/ beside cdktf.out. A team keeps it where all reach it, such as in { backend: s3, bucket: ... }: docs/operations.md."
          : " A bucket that is there. OpenTofu can encrypt the states itself, too: docs/operations.md.",
      ),
      before(
        ["clusters", 0, "secretStore"],
        " The store that External Secrets Operator reads keys from. Who may read: docs/operations.md.",
      ),
      ...(needsLogin
        ? [
            before(
              ["registryCredentials"],
              " Its token is the variable TF_VAR_github_pat. A public image needs none: leave this out, and image.credential.",
            ),
          ]
        : []),
      before(
        [...environmentAt, "imagePolicy"],
        " Which tags are taken, and which of them is the newest: here the highest number.",
      ),
      before(
        [...environmentAt, "initialTag"],
        " A tag that the image has; where it has none yet, any that is older than CI's, which are the ids of its runs.",
      ),
    ],
    spaced: Object.keys(value)
      .slice(1)
      .map((key) => [key]),
  }).text;
}
