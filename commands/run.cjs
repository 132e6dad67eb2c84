// Runs a TypeScript program of the project: bundles it in memory and evaluates the bundle. A TypeScript loader would
// take as long again as the whole synth, and a build folder could be stale. The bundler is a process of its own: what
// the program needs of node_modules is loaded while it works.
const { createRequire } = require("node:module");
const { dirname, resolve } = require("node:path");
const { compileFunction } = require("node:vm");
const { build } = require("esbuild");

const [node, , program, ...args] = process.argv;
const root = resolve(__dirname, "..");
const entry = resolve(root, program);
const bundling = build({
  entryPoints: [entry],
  absWorkingDir: root,
  bundle: true,
  packages: "external",
  // Megabytes of generated validators, of which a run uses some: left where they are, and so resolved from there.
  external: ["./validators/*"],
  platform: "node",
  target: "node20",
  write: false,
});

const common = ["yaml", "zod", "es-toolkit/array", "re2js"];
const ofSynth = [
  "cdktf",
  "@cdktf/provider-aws/lib/ssm-parameter",
  "@cdktf/provider-github/lib/provider",
  "@cdktf/provider-kubernetes/lib/manifest",
];
for (const name of program === "main.ts" ? [...ofSynth, ...common] : common) require(name);

void bundling.then(({ outputFiles }) => {
  process.argv = [node, entry, ...args];
  const bundle = { exports: {} };
  const load = compileFunction(outputFiles[0].text, ["require", "module", "exports", "__filename", "__dirname"], {
    filename: entry,
  });
  load(createRequire(resolve(root, ".gen", "crds", "index.ts")), bundle, bundle.exports, entry, dirname(entry));
});
