import { add, addCluster, application, end, environment, image, ownContext, repositories } from "./pieces";
import type { Row } from "./row";

const uid = "6a1b2c3d-0000-4000-8000-0123456789ab";

/** Values that are each well-formed, and do not go together. */
export const ruleRows: readonly Row[] = [
  {
    title: "Two clusters by one suffix are refused: their stacks would share a state",
    file: [["  - name: blog\n", '  - name: blog\n    stackSuffix: ◆""\n'], ...addCluster('stackSuffix: ▶""')],
    messages: [
      `clusters[1].stackSuffix: got "", expected a suffix of its own: clusters[0].stackSuffix (line ◆) has this one`,
    ],
  },
  {
    title: "Two clusters by one name for their keys are refused, whatever their stacks are called",
    file: [
      ...addCluster("objectName: ▶blog", "stackSuffix: -b"),
      ["  - name: blog\n", "  - name: ◆blog\n    stackSuffix: -a\n"],
    ],
    messages: [
      `clusters[1].objectName: got "blog", expected a name for its stacks and keys of its own: clusters[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "Two clusters by the current context are refused: one would get the other's objects",
    file: [
      ["  - name: blog\n", "  - ▶name: blog\n"],
      [repositories, `  - ▶name: shop\n${repositories}`],
    ],
    messages: [
      "clusters[0].connection.context: got nothing, expected this cluster's context in ~/.kube/config: where there are several clusters, the current one may be another's",
      "clusters[1].connection.context: got nothing, expected this cluster's context in ~/.kube/config: where there are several clusters, the current one may be another's",
    ],
  },
  {
    title: "A cluster without a context beside another is refused, by whatever file or way that one is reached",
    file: [
      ["  - name: blog\n", "  - name: blog\n    connection: ▶{ type: kubeconfig, path: kubeconfigs/blog }\n"],
      [repositories, `  - name: shop\n    connection: { type: variables }\n${repositories}`],
    ],
    messages: [
      "clusters[0].connection.context: got nothing, expected this cluster's context in kubeconfigs/blog: where there are several clusters, the current one may be another's",
    ],
  },
  {
    title: "Two clusters by one EKS cluster are refused, however its region is known",
    file: [
      ["  - name: blog\n", "  - name: blog\n    connection: ◆{ type: eks, name: main }\n"],
      [
        repositories,
        `  - name: shop\n    connection: ▶{ type: eks, name: main, region: eu-central-1 }\n${repositories}`,
      ],
    ],
    messages: [
      `clusters[1].connection: got "main in eu-central-1", expected an EKS cluster of its own: clusters[0].connection (line ◆) has this one`,
    ],
  },
  {
    title: "A role of another partition than the EKS cluster's region can't be assumed there",
    file: [
      [
        "  - name: blog\n",
        "  - name: blog\n    connection: { type: eks, name: blog, region: us-gov-west-1, role: ▶arn:aws:iam::123456789012:role/deploy }\n",
      ],
    ],
    messages: [
      'clusters[0].connection.role: got "arn:aws:iam::123456789012:role/deploy", expected a role of the partition that us-gov-west-1 is in',
    ],
  },
  {
    title: "Two clusters of one UID are refused: they would be one cluster",
    file: [["    secretStore:\n", `    uid: ◆${uid}\n    secretStore:\n`], ...addCluster(`uid: ▶${uid}`)],
    messages: [`clusters[1].uid: got "${uid}", expected a UID of its own: clusters[0].uid (line ◆) has this one`],
  },
  {
    title: "Two IAM policies of names that IAM takes for one are refused",
    file: [
      ["readerPolicy: external-secrets-blog", "readerPolicy: ◆external-secrets-blog"],
      ...addCluster("secretStore: { readerPolicy: ▶External-Secrets-Blog }"),
      add(environment("prod", "cluster: shop", "namespace: shop", "pushBranch: prod")),
    ],
    messages: [
      `clusters[1].secretStore.readerPolicy: got "External-Secrets-Blog", expected an IAM policy of its own: clusters[0].secretStore.readerPolicy (line ◆) has this one`,
    ],
  },
  {
    title: "A role of another account than the parameters' is refused: it would find none by their names",
    file: [
      ["  region: eu-central-1\n", '  region: eu-central-1\n  accountId: "123456789012"\n'],
      [
        "      readerPolicy: external-secrets-blog\n",
        "      readerPolicy: external-secrets-blog\n      create: { role: ▶arn:aws:iam::210987654321:role/eso }\n",
      ],
    ],
    messages: [
      `clusters[0].secretStore.create.role: got "arn:aws:iam::210987654321:role/eso", expected a role of account 123456789012, which aws.accountId says the parameters are of: ESO finds them by name in the role's own`,
    ],
  },
  {
    title: "A message that would silence the pull request's workflow is refused where there is a push branch",
    file: [
      [
        "  - name: echo-server\n\nregistryCredentials",
        "  - name: echo-server\n    imageUpdate: { messageTemplate: ▶'deploy [skip ci]' }\n\nregistryCredentials",
      ],
      [end, `${end}        pushBranch: updates\n`],
    ],
    messages: [
      "repositories[0].imageUpdate.messageTemplate: got a template with [skip ci], expected one without it, since it would silence the workflow that opens the pull request",
    ],
  },
  {
    title: "A message that ends in the trailer for the same is refused, too",
    file: [
      [
        "  - name: echo-server\n\nregistryCredentials",
        '  - name: echo-server\n    imageUpdate: { messageTemplate: ▶"chore: x\\n\\n\\nskip-checks: true\\n" }\n\nregistryCredentials',
      ],
      [end, `${end}        pushBranch: updates\n`],
    ],
    messages: [
      "repositories[0].imageUpdate.messageTemplate: got a template with skip-checks: true, expected one without it, since it would silence the workflow that opens the pull request",
    ],
  },
  {
    title: "A receiver and a route without a gateway are refused",
    file: [
      [
        "    gateway:\n      name: developer-friendly-blog\n      namespace: cert-manager\n      sectionName: https\n",
        "",
      ],
      ["    receiver:\n      name: github-receiver\n", "    receiver:\n      ▶name: github-receiver\n"],
      [end, "          ▶host: echo.dev.developer-friendly.blog\n"],
    ],
    messages: [
      "clusters[0].receiver: got a receiver at flux.developer-friendly.blog, expected a gateway on this cluster that its route goes through: add one, or remove the receiver",
      "applications[0].environments[0].route: got a route at echo.dev.developer-friendly.blog, expected a gateway on cluster blog: add one there, or remove the route",
    ],
  },
  {
    title: "An application at the receiver's host is refused",
    file: [
      ["host: flux.developer-friendly.blog", "host: ◆flux.developer-friendly.blog"],
      ["host: echo.dev.developer-friendly.blog", "host: ▶flux.developer-friendly.blog"],
    ],
    messages: [
      `applications[0].environments[0].route.host: got "flux.developer-friendly.blog", expected a host of its own: clusters[0].receiver.host (line ◆) has this one`,
    ],
  },
  {
    title: "A further host is one of its own too",
    file: [[end, "          host: ◆echo.example.com\n          aliases: [▶echo.example.com]\n"]],
    messages: [
      `applications[0].environments[0].route.aliases[0]: got "echo.example.com", expected a host of its own: applications[0].environments[0].route.host (line ◆) has this one`,
    ],
  },
  {
    title: "A further host is not the receiver's",
    file: [
      ["host: flux.developer-friendly.blog", "host: ◆flux.developer-friendly.blog"],
      [end, `${end}          aliases: [▶flux.developer-friendly.blog]\n`],
    ],
    messages: [
      `applications[0].environments[0].route.aliases[0]: got "flux.developer-friendly.blog", expected a host of its own: clusters[0].receiver.host (line ◆) has this one`,
    ],
  },
  {
    title: "Two environments at one host of one cluster are refused",
    file: [
      [
        "host: echo.dev.developer-friendly.blog\n",
        "host: ◆echo.dev.developer-friendly.blog\n" +
          environment("test", "cluster: blog", "namespace: test", "route: { host: ▶echo.dev.developer-friendly.blog }"),
      ],
    ],
    messages: [
      `applications[0].environments[1].route.host: got "echo.dev.developer-friendly.blog", expected a host of its own: applications[0].environments[0].route.host (line ◆) has this one`,
    ],
  },
  {
    title: "Two names for one repository on GitHub are refused",
    file: [[repositories, "\nrepositories:\n  - ◆name: echo-server\n  - name: other\n    gitHubName: ▶Echo-Server\n"]],
    messages: [
      `repositories[1].gitHubName: got "Echo-Server", expected a GitHub repository of its own: repositories[0].gitHubName (line ◆) has this one`,
    ],
  },
  {
    title: "Two environments by one overlay are refused",
    file: [
      ["      - name: dev\n", "      - ◆name: dev\n"],
      add(environment("prod", "cluster: blog", "namespace: prod", "path: ▶kustomize/overlays/dev")),
    ],
    messages: [
      `applications[0].environments[1].path: got "kustomize/overlays/dev", expected an overlay in repository echo-server of its own: applications[0].environments[0].path (line ◆) has this one`,
    ],
  },
  {
    title: "A push branch that is the repository's own is refused",
    file: [[end, `${end}        pushBranch: ▶main\n`]],
    messages: [
      `applications[0].environments[0].pushBranch: got "main", expected another branch than the repository's own; leave it out to push there`,
    ],
  },
  {
    title: "A push branch below another branch is refused: Git can't have both",
    file: [
      [
        end,
        `${end}        pushBranch: ▶main/dev\n${environment("a", "cluster: blog", "namespace: a", "pushBranch: ▶flux")}${environment("b", "cluster: blog", "namespace: b", "pushBranch: ▶flux/b")}`,
      ],
    ],
    messages: [
      `applications[0].environments[0].pushBranch: got "main/dev", expected a branch that Git can keep beside "main": neither name may begin with the other and '/'`,
      `applications[0].environments[1].pushBranch: got "flux", expected a branch that Git can keep beside "flux/b": neither name may begin with the other and '/'`,
      `applications[0].environments[2].pushBranch: got "flux/b", expected a branch that Git can keep beside "flux": neither name may begin with the other and '/'`,
    ],
  },
  {
    title: "Two clusters that would push to one branch are refused",
    file: [
      ownContext,
      [
        repositories,
        "  - name: shop\n    connection: { type: kubeconfig, path: kubeconfigs/shop, context: shop }\n\nrepositories:\n  - ▶name: echo-server\n",
      ],
      add(environment("prod", "cluster: shop", "namespace: shop")),
    ],
    messages: [
      `repositories[0].imageUpdate.cluster: got nothing, expected one of the clusters blog, shop: environments on all of them have updates pushed to branch "main", and two clusters that push to one branch race. Name the one that writes, or give environments a pushBranch`,
    ],
  },
  {
    title: "Two environments of one object name are refused, with the name that they have by default",
    file: [
      ["        objectName: echo-server\n", "        objectName: ◆echo-server-prod\n"],
      add(environment("prod", "cluster: blog", "namespace: prod").replace("name: prod", "▶name: prod")),
    ],
    messages: [
      `applications[0].environments[1].objectName: got "echo-server-prod" by default, expected a name on cluster blog of its own: applications[0].environments[0].objectName (line ◆) has this one`,
    ],
  },
  {
    title: "Two policies of one name are refused where one cluster writes for both",
    file: [
      ownContext,
      [
        repositories,
        "  - name: shop\n    connection: { type: kubeconfig, path: kubeconfigs/shop, context: shop }\n\nrepositories:\n  - name: echo-server\n    imageUpdate: { cluster: blog }\n",
      ],
      ["        objectName: echo-server\n", "        objectName: ◆echo-server\n"],
      add(environment("prod", "cluster: shop", "namespace: prod", "objectName: ▶echo-server")),
    ],
    messages: [
      `applications[0].environments[1].objectName: got "echo-server", expected a name on cluster blog of its own: applications[0].environments[0].objectName (line ◆) has this one`,
    ],
  },
  {
    title: "Push branches that differ only in punctuation are refused",
    file: [
      [
        end,
        `${end}        pushBranch: ◆flux/dev\n${environment("prod", "cluster: blog", "namespace: prod", "pushBranch: ▶flux-dev")}`,
      ],
    ],
    messages: [
      `applications[0].environments[1].pushBranch: got "flux-dev", expected an ImageUpdateAutomation of its own (both would be named echo-server-flux-dev): applications[0].environments[0].pushBranch (line ◆) has this one`,
    ],
  },
  {
    title: "A repository called as another one and its push branch is refused",
    file: [
      [repositories, "\nrepositories:\n  - name: echo-server\n  - name: ▶echo-server-prod\n"],
      [
        end,
        `${end}        pushBranch: ◆prod\n${application("web", "repository: echo-server-prod", image)}${environment("dev", "cluster: blog", "namespace: web")}`,
      ],
    ],
    messages: [
      `repositories[1].name: got "echo-server-prod", expected an ImageUpdateAutomation of its own (both would be named echo-server-prod): applications[0].environments[0].pushBranch (line ◆) has this one`,
    ],
  },
  {
    title: "Names that are too long together are refused with the remedy",
    file: [
      ["        objectName: echo-server\n", ""],
      ["      - name: dev\n", `      - ▶name: ${"d".repeat(60)}\n`],
      [end, `${end}        pushBranch: ▶${"b".repeat(60)}\n`],
    ],
    messages: [
      `applications[0].environments[0].objectName: got "echo-server-${"d".repeat(60)}" by default, expected a name of at most 63 characters: set objectName to a shorter one`,
      `applications[0].environments[0].pushBranch: got "${"b".repeat(60)}", expected a branch that makes a name of at most 63 characters with the repository's, not "echo-server-${"b".repeat(60)}"`,
    ],
  },
];
