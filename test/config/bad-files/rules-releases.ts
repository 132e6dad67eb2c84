import type { Edit, Row } from "./row";
import { add } from "./pieces";

/** Another environment of the shipped application. */
const environment = (mark: string, name: string, ...fields: string[]): string =>
  [`      - ${mark}name: ${name}`, "cluster: blog", `namespace: ${name}`, ...fields].join("\n        ") + "\n";

const digests: Edit = ["          policy:\n", "          digestReflectionPolicy: IfNotPresent\n          policy:\n"];

const dispatcher: Edit = [
  "        - name: alertmanager\n",
  "        - { name: runs, type: githubdispatch, repository: echo-server, tokenParameter: /dispatch }\n        - name: alertmanager\n",
];

const long = "a".repeat(63);

/** What is built, promoted, pinned and left alone. */
export const releaseRows: readonly Row[] = [
  {
    title: "An environment has tags of its own or those of promotions",
    file: [
      digests,
      add(
        environment("▶▶", "nothing"),
        environment("", "both", "promoteFrom: dev", "imagePolicy: ▶{ policy: { semver: { range: 1.x } } }"),
        environment("▶", "tagless", "imagePolicy: { policy: { semver: { range: 1.x } } }"),
      ),
    ],
    messages: [
      "applications[0].environments[1].imagePolicy: got nothing, expected which tag is deployed, or promoteFrom",
      "applications[0].environments[1].initialTag: got nothing, expected the tag that the overlay begins with",
      "applications[0].environments[2].imagePolicy: got a policy, expected no policy of its own, since promoteFrom says what is deployed here; or no promoteFrom",
      "applications[0].environments[3].initialTag: got nothing, expected the tag that the overlay begins with",
    ],
  },
  {
    title: "Images are promoted from an environment of the same application",
    file: [digests, add(environment("", "live", "promoteFrom: ▶prod"))],
    messages: [
      `applications[0].environments[1].promoteFrom: got "prod", expected the name of an environment ("dev" or "live"): correct it, or add it to the application's environments`,
    ],
  },
  {
    title: "Promotions don't go in a circle",
    file: [
      digests,
      add(
        environment("", "self", "promoteFrom: ▶self"),
        environment("", "one", "promoteFrom: ▶two"),
        environment("", "two", "promoteFrom: ▶one"),
        environment("", "behind", "promoteFrom: two"),
      ),
    ],
    messages: ["self", "two", "one"].map(
      (name, index) =>
        `applications[0].environments[${index + 1}].promoteFrom: got "${name}", expected an environment that comes before this one: here images would be promoted in a circle, and none built`,
    ),
  },
  {
    title: "What is promoted has a digest",
    file: [
      ["          policy:\n", "          digestReflectionPolicy: Never\n          policy:\n"],
      add(environment("", "live", "promoteFrom: ▶dev")),
    ],
    messages: [
      `applications[0].environments[1].promoteFrom: got "dev", expected an environment that deploys its image by digest, which is what a promotion takes over: give its imagePolicy the digestReflectionPolicy IfNotPresent`,
    ],
  },
  {
    title: "What is promoted is known to be healthy",
    file: [digests, add("        kustomization: { wait: false }\n", environment("", "live", "promoteFrom: ▶dev"))],
    messages: [
      `applications[0].environments[1].promoteFrom: got "dev", expected an environment of which Flux tells whether it is healthy: leave out its kustomization.wait, or make it true`,
    ],
  },
  {
    title: "Tags of promotions are no builds",
    file: [
      digests,
      add(
        environment("", "live", "promoteFrom: dev"),
        environment("", "a", "imagePolicy: ▶{ policy: { alphabetical: {} } }", "initialTag: a"),
        environment(
          "",
          "n",
          'imagePolicy: ▶{ filterTags: { pattern: "^(live-)?(?P<n>[0-9]+)$", extract: $n }, policy: { numerical: {} } }',
          'initialTag: "1"',
        ),
        environment(
          "",
          "s",
          'imagePolicy: ▶{ filterTags: { pattern: "^live-([0-9]+)$", extract: 1.0.$1 }, policy: { semver: { range: 1.x } } }',
          "initialTag: live-1",
        ),
        environment("", "s2", "imagePolicy: { policy: { semver: { range: 1.x } } }", "initialTag: 1.0.0"),
      ),
    ],
    messages: ["no pattern", 'the pattern "^(live-)?(?P<n>[0-9]+)$"', 'the pattern "^live-([0-9]+)$"'].map(
      (given, index) =>
        `applications[0].environments[${index + 2}].imagePolicy: got ${given}, expected filterTags with a pattern that refuses tags such as live-1, by which the same image is promoted to live`,
    ),
  },
  {
    title: "Applications of one image are told apart by their promotions",
    file: [
      digests,
      add(
        environment("", "live", "promoteFrom: dev").replace("name: live", "name: ◆live"),
        "  - name: worker\n    repository: echo-server\n    image: { name: ghcr.io/developer-friendly/echo-server, credential: echo-server }\n    port: 80\n    environments:\n",
        environment(
          "",
          "built",
          "path: worker/built",
          "imagePolicy: ▶{ policy: { alphabetical: {} } }",
          "initialTag: a",
        ),
        environment("", "live", "path: worker/live", "promoteFrom: built")
          .replace("name: live", "name: ▶live")
          .replace("namespace: live", "namespace: worker"),
      ),
    ],
    messages: [
      "applications[1].environments[0].imagePolicy: got no pattern, expected filterTags with a pattern that refuses tags such as live-1, by which the same image is promoted to live",
      'applications[1].environments[1].name: got "live", expected a name of its own (images are promoted to both by tags of ghcr.io/developer-friendly/echo-server that begin with live-): applications[0].environments[1].name (line ◆) has this one',
    ],
  },
  {
    title: "What is promoted is not deployed past Git",
    file: [digests, add(`        pin: ▶"1@sha256:${"a".repeat(64)}"\n`, environment("", "live", "promoteFrom: dev"))],
    messages: [
      `applications[0].environments[0].pin: got "1@sha256:${"a".repeat(64)}", expected the tag alone, such as 1: of an environment that is promoted from, Git must say what runs, and a digest is deployed past it`,
    ],
  },
  {
    title: "GitHub takes no long type of an event",
    file: [
      digests,
      dispatcher,
      ["        objectName: echo-server\n", `        objectName: ▶${long}\n`],
      ["    secretStore:\n", `    fluxNamespace: ${"f".repeat(23)}\n    secretStore:\n`],
      add(environment("", "live", "promoteFrom: dev")),
    ],
    messages: [
      `applications[0].environments[0].objectName: got "${long}", expected a name with which "Kustomization/${long}.${"f".repeat(23)}" has at most 100 characters: GitHub takes no longer type of an event, and this one starts the promotion`,
    ],
  },
  {
    title: "A pin is a tag with or without a digest, and a soak ends while a job may run",
    file: [
      digests,
      add(
        "        pin: ▶1.0@sha256:abc\n",
        environment("", "a", "promoteFrom: dev", "soak: ▶6h", "suspend: ▶yes"),
        environment("", "b", "promoteFrom: dev", "soak: ▶0s"),
        environment("", "c", "promoteFrom: dev", "soak: ▶10"),
        environment("", "d", "promoteFrom: dev", "pin: ▶echo-server:1"),
      ),
    ],
    messages: [
      'applications[0].environments[0].pin: got "1.0@sha256:abc", expected an image tag, or one with its digest such as 1.2.3@sha256:<64 hexadecimal digits>',
      'applications[0].environments[1].soak: got "6h", expected a duration from 1s to 5h, such as 30s, 10m or 1h30m (units s, m, h): a job of GitHub\'s may take 6h',
      'applications[0].environments[1].suspend: got "yes", expected true or false',
      'applications[0].environments[2].soak: got "0s", expected a duration from 1s to 5h, such as 30s, 10m or 1h30m (units s, m, h): a job of GitHub\'s may take 6h',
      "applications[0].environments[3].soak: got 10, expected a duration from 1s to 5h, such as 30s, 10m or 1h30m (units s, m, h): a job of GitHub's may take 6h, with its unit",
      'applications[0].environments[4].pin: got "echo-server:1", expected an image tag, or one with its digest such as 1.2.3@sha256:<64 hexadecimal digits>',
    ],
  },
];
