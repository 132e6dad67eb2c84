// Runs a TypeScript program of the project as one bundle with all that it needs of node_modules: loading 600 files one
// by one takes longer than a synth. The bundle is kept in node_modules/.cache with its compiled code, and made anew
// where any source, the list of sources or the list of installed packages differs: it can't be stale.
const { createHash } = require("node:crypto");
const { lchownSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join, resolve } = require("node:path");
const { Script } = require("node:vm");

const [node, , program, ...args] = process.argv;
const root = resolve(__dirname, "..");
const entry = resolve(root, program);
const folder = join(root, "node_modules", ".cache", "flux-delivery");
// Compiled code is of one release of Node and one kind of machine.
const kept = join(folder, [program.replaceAll("/", "-"), process.version, process.arch].join("_"));
const settings = ["node_modules/.package-lock.json", "tsconfig.json", "commands/run.cjs"];

/** Changes with the contents of the sources, and with the names of the files beside them, which imports may find. */
function keyOf(sources) {
  const hash = createHash("sha256");
  for (const beside of new Set(sources.map((source) => dirname(source)))) {
    hash.update(readdirSync(join(root, beside)).join("\0"));
  }
  for (const file of [...sources, ...settings]) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function keptBundle() {
  try {
    const { sources, key } = JSON.parse(readFileSync(`${kept}.json`, "utf8"));
    if (keyOf(sources) !== key) return undefined;
    return { text: readFileSync(`${kept}.js`, "utf8"), code: readFileSync(`${kept}.code`) };
  } catch {
    return undefined;
  }
}

function makeBundle() {
  const { outputFiles, metafile } = require("esbuild").buildSync({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    mainFields: ["module", "main"],
    conditions: ["import"],
    // Megabytes of generated validators and of clients, of which a run uses some, and a package that finds its program
    // beside itself: left where they are, and so resolved from there.
    external: ["./validators/*", "@aws-sdk/*", "esbuild"],
    // A script has no import() of its own: what is left outside is required, when it is asked for.
    supported: { "dynamic-import": false },
    platform: "node",
    target: "node20",
    write: false,
    outfile: "bundle.js",
    logLevel: "error",
    banner: { js: "(function (require, module, exports, __filename, __dirname) {" },
    footer: { js: "\n})" },
  });
  const sources = Object.keys(metafile.inputs).filter((input) => !input.includes("node_modules/"));
  return { text: outputFiles[0].text, sources };
}

/** What root keeps, as by sudo, belongs to the owner of node_modules, whose next `npm ci` removes it. */
function give(path) {
  const { uid, gid } = statSync(join(root, "node_modules"));
  if (process.getuid?.() === 0) lchownSync(path, uid, gid);
}

/** Other runs may be writing too, or reading: each file is there as a whole or not at all. */
function keep(ending, data) {
  const partial = `${kept}.${process.pid}`;
  writeFileSync(partial, data);
  give(partial);
  renameSync(partial, `${kept}.${ending}`);
}

const begin = Date.now();
const found = keptBundle();
const { text, sources } = found ?? makeBundle();
const script = new Script(text, { filename: entry, cachedData: found?.code });
process.argv = [node, entry, ...args];
const bundle = { exports: {} };
const load = createRequire(resolve(root, ".gen", "crds", "index.ts"));
script.runInThisContext()(load, bundle, bundle.exports, entry, dirname(entry));

// One that is edited while the bundle is made may be in it as it was before.
const isSettled = () => sources.every((source) => statSync(join(root, source)).mtimeMs < begin);
if (!found) {
  try {
    if (!isSettled()) throw new Error("a source is being edited");
    const key = keyOf(sources);
    const made = mkdirSync(folder, { recursive: true });
    // That, and what is below it, is at most .cache and the folder.
    if (made !== undefined) [made, folder].forEach(give);
    keep("js", text);
    keep("code", script.createCachedData());
    keep("json", JSON.stringify({ sources, key }));
  } catch {
    // Where nothing can be kept, as in a read-only installation, each run makes its own.
  }
}
