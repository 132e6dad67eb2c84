import { UserError } from "../../config/problems";

/** Why nothing was written, in words for the person who asked for it. */
export class GitSideError extends UserError {}

/** The message of whatever was thrown. */
export const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether the file system said that there is nothing at a path. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
