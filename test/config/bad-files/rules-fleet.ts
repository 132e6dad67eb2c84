import { addCluster, repositories } from "./pieces";
import type { Edit, Row } from "./row";

const withFleet: Edit = [repositories, `${repositories}  - name: fleet\n`];

/** What is delivered by Git. */
export const fleetRows: readonly Row[] = [
  {
    title: "A cluster that is delivered by Git is so from a repository",
    file: [["  - name: blog\n", "  - name: blog\n    delivery: ▶git\n"]],
    messages: [
      `clusters[0].delivery: got "git", expected fleet.repository beside it, the repository that Flux's objects are in; or opentofu`,
    ],
  },
  {
    title: "So are all where the file says so",
    file: [["\nclusters:\n  - name: blog\n", "\ndelivery: git\n\nclusters:\n  - ▶name: blog\n"]],
    messages: [
      `clusters[0].delivery: got "git" by default, expected fleet.repository beside it, the repository that Flux's objects are in; or opentofu`,
    ],
  },
  {
    title: "The fleet's repository is one of the file",
    file: [["\nclusters:\n", "\nfleet: { repository: ▶ghost }\n\nclusters:\n"]],
    messages: [
      `fleet.repository: got "ghost", expected the name of a repository ("echo-server"): correct it, or add it to repositories`,
    ],
  },
  {
    title: "The fleet's repository is none that image automation may push to",
    file: [
      ["\nclusters:\n", "\ndelivery: git\nfleet: { repository: ▶echo-server }\n\nclusters:\n"],
      ["    repository: echo-server\n", "    repository: ◆echo-server\n"],
    ],
    messages: [
      `fleet.repository: got "echo-server", expected a repository of its own, which no application has: who may push there may change every cluster: applications[0].repository (line ◆) has this one`,
    ],
  },
  {
    title: "A cluster on which nothing runs has nothing to be delivered by Git",
    file: [
      ["\nclusters:\n", "\nfleet: { repository: fleet }\n\nclusters:\n"],
      ...addCluster("delivery: git").map(([piece, text]): Edit => [
        piece,
        text.replace("  - name: shop\n", "  - ▶name: shop\n"),
      ]),
      withFleet,
    ],
    messages: [
      "clusters[1]: got a cluster that is delivered by git, expected an environment on this cluster, or there is nothing to deliver: add one, or set delivery: opentofu",
    ],
  },
  {
    title: "What Flux applies from the fleet's repository is not OpenTofu's to take over",
    file: [
      [
        "\nclusters:\n",
        "\ndelivery: git\nfleet: { repository: fleet }\nadopt:\n  objects:\n    - { cluster: blog, object: GitRepository flux-system/fleet }\n    - ▶{ cluster: blog, object: GitRepository flux-system/echo-server }\n\nclusters:\n",
      ],
      withFleet,
    ],
    messages: [
      `adopt.objects[1]: got "blog GitRepository flux-system/echo-server", expected an object that the stacks make (npm run synth without the entry, and look in cdktf.out)`,
    ],
  },
];
