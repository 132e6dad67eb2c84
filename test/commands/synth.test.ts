import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { add, addCluster, environment } from "../config/bad-files/pieces";
import { edited, shipped } from "../config/bad-files/row";

/** As cdktf runs it. */
const program = [join(__dirname, "..", "..", "commands", "run.cjs"), "main.ts"];

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for one test. */
function inFolder(files: Readonly<Record<string, string | Uint8Array>>, use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-load-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program as a process; DELIVERY_CONFIG of the test's own environment does not reach it. */
function run(cwd: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Run {
  const { DELIVERY_CONFIG: _config, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, ...args], {
    cwd,
    env: { ...inherited, ...env },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const refused = (...lines: string[]): Run => ({ status: 1, stdout: "", stderr: `${lines.join("\n")}\n` });

/** Every file below a folder, by path. */
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, "utf8")]),
  );

test("no program is run, so that none need be there: Terraform is not, where OpenTofu is used", () => {
  const file = edited([
    ["    gpg:\n", "    ssh: { generations: [1, 2] }\n    gpg:\n"],
    ["  - name: blog\n", "  - name: blog\n    renamedFrom: web\n    namespaces: [{ name: shop, create: false }]\n"],
    ["\nclusters:\n", "\nadopt: { parameters: [/github/echo-server/deploy-key] }\n\nclusters:\n"],
  ]);
  inFolder({ "delivery.yaml": file }, (folder) => {
    const { status, stderr } = run(folder, [], { PATH: "" });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  });
});

const bad = edited([
  ["organization: developer-friendly\n", "organization: 42\n"],
  ["region: eu-central-1", "region: Frankfurt"],
]);

const badLines = (file: string): string[] => [
  `${file}:5:17: github.organization: got 42, expected a GitHub login: letters, digits and single '-', at most 39 (put it in quotes)`,
  `${file}:14:11: aws.region: got "Frankfurt", expected an AWS region such as eu-central-1`,
  `2 problems in ${file}; nothing was written.`,
];

const notRead = (file: string, reason: string, more = ""): Run =>
  refused(
    `${file}: cannot be read (${reason}): name a file with -c or DELIVERY_CONFIG${more}`,
    `1 problem in ${file}; nothing was written.`,
  );

test("what is to be warned of is said on stderr, and the file is synthesized", () => {
  const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");
  inFolder({ "delivery.yaml": fleet }, (folder) => {
    const { status, stdout, stderr } = run(folder);
    assert.equal(status, 0);
    assert.match(stdout, /^cdktf\.out\/stacks: secrets, /);
    assert.match(
      stderr,
      /^delivery\.yaml:32:29: warning: repositories\[0\]\.imageUpdate\.cluster: got "staging", .*\n$/,
    );
  });
});

test("a good file is synthesized with exit code 0 and nothing on stderr", () => {
  inFolder({ "delivery.yaml": shipped }, (folder) => {
    const { status, stderr } = run(folder);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.deepEqual(readdirSync(join(folder, "cdktf.out", "stacks")).sort(), ["app", "flux-bootstrap", "secrets"]);
  });
});

test("a bad file ends with exit code 1, its problems on stderr, nothing on stdout and nothing written", () => {
  inFolder({ "delivery.yaml": bad }, (folder) => {
    assert.deepEqual(run(folder), refused(...badLines("delivery.yaml")));
    assert.deepEqual(readdirSync(folder), ["delivery.yaml"]);
  });
});

test("a bad file leaves what an earlier run wrote untouched, byte for byte", () => {
  inFolder({ "delivery.yaml": shipped }, (folder) => {
    assert.equal(run(folder).status, 0);
    const before = contents(join(folder, "cdktf.out"));
    writeFileSync(join(folder, "delivery.yaml"), bad);
    assert.equal(run(folder).status, 1);
    assert.deepEqual(contents(join(folder, "cdktf.out")), before);
  });
});

for (const [how, args, env] of [
  ["-c", ["-c", "other.yaml"], {}],
  ["--config", ["--config", "other.yaml"], {}],
  ["DELIVERY_CONFIG", [], { DELIVERY_CONFIG: "other.yaml" }],
] as const) {
  test(`${how} names another file, which the messages then name`, () => {
    inFolder({ "delivery.yaml": shipped, "other.yaml": bad }, (folder) => {
      assert.deepEqual(run(folder, args, env), refused(...badLines("other.yaml")));
    });
  });
}

