import { add, addCluster, application, environment, image, repositories, sameRepository } from "./pieces";
import type { Row } from "./row";

const own = "the name that it had before: this is the one that it has";
const alone = "a name that it had before, and nothing else has or had";

/** Elements that had another name. */
export const renameRows: readonly Row[] = [
  {
    title: "What is renamed from its own name was not renamed",
    file: [
      ["  - name: blog\n", "  - name: blog\n    renamedFrom: ▶blog\n"],
      [repositories, `${repositories}    renamedFrom: ▶echo-server\n`],
      [
        `  - name: echo-server\n    ${sameRepository}\n`,
        `  - name: echo-server\n    renamedFrom: ▶echo-server\n    ${sameRepository}\n`,
      ],
      ["      - name: dev\n", "      - name: dev\n        renamedFrom: ▶dev\n"],
    ],
    messages: [
      `clusters[0].renamedFrom: got "blog", expected ${own}`,
      `repositories[0].renamedFrom: got "echo-server", expected ${own}`,
      `applications[0].renamedFrom: got "echo-server", expected ${own}`,
      `applications[0].environments[0].renamedFrom: got "dev", expected ${own}`,
    ],
  },
  {
    title: "Nothing is renamed from a name that another has",
    file: [
      ...addCluster("renamedFrom: ▶blog"),
      ["  - name: blog\n", "  - name: ◆blog\n"],
      [repositories, `${repositories.replace("name: ", "name: ◆")}  - name: web\n    renamedFrom: ▶echo-server\n`],
      [`  - name: echo-server\n    ${sameRepository}\n`, `  - name: ◆echo-server\n    ${sameRepository}\n`],
      add(
        application("web", "renamedFrom: ▶echo-server", sameRepository, image),
        environment("dev", "cluster: blog", "namespace: web", "path: web"),
      ),
    ],
    messages: [
      `clusters[1].renamedFrom: got "blog", expected ${alone}: clusters[0].name (line ◆) has this one`,
      `repositories[1].renamedFrom: got "echo-server", expected ${alone}: repositories[0].name (line ◆) has this one`,
      `applications[1].renamedFrom: got "echo-server", expected ${alone}: applications[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "No environment is renamed from one of the same application",
    file: [
      ["      - name: dev\n", "      - name: ◆dev\n"],
      add(environment("test", "renamedFrom: ▶dev", "cluster: blog", "namespace: test")),
    ],
    messages: [
      `applications[0].environments[1].renamedFrom: got "dev", expected ${alone}: applications[0].environments[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "Two are not renamed from one",
    file: [
      [repositories, `${repositories}  - name: web\n    renamedFrom: ◆old\n  - name: api\n    renamedFrom: ▶old\n`],
      add(
        environment("test", "renamedFrom: ◆qa", "cluster: blog", "namespace: test"),
        environment("stage", "renamedFrom: ▶qa", "cluster: blog", "namespace: stage"),
      ),
    ],
    messages: [
      `repositories[2].renamedFrom: got "old", expected ${alone}: repositories[1].renamedFrom (line ◆) has this one`,
      `applications[0].environments[2].renamedFrom: got "qa", expected ${alone}: applications[0].environments[1].renamedFrom (line ◆) has this one`,
    ],
  },
  {
    title: "The objects of two repositories, or of two applications, do not share a name",
    file: [
      [
        repositories,
        `${repositories.replace("name: ", "name: ◆")}  - name: web\n    objectName: ▶echo-server\n    gitHubName: web\n    deployKey: { parameter: /web }\n`,
      ],
      [`  - name: echo-server\n    ${sameRepository}\n`, `  - name: ◆echo-server\n    ${sameRepository}\n`],
      add(
        application("web", "objectName: ▶echo-server", sameRepository, image),
        environment("dev", "cluster: blog", "namespace: web", "path: web"),
      ),
    ],
    messages: [
      `repositories[1].objectName: got "echo-server", expected a name for its objects of its own: repositories[0].name (line ◆) has this one`,
      `applications[1].objectName: got "echo-server", expected a name for its objects of its own: applications[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "Flux keeps its names from objects that are called otherwise in the file",
    file: [[repositories, `${repositories}    objectName: ▶flux-system\n    gitHubName: echo-server\n`]],
    messages: [
      `repositories[0].objectName: got "flux-system", expected a name other than the Flux namespace's, which Flux's own GitRepository has`,
    ],
  },
  {
    title: "Names of before and of objects are names",
    file: [
      [repositories, `${repositories}    renamedFrom: ▶Shop\n    objectName: ▶a_b\n`],
      [
        `  - name: echo-server\n    ${sameRepository}\n`,
        `  - name: echo-server\n    renamedFrom: ▶9a\n    objectName: ▶kubernetes\n    ${sameRepository}\n`,
      ],
    ],
    messages: [
      `repositories[0].renamedFrom: got "Shop", expected a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63`,
      `repositories[0].objectName: got "a_b", expected a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63`,
      ...['renamedFrom: got "9a"', 'objectName: got "kubernetes"'].map(
        (given) =>
          `applications[0].${given}, expected a Service's name: lowercase letters, digits and '-', beginning with a letter, at most 63, other than kubernetes`,
      ),
    ],
  },
];
