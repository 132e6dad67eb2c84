import { spawnSync } from "node:child_process";
import { formatGiven, printable, shorten, UserError } from "../config/problems";
import type { Application } from "../model/delivery";

/** A registry does not have a tag, or could not be asked. */
export class TagError extends UserError {}

interface Asker {
  readonly command: string;
  readonly args: (image: string, insecure: boolean) => readonly string[];
}

/** Programs that ask a registry as whoever is logged in; both use Docker's logins. */
const askers: readonly Asker[] = [
  { command: "crane", args: (image, insecure) => ["digest", ...(insecure ? ["--insecure"] : []), image] },
  {
    command: "docker",
    args: (image) => ["buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}", image],
  },
];

/**
 * The digest that a tag of an application's image has, as its registry tells whoever is logged in there.
 *
 * @throws TagError where the registry has no such tag, or can't be asked
 */
export function digestOf({ image }: Application, tag: string): string {
  const reference = `${image.name}:${tag}`;
  for (const { command, args } of askers) {
    const { error, status, stdout, stderr } = spawnSync(command, args(reference, image.insecure), {
      encoding: "utf8",
      timeout: 60_000,
    });
    if (error && "code" in error && error.code === "ENOENT") continue;
    const digest = stdout.trim();
    if (status === 0 && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
    const [said = ""] = (error?.message ?? stderr).trim().split("\n");
    throw new TagError(
      `${formatGiven(reference)} is not found with your own login: correct the tag, or log in (docker login). ${command} says: ${printable(shorten(said, 300))}`,
    );
  }
  throw new TagError(
    `Neither crane nor docker is installed, by which ${formatGiven(reference)} is looked up with your own login: install one of them.`,
  );
}
