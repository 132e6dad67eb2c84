import type { TagForm } from "../tags/tag-form";

/** Bash that writes the image's names, a line each, to the output `names`. It needs the image in `IMAGE`. */
export function tagScript(forms: readonly TagForm[]): string {
  const lines = (push: TagForm["push"]): string[] => [
    ...new Set(forms.filter((form) => form.push === push).map(({ shell }) => `echo "$IMAGE:${shell}"`)),
  ];
  const branch = lines("branch");
  const tag = lines("tag");
  const names =
    branch.length > 0 && tag.length > 0
      ? [`if [ "$GITHUB_REF_TYPE" = tag ]; then`, ...tag.map(indent), "else", ...branch.map(indent), "fi"]
      : [...branch, ...tag];
  return ["{", ...[`echo "names<<END"`, ...names, `echo "END"`].map(indent), '} >> "$GITHUB_OUTPUT"', ""].join("\n");
}

const indent = (line: string): string => `  ${line}`;
