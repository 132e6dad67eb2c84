import type { Row } from "./row";

const policy = "            numerical: { order: asc }\n";
const pattern = "            pattern: ^[0-9]+$\n";
const tag = `        initialTag: "9050352340"\n`;
const image = "      name: ghcr.io/developer-friendly/echo-server\n";
const environment = "applications[0].environments[0]";

const label =
  "a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63";
const branch =
  "a Git branch without refs/heads/: letters, digits and ./_-@+=#,!&'(), no part beginning with '.' or ending in '.lock', none empty, no '..', not 40 hexadecimal digits as a commit's";
const folder =
  "a folder of the repository such as kustomize/overlays/dev: relative, without './', '..' or a trailing '/', at most 200 characters a part";
const imageName =
  "an image's name such as ghcr.io/owner/name, or owner/name of Docker Hub: lowercase, without scheme, tag or digest";
const imageTag =
  "an image tag: letters, digits, '_', '.' and '-', beginning with a letter, a digit or '_', at most 128";
const anchored = "a pattern between ^ and $ that matches whole tags; alternatives go in a group, as in ^(a|b)$";
const range = "a semver range such as >=1.0.0, 1.x or ~1.2 || ^2.0.0-0";

/** Mistakes in `applications`. */
export const applicationRows: readonly Row[] = [
  {
    title: "An application that begins with a digit is refused: its Service can't",
    file: [["applications:\n  - name: echo-server", "applications:\n  - name: ▶2048"]],
    messages: [
      "applications[0].name: got 2048, expected a Service's name: lowercase letters, digits and '-', beginning with a letter, at most 63, other than kubernetes (put it in quotes)",
    ],
  },
  {
    title: "An image without its registry is Docker Hub's, which a login to another does not fit",
    file: [
      [
        `${image}      credential: echo-server`,
        "      name: developer-friendly/echo-server\n      credential: ▶echo-server",
      ],
    ],
    messages: [
      `applications[0].image.credential: got "echo-server", a login to ghcr.io, expected a credential of which the registry is index.docker.io, where the image is`,
    ],
  },
  {
    title: "An image of more parts than Docker Hub's have is refused without its registry",
    file: [[image, "      name: ▶ghcr/developer-friendly/echo-server\n"]],
    messages: [`applications[0].image.name: got "ghcr/developer-friendly/echo-server", expected ${imageName}`],
  },
  {
    title: "An image without an owner is refused: it would be one of Docker's own",
    file: [[image, "      name: ▶echo-server\n"]],
    messages: [`applications[0].image.name: got "echo-server", expected ${imageName}`],
  },
  {
    title: "An image with its tag is refused",
    file: [[image, "      name: ▶ghcr.io/developer-friendly/echo-server:latest\n      insecure: ▶no\n"]],
    messages: [
      `applications[0].image.name: got "ghcr.io/developer-friendly/echo-server:latest", expected ${imageName}`,
      `applications[0].image.insecure: got "no", expected true or false`,
    ],
  },
  {
    title: "A pattern that repeats more than any tag has is refused: compiling many of them takes minutes",
    file: [[pattern, "            pattern: ▶^([0-9]{20}){1,21}$\n"]],
    messages: [
      `${environment}.imagePolicy.filterTags.pattern: got "^([0-9]{20}){1,21}$", expected a pattern of at most 400 characters with its repetitions written out: a tag has at most 128`,
    ],
  },
  {
    title: "A port that is none is refused",
    file: [["port: 3000", "port: ▶70000\n    probePath: ▶healthz"]],
    messages: [
      "applications[0].port: got 70000, expected a port number from 1 to 65535",
      `applications[0].probePath: got "healthz", expected a path such as /healthz, beginning with '/', without query`,
    ],
  },
  {
    title: "A port in quotes is refused with the remedy",
    file: [["port: 3000", `port: ▶"3000"`]],
    messages: [`applications[0].port: got "3000", expected a port number from 1 to 65535 (without quotes)`],
  },
  {
    title: "What a Git tag can't begin with is refused, and what would be read as its version",
    file: [["port: 3000", "port: 3000\n    build: { gitTagPrefix: ▶v2. }"]],
    messages: [
      `applications[0].build.gitTagPrefix: got "v2.", expected what a Git tag has before its version, such as v or api/v: letters, digits and ./_@-, not ending in a digit or '.', no part beginning with '.' or ending in '.lock', none empty`,
    ],
  },
  {
    title: "Platforms, build arguments and secrets that are none are refused, and what GitHub or the runner would read",
    file: [
      [
        "port: 3000",
        "port: 3000\n    build:\n      platforms: [▶arm64]\n      args: { ▶PATH: /x, A: ▶'${{ secrets.B }}' }\n      secrets: [▶npm-token, ▶GITHUB_TOKEN]\n      attestations: ▶always\n      cosign: ▶kms",
      ],
    ],
    messages: [
      'applications[0].build.platforms[0]: got "arm64", expected a platform such as linux/amd64, linux/arm64 or linux/arm/v7',
      `applications[0].build.args.PATH: got the key "PATH", expected a build argument's name: letters, digits and '_', and no variable of the runner's, its shell's or Docker's, such as PATH or GITHUB_SHA`,
      'applications[0].build.args.A: got "${{ secrets.B }}", expected text without ${{, which GitHub would replace',
      `applications[0].build.secrets[0]: got "npm-token", expected the name of a secret on GitHub: capital letters, digits and '_', not beginning with a digit or GITHUB_`,
      `applications[0].build.secrets[1]: got "GITHUB_TOKEN", expected the name of a secret on GitHub: capital letters, digits and '_', not beginning with a digit or GITHUB_`,
      'applications[0].build.attestations: got "always", expected true or false',
      'applications[0].build.cosign: got "kms", expected keyless or key',
    ],
  },
  {
    title: "A platform or a secret that is listed twice is refused",
    file: [["port: 3000", "port: 3000\n    build: { platforms: ▶[linux/arm64, linux/arm64], secrets: ▶[A, B, A] }"]],
    messages: [
      'applications[0].build.platforms: got ["linux/arm64","linux/arm64"], expected each platform once',
      'applications[0].build.secrets: got ["A","B","A"], expected each secret once',
    ],
  },
  {
    title: "A build outside the repository is refused",
    file: [["port: 3000", "port: 3000\n    build: { context: ▶../api, dockerfile: ▶/Dockerfile }"]],
    messages: [
      `applications[0].build.context: got "../api", expected a folder of the repository such as api, or '.' for its root, at most 200 characters a part`,
      `applications[0].build.dockerfile: got "/Dockerfile", expected ${folder}`,
    ],
  },
  {
    title: "A namespace of Kubernetes' own is refused",
    file: [["namespace: default", "namespace: ▶kube-system"]],
    messages: [
      `${environment}.namespace: got "kube-system", expected a namespace: lowercase letters, digits and '-', at most 63, not beginning with kube-, which is Kubernetes' own`,
    ],
  },
  {
    title: "An overlay outside the repository is refused",
    file: [
      [
        tag,
        `${tag}        path: ▶./kustomize/overlays/dev\n        components: [▶a/]\n        pushBranch: ▶flux/.dev\n`,
      ],
    ],
    messages: [
      `${environment}.path: got "./kustomize/overlays/dev", expected ${folder}`,
      `${environment}.components[0]: got "a/", expected ${folder}`,
      `${environment}.pushBranch: got "flux/.dev", expected ${branch}`,
    ],
  },
  {
    title: "Folders of names that no file system has are refused",
    file: [[tag, `${tag}        path: ▶${"a".repeat(201)}\n        components: [▶${"a/".repeat(500)}b]\n`]],
    messages: [
      `${environment}.path: got "${"a".repeat(76)}..., expected ${folder}`,
      `${environment}.components[0]: got "${"a/".repeat(38)}..., expected ${folder}`,
    ],
  },
  {
    title: "A tag that YAML reads as a number is shown as it was written",
    file: [[tag, "        initialTag: ▶1.10\n"]],
    messages: [`${environment}.initialTag: got 1.10, expected ${imageTag} (put it in quotes)`],
  },
  {
    title: "A pattern that RE2 can't compile is refused with the reason",
    file: [[pattern, "            pattern: ▶^(?=main)[0-9]+$\n"]],
    messages: [
      `${environment}.imagePolicy.filterTags.pattern: got "^(?=main)[0-9]+$", expected a regular expression that RE2 knows, without look-around and back-references (invalid or unsupported Perl syntax: \`(?=\`)`,
    ],
  },
  {
    title: "A pattern that is not anchored is refused",
    file: [[pattern, "            pattern: ▶^main|[0-9]+$\n"]],
    messages: [`${environment}.imagePolicy.filterTags.pattern: got "^main|[0-9]+$", expected ${anchored}`],
  },
  {
    title: "A pattern that YAML reads as a list is refused",
    file: [[pattern, "            pattern: ▶[0-9]\n            extract: ▶''\n"]],
    messages: [
      `${environment}.imagePolicy.filterTags.pattern: got ["0-9"], expected a regular expression`,
      `${environment}.imagePolicy.filterTags.extract: got "", expected a replacement such as $ts`,
    ],
  },
  {
    title: "A replacement of a group that the pattern does not have is refused: it would be empty",
    file: [[pattern, "            pattern: ^main-(?P<ts>[0-9]+)$\n            extract: ▶$1x\n"]],
    messages: [
      `${environment}.imagePolicy.filterTags.extract: got "$1x", expected a replacement of the pattern's groups, $0, $1, $ts; where letters or digits follow, in braces, as in \${1}0`,
    ],
  },
  {
    title: "Two kinds of policy are refused, since Flux would take one",
    file: [[policy, "            ▶numerical: {}\n            semver: { range: 1.x }\n"]],
    messages: [
      `${environment}.imagePolicy.policy: got a mapping with numerical, semver, expected exactly one of numerical, alphabetical or semver`,
    ],
  },
  {
    title: "No kind of policy is refused",
    file: [[`policy:\n${policy}`, "policy: ▶{}\n"]],
    messages: [
      `${environment}.imagePolicy.policy: got an empty mapping, expected exactly one of numerical, alphabetical or semver`,
    ],
  },
  {
    title: "A policy without its braces is nothing",
    file: [[policy, "            numerical:▶\n"]],
    messages: [`${environment}.imagePolicy.policy.numerical: got nothing, expected a mapping with order`],
  },
  {
    title: "An order that Flux does not know is refused",
    file: [[policy, "            numerical: { order: ▶descending }\n"]],
    messages: [
      `${environment}.imagePolicy.policy.numerical.order: got "descending", expected asc (the last wins) or desc`,
    ],
  },
  {
    title: "A range that Flux can't read is refused",
    file: [[policy, "            semver: { range: ▶latest }\n"]],
    messages: [`${environment}.imagePolicy.policy.semver.range: got "latest", expected ${range}`],
  },
  {
    title: "An interval without the digest that it is for is refused, whatever else is wrong beside it",
    file: [
      [
        `        imagePolicy:\n          filterTags:\n${pattern}`,
        "        imagePolicy:\n          interval: ▶5m\n          filterTags:\n            pattern: ▶'[0-9]+'\n",
      ],
    ],
    messages: [
      `${environment}.imagePolicy.interval: got "5m", expected an interval where digestReflectionPolicy is Always, and none elsewhere`,
      `${environment}.imagePolicy.filterTags.pattern: got "[0-9]+", expected ${anchored}`,
    ],
  },
  {
    title: "A digest that is always looked up wants an interval",
    file: [
      [
        "        imagePolicy:\n          filterTags:\n",
        "        imagePolicy:\n          ▶digestReflectionPolicy: Always\n          filterTags:\n",
      ],
    ],
    messages: [
      `${environment}.imagePolicy.interval: got nothing, expected an interval where digestReflectionPolicy is Always, and none elsewhere`,
    ],
  },
  {
    title: "A digest policy that Flux does not know is refused",
    file: [
      [
        "        imagePolicy:\n          filterTags:\n",
        "        imagePolicy:\n          digestReflectionPolicy: ▶Sometimes\n          filterTags:\n",
      ],
    ],
    messages: [
      `${environment}.imagePolicy.digestReflectionPolicy: got "Sometimes", expected Never, IfNotPresent or Always`,
    ],
  },
  {
    title: "A first tag that the pattern refuses is refused, whatever else is wrong beside it",
    file: [
      [tag, "        initialTag: ▶v1\n"],
      ["namespace: default", "namespace: ▶Default"],
    ],
    messages: [
      `${environment}.namespace: got "Default", expected a namespace: lowercase letters, digits and '-', at most 63, not beginning with kube-, which is Kubernetes' own`,
      `${environment}.initialTag: got "v1", expected a tag that the pattern "^[0-9]+$" matches`,
    ],
  },
  {
    title: "A first tag of which the policy compares no number is refused",
    file: [
      [pattern, "            pattern: ^main-.*$\n"],
      [tag, "        initialTag: ▶main-1\n"],
    ],
    messages: [
      `${environment}.initialTag: got "main-1", expected a tag of which the numerical policy compares a number, not "main-1"`,
    ],
  },
  {
    title: "A first tag of too many digits is refused: Flux compares floating-point numbers",
    file: [[tag, `        initialTag: ▶"20240101120000123"\n`]],
    messages: [
      `${environment}.initialTag: got "20240101120000123", expected a tag of which the numerical policy can tell the number 20240101120000123 from the next: at most 15 digits`,
    ],
  },
  {
    title: "A pattern of which a numerical policy would get more than numbers is refused",
    file: [["            pattern: ^[0-9]+$\n", "            pattern: ▶^[0-9a-f]+$\n"]],
    messages: [
      `${environment}.imagePolicy.filterTags.pattern: got "^[0-9a-f]+$", expected a pattern that lets only numbers through, such as ^[0-9]+$: a numerical policy chooses nothing at all where there is a tag such as "1a"`,
    ],
  },
  {
    title: "What is extracted for a numerical policy is a number in every tag",
    file: [
      ["            pattern: ^[0-9]+$\n", "            pattern: ▶^main-(?P<build>.+)$\n            extract: $build\n"],
      ['initialTag: "9050352340"', "initialTag: main-12"],
    ],
    messages: [
      `${environment}.imagePolicy.filterTags.pattern: got "^main-(?P<build>.+)$", expected a pattern that lets only numbers through, such as ^[0-9]+$: a numerical policy chooses nothing at all where there is a tag such as "a2" of "main-a2"`,
    ],
  },
  {
    title: "A first tag outside the range is refused",
    file: [
      [`          filterTags:\n${pattern}`, ""],
      [policy, "            semver: { range: 1.x }\n"],
      [tag, "        initialTag: ▶2.0.0\n"],
    ],
    messages: [
      `${environment}.initialTag: got "2.0.0", expected a tag with a version such as 1.2.3 in the range 1.x, not "2.0.0"`,
    ],
  },
  {
    title: "A route's header that browsers would ignore is refused",
    file: [
      [
        "host: echo.dev.developer-friendly.blog",
        "host: ▶'*.blog'\n          aliases: [▶a.*.blog, ok.example.com]\n          strictTransportSecurity: ▶always",
      ],
    ],
    messages: [
      `${environment}.route.host: got "*.blog", expected a host name such as echo.example.com or *.example.com: lowercase, without scheme, port or path, and no IP address`,
      `${environment}.route.aliases[0]: got "a.*.blog", expected a host name such as echo.example.com or *.example.com: lowercase, without scheme, port or path, and no IP address`,
      `${environment}.route.strictTransportSecurity: got "always", expected a value such as max-age=31536000; includeSubDomains`,
    ],
  },
  {
    title: "What Flux is told about an overlay is checked",
    file: [
      [tag, `${tag}        kustomization: { prune: ▶1, deletionPolicy: ▶Keep, timeout: ▶5 min, retryInterval: ▶0s }\n`],
    ],
    messages: [
      `${environment}.kustomization.prune: got 1, expected true or false`,
      `${environment}.kustomization.deletionPolicy: got "Keep", expected MirrorPrune, Delete, WaitForTermination or Orphan`,
      `${environment}.kustomization.timeout: got "5 min", expected a duration such as 30s, 5m or 1h30m (units ms, s, m, h)`,
      `${environment}.kustomization.retryInterval: got "0s", expected a duration from 1s to 8760h, a year`,
    ],
  },
  {
    title: "A key that an application does not have is refused",
    file: [["    environments:\n", "    ▶stages: []\n    environments:\n"]],
    messages: [
      `applications[0].stages: got the unknown key "stages", expected one of the keys name, renamedFrom, objectName, repository, image, port, probePath, workload, build, environments`,
    ],
  },
  {
    title: "An environment without its cluster is refused",
    file: [["      - name: dev\n        cluster: blog\n", "      - ▶name: dev\n"]],
    messages: [`${environment}.cluster: got nothing, expected ${label}`],
  },
  {
    title: "What is taken over is named as Kubernetes and GitHub name it",
    file: [
      [
        "\naws:\n",
        "\nadopt: { parameters: [▶x], objects: [{ cluster: blog, object: ▶shop }], webhooks: [{ repository: echo-server, cluster: blog, id: ▶-1 }] }\n\naws:\n",
      ],
    ],
    messages: [
      `adopt.parameters[0]: got "x", expected an SSM parameter path: '/' before each of at most 15 parts of letters, digits, '.', '-' and '_', not beginning with /aws or /ssm, at most 951`,
      `adopt.objects[0].object: got "shop", expected an object as kind, namespace and name, such as GitRepository flux-system/shop`,
      "adopt.webhooks[0].id: got -1, expected the webhook's number on GitHub",
    ],
  },
];
