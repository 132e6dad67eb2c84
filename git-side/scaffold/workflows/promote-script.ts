import { exists } from "./image-script";

/**
 * Bash that gives the image that an environment runs another tag, one of those that the next environment deploys. It goes by
 * the overlays in Git, which are what Flux applies: at the revision that was healthy, where an event of Flux's has one,
 * and now. The image is not pulled, and its digest stays, so that signatures do.
 *
 * It asks GitHub's API, and the registry by a builder that is logged in. What it works on is in its environment.
 */
export const promoteScript = `stop() { echo "::error::$1"; exit 1; }
api() {
  curl --fail --silent --show-error --location --retry 5 --max-time 60 \\
    --header "Authorization: Bearer $GITHUB_TOKEN" --header "Accept: application/vnd.github.$1" \\
    "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2"
}
# What stands beside a marker of Flux's, in an overlay at a commit or a branch.
written() {
  local content
  content=$(api raw+json "contents/$2/kustomization.yaml?ref=$(jq -rn --arg ref "$1" '$ref | @uri')") || return
  grep -F -- "$3" <<< "$content" | sed -E 's/^[^:]*:[[:space:]]*"?([^"[:space:]#]*).*/\\1/' | sort -u || true
}
${exists}
tag=$(written "$BRANCH" "$OVERLAY" "$TAG_MARKER")
digest=$(written "$BRANCH" "$OVERLAY" "$DIGEST_MARKER")
if ! [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
  stop "$OVERLAY has no digest beside its marker: Flux has not written the tag of $FROM yet."
fi
if [ -n "$WANTED" ] && [ "$WANTED" != "$tag" ]; then
  stop "$FROM runs $tag. Another tag is promoted only once it runs there; to roll back, pin the tag in delivery.yaml."
fi

if [ -n "$REVISION" ]; then
  proven=$(written "\${REVISION##*:}" "$OVERLAY" "$DIGEST_MARKER")
  if [ "$proven" != "$digest" ]; then
    echo "::notice::$FROM runs $tag by now, which has a run of its own."
    exit 0
  fi
  runs=$(api +json "actions/workflows/$WORKFLOW/runs?event=repository_dispatch&per_page=100")
  since=$(jq --argjson run "$GITHUB_RUN_ID" --arg failed "$FAILED" '
    .workflow_runs | if any(.id == $run) then map(select(.id > $run and .display_title == $failed)) | length else "?" end' <<< "$runs")
  case $since in
    0) ;;
    '"?"') stop "Too many runs since this one to know what has failed: promote $FROM by hand." ;;
    *) stop "$FROM has failed since: what runs there is not promoted. Once it is healthy again, that has a run of its own." ;;
  esac
fi

# Flux may have written it already, for this run or one before.
running=$(written "$BRANCH" "$TO_OVERLAY" "$TO_DIGEST_MARKER")
if [ "$running" = "$digest" ]; then
  echo "::notice::$TO runs $tag ($digest) already."
  exit 0
fi
next=$PREFIX$GITHUB_RUN_ID
if ! exists "$next"; then docker buildx imagetools create --prefer-index=false --tag "$IMAGE:$next" "$IMAGE@$digest"; fi
if ! exists "$next" || [ "$(digest_of_manifest)" != "$digest" ]; then stop "$IMAGE:$next is not $digest: somebody else has written it."; fi
echo "$tag ($digest) is promoted as $next." | tee -a "$GITHUB_STEP_SUMMARY"
`;
