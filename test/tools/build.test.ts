import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import test, { type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { main } from "./build";
import { cachedFolder, cacheFolder } from "./cache";
import { locateTool, missingToolReason, skipWithout, variableOf } from "./locate";
import { checkPin, findPin, GROUPS, projectToolbox, readPins, type Toolbox } from "./pins";

const needsGo =
  spawnSync("go", ["version"]).status === 0 ? false : "Go is not installed, so nothing can be built here.";

test("Every pin in tools.json agrees with the go.mod of its folder.", () => {
  const pins = readPins();
  assert.ok(pins.length > 0);
  for (const pin of pins) {
    checkPin(pin, projectToolbox);
  }
});

test("Every tool has its own name, belongs to a group, and every group has a tool.", () => {
  const pins = readPins();
  assert.equal(new Set(pins.map((pin) => pin.name)).size, pins.length);
  assert.deepEqual(new Set(pins.flatMap((pin) => pin.groups)), new Set(GROUPS));
  assert.ok(pins.every((pin) => pin.groups.length > 0));
});

test("The README's table lists every tool at the version that is pinned, with the seconds of its build.", () => {
  const readme = readFileSync(join(__dirname, "README.md"), "utf8");
  for (const { name, version, seconds } of readPins()) {
    const release = version.slice(1).replaceAll(".", "\\.");
    assert.match(readme, new RegExp(`^\\| \`${name}\` +\\| ${release} +\\| [^|]+\\| ${seconds} s +\\|$`, "m"));
  }
});

test("A version in tools.json that go.mod does not require is refused before anything is built.", async (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  edit(toolbox, "tools.json", "v1.0.0", "v1.0.1");
  const { code, output } = await run(toolbox);
  assert.equal(code, 1);
  assert.match(output, /'hello' is v1\.0\.1, but \S+\/pins\/hello\/go\.mod requires example\.test\/hello v1\.0\.0/);
  assert.match(output, /Write the same version in both/);
});

test("A package that go.mod does not list as a tool is refused with the command that adds it.", (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  edit(toolbox, "tools.json", "example.test/hello", "example.test/hello/cmd");
  assert.throws(
    () => checkPin(findPin("hello", toolbox), toolbox),
    /has no such tool\. Add it: cd \S+\/pins\/hello && go get -tool example\.test\/hello\/cmd@v1\.0\.0/,
  );
});

test("Every mistake in tools.json is reported with its place and what was given.", (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  edit(toolbox, "tools.json", '"hello"', "5");
  edit(toolbox, "tools.json", '"git-side"', '"end2end"');
  edit(toolbox, "tools.json", '"says hello"', '""');
  edit(toolbox, "tools.json", '"ldflags"', '"flags"');
  assert.throws(() => readPins(toolbox), {
    message: [
      "tools.json: tools[0].name: expected a text, got 5.",
      "tools.json: tools[0].ldflags: expected a list, got undefined.",
      'tools.json: tools[0].groups[0]: expected one of opentofu, git-side, e2e, got "end2end".',
      'tools.json: tools[0].purpose: expected a text, got "".',
      'tools.json: tools[0]: Unrecognized key: "flags".',
    ].join("\n"),
  });
  writeFileSync(join(toolbox.folder, "tools.json"), "[]");
  assert.throws(() => readPins(toolbox), {
    message: "tools.json: expected an object with a list 'tools', got [].",
  });
});

test("The cache key changes with everything that goes into the binary.", (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  const seen = new Set([keyOf(toolbox)]);
  const changes: readonly (() => void)[] = [
    () => edit(toolbox, "hello/go.mod", "go 1.24", "go 1.25"),
    () => writeFileSync(join(toolbox.folder, "hello/go.sum"), "example.test/x v1.0.0 h1:x=\n"),
    () => edit(toolbox, "tools.json", "-X main.greeting=hello", "-X main.greeting=bye"),
    () => edit(toolbox, "tools.json", '"v1.0.0"', '"v1.0.1"'),
    () => edit(toolbox, "tools.json", "example.test/hello", "example.test/other"),
  ];
  for (const change of changes) {
    change();
    seen.add(keyOf(toolbox));
  }
  seen.add(keyOf({ ...toolbox, env: { ...toolbox.env, FAKE_GO_VERSION: "go9.99" } }));
  assert.equal(seen.size, 1 + changes.length + 1);
});

test("The cache key does not change with the tool's groups, seconds and purpose.", (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  const before = keyOf(toolbox);
  edit(toolbox, "tools.json", "says hello", "greets");
  edit(toolbox, "tools.json", '"git-side"', '"e2e"');
  edit(toolbox, "tools.json", '"seconds": 1', '"seconds": 2');
  assert.equal(keyOf(toolbox), before);
});

test("A tool is built with its linker flags, and a second run builds nothing.", { skip: needsGo }, async (t) => {
  const toolbox = helloToolbox(t);
  const first = await run(toolbox);
  assert.equal(first.code, 0, first.output);
  assert.match(first.output, /^hello v1\.0\.0: building\nhello v1\.0\.0: built in \d+\.\d s$/);
  const located = locateTool("hello", toolbox);
  assert.equal(located?.from, "cache");
  assert.equal(spawnSync(located.path, { encoding: "utf8" }).stdout, "hello from v1.0.0\n");

  const second = await run({ ...toolbox });
  assert.equal(second.code, 0, second.output);
  assert.equal(second.output, "hello v1.0.0: already built");
});

test(
  "A failed build says which tool, what go said and what to do, and leaves nothing behind.",
  { skip: needsGo },
  async (t) => {
    const toolbox = helloToolbox(t);
    writeFileSync(join(toolbox.folder, "hello/src/main.go"), "package main\n\nfunc main() { undefinedThing() }\n");
    const { code, output } = await run(toolbox);
    assert.equal(code, 1);
    assert.match(output, /^hello v1\.0\.0: the build failed after \d+\.\d s\.$/m);
    assert.match(output, /^ {4}.*undefined: undefinedThing$/m);
    assert.match(output, /^What to do: hello needs Go 1\.24 or newer .* bring your own: HELLO=\/path\/to\/hello$/m);
    assert.match(output, /^Not built: hello\.$/m);
    assert.deepEqual(readdirSync(cacheFolder(toolbox)), []);
  },
);

test("A failed tool does not keep the next one from being built.", async (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo(`case "$*" in *bye*) exit 1;; esac; ${WRITE_OUTPUT}`) });
  const hello = findPin("hello", toolbox);
  writeFileSync(join(toolbox.folder, "tools.json"), JSON.stringify({ tools: [{ ...hello, name: "bye" }, hello] }));
  const { code, output } = await run(toolbox);
  assert.equal(code, 1);
  assert.match(output, /bye v1\.0\.0: the build failed[^]*hello v1\.0\.0: built in[^]*Not built: bye\.$/);
});

