import { uniq } from "es-toolkit/array";
import type { ImageUpdateAutomation } from "../../.gen/crds";
import { updateInterval } from "../../model/called";
import type { Automation, Bot, Environment } from "../../model/delivery";
import { automationLabel } from "../../model/names";

/**
 * Whom each change is for, from what to what, in the order of the alphabet: Flux has them in none. A new digest goes with
 * its new tag, and is told only where there is none. Code alone: the names are values, by the policy that a marker names.
 *
 * There is no [skip ci]: a Git tag on such a commit would start no workflow either. That no such commit starts the next
 * build is up to the workflow's filters.
 *
 * @see https://github.com/actions/runner/issues/1049
 */
const defaultMessage = `chore: update image tags

{{ $tagged := dict -}}
{{ range .Changed.Changes }}{{ if hasSuffix ":tag" .Setter -}}
  {{ $_ := set $tagged (trimSuffix ":tag" .Setter) true }}{{ end }}{{ end -}}
{{ $lines := list -}}
{{ range .Changed.Changes }}{{ if not (hasKey $tagged (trimSuffix ":digest" .Setter)) -}}
  {{ $target := index $.Values (index (splitList ":" .Setter) 1) | default .Setter -}}
  {{ $lines = append $lines (printf "%s: %s -> %s" $target (default "none" .OldValue) .NewValue) }}{{ end }}{{ end -}}
{{ range sortAlpha $lines }}{{ . }}
{{ end }}`;

/** Application and environment of each policy that the automation writes for. */
const targets = (environments: readonly Environment[]): Record<string, string> =>
  Object.fromEntries(
    environments.map(({ objectName, application, name }) => [objectName, `${application.name} ${name}`]),
  );

/** The folder that holds all the overlays, as Flux wants it: relative to the repository's root. */
export function commonFolder(paths: readonly string[]): string {
  const [first = [], ...rest] = paths.map((path) => path.split("/"));
  const differs = first.findIndex((part, index) => rest.some((other) => other[index] !== part));
  return `./${first.slice(0, differs === -1 ? first.length : differs).join("/")}`;
}

/** GPG is what is meant without a type, also by releases before 1.2, which know no other. */
const signingKey = ({ signer: { type, key } }: Bot) => ({
  type: type === "gpg" ? undefined : type,
  secretRef: { name: key.secretName },
});

/**
 * Writes the selected tags into the overlays, as commits signed by the bot.
 *
 * @see https://fluxcd.io/flux/components/image/imageupdateautomations/
 */
export function imageUpdateAutomation(automation: Automation, bot: Bot): ImageUpdateAutomation {
  const { repository, pushBranch, environments } = automation;
  const { authorName, messageTemplate = defaultMessage } = repository.imageUpdate;
  const names = uniq(environments.map(({ name }) => name)).join(", ");
  return {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImageUpdateAutomation",
    metadata: { name: automation.name, namespace: automation.cluster.fluxNamespace },
    spec: {
      interval: updateInterval(automation),
      sourceRef: { kind: "GitRepository", name: repository.objectName },
      git: {
        checkout: { ref: { branch: repository.branch } },
        commit: {
          // GitHub verifies a signature only where this e-mail is one of the key's and the bot's.
          author: { name: authorName ?? `${bot.name} (${names})`, email: bot.email },
          messageTemplate,
          messageTemplateValues: messageTemplate === defaultMessage ? targets(environments) : undefined,
          signingKey: signingKey(bot),
        },
        push: { branch: pushBranch ?? repository.branch },
      },
      policySelector: { matchLabels: { [automationLabel]: automation.name } },
      update: { strategy: "Setters", path: commonFolder(environments.map(({ path }) => path)) },
    },
  };
}
