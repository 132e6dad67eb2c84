/** A first delivery file, as YAML with comments, of answers that are right. */
import { Document, isMap, isSeq, Scalar, type Node } from "yaml";
import { asDnsLabel, type QuestionName } from "./questions";

const head = ` yaml-language-server: $schema=./delivery.schema.json
 What is delivered, from where to where. Every field: docs/configuration.md. No secret belongs here.`;

const comments: readonly (readonly [path: readonly (string | number)[], comment: string])[] = [
  [
    ["state"],
    " Beside this file. A team keeps it where all reach it, such as in { backend: s3, bucket: ... }: docs/operations.md.",
  ],
  [
    ["clusters", 0, "secretStore"],
    " The store that External Secrets Operator reads keys from. Who may read: docs/operations.md.",
  ],
  [
    ["registryCredentials"],
    " Its token is the variable TF_VAR_github_pat. A public image needs none: leave this out, and image.credential.",
  ],
  [
    ["applications", 0, "environments", 0, "imagePolicy"],
    " Which tags are taken, and which of them is the newest: here the highest number.",
  ],
  [["applications", 0, "environments", 0, "initialTag"], " A tag that the image has already."],
];

/** Puts a comment above the key of a mapping. */
function comment(document: Document, path: readonly (string | number)[], text: string): void {
  let node: Node | null = document.contents;
  for (const [index, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => key instanceof Scalar && key.value === part);
      if (!pair) return;
      if (index === path.length - 1 && pair.key instanceof Scalar) pair.key.commentBefore = text;
      node = pair.value as Node | null;
    } else if (isSeq(node)) node = node.items[Number(part)] as Node | null;
  }
}

/** The text of the file; every answer stands in it as a value, whatever it holds. */
export function draft(answers: Readonly<Record<QuestionName, string>>): string {
  const { organization, repository, application, image, cluster, environment } = answers;
  const repositoryName = asDnsLabel(repository) ?? "app";
  const registry = image.slice(0, image.indexOf("/"));
  const isHub = !/[.:]/.test(registry) && registry !== "localhost";
  const document = new Document({
    github: {
      organization,
      bot: { username: answers.bot, name: answers["bot-name"], email: answers["bot-email"] },
    },
    aws: { region: answers.region },
    state: { backend: "local" },
    clusters: [
      {
        name: cluster,
        connection: { type: "kubeconfig", context: answers.context },
        secretStore: { create: {} },
      },
    ],
    repositories: [{ name: repositoryName, ...(repositoryName === repository ? {} : { gitHubName: repository }) }],
    ...(isHub ? {} : { registryCredentials: [{ name: "registry", registry }] }),
    applications: [
      {
        name: application,
        repository: repositoryName,
        image: { name: image, ...(isHub ? {} : { credential: "registry" }) },
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
  });
  document.commentBefore = head;
  for (const [path, text] of comments) comment(document, path, text);
  return document.toString({ lineWidth: 0 });
}
