/** Makes of the page's sources what stands in it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { PageParts } from "./html";

/** @param folder of the page's sources */
export function pageParts(folder: string): PageParts {
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, "main.ts")],
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    format: "iife",
    // Browsers of the last years; the page's own features ask for no more.
    target: ["es2022"],
    charset: "ascii",
    write: false,
    logLevel: "error",
  });
  const [script] = outputFiles;
  if (!script) throw new Error("esbuild made no script of the page");
  return { script: script.text.trimEnd(), style: readFileSync(join(folder, "page.css"), "utf8") };
}
