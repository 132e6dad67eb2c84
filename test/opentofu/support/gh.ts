/** Registers a signing key as the bot does: by the command that the stack puts out, with a stand-in for GitHub's CLI. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, text } from "../../support/synth";
import { start, succeeded, type Ended } from "./engine";
import type { Project } from "./project";

/** Does `gh ssh-key add --type signing --title TITLE`, and nothing else. @see https://cli.github.com/manual/gh_ssh-key_add */
const script = `#!${process.execPath}
const [command, action, ...flags] = process.argv.slice(2);
const [typeFlag, type, titleFlag, title, ...more] = flags;
const isKnown = command === "ssh-key" && action === "add" && typeFlag === "--type" && titleFlag === "--title";
if (!isKnown || type !== "signing" || more.length > 0) throw new Error("gh takes no " + process.argv.slice(2).join(" "));
const key = require("node:fs").readFileSync(0, "utf8");
fetch(process.env.PLAYED_GITHUB + "/api/v3/user/ssh_signing_keys", {
  method: "POST",
  headers: { authorization: "Bearer " + process.env.GH_TOKEN },
  body: JSON.stringify({ title, key }),
}).then(async (response) => {
  if (response.status !== 201) throw new Error(await response.text());
});
`;

/** The command that a refused plan or apply says, on a line of its own. */
export function commandIn({ output }: Ended): string {
  const command = /^(?:\u001b\[[0-9;]*m|[│ ])*(echo '.* flux-\d+)/m.exec(output)?.[1];
  assert.ok(command, output);
  return command;
}

/** The command that secrets puts out. */
async function commandOf(project: Project): Promise<string> {
  const { stdout } = succeeded(await project.run("secrets", ["output", "-json"]), "output of secrets");
  return text(at(JSON.parse(stdout) as Parameters<typeof at>[0], "github_signing_key", "value", "register"));
}

/** Runs the command, with no more rights than it needs. @param given @default - the one in the output of secrets */
export async function registerSigningKey(project: Project, login: string, given?: string): Promise<void> {
  const command = given ?? (await commandOf(project));
  const bin = join(project.folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "gh"), script);
  chmodSync(join(bin, "gh"), 0o755);
  project.gitHub.addToken("of-gh", { login, scopes: ["write:ssh_signing_key"] });
  const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, PLAYED_GITHUB: project.gitHub.url, GH_TOKEN: "of-gh" };
  succeeded(await start("sh", ["-ec", command], { cwd: project.folder, env }).ended, command);
}
