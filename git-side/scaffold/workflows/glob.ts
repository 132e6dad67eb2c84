/** A name as a filter of GitHub's `on:` matches it and nothing else. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet */
export const globLiteral = (name: string): string => name.replace(/[*?+[\]!\\]/g, "\\$&");
