import { dirname, join, relative } from "node:path";
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { root } from "./folders";

/**
 * Sources and test files as one script that can be evaluated again and again, so that each mutant finds fresh modules
 * while packages stay loaded. It exports a loader of each file, by name.
 */
export async function bundle(
  sources: readonly string[],
  tests: readonly string[],
  texts: ReadonlyMap<string, string>,
): Promise<string> {
  const loaders = [...sources, ...tests].map((file) => {
    const name = JSON.stringify(file);
    return `${name}: () => require(${JSON.stringify(`./${file}`)})`;
  });
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = { ${loaders.join(",\n")} };`, resolveDir: root, loader: "js" },
    bundle: true,
    packages: "external",
    external: ["./validators/*"],
    platform: "node",
    target: "node20",
    write: false,
    plugins: [
      {
        name: "mutants",
        setup: (esbuild) => {
          esbuild.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const text = texts.get(relative(root, path)) ?? readFileSync(path, "utf8");
            // Tests find files beside them.
            return { contents: `const __dirname = ${JSON.stringify(dirname(path))};${text}`, loader: "ts" };
          });
        },
      },
    ],
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`nothing was bundled of ${join(root, "test")}`);
  return output.text;
}