test("Without Go the build says so and names the variable that brings a binary.", async (t) => {
  const toolbox = helloToolbox(t, { go: undefined });
  const { code, output } = await run(toolbox);
  assert.equal(code, 1);
  assert.match(output, /hello v1\.0\.0: Go is not installed\.\nWhat to do: .*HELLO=\/path\/to\/hello/);
});

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  test(`A build killed with ${signal} leaves no tool, and the next run builds it whole.`, async (t) => {
    const toolbox = helloToolbox(t, {
      go: fakeGo(`${WRITE_OUTPUT}; [ -e "$HOME/fast" ] || { touch "$HOME/started"; exec sleep 5; }`),
    });
    const script = join(toolbox.folder, "run.ts");
    writeFileSync(
      script,
      `import { main } from ${JSON.stringify(join(__dirname, "build"))};\n` +
        `void main([], { folder: ${JSON.stringify(toolbox.folder)}, env: process.env }, () => {});\n`,
    );
    const build = spawn(process.execPath, [...process.execArgv.filter((flag) => !flag.startsWith("--test")), script], {
      cwd: __dirname,
      env: { ...toolbox.env, NODE_TEST_CONTEXT: undefined },
    });
    while (!existsSync(join(homeOf(toolbox), "started")) && build.exitCode === null) {
      await wait(20);
    }
    const ended = once(build, "exit");
    build.kill(signal);
    await ended;
    assert.equal(locateTool("hello", toolbox), undefined);
    if (signal === "SIGTERM") {
      assert.deepEqual(readdirSync(cacheFolder(toolbox)), []);
    }

    writeFileSync(join(homeOf(toolbox), "fast"), "");
    const { code, output } = await run(toolbox);
    assert.equal(code, 0, output);
    assert.equal(locateTool("hello", toolbox)?.from, "cache");
    assert.equal(readdirSync(cacheFolder(toolbox)).length, 1);
  });
}

