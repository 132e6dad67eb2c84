import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { reason, UserError } from "../config/problems";
import { rootModule, stackFolder, type Synthesized } from "./synthesized";

/** What OpenTofu calls the file with the checksums of a root module's providers. @see https://opentofu.org/docs/language/files/dependency-lock/ */
export const lockFileName = ".terraform.lock.hcl";

/** A lock file that was kept does not fit its stack. */
export class LockError extends UserError {}

/** A provider as a stack requires it. */
export interface RequiredProvider {
  readonly source: string;
  readonly version: string;
}

/** Where the lock file of a stack is kept, for the user to commit: beside the delivery file. */
export const keptLockFile = (deliveryFile: string, stack: string): string =>
  join(dirname(deliveryFile), "locks", stack, lockFileName);

/** The providers that a stack requires, by name. */
export function requiredProviders(synthesized: Synthesized, stack: string): Readonly<Record<string, RequiredProvider>> {
  const { terraform } = JSON.parse(rootModule(synthesized, stack)) as {
    readonly terraform: { readonly required_providers: Readonly<Record<string, RequiredProvider>> };
  };
  return terraform.required_providers;
}

/** `hashicorp/aws` for `aws`; the registry's host, which differs from engine to engine, is left out. */
const addressOf = ({ source }: RequiredProvider): string =>
  (source.includes("/") ? source.split("/").slice(-2).join("/") : `hashicorp/${source}`).toLowerCase();

/** The version of each provider in a lock file, by its address without the host. The engine writes no other form. */
const lockedVersions = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^provider "[^"/]+\/([^"]+)" \{\s+version\s*=\s*"([^"]+)"/gm)].map(
      ([, address = "", version = ""]) => [address, version],
    ),
  );

function readKept(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw new LockError(`${path}: cannot be read (${reason(error)})`);
  }
}

/** Where a lock file does not say what its stack requires, in words. */
function misfits(path: string, text: string, required: Readonly<Record<string, RequiredProvider>>): string[] {
  const locked = lockedVersions(text);
  return Object.entries(required).flatMap(([name, provider]) => {
    const version = locked.get(addressOf(provider));
    if (version === provider.version) return [];
    return [`${path}: has ${version === undefined ? "no" : version} ${name}, expected ${provider.version}`];
  });
}

/**
 * The lock files that are kept beside the delivery file, by the paths at which the engine looks for them. A stack
 * without one gets none, and the engine makes its own.
 *
 * @throws LockError where one is not of the releases that its stack requires: the engine would refuse it with less to say
 */
export function keptLocks(deliveryFile: string, synthesized: Synthesized): ReadonlyMap<string, string> {
  const locks = synthesized.stacks.flatMap((stack) => {
    const path = keptLockFile(deliveryFile, stack);
    const text = readKept(path);
    return text === undefined ? [] : [{ stack, path, text }];
  });
  const problems = locks.flatMap(({ stack, path, text }) => misfits(path, text, requiredProviders(synthesized, stack)));
  if (problems.length > 0) {
    throw new LockError([...problems, "Nothing was written: make the locks anew with npm run lock."].join("\n"));
  }
  return new Map(locks.map(({ stack, text }) => [join(stackFolder(stack), lockFileName), text]));
}
