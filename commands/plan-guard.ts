import { carriedBy } from "./carried";
import { exitCodes, type Command } from "./command";
import { destroyedBy, type Destroyed } from "./destroyed";

const help = `Refuses a plan that destroys or replaces what carries a workload or a key, unless you allow it.

  npm run plan-guard -- PLAN.json [--allow ADDRESS]...

  PLAN.json          what \`tofu show -json PLAN\` prints; - reads it from standard input. It holds secrets in clear:
                     better pipe it than keep it
  --allow ADDRESS    an address that the plan may destroy or replace, as printed here; again for more

Alerts, notification providers, image policies and scans may always go. So may what a removed block takes out of the
state only, and a moved block destroys nothing. Everything else has to be allowed, address by address. Nothing
of the plan is printed but addresses.

Exits 0 when the plan may be applied, 1 when not or when the file is no plan, 2 on a wrong flag.
`;

const options = { allow: { type: "string", multiple: true } } as const;

function describe({ address, isReplaced }: Destroyed): string {
  const carried = carriedBy(address);
  return `  ${address} ${isReplaced ? "replaced" : "destroyed"}: ${carried?.words ?? "nothing that these stacks make"}\n`;
}

/** Stands between a plan and its apply where nobody reads it: in a pipeline. */
export const planGuard: Command<typeof options> = {
  name: "plan-guard",
  help,
  options,
  operands: ["PLAN.json"],
  run({ allow = [] }, { out, err }, [file = ""]) {
    const destroyed = destroyedBy(file);
    const allowed = new Set(allow);
    for (const address of allowed) {
      if (!destroyed.some((each) => each.address === address)) {
        err(`Note: --allow ${address} is for nothing: the plan does not destroy it.\n`);
      }
    }
    const heavy = destroyed.filter(({ address }) => carriedBy(address)?.isLight !== true);
    const refused = heavy.filter(({ address }) => !allowed.has(address));
    if (refused.length > 0) {
      err(
        `The plan would take away what carries a workload or a key:\n${refused.map(describe).join("")}` +
          "Allow what is meant to go, each with --allow ADDRESS.\n",
      );
      return exitCodes.refused;
    }
    out(
      heavy.length === 0
        ? `The plan takes away nothing that carries a workload or a key.\n`
        : `The plan takes away what is allowed, and no other workload or key:\n${heavy.map(describe).join("")}`,
    );
    return exitCodes.ok;
  },
};