test("Asking for a group builds that group's tools only.", async (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  assert.deepEqual(await run(toolbox, "--group", "e2e"), { code: 0, output: "" });
  assert.match((await run(toolbox, "--group", "git-side")).output, /^hello v1\.0\.0: building/);
});

test("An unknown tool or group is refused with the names that are known.", async (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  await assert.rejects(run(toolbox, "helo"), /Unknown tool 'helo'\. Known tools: hello\./);
  await assert.rejects(
    run(toolbox, "--group", "end2end"),
    /unknown group "end2end"\. Known groups: opentofu, git-side, e2e\./,
  );
  assert.throws(() => locateTool("helo", toolbox), /Unknown tool 'helo'/);
});

test("--list prints name, version, state and path, and builds nothing.", async (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  const { code, output } = await run(toolbox, "--list");
  assert.equal(code, 0);
  assert.equal(output, `hello  v1.0.0  not built  ${join(keyOf(toolbox), "hello")}`);
  executable(join(keyOf(toolbox), "hello"));
  assert.match((await run(toolbox, "--list")).output, /^hello {2}v1\.0\.0 {2}built {2}\//);
});

test("A tool is looked up in its variable, then in the cache, then on PATH.", (t) => {
  const { folder, env } = helloToolbox(t, { go: fakeGo("exit 7") });
  const bin = join(dirname(folder), "bin");
  const toolbox: Toolbox = { folder, env: { ...env, PATH: bin } };
  assert.equal(locateTool("hello", toolbox), undefined);
  const onPath = executable(join(bin, "hello"));
  assert.deepEqual(locateTool("hello", toolbox), { path: onPath, from: "PATH" });
  const cached = executable(join(keyOf(toolbox), "hello"));
  assert.deepEqual(locateTool("hello", toolbox), { path: cached, from: "cache" });
  const own = executable(join(homeOf(toolbox), "own"));
  assert.deepEqual(locateTool("hello", withEnv(toolbox, { HELLO: own })), { path: own, from: "env" });
});

test("A tool that its variable brings is not built.", async (t) => {
  const toolbox = helloToolbox(t, { go: fakeGo("exit 7") });
  const own = executable(join(homeOf(toolbox), "own"));
  assert.deepEqual(await run(withEnv(toolbox, { HELLO: own })), {
    code: 0,
    output: `hello v1.0.0: not built, HELLO gives ${own}`,
  });
});

test("A variable that names a missing file is an error that names the variable.", async (t) => {
  const toolbox = withEnv(helloToolbox(t, { go: fakeGo("exit 7") }), { HELLO: "/nowhere/hello" });
  const message = /HELLO=\/nowhere\/hello is not an executable file\. Point it at a hello binary, or unset it\./;
  assert.throws(() => locateTool("hello", toolbox), message);
  const { code, output } = await run(toolbox);
  assert.equal(code, 1);
  assert.match(output, message);
});

test("Terraform on PATH does not stand in for OpenTofu.", (t) => {
  const home = temporaryFolder(t);
  executable(join(home, "bin", "terraform"));
  const toolbox: Toolbox = { folder: projectToolbox.folder, env: { HOME: home, PATH: join(home, "bin") } };
  assert.equal(locateTool("tofu", toolbox), undefined);
});

test("The reason for a missing tool is one sentence with the command and the variable.", () => {
  assert.match(
    missingToolReason("kube-apiserver"),
    /^kube-apiserver is not here: build it with 'npm run tools -- kube-apiserver' \(needs Go 1\.\d+(\.\d+)? or newer\), or set KUBE_APISERVER to the path of one\.$/,
  );
  assert.equal(variableOf("terraform-provider-github"), "TERRAFORM_PROVIDER_GITHUB");
});

test("A test is skipped with the reason of its first missing tool, and not when it has all of them.", (t) => {
  const home = temporaryFolder(t);
  const own = executable(join(home, "own"));
  setEnv(t, { TOFU: own, ETCD: undefined, CRANE: undefined, XDG_CACHE_HOME: home, PATH: home });
  assert.equal(skipWithout("tofu"), false);
  assert.equal(skipWithout("tofu", "etcd", "crane"), missingToolReason("etcd"));
});

/** A folder of pins with one tool, `hello`, whose Go module is local; its own home, cache and PATH. */
function helloToolbox(t: TestContext, options: { go?: string | undefined } = { go: "real" }): Toolbox {
  const home = temporaryFolder(t);
  const folder = join(home, "pins");
  mkdirSync(join(folder, "hello", "src"), { recursive: true });
  const pins = {
    tools: [
      {
        name: "hello",
        folder: "hello",
        package: "example.test/hello",
        version: "v1.0.0",
        ldflags: ["-X main.greeting=hello", "-X main.version=${version}"],
        groups: ["git-side"],
        seconds: 1,
        purpose: "says hello",
      },
    ],
  };
  writeFileSync(join(folder, "tools.json"), JSON.stringify(pins, null, 2));
  writeFileSync(
    join(folder, "hello/go.mod"),
    "module example.test/pins\n\ngo 1.24\n\ntool example.test/hello\n\n" +
      "require example.test/hello v1.0.0 // indirect\n\nreplace example.test/hello => ./src\n",
  );
  writeFileSync(join(folder, "hello/src/go.mod"), "module example.test/hello\n\ngo 1.24\n");
  writeFileSync(
    join(folder, "hello/src/main.go"),
    'package main\n\nvar greeting, version string\n\nfunc main() { say(greeting + " from " + version + "\\n") }\n',
  );
  writeFileSync(
    join(folder, "hello/src/print.go"),
    'package main\n\nimport "os"\n\nfunc say(text string) { os.Stdout.WriteString(text) }\n',
  );
  const bin = join(home, "bin");
  mkdirSync(bin);
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: undefined, HELLO: undefined };
  if (options.go === "real") {
    // The build cache of the machine, not of the new home: the standard library is compiled once.
    const [goCache, goPath] = spawnSync("go", ["env", "GOCACHE", "GOPATH"], { encoding: "utf8" }).stdout.split("\n");
    const path = [bin, process.env["PATH"] ?? ""].join(delimiter);
    return { folder, env: { ...env, PATH: path, GOCACHE: goCache, GOPATH: goPath } };
  }
  if (options.go !== undefined) {
    executable(join(bin, "go"), options.go);
    return { folder, env: { ...env, PATH: [bin, "/usr/bin", "/bin"].join(delimiter) } };
  }
  return { folder, env: { ...env, PATH: bin } };
}

