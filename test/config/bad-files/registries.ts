import type { Row } from "./row";

const receiver = "      host: flux.developer-friendly.blog\n";
/** A receiver with registries, each as a line. */
const telling = (...registries: readonly string[]): readonly [string, string] => [
  receiver,
  `${receiver}      registries:\n${registries.map((each) => `        - ${each}\n`).join("")}`,
];
const issuer =
  "an https URL of an OIDC issuer, without a '/' at its end, such as https://token.actions.githubusercontent.com";
const types = "github, generic-oidc, dockerhub, quay, harbor, acr or generic-hmac";
const label =
  "a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63";

/** Mistakes in `clusters[].receiver.registries`. */
export const registryRows: readonly Row[] = [
  {
    title: "A registry that calls in a way that Flux does not know is refused",
    file: [telling("{ type: ▶nexus, registry: ghcr.io }")],
    messages: [`clusters[0].receiver.registries[0].type: got "nexus", expected ${types}`],
  },
  {
    title: "A registry is named as images name it",
    file: [telling("{ type: harbor, registry: ▶https://ghcr.io }")],
    messages: [
      `clusters[0].receiver.registries[0].registry: got "https://ghcr.io", expected a host with an optional port, such as ghcr.io or registry.example.com:5000, without scheme`,
    ],
  },
  {
    title: "A registry that GitHub tells of has no Receiver of its own to name",
    file: [telling("{ type: github, registry: ghcr.io, ▶name: hooks }")],
    messages: [
      `clusters[0].receiver.registries[0].name: got the unknown key "name", expected one of the keys type, registry`,
    ],
  },
  {
    title: "What CI calls has no token to keep",
    file: [telling("{ type: generic-oidc, registry: ghcr.io, ▶parameter: /hooks }")],
    messages: [
      `clusters[0].receiver.registries[0].parameter: got the unknown key "parameter", expected one of the keys type, registry, name, issuer`,
    ],
  },
  {
    title: "An issuer whose tokens anybody on the way could make is refused",
    file: [telling("{ type: generic-oidc, registry: ghcr.io, issuer: ▶http://tokens.example.com, name: ▶Hooks }")],
    messages: [
      `clusters[0].receiver.registries[0].issuer: got "http://tokens.example.com", expected ${issuer}`,
      `clusters[0].receiver.registries[0].name: got "Hooks", expected ${label}`,
    ],
  },
  {
    title: "An issuer of another form than its tokens have is refused",
    file: [telling("{ type: generic-oidc, registry: ghcr.io, issuer: ▶https://tokens.example.com/ }")],
    messages: [`clusters[0].receiver.registries[0].issuer: got "https://tokens.example.com/", expected ${issuer}`],
  },
  {
    title: "A registry that tells in two ways is refused",
    file: [telling("{ type: harbor, registry: ◆ghcr.io }", "{ type: generic-hmac, registry: ▶ghcr.io }")],
    messages: [
      `clusters[0].receiver.registries[1].registry: got "ghcr.io", expected a registry on cluster blog of its own: clusters[0].receiver.registries[0].registry (line ◆) has this one`,
    ],
  },
  {
    title: "A registry of which no image is scanned is refused: a mistyped one would go unnoticed",
    file: [telling("{ type: generic-oidc, registry: ▶ghrc.io }")],
    messages: [
      `clusters[0].receiver.registries[0].registry: got "ghrc.io", expected a registry whose images are scanned on cluster blog: ghcr.io`,
    ],
  },
  {
    title: "A registry's Receiver has another name than the cluster's",
    file: [
      ["      name: github-receiver\n", "      name: ◆github-receiver\n"],
      telling("{ type: generic-oidc, registry: ghcr.io, name: ▶github-receiver }"),
    ],
    messages: [
      `clusters[0].receiver.registries[0].name: got "github-receiver", expected a Receiver's name on cluster blog of its own: clusters[0].receiver.name (line ◆) has this one`,
    ],
  },
  {
    title: "The token of a registry's Receiver has a Secret and a parameter of its own",
    file: [
      ["      name: github-receiver\n", "      ◆name: github-receiver\n      parameter: ◆/hooks/token\n"],
      telling("{ type: harbor, registry: ghcr.io, name: ▶webhook, parameter: ▶/hooks/token }"),
    ],
    messages: [
      `clusters[0].receiver.registries[0].name: got "webhook-token", expected a Secret in namespace flux-system of cluster blog of its own: clusters[0].receiver (line ◆) has this one`,
      `clusters[0].receiver.registries[0].parameter: got "/hooks/token", expected an SSM path of its own: clusters[0].receiver.parameter (line ◆) has this one`,
    ],
  },
];
