/**
 * Bash that gives the image that an environment runs the next tag of those that another deploys. It goes by the overlay in
 * Git, which is what Flux applies: at the revision that was healthy, where an event of Flux's has one, and now. The image
 * is not pulled, and its digest stays, so that signatures do.
 *
 * It asks GitHub's API and the registry, and needs curl, jq and crane. What it works on is in its environment.
 *
 * @param insecure whether the registry speaks plain HTTP
 */
export const promoteScript = (insecure: boolean): string => `set -euo pipefail

stop() { echo "::error::$1"; exit 1; }
api() {
  curl --fail --silent --show-error --location --retry 5 --max-time 60 \\
    --header "Authorization: Bearer $GITHUB_TOKEN" --header "Accept: application/vnd.github.$1" \\
    "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2"
}
# What stands beside a marker of Flux's, in the overlay at a commit or a branch.
written() {
  local overlay
  overlay=$(api raw+json "contents/$OVERLAY?ref=$(jq -rn --arg ref "$1" '$ref | @uri')") || return
  grep -F -- "$2" <<< "$overlay" | sed -E 's/^[^:]*:[[:space:]]*"?([^"[:space:]#]*).*/\\1/' | sort -u || true
}
registry() { crane "$@"${insecure ? " --insecure" : ""}; }

tag=$(written "$BRANCH" "$TAG_MARKER")
digest=$(written "$BRANCH" "$DIGEST_MARKER")
if ! [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
  stop "$OVERLAY has no digest beside its marker: Flux has not written the tag of $FROM yet."
fi
if [ -n "$WANTED" ] && [ "$WANTED" != "$tag" ]; then
  stop "$FROM runs $tag. Another tag is promoted only once it runs there; to roll back, pin the tag in delivery.yaml."
fi

if [ -n "$REVISION" ]; then
  proven=$(written "\${REVISION##*:}" "$DIGEST_MARKER")
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

digest_of() { registry digest "$IMAGE:$1"; }
last=$(registry ls "$IMAGE" | sed -n "s/^$PREFIX\\([1-9][0-9]\\{0,14\\}\\)$/\\1/p" | sort -n | tail -n 1)
if [ -n "$last" ]; then
  promoted=$(digest_of "$PREFIX$last")
  if [ "$promoted" = "$digest" ]; then
    echo "::notice::$tag is promoted already, as $PREFIX$last."
    exit 0
  fi
fi
next=$PREFIX$((\${last:-0} + 1))
registry tag "$IMAGE@$digest" "$next"
promoted=$(digest_of "$next")
if [ "$promoted" != "$digest" ]; then stop "$IMAGE:$next is not $digest: somebody else has written it."; fi
echo "$tag ($digest) is promoted as $next." | tee -a "$GITHUB_STEP_SUMMARY"
`;
