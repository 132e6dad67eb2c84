import type { TreeFile } from "./tree-file";

export interface EnvFileOptions {
  readonly path: string;
  readonly header: string;
  /** The settings that we know; all others are the application's own. */
  readonly values: Readonly<Record<string, string>>;
}

const keyOf = (line: string): string => /^\s*([^#=\s][^=]*?)\s*=/.exec(line)?.[1] ?? "";

/** The settings of an application, a line each, as kustomize reads them. Lines that we don't know are kept. */
export function envFile({ path, header, values }: EnvFileOptions): TreeFile {
  const wanted = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  const isOurs = (line: string): boolean => keyOf(line) in values;
  return {
    path,
    text: [`#${header}`, ...wanted, ""].join("\n"),
    over(current) {
      const lines = current.split(/\r?\n/);
      const ours = lines.filter(isOurs);
      if (ours.length === wanted.length && wanted.every((line) => ours.includes(line))) return current;
      const found = lines.findIndex(isOurs);
      const place = found === -1 ? Number(lines[0]?.startsWith("#")) : found;
      const rest = (part: readonly string[]): string[] => part.filter((line) => !isOurs(line));
      return [...rest(lines.slice(0, place)), ...wanted, ...rest(lines.slice(place))].join("\n");
    },
  };
}
