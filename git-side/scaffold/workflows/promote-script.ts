import { exists } from "./image-script";

/**
 * Bash that gives the image that an environment runs another tag, one of those that the next environment deploys. It goes by
 * the overlay in Git, which is what Flux applies: at the revision that Flux has called healthy, and now. The image is not pulled, and its digest stays, so that signatures do.
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

if [ -n "$TYPE" ]; then
  runs=$(api +json "actions/workflows/$WORKFLOW/runs?event=repository_dispatch&per_page=100")
fi
if [ -n "$REVISION" ]; then
  proven=$(written "\${REVISION##*:}" "$OVERLAY" "$DIGEST_MARKER")
  if [ "$proven" != "$digest" ]; then
    echo "::notice::$FROM runs $tag by now, which has a run of its own."
    exit 0
  fi
  since=$(jq --argjson run "$GITHUB_RUN_ID" --arg failed "$TYPE unhealthy " '
    .workflow_runs | if any(.id == $run) then map(select(.id > $run and (.display_title | startswith($failed)))) | length else "?" end' <<< "$runs")
  case $since in
    0) ;;
    '"?"') stop "Too many runs since this one to know what has failed: promote $FROM by hand." ;;
    *) stop "$FROM has failed since: what runs there is not promoted. Once it is healthy again, that has a run of its own." ;;
  esac
elif [ -n "$TYPE" ]; then
  # By hand: what Flux has last said of its health.
  newest=$(jq -r --arg type "$TYPE" '
    [.workflow_runs[].display_title | select(startswith($type + " healthy ") or startswith($type + " unhealthy "))][0] // ""' <<< "$runs")
  case $newest in
    "") echo "::warning::Flux has not told of late whether $FROM is healthy." ;;
    "$TYPE healthy "*)
      proven=$(written "\${newest##*:}" "$OVERLAY" "$DIGEST_MARKER")
      if [ "$proven" != "$digest" ]; then stop "$FROM has not been healthy with $tag yet: wait until Flux says so."; fi
      ;;
    *) stop "$FROM has failed: what runs there is not promoted before it is healthy again." ;;
  esac
else
  echo "::warning::Nobody tells whether $FROM is healthy: its cluster has no githubdispatch provider for this repository."
fi

# Which promotion was the last is kept in the registry, beside its tag: Flux may not have written it yet.
latest=\${PREFIX}latest last=0 promoted=""
if exists "$latest"; then
  last=$(jq -r '.annotations["org.opencontainers.image.version"] // "0"' "$manifest")
  promoted=$(jq -r '.annotations["flux-delivery/digest"] // ""' "$manifest")
fi
if [ "$last" -gt "$GITHUB_RUN_ID" ]; then stop "A later run has promoted to $TO, which deploys the highest number: start a new run."; fi
if [ "$promoted" = "$digest" ]; then
  echo "::notice::$tag ($digest) is promoted already, as $PREFIX$last."
  exit 0
fi
next=$PREFIX$GITHUB_RUN_ID
if ! exists "$next"; then docker buildx imagetools create --prefer-index=false --tag "$IMAGE:$next" "$IMAGE@$digest"; fi
if ! exists "$next" || [ "$(digest_of_manifest)" != "$digest" ]; then stop "$IMAGE:$next is not $digest: somebody else has written it."; fi
docker buildx imagetools create --tag "$IMAGE:$latest" \
  --annotation "index:org.opencontainers.image.version=$GITHUB_RUN_ID" --annotation "index:flux-delivery/digest=$digest" "$IMAGE@$digest"
echo "$tag ($digest) is promoted as $next." | tee -a "$GITHUB_STEP_SUMMARY"
`;
