import type { Edit, Row } from "./row";

const repository = "repositories:\n  - name: echo-server\n";

const repositoryWith = (...lines: string[]): Edit => [repository, `${repository}    ${lines.join("\n    ")}\n`];

const branch =
  "a Git branch without refs/heads/: letters, digits and ./_-@+=#,!&'(), no part beginning with '.' or ending in '.lock', none empty, no '..', not 40 hexadecimal digits as a commit's";
const author = "a commit author's name in one line, without <> or spaces around it";
const login = "a user name without spaces, colons, quotes or braces";

/** Mistakes in `repositories` and `registryCredentials`. */
export const repositoryRows: readonly Row[] = [
  {
    title: "A repository's name on GitHub is given without its owner",
    file: [repositoryWith("gitHubName: ▶developer-friendly/echo-server.git")],
    messages: [
      `repositories[0].gitHubName: got "developer-friendly/echo-server.git", expected a GitHub repository's name without its owner: letters, digits, '-', '_' and '.', at most 100, not ending in .git`,
    ],
  },
  {
    title: "A full ref as a branch is refused, since Flux completes it itself",
    file: [repositoryWith("branch: ▶refs/heads/main", "interval: ▶1 minute", "timeout: ▶1h")],
    messages: [
      `repositories[0].branch: got "refs/heads/main", expected ${branch}`,
      `repositories[0].interval: got "1 minute", expected a duration such as 30s, 5m or 1h30m (units ms, s, m, h)`,
      `repositories[0].timeout: got "1h", expected a timeout such as 30s or 5m (units ms, s, m; Flux knows no hours here)`,
    ],
  },
  {
    title: "An expression as a runner's label is refused: Actions would read it",
    file: [repositoryWith("runner: ▶${{ github.event.issue.title }}")],
    messages: [
      `repositories[0].runner: got "\${{ github.event.issue.title }}", expected a runner's label: letters, digits, '.', '_' and '-', at most 128`,
    ],
  },
  {
    title: "Each label of a runner is judged",
    file: [repositoryWith("runner: [self-hosted, ▶a b, ▶-x]")],
    messages: [
      `repositories[0].runner[1]: got "a b", expected a runner's label: letters, digits, '.', '_' and '-', at most 128`,
      `repositories[0].runner[2]: got "-x", expected a runner's label: letters, digits, '.', '_' and '-', at most 128`,
    ],
  },
  {
    title: "A runner without a label is refused",
    file: [repositoryWith("runner: ▶[]")],
    messages: ["repositories[0].runner: got an empty list, expected at least one label"],
  },
  {
    title: "A timeout of milliseconds is refused as a slip",
    file: [repositoryWith("timeout: ▶60ms")],
    messages: [`repositories[0].timeout: got "60ms", expected a timeout from 1s to 525600m, a year`],
  },
  {
    title: "A template with .Updated is refused, since Flux has removed it",
    file: [
      repositoryWith(
        "imageUpdate:",
        "  messageTemplate: ▶|",
        "    chore: update",
        "    {{ range .Updated.Images }}{{ . }}{{ end }}",
      ),
    ],
    messages: [
      `repositories[0].imageUpdate.messageTemplate: got "chore: update\\n{{ range .Updated.Images }}{{ . }}{{ end }}\\n", expected a template without .Updated, which Flux has removed: use .Changed.Changes`,
    ],
  },
  {
    title: "A template with the removed .Changed.ImageResult is refused",
    file: [repositoryWith("imageUpdate: { messageTemplate: ▶'{{ .Changed.ImageResult }}', authorName: ▶'A <a@b.c>' }")],
    messages: [
      `repositories[0].imageUpdate.messageTemplate: got "{{ .Changed.ImageResult }}", expected a template without .Changed.ImageResult, which Flux has removed: use .Changed.Changes`,
      `repositories[0].imageUpdate.authorName: got "A <a@b.c>", expected ${author}`,
    ],
  },
  {
    title: "A template whose braces don't match is refused",
    file: [repositoryWith("imageUpdate: { messageTemplate: ▶'{{ range .Changed.Changes }' }")],
    messages: [
      `repositories[0].imageUpdate.messageTemplate: got "{{ range .Changed.Changes }", expected a Go template in which every {{ has its }}`,
    ],
  },
  {
    title: "A template whose range never ends is refused",
    file: [repositoryWith("imageUpdate: { messageTemplate: ▶'{{ range .Changed.Changes }}x' }")],
    messages: [
      `repositories[0].imageUpdate.messageTemplate: got "{{ range .Changed.Changes }}x", expected a Go template in which every range, if and with has its {{ end }}`,
    ],
  },
  {
    title: "A template that stops by its own word is refused",
    file: [repositoryWith("imageUpdate: { messageTemplate: ▶'a{{ if .Changed }}{{ fail `x` }}{{ end }}' }")],
    messages: [
      'repositories[0].imageUpdate.messageTemplate: got "a{{ if .Changed }}{{ fail `x` }}{{ end }}", expected a template without "fail", at which Flux stops before it commits',
    ],
  },
  {
    title: "A template that writes nothing is refused",
    file: [repositoryWith('imageUpdate: { messageTemplate: ▶" {{/* chore */}}\\n" }')],
    messages: [
      `repositories[0].imageUpdate.messageTemplate: got " {{/* chore */}}\\n", expected a template that writes something: Flux would commit with an empty message`,
    ],
  },
  {
    title: "An empty template is refused",
    file: [repositoryWith("imageUpdate: { messageTemplate: ▶'' }")],
    messages: [`repositories[0].imageUpdate.messageTemplate: got "", expected a Go template that is not empty`],
  },
  {
    title: "A ruleset's reviews and checks are checked",
    file: [repositoryWith("ruleset: { requiredReviews: ▶11, requiredChecks: [▶''], requireSignatures: ▶maybe }")],
    messages: [
      "repositories[0].ruleset.requiredReviews: got 11, expected a whole number from 0 to 10",
      `repositories[0].ruleset.requiredChecks[0]: got "", expected a check's name, in one line without spaces around it`,
      `repositories[0].ruleset.requireSignatures: got "maybe", expected true or false`,
    ],
  },
  {
    title: "A ruleset's name is as long as the provider takes it",
    file: [repositoryWith(`ruleset: { name: ▶"${"ü".repeat(51)}" }`)],
    messages: [
      `repositories[0].ruleset.name: got "${"ü".repeat(51)}", expected a ruleset's name of at most 100 bytes in UTF-8`,
    ],
  },
  {
    title: "A registry with its scheme is refused",
    file: [["registry: ghcr.io", "registry: ▶https://ghcr.io"]],
    messages: [
      `registryCredentials[0].registry: got "https://ghcr.io", expected a host with an optional port, such as ghcr.io or registry.example.com:5000, without scheme`,
    ],
  },
  {
    title: "A registry's login and variable are checked",
    file: [
      [
        "registry: ghcr.io",
        "registry: ghcr.io\n    username: ▶me:token\n    variable: ▶GITHUB_PAT\n    tokenVersion: ▶0",
      ],
    ],
    messages: [
      `registryCredentials[0].username: got a name with a colon, expected ${login}`,
      `registryCredentials[0].variable: got "GITHUB_PAT", expected a variable's name: lowercase letters, digits and '_', and no word that OpenTofu keeps, such as version`,
      "registryCredentials[0].tokenVersion: got 0, expected a whole number, 1 or more",
    ],
  },
];