/** Shell code for `fakeGo` that writes the file after `-o`, the last argument but one. */
const WRITE_OUTPUT = 'for a; do out=$prev; prev=$a; done; echo built > "$out"; chmod +x "$out"';

/** A stand-in for `go` that answers `go env` and runs `build` for `go build`. */
function fakeGo(build: string): string {
  return `#!/bin/sh\nif [ "$1" = env ]; then echo "\${FAKE_GO_VERSION:-go1.24.0}"; exit 0; fi\n${build}\n`;
}

async function run(toolbox: Toolbox, ...args: readonly string[]): Promise<{ code: number; output: string }> {
  const lines: string[] = [];
  const code = await main(args, toolbox, (line) => lines.push(line));
  return { code, output: lines.join("\n") };
}

function keyOf(toolbox: Toolbox): string {
  const folder = cachedFolder(findPin("hello", toolbox), toolbox);
  assert.ok(folder !== undefined);
  return folder;
}

function homeOf(toolbox: Toolbox): string {
  return dirname(toolbox.folder);
}

function withEnv(toolbox: Toolbox, env: NodeJS.ProcessEnv): Toolbox {
  return { ...toolbox, env: { ...toolbox.env, ...env } };
}

function setEnv(t: TestContext, env: NodeJS.ProcessEnv): void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  const write = (entries: readonly (readonly [string, string | undefined])[]): void => {
    for (const [name, value] of entries) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    }
  };
  t.after(() => write(before));
  write(Object.entries(env));
}

function edit(toolbox: Toolbox, file: string, from: string, to: string): void {
  const path = join(toolbox.folder, file);
  const text = readFileSync(path, "utf8");
  assert.ok(text.includes(from), `${file} has no ${from}`);
  writeFileSync(path, text.replace(from, to));
}

function executable(path: string, text = "#!/bin/sh\n"): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tools-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
