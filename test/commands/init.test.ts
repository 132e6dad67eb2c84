import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import fc from "fast-check";
import { runAsyncCommand } from "../../commands/command";
import { answer, init, schemaBeside, shippedExample, type Ask } from "../../commands/init";
import { parseDelivery } from "../../config/load";
import { draft } from "../../init/draft";
import { ownerOf, thisMachine } from "../../init/found";
import {
  asDnsLabel,
  expected,
  questionNames,
  questions,
  type AllAnswers,
  type QuestionName,
} from "../../init/questions";
import { play } from "../support/play";
import { synthesize } from "../support/synth";

const folder = mkdtempSync(join(tmpdir(), "flux-delivery-init-"));
after(() => rmSync(folder, { recursive: true }));
const bin = join(folder, "bin");
const file = join(folder, "delivery.yaml");
const shipped = join(__dirname, "..", "..", "delivery.yaml");
const path = process.env["PATH"];
const schema = "./delivery.schema.json";

/** Every answer that is needed. */
const whole: AllAnswers & { readonly context: string } = {
  organization: "acme",
  bot: "acme-bot",
  "bot-name": "Acme Bot",
  "bot-email": "bot@acme.example",
  region: "eu-central-1",
  context: "production",
  cluster: "main",
  repository: "shop",
  application: "web",
  image: "ghcr.io/acme/web",
  port: "3000",
  environment: "dev",
  namespace: "web-dev",
};

const flags = (answers: Partial<Record<QuestionName, string>>): string[] =>
  Object.entries(answers).map(([name, value]) => `--${name}=${value}`);

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command where nobody can be asked. */
async function begin(...args: readonly string[]): Promise<Ended> {
  return beginAt(file, ...args);
}

async function beginAt(target: string, ...args: readonly string[]): Promise<Ended> {
  let [out, err] = ["", ""];
  const code = await runAsyncCommand(init, ["-c", target, "--yes", ...args], {
    out: (words) => (out += words),
    err: (words) => (err += words),
  });
  return { code, out, err };
}

/** Without one of the flags. */
const without = (...names: readonly QuestionName[]): string[] =>
  flags(Object.fromEntries(Object.entries(whole).filter(([name]) => !names.some((each) => each === name))));

/** Somebody who says these things, one after another, and then nothing more. */
function somebody(...says: readonly string[]): { readonly ask: Ask; readonly asked: [string, string | undefined][] } {
  const left = [...says];
  const asked: [string, string | undefined][] = [];
  const ask: Ask = (words, proposal) => {
    asked.push([words, proposal]);
    return Promise.resolve(left.shift());
  };
  return { ask, asked };
}

const silent = { out: () => undefined, err: () => undefined };

