import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadDeliveryFile } from "../config/load";
import { UserError } from "../config/problems";
import { commonHelp, configFile, exitCodes, type Command, type Output } from "./command";
import { keptLockFile, lockFileName, requiredProviders, type RequiredProvider } from "./locks";
import { whileWorking, type Progress } from "./progress";
import { inScratchFolder, synthesize, type Synthesized } from "./synthesized";
import { writeAll } from "./write-all";

/** The engine did not say what the providers' checksums are. */
export class EngineError extends UserError {}

type Providers = Readonly<Record<string, RequiredProvider>>;

const options = {} as const;

/** As cdktf finds it. @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/environment-variables */
export const engineName = (): string => process.env["TERRAFORM_BINARY_NAME"] || "terraform";

/** What the engine writes for a root module that requires these providers, and has neither state nor anything else. */
function lockOf(providers: Providers): string {
  const engine = engineName();
  return inScratchFolder((folder) => {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: providers } }));
    const { TF_DATA_DIR: _dataFolder, TF_WORKSPACE: _workspace, ...env } = process.env;
    // Not by its working folder: the engine's path and its settings may be relative to the caller's.
    const args = [`-chdir=${folder}`, "init", "-input=false", "-no-color"];
    const { error, status, stdout, stderr } = spawnSync(engine, args, { env, encoding: "utf8" });
    if (error) {
      throw new EngineError(
        `${engine} can't be run (${error.message}): install it, or set TERRAFORM_BINARY_NAME to another, such as tofu`,
      );
    }
    if (status !== 0) throw new EngineError(`${engine} init failed; no lock was written:\n${stdout}${stderr}`);
    return readFileSync(join(folder, lockFileName), "utf8");
  });
}

/** The lock file of each stack. The engine is asked once for stacks with the same providers: it may download them. */
function locksOf(synthesized: Synthesized, { out }: Output, { step, end }: Progress): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  return new Map(
    synthesized.stacks.map((stack, index) => {
      const providers = requiredProviders(synthesized, stack);
      const key = JSON.stringify(providers);
      const known = made.get(key);
      if (known !== undefined) return [stack, known];
      const releases = Object.entries(providers).map(([name, { version }]) => `${name} ${version}`);
      end();
      out(`${stack}: ${releases.join(", ")}\n`);
      step(`asking ${engineName()} for the checksums of ${stack}`, index + 1, synthesized.stacks.length);
      const lock = lockOf(providers);
      made.set(key, lock);
      return [stack, lock];
    }),
  );
}

/** Has the engine find the checksums of the stacks' providers anew, and keeps them for the user to review and commit. */
export const lock: Command<typeof options> = {
  name: "lock",
  help: `Usage: npm run lock -- [-c FILE]
Writes locks/<stack>/${lockFileName} beside the delivery file: the checksums of the providers, from wherever
the engine installs them. A synth hands them to the engine, which refuses any other binary. Review and commit them.
The engine is TERRAFORM_BINARY_NAME, else terraform.
${commonHelp}`,
  options,
  run(values, output) {
    const file = configFile(values);
    const { delivery } = loadDeliveryFile(file);
    const locks = whileWorking(output, (own) => locksOf(synthesize(delivery, values.debug), output, own), {
      isBlocking: true,
    });
    writeAll([...locks].map(([stack, text]) => ({ target: keptLockFile(file, stack), text })));
    output.out(`${[...locks.keys()].map((stack) => keptLockFile(file, stack)).join("\n")}\n`);
    return exitCodes.ok;
  },
};
