import { Resolver } from "node:dns/promises";
import { loadDeliveryFile, type DeliveryFile } from "../config/load";
import { nearest } from "../config/nearest";
import { formatGiven, printable, shorten } from "../config/problems";
import { withoutSecretQueries } from "../config/secret-shapes";
import { Aws } from "../doctor/aws";
import type { Check, Fault, Finding } from "../doctor/check";
import { checks } from "../doctor/checks";
import { GitHubApi } from "../doctor/github";
import { endingAfter, runChecks, type Checked } from "../doctor/run";
import type { RootModules, World } from "../doctor/world";
import { commonHelp, configFile, exitCodes, UsageError, type AsyncCommand } from "./command";
import { engineName } from "./lock";
import { whileWaiting } from "./progress";
import { rootModules, synthesize, whileInScratchFolder } from "./synthesized";

const help = `Says, before anything changes, what of a deploy would fail, and how to mend it.

  npm run doctor -- [--only NAME]... [--json]

  --only NAME        only this check; again for more. docs/doctor.md lists them
  --json             for programs: every check with its findings
${commonHelp}
It asks this machine, GitHub, AWS and each cluster side by side, with the credentials that a deploy would use, and gives each
check 10 seconds. The first line names the worst that it finds, of that the earliest cause. It reads, and changes nothing.

Exits 0 when nothing is in the way, with warnings too, 1 when something is, 2 on a wrong flag.
`;

const options = {
  only: { type: "string", multiple: true },
  json: { type: "boolean", default: false },
} as const;

/** How long a check may take, in milliseconds. */
const timeout = 10_000;

function chosen(names: readonly string[]): readonly Check[] {
  const there = checks.map(({ name }) => name);
  const wrong = names.find((name) => !there.includes(name));
  if (wrong !== undefined) {
    const meant = nearest(wrong, there);
    const help = meant === undefined ? "docs/doctor.md lists all" : `did you mean ${meant}?`;
    throw new UsageError(`--only: there is no check ${formatGiven(wrong)}; ${help}`);
  }
  return names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
}

/**
 * Asks DNS itself, as GitHub does, and not what this machine knows besides.
 *
 * @throws Error where no address is known
 */
async function lookup(host: string): Promise<void> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  try {
    await resolver.resolve4(host);
  } catch (error) {
    await resolver.resolve6(host).catch(() => {
      throw error;
    });
  }
}

/** The world as a deploy from here would find it. @param wanted what will look at it */
export function thisWorld(file: DeliveryFile, debug: boolean, wanted: readonly Check[]): World {
  const { delivery } = file;
  const { env } = process;
  const synthesized = (): Promise<RootModules> =>
    new Promise((resolve) => {
      const texts = rootModules(synthesize(delivery, debug));
      resolve(new Map([...texts].map(([stack, text]) => [stack, JSON.parse(text) as unknown])));
    });
  // It takes the whole thread, so no time that a check has goes by meanwhile.
  let modules = wanted.some((each) => each.of === "delivery" && each.readsModules) ? synthesized() : undefined;
  // Whoever asks for them is told.
  modules?.catch(() => undefined);
  const signal = endingAfter(timeout);
  return {
    file,
    delivery,
    env,
    engine: engineName(),
    node: process.versions.node,
    now: Date.now(),
    signal,
    internet: {
      lookup,
      knock: (url, ended) => fetch(url, { method: "HEAD", redirect: "manual", signal: ended }),
    },
    gitHub: new GitHubApi(delivery.github, env, signal),
    aws: new Aws(delivery.aws.region, env, signal),
    rootModules: () => (modules ??= synthesized()),
  };
}

/** Variables with credentials, besides those of registries. */
const credentials =
  /^TF_VAR_(github_|bot_gpg_|state_passphrase$|kubernetes_token)|^(GITHUB|GH)_TOKEN$|^AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)$/;

/** Values of this environment that no output may have, whatever another system repeats of them. */
const secretsOf = ({ env, delivery: { registryCredentials } }: World): string[] =>
  Object.entries(env)
    .filter(
      ([name]) => credentials.test(name) || registryCredentials.some(({ variable }) => name === `TF_VAR_${variable}`),
    )
    .flatMap(([, value]) => (value !== undefined && value.length >= 6 ? [value] : []));

/** Nobody reads more of what another system says. */
const mostSaid = 600;

type Worded = Omit<Fault, "at"> & { readonly place: string };

/** What is found, as a terminal or a log may have it. */
interface Told {
  readonly name: string;
  readonly faults: readonly Worded[];
  readonly unknown: readonly string[];
}

const isFault = (finding: Finding): finding is Fault => finding.severity !== "unknown";

function tell({ name, findings }: Checked, place: DeliveryFile["place"], secrets: readonly string[]): Told {
  const line = (text: string): string => {
    const hidden = secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
    return shorten(printable(withoutSecretQueries(hidden.replace(/\s+/g, " ").trim())), mostSaid);
  };
  return {
    name,
    faults: findings.filter(isFault).map(({ severity, found, expected, remedy, at }) => ({
      severity,
      found: line(found),
      expected: line(expected),
      remedy: line(remedy),
      place: printable(place(at)),
    })),
    unknown: findings.flatMap((each) => (isFault(each) ? [] : [line(each.why)])),
  };
}

const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function report(all: readonly Told[]): string {
  const faults = all.flatMap(({ name, faults: own }) => own.map((fault) => ({ name, ...fault })));
  const worstFirst = [
    ...faults.filter((each) => each.severity === "problem"),
    ...faults.filter((each) => each.severity === "warning"),
  ];
  const blocks = worstFirst.map(
    ({ name, severity, found, expected, remedy, place }) =>
      `${severity}: ${name}: ${found}\n  ${place}\n  Expected ${expected}\n  Remedy: ${remedy}\n`,
  );
  const notKnown = all.flatMap(({ name, unknown }) => unknown.map((why) => `not known: ${name}: ${why}\n`));
  const good = all.filter((each) => each.faults.length === 0 && each.unknown.length === 0).length;
  const unsure = all.filter((each) => each.faults.length === 0 && each.unknown.length > 0).length;
  const count = `${good} of ${countOf(all.length, "check")} ${good === 1 ? "is" : "are"} well${unsure > 0 ? `, ${unsure} can't tell` : ""}.\n`;
  const parts = [...blocks, ...(notKnown.length > 0 ? [notKnown.join("")] : [])];
  return blocks.length === 0 ? [count, ...parts].join("\n") : [...parts, count].join("\n");
}

/** Says what is in the way of a deploy. */
export const doctor: AsyncCommand<typeof options> = {
  name: "doctor",
  help,
  options,
  async run(values, output) {
    const wanted = chosen(values.only ?? []);
    const file = loadDeliveryFile(configFile(values));
    const world = thisWorld(file, values.debug, wanted);
    const checked = await whileInScratchFolder((scratch) =>
      whileWaiting(output, ({ step }) => {
        const told = (done: number, total: number): void => step("looking", done, total);
        return runChecks(wanted, world, { timeout, scratch, told });
      }),
    );
    const secrets = secretsOf(world);
    const all = checked.map((each) => tell(each, file.place, secrets));
    output.out(values.json ? `${JSON.stringify({ file: file.file, checks: all }, undefined, 2)}\n` : report(all));
    return all.some(({ faults }) => faults.some(({ severity }) => severity === "problem"))
      ? exitCodes.refused
      : exitCodes.ok;
  },
};
