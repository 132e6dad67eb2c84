import type { TagForm } from "../tags/tag-form";

/**
 * Asks the registry with the builder's own login and settings. It looks at a tag's manifest alone: with a template buildx
 * reads what that refers to as well, of which any may be missing.
 */
export const exists = `manifest=$RUNNER_TEMP/manifest refusal=$RUNNER_TEMP/refusal

# Whether the registry has a tag, which leaves its manifest in a file. One that can't be asked is no answer.
exists() {
  if docker buildx imagetools inspect --raw "$IMAGE:$1" > "$manifest" 2> "$refusal"; then return 0; fi
  if grep -q "^ERROR: .*: not found$" "$refusal"; then return 1; fi
  cat "$refusal" >&2
  echo "::error::The registry does not say whether it has $IMAGE:$1, so nothing is done." >&2
  exit 1
}

digest_of_manifest() { echo "sha256:$(sha256sum < "$manifest" | cut -d " " -f 1)"; }
`;

const lookForTags = `# A tag that exists is never overwritten; what it has is what this build would have been.
for tag in "\${tags[@]}"; do
  if exists "$tag"; then
    digest=\${digest:-$(digest_of_manifest)}
    echo "::notice::$IMAGE:$tag is already built."
  else
    missing+=("$tag")
  fi
done
`;

const lookForMovedTags = `# A tag that moves goes on to later builds alone: run again, an old one stays where it is.
for tag in "\${moved[@]}"; do
  of=""
  if exists "$tag"; then of=$(jq -r '.annotations["org.opencontainers.image.version"] // ""' "$manifest"); fi
  if [[ $of =~ ^[0-9]+$ ]] && [ "$of" -ge "$version" ]; then
    if [ "$of" = "$version" ]; then digest=\${digest:-$(digest_of_manifest)}; fi
    echo "::notice::$IMAGE:$tag is already of run $of."
  else
    missing+=("$tag")
  fi
done
`;

const answer = `all=("\${tags[@]}" "\${moved[@]}")
if [ \${#missing[@]} -gt 0 ] && [ -z "$digest" ]; then build=true; else build=false; fi
{
  echo "build=$build"
  echo "version=$version"
  echo "digest=$digest"
  echo "tags=\${all[*]}"
  echo "missing=\${missing[*]}"
} >> "$GITHUB_OUTPUT"
`;

/** The tags of one kind of push, within the branch of \`case\` that it is. */
function named(forms: readonly TagForm[], push: TagForm["push"]): string[] {
  const list = (moves: true | undefined): string =>
    [
      ...new Set(forms.filter((form) => form.push === push && form.moves === moves).map(({ shell }) => `"${shell}"`)),
    ].join(" ");
  const [tags, moved] = [list(undefined), list(true)];
  return [...(tags === "" ? [] : [`tags=(${tags})`]), ...(moved === "" ? [] : [`moved=(${moved})`])];
}

const branchCase = (lines: readonly string[]): string => `  "refs/heads/$BRANCH")
    version=$GITHUB_RUN_ID
${lines.map((line) => `    ${line}\n`).join("")}    ;;
`;

const tagCase = (lines: readonly string[]): string => `  "refs/tags/$PREFIX"*)
    version=\${GITHUB_REF#"refs/tags/$PREFIX"}
    if [[ $version =~ ^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
${lines.map((line) => `      ${line}\n`).join("")}    fi
    ;;
`;

/**
 * Bash that says whether an image must be built, and which of its tags the registry lacks. Its outputs: `build`, true or
 * false; `version`, the run's id or the Git tag's version; `digest` of what exists; `tags`, all of this build; `missing`,
 * those to be set. It needs `IMAGE`, `BRANCH` and `PREFIX`, and a builder that is logged in.
 */
export function imageScript(forms: readonly TagForm[]): string {
  const [branch, tag] = [named(forms, "branch"), named(forms, "tag")];
  const moves = forms.some((form) => form.moves);
  return [
    exists,
    `tags=() moved=() missing=() digest="" version=""
case $GITHUB_REF in
${branch.length > 0 ? branchCase(branch) : ""}${tag.length > 0 ? tagCase(tag) : ""}esac
if [ \${#tags[@]} -eq 0 ] && [ \${#moved[@]} -eq 0 ]; then
  echo "::notice::No environment deploys what is built of $GITHUB_REF: nothing is built."
fi
`,
    lookForTags,
    ...(moves ? [lookForMovedTags] : []),
    answer,
  ].join("\n");
}

/** Bash that gives an image its tags. It needs `IMAGE`, `DIGEST` and `TAGS`. */
export const setTagsScript = `for tag in $TAGS; do
  docker buildx imagetools create --tag "$IMAGE:$tag" "$IMAGE@\${DIGEST:?}"
done
`;

/** Bash that signs an image, by its digest: a tag could be another's by then. It needs `IMAGE` and `DIGEST`. */
export const signScript = (how: "keyless" | "key", insecure: boolean): string => {
  const key = how === "key" ? " --key env://COSIGN_PRIVATE_KEY --use-signing-config=false --tlog-upload=false" : "";
  return `cosign sign --yes${key}${insecure ? " --allow-http-registry" : ""} "$IMAGE@\${DIGEST:?}"\n`;
};
