import { UserError } from "../../config/problems";

/** Why nothing was written, in words for the person who asked for it. */
export class GitSideError extends UserError {}

/** Whether the file system said that there is nothing at a path. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
