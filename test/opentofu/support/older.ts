import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The releases that the mirror of this suite has; a state says nothing of them. */
const releases = JSON.parse(readFileSync(join(__dirname, "..", "stand-in", "versions.json"), "utf8")) as Readonly<
  Record<string, { readonly version: string }>
>;

/** What an older release synthesized for a stack, of the folder that it is kept in, for providers that are here. */
export function older(release: string, stack: string): string {
  const text = readFileSync(join(__dirname, "..", release, `${stack}.tf.json`), "utf8");
  return Object.entries(releases).reduce(
    (rest, [name, { version }]) =>
      rest.replace(new RegExp(`("source": "(?:[a-z]+/)?${name}",\\s*"version": ")[^"]+`, "gi"), `$1${version}`),
    text,
  );
}
