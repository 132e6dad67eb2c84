import { shipped, type Row } from "./row";

/** Everything from a line of the shipped file on is left out, and replaced. */
const until = (line: string, rest: string): string => shipped.slice(0, shipped.indexOf(`\n${line}\n`) + 1) + rest;

const environment = "applications[0].environments[0]";

/** Lists that are none, and fields of a wrong type. */
export const listRows: readonly Row[] = [
  {
    title: "Repositories, logins and applications that are no lists are refused",
    file: until("repositories:", "repositories: ▶echo\nregistryCredentials: ▶ghcr\napplications: ▶{ echo: {} }\n"),
    messages: [
      `repositories: got "echo", expected a list of repositories`,
      `registryCredentials: got "ghcr", expected a list of registry credentials`,
      "applications: got a mapping with echo, expected a list of applications",
    ],
  },
  {
    title: "Empty lists of repositories and applications are refused",
    file: until("repositories:", "repositories: ▶[]\napplications: ▶[]\n"),
    messages: [
      "repositories: got an empty list, expected at least one repository",
      "applications: got an empty list, expected at least one application",
    ],
  },
  {
    title: "Repositories and applications that are left out are asked for",
    file: until("repositories:", "").replace("github:", "▶▶github:"),
    messages: [
      "repositories: got nothing, expected a list of repositories",
      "applications: got nothing, expected a list of applications",
    ],
  },
  {
    title: "What is taken over is listed",
    file: [["\naws:\n", "\nadopt: { parameters: ▶/a, webhooks: ▶1, objects: ▶{} }\n\naws:\n"]],
    messages: [
      `adopt.parameters: got "/a", expected a list of SSM paths`,
      "adopt.webhooks: got 1, expected a list of webhooks",
      "adopt.objects: got an empty mapping, expected a list of objects",
    ],
  },
  {
    title: "An object that is taken over is text",
    file: [["\naws:\n", "\nadopt: { objects: [{ cluster: blog, object: ▶{ kind: GitRepository } }] }\n\naws:\n"]],
    messages: [
      "adopt.objects[0].object: got a mapping with kind, expected an object such as GitRepository flux-system/shop",
    ],
  },
  {
    title: "Components that are no list are refused",
    file: [["        namespace: default\n", "        namespace: default\n        components: ▶debug\n"]],
    messages: [`${environment}.components: got "debug", expected a list of folders`],
  },
  {
    title: "Environments by their names are no list",
    file: [["    environments:\n      - name: dev\n", "    environments:\n      ▶dev:\n"]],
    messages: ["applications[0].environments: got a mapping with dev, expected a list of environments"],
  },
  {
    title: "A header, a kubeconfig and a backend's type are text",
    file: [
      ["  - name: blog\n", "  - name: blog\n    connection: { type: kubeconfig, path: ▶1 }\n"],
      ["\nstate: { backend: local }\n", "\nstate: { backend: other, type: ▶[], settings: { a: <stack> } }\n"],
      [
        "host: echo.dev.developer-friendly.blog",
        "host: echo.dev.developer-friendly.blog\n          strictTransportSecurity: ▶false",
      ],
    ],
    messages: [
      "state.type: got an empty list, expected a backend's type such as gcs",
      "clusters[0].connection.path: got 1, expected a file's path, in one line without spaces around it (put it in quotes)",
      `${environment}.route.strictTransportSecurity: got false, expected a header's value (put it in quotes)`,
    ],
  },
];
