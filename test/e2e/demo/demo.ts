/** `npm run demo`: the end-to-end world with an example deployed to it, to play with. */
import { exitCodes, UsageError, type AsyncCommand, type Output } from "../../../commands/command";
import { UserError } from "../../../config/problems";
import { cliConfig } from "../../opentofu/support/stand-in";
import { main as buildTools } from "../../tools/build";
import { projectToolbox } from "../../tools/pins";
import { missingOfSystem } from "../support/tools";
import { inWords, missingLines, needsOf, report, secondsOf, toBuild, type Needs } from "./needs";
import { play } from "./play";

/** The demo can't begin here, or has failed. */
class DemoError extends UserError {}

const help = `Shows continuous deployment at work, without any account: starts a Kubernetes API with Flux and ESO, a Git
host, a registry and stand-ins for GitHub and AWS, deploys an example, and takes commands.

  sudo env "PATH=$PATH" npm run demo [-- --check]

  --check   starts nothing: says what is missing, what would be built, and how long that takes
  --debug   shows where a defect is

It runs on Linux, as root: the Git host's sshd lets the user git log in, in a mount namespace of its own. The PATH is
given since sudo's has no Node or Go of yours; the check looks in root's cache, too, where it is run so. Everything
listens on free ports from 20000 on, of 127.0.0.1 alone. The first time it builds its programs from source, once.
At its prompt \`help\` lists the commands; they can come from a pipe too. \`quit\`, Ctrl-C or a crash ends
all that it has started and removes its folder; what was built stays in root's ~/.cache/flux-delivery.

Exits 0 after quit, 1 when something is missing or a command from a pipe has failed, 2 on a wrong flag.
`;

const options = { check: { type: "boolean", default: false } } as const;

/** Builds what is to be built, and says how long the rest of it takes. */
async function build(needs: Needs, { out }: Output): Promise<void> {
  const pins = toBuild(needs);
  if (pins.length > 0) {
    out(
      `Built from source first, once: ${pins.length} of the demo's programs, in ${inWords(secondsOf(pins))} on two cores, and more where Go's build\ncache is empty and only some are to be built. Ctrl-C stops it; what is built by then is kept.\n`,
    );
  }
  for (const [index, { name }] of pins.entries()) {
    out(`[${index + 1}/${pins.length}, ${inWords(secondsOf(pins.slice(index)))} left] `);
    const code = await buildTools([name], projectToolbox, (line) => out(`${line}\n`));
    if (code !== 0) throw new DemoError(`${name} is not built, so the demo can't begin; what is built is kept.`);
  }
  // The stand-in providers, which are small.
  cliConfig();
}

/** Starts the demo, or says what it needs. */
export const demo: AsyncCommand<typeof options> = {
  name: "demo",
  help,
  options,
  async run(values, output) {
    if (values.config !== undefined) {
      throw new UsageError("-c is not for the demo, which has a delivery file of its own: test/e2e/demo/delivery.yaml");
    }
    const needs = needsOf(missingOfSystem(), projectToolbox);
    if (values.check) {
      output.out(report(needs));
      return needs.missing.length === 0 ? exitCodes.ok : exitCodes.refused;
    }
    if (needs.missing.length > 0) {
      throw new DemoError(`The demo can't begin here:\n${missingLines(needs)}Nothing was built or started.`);
    }
    await build(needs, output);
    return play(output);
  },
};
