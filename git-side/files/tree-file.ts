/** The first line of a file of ours, which stands at a path from the repository's root; undefined of any other. */
export type HeaderOf = (path: string) => string | undefined;

/** One file of the application's repository. */
export interface TreeFile {
  /** Relative to the repository's root. */
  readonly path: string;
  /** Its text where there is none yet. */
  readonly text: string;
  /**
   * How the file should be, given how it is: what others keep in it (Flux the tag, a person the settings)
   * stays. The same text as given means that there is nothing to do.
   *
   * @param headerOf the first line of a file, or of a folder's kustomization.yaml, where we have written it
   */
  readonly over: (current: string, headerOf: HeaderOf) => string;
  /** What is amiss in a file that is not ours to write over, given how it is: each a sentence for whom it belongs to. @default - nothing */
  readonly faults?: (current: string) => readonly string[];
}
