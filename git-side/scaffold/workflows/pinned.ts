import type { Path, Comment } from "../../files/yaml-file";
import { actions } from "./actions";

const releases = new Map<unknown, string>(Object.values(actions).map(({ uses, release }) => [uses, release]));

/** The release of each pinned action, beside it, where Dependabot reads and writes it. @param at place of the steps */
export const pinnedReleases = (at: Path, steps: readonly object[]): Comment[] =>
  steps.flatMap((step, index): Comment[] => {
    const release = "uses" in step ? releases.get(step.uses) : undefined;
    return release === undefined ? [] : [{ at: [...at, index, "uses"], where: "beside", text: ` ${release}` }];
  });
