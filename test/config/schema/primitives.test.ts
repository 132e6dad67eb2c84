import {
  branch,
  dnsLabel,
  dnsSubdomain,
  duration,
  email,
  folderOrRoot,
  generations,
  gitHubLogin,
  gitHubRepository,
  gitHubUser,
  hostAndPort,
  hostname,
  httpPath,
  httpUrl,
  iamRole,
  imageName,
  imageTag,
  line,
  port,
  repositoryPath,
  serviceName,
  timeout,
  version,
  workloadNamespace,
} from "../../../config/schema/primitives";
import { secretPath } from "../../../secrets/path";
import { accepts } from "./accepts";

const of = (length: number): string => "a".repeat(length);

/** What no text field takes. */
const noText = [null, 42, true, [], {}, ""];

accepts(
  "a Kubernetes label",
  dnsLabel,
  ["a", "0", "a-b", "a--b", "2048", "constructor", "yes", "null", of(63)],
  [...noText, "A", "-a", "a-", "a_b", "a.b", "ä", "a b", "a\n", "__proto__", of(64)],
);

accepts(
  "the name of a Service",
  serviceName,
  ["a", "a-0", "kubernetes-app", of(63)],
  [...noText, "0", "2048", "-a", "a-", "A", "kubernetes", of(64)],
);

accepts(
  "a namespace for workloads",
  workloadNamespace,
  ["default", "kube", "kubernetes", "a-kube-b", "0"],
  [...noText, "kube-system", "kube-public", "kube-a", "Default", of(64)],
);

accepts(
  "a Kubernetes subdomain",
  dnsSubdomain,
  ["a", "a.b-c.0", `${of(63)}.${of(63)}`, of(253)],
  [...noText, ".a", "a.", "a..b", "a.-b", "A.b", "a_b", of(254)],
);

accepts(
  "a host name",
  hostname,
  ["a.b", "echo.dev.example.com", "xn--bcher-kva.example", "0.example", "a.b0"],
  [
    ...[...noText, "localhost", "Echo.example.com", "echo.example.com.", "*.example.com", "https://example.com"],
    ...["example.com:443", "example.com/", "a_b.example.com", "10.0.0.1", "a.1", `${of(64)}.example.com`, "a..b"],
    ...["::1", `${`${of(50)}.`.repeat(5)}example`],
  ],
);

accepts(
  "a host with an optional port",
  hostAndPort,
  ["ghcr.io", "localhost", "localhost:5000", "10.0.0.1", "a-b.c:1", "ghe.example.com:65535"],
  [
    ...noText,
    "https://ghcr.io",
    "ghcr.io/",
    "ghcr.io:",
    "ghcr.io:0",
    "ghcr.io:65536",
    "ghcr.io:99999",
    "GHCR.io",
    "a..b",
  ],
);

accepts(
  "a GitHub organization",
  gitHubLogin,
  ["a", "Developer-Friendly", "0", "42", of(39)],
  [...noText, "-a", "a-", "a--b", "a_b", "a.b", of(40), `${"a-".repeat(20)}a`],
);

accepts(
  "a GitHub user",
  gitHubUser,
  ["a", "Developer-Friendly-Bot", "octocat_acme", of(39), `${of(34)}_acme`],
  [...noText, "_acme", "octocat_", "a_b_c", "a-_b", "bot[bot]", of(40), `${of(35)}_acme`],
);

accepts(
  "a GitHub repository",
  gitHubRepository,
  ["a", ".github", "Echo_Server.v2", "-", of(100)],
  [...noText, ".", "..", "a.git", "owner/name", "a b", "ä", of(101)],
);

accepts(
  "a Git branch",
  branch,
  [
    "main",
    "größe",
    "feature#1",
    "feat!x",
    "a&b",
    "!a",
    "it's",
    "a(b)",
    "flux/dev",
    "release-1.2",
    "a@b",
    "a+b=c_d",
    "refs",
    "HEADS",
    "feature/a.b",
    of(200),
    "0".repeat(39),
    `a/${"0".repeat(40)}`,
    "ä".repeat(122),
  ],
  [
    ...[
      ...noText,
      "/main",
      "main/",
      "a//b",
      "a..b",
      "-a",
      ".a",
      "a/.b",
      "a.",
      "a.lock",
      "a.lock/b",
      "a@{b",
      "@",
      "HEAD",
    ],
    ...["0123456789abcdef0123456789abcdef01234567", "ä".repeat(123)],
    ...[
      "refs/heads/main",
      "a b",
      "a~b",
      "a^b",
      "a:b",
      "a?b",
      "a*b",
      "a[b",
      "a\\b",
      "a$b",
      "50%",
      "a{b}",
      'a"b',
      "a`b",
      "a;b",
      "a|b",
      "a<b>",
      of(201),
    ],
  ],
);

accepts(
  "an SSM path",
  secretPath,
  ["/a", "/github/Echo_Server.v2/deploy-key", "/a".repeat(15), `/${of(950)}`, "/awkward", "/a/aws", "/a/ssm"],
  [
    ...[...noText, "a", "a/b", "/", "//a", "/a/", "/a b", "/ä", "/a".repeat(16), `/${of(951)}`],
    ...["/aws", "/aws/a", "/AWS/a", "/awsTest", "/ssm", "/SSM-a", "/ssm/a"],
  ],
);

accepts(
  "an interval",
  duration,
  ["1s", "60s", "1m", "1h30m", "1.5h", "1000ms", "0h1s", "8760h"],
  [...noText, "0s", "0", "1", "999ms", "0.5s", "1d", "1 m", "-1s", "1H", "1us", ".5s", "1.s", "8761h", "99999999999h"],
);

