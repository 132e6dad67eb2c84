/** A delivery that uses every kind of element, for tests of what is made of each. */
import { chunk } from "es-toolkit/array";
import { parseDelivery } from "../../config/load";
import type { Cluster, Delivery } from "../../model/delivery";

export const wholeText = `
github:
  organization: acme
  bot: { username: acme-bot, name: Acme Bot, email: bot@acme.example }
aws: { region: eu-central-1 }
state: { backend: local }
clusters:
  - name: main
    connection: { type: kubeconfig, path: kubeconfig, context: main }
    secretStore: { name: parameters, create: {} }
    gateway: { name: public, namespace: gateways }
    receiver: { host: flux.acme.example }
    monitoring:
      slack: { parameter: /slack/alerts, channel: "#alerts" }
      discord: { parameter: /discord/info }
    notifications:
      providers:
        - { name: alertmanager, type: alertmanager }
        - { name: chat, type: slack, addressParameter: /slack/flux, channel: "#flux", username: flux }
        - { name: guild, type: discord, addressParameter: /discord/flux }
        - { name: teams, type: msteams, addressParameter: /teams/flux }
        - { name: commits, type: github, repository: shop, tokenParameter: /github/status }
        - { name: runs, type: githubdispatch, repository: shop, tokenParameter: /github/dispatch }
      alerts:
        - { name: failures, provider: chat, severity: error }
repositories:
  - name: shop
registryCredentials:
  - { name: ghcr, registry: ghcr.io }
applications:
  - name: web
    repository: shop
    image: { name: ghcr.io/acme/web, credential: ghcr }
    port: 3000
    environments:
      - name: dev
        cluster: main
        namespace: web-dev
        createNamespace: true
        imagePolicy: { filterTags: { pattern: "^v(?P<n>[0-9]+)$", extract: $n }, policy: { numerical: {} } }
        initialTag: v1
        route: { host: dev.acme.example }
      - name: prod
        cluster: main
        namespace: web-prod
        imagePolicy: { policy: { semver: { range: 1.x } } }
        initialTag: 1.0.0
  - name: api
    repository: shop
    image: { name: "localhost:5000/acme/api", insecure: true }
    port: 8080
    environments:
      - name: dev
        cluster: main
        namespace: api-dev
        path: deploy/api
        imagePolicy: { policy: { alphabetical: { order: desc } } }
        initialTag: "1"
`;

/** The whole delivery, or with pieces of its text replaced, each by what follows it; a piece must be there exactly once. */
export function whole(...edits: readonly string[]): { readonly delivery: Delivery; readonly cluster: Cluster } {
  const text = chunk(edits, 2).reduce((before, [piece = "", replacement = ""]) => {
    if (piece !== "" && before.split(piece).length !== 2) throw new Error(`not there exactly once: ${piece}`);
    return before.replace(piece, () => replacement);
  }, wholeText);
  const delivery = parseDelivery(text, "delivery.yaml");
  const [cluster] = delivery.clusters;
  if (!cluster) throw new Error("no cluster");
  return { delivery, cluster };
}

/** Has Flux apply its objects, from a repository for that. */
export const byGit = [
  "clusters:\n",
  "delivery: git\nfleet: { repository: fleet }\nclusters:\n",
  "repositories:\n",
  "repositories:\n  - name: fleet\n",
] as const;

/** The one of its name. */
export function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}
