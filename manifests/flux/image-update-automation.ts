import { uniq } from "es-toolkit/array";
import type { ImageUpdateAutomation } from "../../.gen/crds";
import { updateInterval } from "../../model/called";
import type { Automation, Bot } from "../../model/delivery";
import { automationLabel } from "../../model/names";

const changes = "{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}\n{{ end }}";

/**
 * On a push branch there is no [skip ci]: it would silence the workflow that opens the pull request, and the
 * pull request's own checks.
 */
const defaultMessage = (pushBranch: string | undefined): string =>
  `chore: update image tags${pushBranch === undefined ? " [skip ci]" : ""}\n\n${changes}`;

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
  const { authorName, messageTemplate } = repository.imageUpdate;
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
          messageTemplate: messageTemplate ?? defaultMessage(pushBranch),
          signingKey: signingKey(bot),
        },
        push: { branch: pushBranch ?? repository.branch },
      },
      policySelector: { matchLabels: { [automationLabel]: automation.name } },
      update: { strategy: "Setters", path: commonFolder(environments.map(({ path }) => path)) },
    },
  };
}
