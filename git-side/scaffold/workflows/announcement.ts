import { uniq } from "es-toolkit/array";
import { announcerOf } from "../../../model/called";
import type { Application } from "../../../model/delivery";
import { oidcWebhook, receiverAudience } from "../../../model/webhooks";

/** What a job needs to tell clusters of the image that it has pushed. */
export interface Announcement {
  readonly permissions: Readonly<Record<string, "write">>;
  readonly steps: readonly object[];
}

/**
 * Bash that calls each Receiver of `RECEIVERS`, lines of an audience and an address, with the image in `IMAGE`. A call that
 * fails is a warning: the image is there, and Flux asks too. Tokens are handed to curl by its input, which no list of
 * processes shows.
 */
const script = `while read -r audience url; do
  answer=$(curl -sSf --retry 3 --max-time 30 -G --data-urlencode "audience=$audience" -H @- "$ACTIONS_ID_TOKEN_REQUEST_URL" <<< "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN") || answer=""
  token=$(sed -n 's/.*"value" *: *"\\([^"]*\\)".*/\\1/p' <<< "$answer")
  if [ -n "$token" ]; then echo "::add-mask::$token"; fi
  if ! curl -sSf --retry 3 --max-time 30 -o /dev/null -H "Content-Type: application/json" -H @- --data "{\\"image\\":\\"$IMAGE\\"}" "$url" <<< "Authorization: Bearer $token"; then
    echo "::warning::$url was not told of the image: Flux finds it when it next asks the registry"
  fi
done <<< "$RECEIVERS"
`;

/**
 * What comes after the push of an application's image: the calls of CI to the Receivers that know it by its token, so that
 * there is no secret. Nothing where no cluster has one.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function announcement(application: Application): Announcement {
  const clusters = uniq(application.environments.map(({ automation }) => automation.cluster));
  const receivers = clusters.flatMap((cluster) => {
    const announcer = announcerOf(application, cluster);
    return announcer?.type === "generic-oidc" ? `${receiverAudience(cluster)} ${oidcWebhook(announcer, cluster)}` : [];
  });
  if (receivers.length === 0) return { permissions: {}, steps: [] };
  return {
    permissions: { "id-token": "write" },
    steps: [
      {
        name: "Tell Flux of the image",
        env: { IMAGE: application.image.name, RECEIVERS: receivers.join("\n") },
        run: script,
      },
    ],
  };
}
