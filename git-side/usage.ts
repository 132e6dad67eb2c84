import { parseArgs } from "node:util";
import { reason } from "./files/git-side-error";

/** What was asked for makes no sense. */
export class UsageError extends Error {}

export const help = `Writes the application's side of the delivery into its Git repository, for you to commit:
kustomize base and overlays, the workflow that builds the image, and where updates are
reviewed the workflow that opens the pull request.

  npm run git-side -- [--app NAME]... --out DIR [--check] [--diff] [--force]

  --app NAME   an application of delivery.yaml; again for more of the same repository.
               Left out: all applications, where they share one repository.
  --out DIR    root of the repository; made where it does not exist
  --check      writes nothing; exits 1 where a file is missing or differs
  --diff       writes nothing; shows what would change
  --force      overwrites files that differ
  -c, --config FILE
               another file than delivery.yaml (or set DELIVERY_CONFIG)

A file that exists is never overwritten without --force, and either all files are written or
none. These are no difference: layout and comments of YAML; the tag and digest that Flux wrote,
while the policy accepts the tag; versions of actions; settings in configs.env besides PORT.
They are kept with --force, too. Files of your own are left alone. Change Kubernetes objects in
a Kustomize component, listed in the environment's components in delivery.yaml.

Exits 0 when all is well, 1 when nothing could be written or --check finds a difference, 2 on
a wrong flag.
`;

export interface Request {
  readonly help: boolean;
  readonly applications: readonly string[];
  readonly folder: string;
  readonly config: string | undefined;
  readonly check: boolean;
  readonly diff: boolean;
  readonly force: boolean;
}

const flags = {
  app: { type: "string", multiple: true },
  out: { type: "string" },
  config: { type: "string", short: "c" },
  check: { type: "boolean", default: false },
  diff: { type: "boolean", default: false },
  force: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags }).values;
  } catch (error) {
    throw new UsageError(reason(error));
  }
}

/** Reads the command line. */
export function parseRequest(argv: readonly string[]): Request {
  const { app = [], out, config, check, diff, force, help } = parse(argv);
  if (!help && (out === undefined || out === ""))
    throw new UsageError("--out DIR is missing: name the repository's root");
  if (force && (check || diff)) throw new UsageError("--force writes, --check and --diff do not: leave one out");
  return { help, applications: app, folder: out ?? "", config, check, diff, force };
}
