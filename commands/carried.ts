/** What the objects of the stacks are to a delivery, by their addresses in OpenTofu, which hold names of the file. */

interface Carried {
  /** What it is, within a sentence: `the Kustomization of environment "shop-dev"`. */
  readonly words: string;
  /** Whether a delivery goes on as before without it: its loss costs a message, or the next scan brings it back. */
  readonly isLight?: boolean;
}

/** Words with a name of the file in the place of `*`; the pattern's groups are the names. */
type Row = readonly [pattern: RegExp, words: string, isLight?: "light"];

/**
 * Addresses that the stacks give. Names have no underscore, and one ends each.
 *
 * Secrets are known by what they are of: which resource keeps them is the store's own matter.
 */
const rows: readonly Row[] = [
  [/^kubernetes_manifest\.alert-([^_]+)(_images)?$/, "an alert *", "light"],
  [/^kubernetes_manifest\.notification-(?:provider|secret)-(.+)$/, "the notification provider *", "light"],
  [/^kubernetes_manifest\.image-policy-(.+)$/, "the image policy of environment *", "light"],
  [/^kubernetes_manifest\.image-repository-(.+)$/, "the image scan of application *", "light"],
  [/^kubernetes_manifest\.kustomization-(.+)$/, "the Kustomization of environment *"],
  [/^kubernetes_manifest\.promotion-alert-(.+)$/, "what starts the promotions from environment *", "light"],
  [/^kubernetes_manifest\.route-(.+)$/, "the route of environment *"],
  [/^helm_release\.flux-(?:operator|instance)$/, "the cluster's Flux, with all of its objects"],
  [
    /^helm_release\.external-secrets$/,
    "the cluster's External Secrets Operator, with all of its objects and their Secrets",
  ],
  [/^kubernetes_manifest\.namespace-(.+)$/, "the namespace *, with all that is in it"],
  [/^kubernetes_manifest\.deployer-([^_]+)(?:_binding)?$/, "what deploys to namespace *"],
  [/^kubernetes_manifest\.image-update-(.+)$/, "the image updates of repository *"],
  [/^kubernetes_manifest\.git-repository-(.+)$/, "the source of repository *"],
  [/^kubernetes_manifest\.(?:git-secret|signers)-(.+)$/, "a Secret of repository *"],
  [/^kubernetes_manifest\.(?:pull|scan)-secret-([^_]+)_(.+)$/, "the Secret in namespace * of registry credential *"],
  [/^kubernetes_manifest\.application-secret-(.+)$/, "the Secret of the application in environment *"],
  [/^kubernetes_manifest\.(?:ssh-)?signing-secret$/, "the Secret of the bot's signing key"],
  [/^kubernetes_manifest\.github-app$/, "the Secret of the GitHub App"],
  [/^kubernetes_manifest\.secret-store(?:-account)?$/, "the cluster's secret store"],
  [/^kubernetes_manifest\.pull-secret-store(?:-account)?$/, "the cluster's store of registry logins"],
  [/^kubernetes_manifest\.protection(?:-policy)?$/, "what protects environments"],
  [/^kubernetes_manifest\.fleet(?:-parameters)?$/, "what Flux applies the fleet's repository by"],
  [/^kubernetes_manifest\.receiver(?:-secret|-route)?$/, "the cluster's receiver"],
  [/^kubernetes_manifest\.registry-receiver-([^_]+)(?:_secret)?$/, "what * tells of pushed images", "light"],
  [/^kubernetes_manifest\.monitoring-\w+$/, "the cluster's monitoring"],
  [/^\w+\.webhook-([^_]+)_/, "the webhook of repository *"],
  [/^github_repository_ruleset\.ruleset-(.+)$/, "what protects the branch of repository *"],
  [/^\w+\.deploy-key-([^_]+)_/, "the deploy key of repository *"],
  [/^\w+\.reader-key-([^_]+)_([^_]+)_/, "the key that may read repository *, of cluster *"],
  [/^\w+\.(?:ssh-)?signing-key_/, "the bot's signing key"],
  [/^\w+\.github-app_/, "the GitHub App's key"],
  [/^\w+\.pull-token-([^_]+)_/, "the token of registry credential *"],
  [/^\w+\.receiver-token-([^_]+)_/, "the webhook token of cluster *"],
  [/^\w+\.registry-receiver-token-([^_]+)_([^_]+)_/, "on cluster *, the token of *, which tells of pushed images"],
  [/^\w+\.reader-(?:policy|role)-([^_]+)_/, "the right of cluster * to read its secrets"],
  [/^\w+\.pull-reader-(?:policy|role)-([^_]+)_/, "the right of cluster * to read its registry logins"],
];

/** What an address is to the delivery; undefined where the stacks give no such address. */
export function carriedBy(address: string): Carried | undefined {
  for (const [pattern, words, light] of rows) {
    const match = pattern.exec(address);
    if (!match) continue;
    const names = match.slice(1);
    return { words: words.replaceAll("*", () => `"${names.shift() ?? ""}"`), isLight: light !== undefined };
  }
  return undefined;
}