test("-c wins over DELIVERY_CONFIG", () => {
  inFolder({ "a.yaml": bad, "b.yaml": shipped }, (folder) => {
    assert.deepEqual(run(folder, ["-c", "a.yaml"], { DELIVERY_CONFIG: "b.yaml" }), refused(...badLines("a.yaml")));
  });
});

test("a file elsewhere is synthesized into the folder that the program runs in", () => {
  inFolder({ "delivery.yaml": shipped }, (folder) => {
    const cwd = join(folder, "project");
    mkdirSync(cwd);
    assert.equal(run(cwd, ["-c", "../delivery.yaml"]).status, 0);
    assert.ok(existsSync(join(cwd, "cdktf.out", "manifest.json")));
  });
});

test("a missing file is reported with the ways to name another", () => {
  inFolder({}, (folder) => {
    assert.deepEqual(
      run(folder),
      notRead(
        "delivery.yaml",
        "ENOENT: no such file or directory, open 'delivery.yaml'",
        ", or begin one with npm run init, which takes -c too",
      ),
    );
    assert.deepEqual(readdirSync(folder), []);
  });
});

test("a folder in place of the file is reported", () => {
  inFolder({}, (folder) => {
    mkdirSync(join(folder, "delivery.yaml"));
    assert.deepEqual(run(folder), notRead("delivery.yaml", "EISDIR: illegal operation on a directory, read"));
  });
});

test("a file in another encoding than UTF-8 is refused, since its letters would be lost", () => {
  const latin1 = Buffer.from(shipped.replace("Developer Friendly Bot", "Bot für alle"), "latin1");
  inFolder({ "delivery.yaml": latin1 }, (folder) => {
    assert.deepEqual(
      run(folder),
      refused(
        "delivery.yaml: got text in another encoding, expected UTF-8: save it as UTF-8",
        "1 problem in delivery.yaml; nothing was written.",
      ),
    );
  });
});

test("a byte order mark before the file is no matter", () => {
  inFolder({ "delivery.yaml": `\uFEFF${shipped}` }, (folder) => {
    assert.equal(run(folder).status, 0);
  });
});

for (const [what, put] of [
  ["a file", (path: string) => writeFileSync(path, "mine")],
  ["a link to nothing", (path: string) => symlinkSync("nowhere", path)],
  [
    "a folder where a file belongs",
    (path: string) => mkdirSync(join(path, "stacks", "app", "cdk.tf.json"), { recursive: true }),
  ],
] as const) {
  test(`${what} in place of the output is told in a sentence, and nothing is written`, () => {
    inFolder({ "delivery.yaml": shipped }, (folder) => {
      put(join(folder, "cdktf.out"));
      const before = readdirSync(folder, { recursive: true });
      const { status, stderr } = run(folder);
      assert.equal(status, 1);
      assert.match(stderr, /^cdktf\.out can't be written, something is in the way: .*; nothing was written\.\n$/);
      assert.deepEqual(readdirSync(folder, { recursive: true }), before);
    });
  });
}

test("an option that there is not ends with exit code 2 and the way to the help", () => {
  inFolder({ "delivery.yaml": shipped }, (folder) => {
    const { status, stderr } = run(folder, ["--nope"]);
    assert.equal(status, 2);
    assert.match(stderr, /^Unknown option '--nope'.*\nSee npm run synth -- --help\n$/s);
  });
});

test("a command line that makes no sense is told without the secret or the control character in it", () => {
  const token = `ghp_${"a1B2".repeat(9)}`;
  for (const argument of [`--${token}`, "--\u001b[31mred", "https://me:hunter2@example.com/"]) {
    inFolder({}, (folder) => {
      const { status, stderr } = run(folder, [argument]);
      assert.equal(status, 2);
      assert.doesNotMatch(stderr, /a1B2|hunter2|\u001b/);
    });
  }
});

test("who puts a second cluster beside the first is told how that one's stacks keep their names", () => {
  inFolder({ "delivery.yaml": shipped }, (folder) => {
    assert.equal(run(folder).status, 0);
    const onShop = environment("prod", "cluster: shop", "namespace: shop", "pushBranch: prod");
    writeFileSync(join(folder, "delivery.yaml"), edited([...addCluster(), add(onShop)]));
    const { status, stderr } = run(folder);
    assert.equal(status, 0);
    assert.match(
      stderr,
      /stacks\/app is no longer a stack of .*: .* set that cluster's stackSuffix to what it was, "" for none;/,
    );
  });
});