accepts(
  "a timeout",
  timeout,
  ["1s", "60s", "1m30s", "1500ms"],
  [...noText, "1h", "1h30m", "0s", "60", "525601m", "999999999999999999m"],
);

accepts(
  "a folder of a repository",
  repositoryPath,
  ["a", "kustomize/overlays/dev", ".github", "a.b/c_d/@e", "..a"],
  [...noText, ".", "..", "./a", "a/.", "a/..", "../a", "a/../b", "/a", "a/", "a//b", "a b", "ä"],
);

accepts(
  "a folder to build",
  folderOrRoot,
  [".", "api", "apps/api"],
  [...noText, "..", "./api", "../api", "/api", "api/"],
);

accepts(
  "an image",
  imageName,
  [
    ...["ghcr.io/owner/name", "quay.io/a", "localhost/a", "localhost:5000/a/b", "registry:5000/a", "10.0.0.1:80/a"],
    ...["ghcr.io/a.b/c_d/e__f/g--h", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop", `ghcr.io/${of(247)}`],
    ...["owner/name", "my-org/a.b", "localhosts/a"],
  ],
  [
    ...[
      ...noText,
      "name",
      "owner/team/name",
      "my.org/",
      "ghcr.io",
      "ghcr.io/",
      "ghcr.io/owner/",
      "GHCR.io/a",
      "ghcr.io/Owner/name",
    ],
    ...["ghcr.io/a:latest", "ghcr.io/a@sha256:0", "https://ghcr.io/a", "ghcr.io/a_", "ghcr.io/a___b", "ghcr.io/a..b"],
    ...[
      "ghcr.io:0/a",
      "ghcr.io:70000/a",
      "localhosts/a/b",
      "owner/name:1",
      "Owner/name",
      `owner/${of(250)}`,
      `ghcr.io/${of(248)}`,
    ],
  ],
);

accepts(
  "an image tag",
  imageTag,
  ["1", "9050352340", "v1.2.3", "main-1a2b-1700000000", "_a", "A.b-c", of(128)],
  [...noText, ".a", "-a", "a+b", "a/b", "a:b", "a b", of(129)],
);

accepts(
  "a probe's path",
  httpPath,
  ["/", "/healthz", "/api/v1/health.json", "/a;b=c"],
  [...noText, "healthz", "/a?b", "/a#b", "/a b", "/ä", "/%20"],
);

accepts(
  "an http URL",
  httpUrl("a URL"),
  [
    "http://alertmanager:9093/api/v2/alerts",
    "https://ghe.example.com/",
    "https://example.com/@a",
    "https://[::1]:8443/api/v3",
    "https://ghe.example.com/a%20b/..c/.d",
    `https://e.co/${of(2000)}`,
  ],
  [
    ...[...noText, "alertmanager:9093", "ftp://example.com", "//example.com", `https://e.co/${of(2048)}`],
    ...["https://me@example.com/", "https://me:secret@example.com/", "HTTPS://me:secret@example.com/"],
    ...["http:/example.com/", "http:example.com/", "https://e.co/?a", "https://e.co/#a", "https://e.co/{{ .a }}"],
    ...[
      "https://{{.a}}.e.co/",
      "https://e.co/a b",
      'https://e.co/"',
      "https://e.co/'",
      "https://e.co/`",
      "https://e.co/\\a",
    ],
    ...["https://e.co/%7", "https://e.co/../x", "https://e.co/.", "https://e.co/a/%2E%2e/x"],
  ],
);

accepts(
  "an e-mail address",
  email,
  [
    "github@developer-friendly.blog",
    "123+bot@users.noreply.github.com",
    "123+bot[bot]@users.noreply.github.com",
    "a.b-c_d@example.co",
    `${of(64)}@example.com`,
    `a@${"b.".repeat(124)}com`,
  ],
  [
    ...noText,
    "a",
    "a@b",
    "a b@example.com",
    "Bot <a@example.com>",
    "a@example.com\n",
    "a..b@example.com",
    "a[b]@example.com",
    "[bot]@example.com",
    `${of(65)}@example.com`,
    `a@${"b.".repeat(125)}com`,
  ],
);

accepts(
  "an IAM role",
  iamRole,
  [
    "arn:aws:iam::123456789012:role/a",
    `arn:aws-eusc:iam::123456789012:role/${of(64)}`,
    `arn:aws-cn:iam::123456789012:role/${of(65)}/b+=,.@_-`,
  ],
  [
    ...noText,
    "role/a",
    "arn:aws:iam::123456789012:user/a",
    "arn:aws:iam::123456789012:role/a/",
    "arn:aws:iam::123456789012:role//a",
    `arn:aws:iam::123456789012:role/${of(65)}`,
  ],
);

accepts("a port", port, [1, 80, 65535], [0, -1, 65536, 3000.5, "3000", null, Number.NaN]);

accepts("a version", version, [1, 2, 1000], [0, -1, 1.5, "1", null, Number.MAX_VALUE]);

accepts(
  "a list of generations",
  generations,
  [[1], [2], [1, 2], [3, 7], Array.from({ length: 20 }, (_, at) => at + 1)],
  [Array.from({ length: 21 }, (_, at) => at + 1), [], [0], [1, 1], [2, 1], ["1"], 1, null, [1.5]],
);

accepts(
  "a line of text",
  line("a line"),
  ["a", "Bot für alle 🤖", "${a} %{b} $${c}"],
  [...noText, " a", "a ", "a\nb", "a\tb", "\u001b[31m", " "],
);