describe("npm run init", () => {
  beforeEach(() => {
    rmSync(bin, { recursive: true, force: true });
    rmSync(file, { force: true });
    mkdirSync(bin);
    // No program of this machine has a say.
    process.env["PATH"] = bin;
  });
  after(() => (process.env["PATH"] = path));

  test("writes what the flags say, and what a synth takes", async () => {
    const { code, out, err } = await begin(...flags(whole));
    assert.equal(err, "");
    assert.equal(code, 0);
    assert.match(out, /delivery\.yaml is written\.\nNext: .*npm run synth/);
    const text = readFileSync(file, "utf8");
    const { github, clusters, applications } = parseDelivery(text, file);
    assert.equal(github.bot.name, "Acme Bot");
    assert.deepEqual(clusters[0]?.connection, { type: "kubeconfig", path: "~/.kube/config", context: "production" });
    const [application] = applications;
    assert.deepEqual(
      [application?.name, application?.repository.name, application?.image.name, application?.port],
      ["web", "shop", "ghcr.io/acme/web", 3000],
    );
    assert.deepEqual([...synthesize(text).texts.keys()].sort(), ["app", "flux-bootstrap", "secrets"]);
    assert.match(
      text,
      /\n {8}# A tag that the image has; where it has none yet, any that is older than CI's, which are the ids of its runs\.\n {8}initialTag: "1"\n/,
    );
  });

  test("asks nobody with --yes, and tells all flags that are missing at once", async () => {
    const { code, err } = await begin(...without("organization", "bot-email", "port"));
    assert.equal(code, 2);
    assert.match(err, /^nothing says --organization, --bot-email: give these flags/);
    assert.ok(!existsSync(file));
  });

  test("takes what git, the AWS CLI and kubectl say", async () => {
    const git = `-C ${folder} remote get-url origin`;
    play(
      bin,
      "git",
      `if (process.argv.slice(2).join(" ") === ${JSON.stringify(git)}) console.log("git@github.com:acme/delivery.git");`,
    );
    const sts = "sts get-caller-identity --query Account --output text";
    play(
      bin,
      "aws",
      `const says = { "configure get region": "eu-west-1", "${sts}": "123456789012" };
      console.log(says[process.argv.slice(2).join(" ")]);`,
    );
    play(bin, "gh", `process.exitCode = process.argv.slice(2).join(" ") === "auth status" ? 0 : 1;`);
    play(bin, "kubectl", `console.log("arn:aws:eks:eu-west-1:123456789012:cluster/Blue_1");`);
    assert.deepEqual(
      { ...thisMachine(folder) },
      {
        organization: "acme",
        region: "eu-west-1",
        account: "123456789012",
        hasGitHubLogin: true,
        context: "arn:aws:eks:eu-west-1:123456789012:cluster/Blue_1",
      },
    );
    const { code, out, err } = await begin(...without("organization", "region", "context", "cluster"));
    assert.equal(err, "");
    assert.equal(code, 0);
    assert.match(out, /\nGitHub's CLI has a login, which stands in for TF_VAR_github_token\.\n$/);
    const { github, aws, clusters } = parseDelivery(readFileSync(file, "utf8"), file);
    assert.deepEqual([github.organization, aws.region, clusters[0]?.name], ["acme", "eu-west-1", "blue-1"]);
    assert.equal(aws.accountId, "123456789012");
  });

  test("asks no program for what the flags say", async () => {
    for (const name of ["git", "aws", "kubectl"])
      play(bin, name, `writeFileSync(${JSON.stringify(join(folder, "asked"))}, "");`);
    assert.equal((await begin(...flags({ ...whole, account: "123456789012" }))).code, 0);
    assert.equal((await begin("--port=0")).code, 1, "there is a file by now");
    rmSync(file);
    assert.equal((await begin("--port=0")).code, 2);
    assert.ok(!existsSync(join(folder, "asked")));
  });

  test("reaches a cluster by EKS, and keeps the states in S3, where the flags say so", async () => {
    const { code, err } = await begin(...without("context", "cluster"), "--eks=Blue_1", "--bucket=acme-states");
    assert.equal(err, "");
    assert.equal(code, 0);
    const { clusters, state } = parseDelivery(readFileSync(file, "utf8"), file);
    const [cluster] = clusters;
    assert.equal(cluster?.name, "blue-1");
    assert.ok(cluster.connection.type === "eks" && cluster.connection.name === "Blue_1");
    assert.ok(state.backend === "s3" && state.bucket === "acme-states");
    rmSync(file);
    const both = await begin(...flags(whole), "--eks=Blue_1");
    assert.equal(both.code, 2);
    assert.match(both.err, /^--eks, --context: expected one of them/);
  });

  test("passes over a program that fails, or says what is no answer", async () => {
    play(bin, "aws", `console.log("nowhere"); process.exitCode = 0;`);
    play(bin, "kubectl", `console.log("a context"); process.exitCode = 1;`);
    const { code, err } = await begin(...without("region", "context"));
    assert.equal(code, 2);
    assert.match(err, /^nothing says --region, --context:/);
  });

  test("tells what is wrong with a flag, before anything is asked", async () => {
    const { ask, asked } = somebody();
    await assert.rejects(answer({ port: "0" }, {}, silent, ask), {
      message: '--port: got "0", expected a port number from 1 to 65535',
    });
    assert.deepEqual(asked, []);
    await assert.rejects(answer({ environment: "A", port: "0", bot: "b c", eks: "e", context: "k" }, {}, silent, ask), {
      message:
        /^--bot: got "b c", expected .*\n--port: got "0", .*\n--environment: got "A", .*\n--eks, --context: expected one of them, .*$/,
    });
    const { code, err } = await begin(...flags({ ...whole, "bot-name": "A ${b}" }));
    assert.equal(code, 2);
    assert.match(err, /^--bot-name: got "A \$\{b\}", expected a name in one line, without/);
    assert.ok(!existsSync(file));
  });

  test("refuses a flag that is given twice", async () => {
    const { code, err } = await begin(...flags(whole), "--port=3001");
    assert.equal(code, 2);
    assert.equal(err, "--port is given more than once\nSee npm run init -- --help\n");
    assert.ok(!existsSync(file));
  });

  test("tells what a synth would refuse by what it is, whatever the file is called", async () => {
    const { code, err } = await begin(...flags({ ...whole, namespace: "flux-system" }));
    assert.equal(code, 1);
    assert.equal(
      err,
      "What was answered makes no delivery; nothing was written:\n" +
        '  applications[0].environments[0].namespace: got "flux-system", expected another namespace: this is Flux\'s own on cluster main\n' +
        '  applications[0].environments[0].createNamespace: got true for "flux-system", expected false: the namespace is there before the stack, which would delete it with all that is in it\n',
    );
    assert.ok(!existsSync(file));
    const odd = join(folder, "a: b$(id)'\u001b[31m.yaml");
    const refused = await beginAt(odd, ...flags({ ...whole, namespace: "flux-system" }));
    assert.match(refused.err, /^What .*\n {2}applications\[0\]\.environments\[0\]\.namespace: got/);
    const { out } = await beginAt(odd, ...flags(whole));
    rmSync(odd);
    assert.ok(out.includes(`npm run synth -- -c '${folder}/a: b$(id)'\\''\\u{1b}[31m.yaml';`), out);
  });

  test("leads an editor to the schema, and to a synth of this file, wherever it is", async () => {
    const before = process.env["DELIVERY_CONFIG"];
    process.env["DELIVERY_CONFIG"] = file;
    try {
      const { out } = await begin(...flags(whole));
      assert.match(out, /\nNext: look at it, then npm run synth\. README/);
    } finally {
      if (before === undefined) delete process.env["DELIVERY_CONFIG"];
      else process.env["DELIVERY_CONFIG"] = before;
    }
    rmSync(file);
    const { out } = await begin(...flags(whole));
    assert.ok(out.includes(`\nNext: look at it, then npm run synth -- -c ${file}; with DELIVERY_CONFIG set`), out);
    const [, found] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, "utf8")) ?? [];
    assert.ok(existsSync(join(folder, found ?? "")), found);
    assert.equal(schemaBeside(shipped), "./delivery.schema.json");
    assert.match(draft(whole, schema), /^# yaml-language-server: \$schema=\.\/delivery\.schema\.json\n/);
    assert.equal(schemaBeside("/a/delivery.yaml", "/a/x.json"), "./x.json");
    assert.equal(schemaBeside("/a/b/delivery.yaml", "/a/dépôt/x.json"), "../dépôt/x.json");
    assert.equal(schemaBeside("/a/delivery.yaml", "/b c\n#/x.json"), "file:///b%20c%0A%23/x.json");
  });

  test("never writes over a file, but for the example as it comes", async () => {
    assert.equal(createHash("sha256").update(readFileSync(shipped)).digest("hex"), shippedExample);
    copyFileSync(shipped, file);
    assert.equal((await begin(...flags(whole))).code, 0);
    const written = readFileSync(file, "utf8");
    const { code, err } = await begin(...flags({ ...whole, cluster: "other" }));
    assert.equal(code, 1);
    assert.match(err, /delivery\.yaml exists already: name another file with -c/);
    assert.equal(readFileSync(file, "utf8"), written);
    writeFileSync(file, `${readFileSync(shipped, "utf8")}\n`);
    assert.equal((await begin(...flags(whole))).code, 1);
    writeFileSync(file, "\n");
    assert.equal((await begin(...flags(whole))).code, 0, "there is nothing in it to lose");
    rmSync(file);
    mkdirSync(file);
    const folder = await begin(...flags(whole));
    rmSync(file, { recursive: true });
    assert.equal(folder.code, 1);
    assert.match(folder.err, /delivery\.yaml exists already/);
  });

  test("asks what no flag says, proposes what it can, and asks again after a wrong answer", async () => {
    const { ask, asked } = somebody("acme", "acme-bot", "", "nobody", "bot@acme.example", "", "", "", "", "", "");
    const told: string[] = [];
    const given = { repository: "My.Shop", application: "shop", image: "acme/shop", port: "80", environment: "dev" };
    const answers = await answer(
      { ...given, namespace: "shop" },
      { region: "eu-west-1", context: "kind-one" },
      { out: () => undefined, err: (words) => told.push(words) },
      ask,
    );
    assert.deepEqual(answers, {
      ...{ organization: "acme", bot: "acme-bot", "bot-name": "acme-bot", "bot-email": "bot@acme.example" },
      ...{ region: "eu-west-1", context: "kind-one", cluster: "kind-one", ...given, namespace: "shop" },
    });
    assert.deepEqual(told, ["Expected an e-mail address.\n"]);
    assert.deepEqual(
      asked.map(([, proposal]) => proposal),
      [
        ...[undefined, undefined, "acme-bot", undefined, undefined, "eu-west-1"],
        // The account, the bucket and EKS may go without an answer.
        ...[undefined, undefined, undefined],
        ...["kind-one", "kind-one"],
      ],
    );
    const text = draft(answers, schema);
    const [repository] = parseDelivery(text, file).repositories;
    assert.deepEqual([repository?.name, repository?.gitHubName], ["my-shop", "My.Shop"]);
    // Docker Hub's image needs no login.
    assert.doesNotMatch(text, /registryCredentials|credential:/);
  });

  test("writes nothing when nobody answers any more", async () => {
    const { ask } = somebody("acme");
    await assert.rejects(answer({}, {}, silent, ask), { message: "No answer; nothing was written." });
  });

  test("gives a login to registries that take one that lasts", () => {
    const rows: readonly [string, string | undefined][] = [
      ["ghcr.io/acme/web", "ghcr.io"],
      ["localhost:5000/web", "localhost:5000"],
      ["acme/web", undefined],
      ["docker.io/acme/web", undefined],
      ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/web", undefined],
    ];
    for (const [image, registry] of rows) {
      const { registryCredentials, applications } = parseDelivery(draft({ ...whole, image }, schema), file);
      assert.deepEqual(
        registryCredentials.map((each) => each.registry),
        registry === undefined ? [] : [registry],
        image,
      );
      assert.equal(applications[0]?.image.credential, registry && "registry", image);
    }
  });

  test("an answer is what the file says, whatever is in it", () => {
    const anything = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
    const hostile = fc.constantFrom(
      "a: b",
      "- c",
      "'\"",
      "{{ x }}",
      "${y}",
      "# no",
      "!!js/x",
      "*z",
      "&a b",
      "%d",
      "yes",
      "1e3",
    );
    fc.assert(
      fc.property(fc.oneof(anything, name, hostile), fc.constantFrom(...questionNames), (said, asked) => {
        const question = questions.find((each) => each.name === asked);
        if (!question || expected(question, said) !== undefined) return;
        const { context, ...others } = whole;
        const { github, aws, state, clusters, repositories, applications } = parseDelivery(
          draft({ ...others, ...(asked !== "eks" && { context }), [asked]: said }, schema),
          file,
        );
        const [cluster, repository, application] = [clusters[0], repositories[0], applications[0]];
        const [environment] = application?.environments ?? [];
        const connection = cluster?.connection;
        const kept: Readonly<Record<QuestionName, unknown>> = {
          organization: github.organization,
          bot: github.bot.username,
          "bot-name": github.bot.name,
          "bot-email": github.bot.email,
          region: aws.region,
          account: aws.accountId,
          bucket: state.backend === "s3" ? state.bucket : undefined,
          eks: connection?.type === "eks" ? connection.name : undefined,
          context: connection?.type === "kubeconfig" ? connection.context : undefined,
          cluster: cluster?.name,
          repository: repository?.gitHubName,
          application: application?.name,
          image: application?.image.name,
          port: String(application?.port),
          environment: environment?.name,
          namespace: environment?.namespace,
        };
        assert.equal(kept[asked], asked === "port" ? String(Number(said)) : said);
      }),
      { seed: 20261129, numRuns: 2000 },
    );
  });

  test("knows the owner in any of Git's addresses", () => {
    const rows: readonly [string, string | undefined][] = [
      ["git@github.com:acme/shop.git", "acme"],
      ["https://github.com/acme/shop", "acme"],
      ["https://user@github.com/acme/shop.git", "acme"],
      ["ssh://git@github.com:22/acme/shop.git", "acme"],
      ["/srv/git/shop", undefined],
      ["https://github.com/shop", undefined],
    ];
    for (const [address, owner] of rows) assert.equal(ownerOf(address), owner, address);
    assert.equal(asDnsLabel("--"), undefined);
    assert.equal(asDnsLabel(`${"a".repeat(62)}--b`), "a".repeat(62));
  });
});
