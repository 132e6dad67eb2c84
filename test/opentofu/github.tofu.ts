/** The real GitHub provider against a played GitHub: what it registers, and what becomes of GitHub's refusals. */
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { deliver } from "../support/github/deliver";
import { at, shippedText, shippedWith, type Json, type JsonObject } from "../support/synth";
import { assertSays, errorsIn, type Ended } from "./support/engine";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";
import { ed25519 } from "../support/host-keys";

const apply = ["apply", "-input=false", "-auto-approve"] as const;
const repository = "developer-friendly/echo-server";
const deployKey = "github_repository_deploy_key.deploy-key-echo-server_registered-1";
const webhook = "github_repository_webhook.webhook-echo-server_webhook";
const gpgKey = "github_user_gpg_key.signing-key_registered-1";

/** What an administrator does by hand, outside of OpenTofu. */
async function byHand(project: Project, path: string, body: JsonObject): Promise<Json> {
  const response = await fetch(`${project.gitHub.url}/api/v3${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${project.variables["github_token"] ?? ""}` },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 201);
  return (await response.json()) as Json;
}

/** The apply failed with these errors and no others, each in the provider's words with the address of its resource. */
function assertRefused(ended: Ended, ...errors: readonly RegExp[]): void {
  assert.equal(ended.code, 1);
  for (const error of errors) assertSays(ended, error);
  assert.equal(errorsIn(ended).length, errors.length, errorsIn(ended).join("\n"));
}

const escaped = (address: string): string => address.replaceAll(".", "\\.");
/** GitHub's answer to a POST to a path, at an address. */
const refusal = (path: string, answer: string, address: string): RegExp =>
  new RegExp(`Error: POST http://127\\.0\\.0\\.1:\\d+/api/v3/${path}: ${answer} .*with ${escaped(address)}`);

group("what the GitHub provider registers", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied();
  });
  after(() => project.remove());

  const token = (): string => project.world.parameter("/github/developer-friendly/blog/flux-system/receiver/token");

  test("the deploy key may write, and is the administrator's", () => {
    const [key, ...none] = project.gitHub.deployKeys(repository);
    assert.deepEqual(none, []);
    assert.deepEqual([key?.readOnly, key?.addedBy], [false, "developer-friendly-admin"]);
  });

  test("the GPG key is the bot's, with the bot's e-mail", () => {
    const [key, ...none] = project.gitHub.gpgKeys();
    assert.deepEqual(none, []);
    assert.equal(key?.owner.login, "developer-friendly-bot");
    assert.ok(shippedText().includes(`email: ${key.emails.join()}`));
  });

  test("the webhook has the URL that Flux serves and the Receiver's token as secret", () => {
    const [hook, ...none] = project.gitHub.hooks(repository);
    assert.deepEqual(none, []);
    const digest = createHash("sha256").update(`${token()}github-receiverflux-system`).digest("hex");
    assert.ok(hook);
    assert.ok(hook.url.endsWith(`/hook/${digest}`));
    assert.equal(hook.secret, token());
    assert.deepEqual([hook.contentType, hook.insecureSsl, hook.active], ["json", false, true]);
    assert.deepEqual([...hook.events].sort(), ["package", "ping", "push"]);
  });

  test("what GitHub then sends to it is signed with that token", async () => {
    const [hook] = project.gitHub.hooks(repository);
    assert.ok(hook);
    const signatures: [given: unknown, expected: string][] = [];
    const receiver = createServer((request, response) => {
      const hmac = createHmac("sha256", token());
      request.on("data", (chunk: Buffer) => hmac.update(chunk));
      request.on("end", () => {
        signatures.push([request.headers["x-hub-signature-256"], `sha256=${hmac.digest("hex")}`]);
        response.writeHead(request.url === new URL(hook.url).pathname ? 200 : 404).end();
      });
    });
    await new Promise<void>((resolve) => void receiver.listen(0, "127.0.0.1", resolve));
    try {
      const to = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
      for (const event of hook.events) assert.equal(await deliver(hook, { event, to }), 200, event);
    } finally {
      receiver.close();
    }
    assert.equal(signatures.length, 3);
    for (const [given, expected] of signatures) assert.equal(given, expected);
  });

  test("a webhook that knew pushes alone is told of images in place: it keeps its id, address and secret", async () => {
    const changes = [`update ${webhook}`, "update kubernetes_manifest.receiver"];
    const events = (): string[] => project.gitHub.hooks(repository).flatMap((hook) => [...hook.events].sort());
    const rest = (): unknown[] =>
      project.gitHub.hooks(repository).map(({ id, url, secret, active }) => ({ id, url, secret, active }));
    const before = rest();
    // GitHub tells of no other owner's packages, as it told of none before.
    await project.synth(shippedWith("ghcr.io/developer-friendly/echo-server", "ghcr.io/another/echo-server"));
    assert.deepEqual(await project.changes("flux-bootstrap"), changes);
    await project.apply("flux-bootstrap");
    assert.deepEqual(events(), ["ping", "push"]);
    await project.synth(shippedText());
    assert.deepEqual(await project.changes("flux-bootstrap"), changes);
    await project.apply("flux-bootstrap");
    assert.deepEqual(events(), ["package", "ping", "push"]);
    assert.deepEqual(rest(), before);
    assert.equal(await project.detailedExitCode("flux-bootstrap"), 0);
  });

  test("known_hosts has the keys that GitHub gives", async () => {
    const state = JSON.stringify(await project.showJson("flux-bootstrap"));
    for (const key of project.gitHub.hostKeys) assert.ok(state.includes(`github.com ${key}`), key);
  });

  test("each provider acts as its own account alone", () => {
    const { requests } = project.gitHub;
    const by = (login: string): string[] => [
      ...new Set(requests.filter((each) => each.login === login).map(({ path }) => path.split("/")[3] ?? "")),
    ];
    assert.deepEqual(by("developer-friendly-admin").sort(), ["meta", "orgs", "repos"]);
    assert.deepEqual(by("developer-friendly-bot").sort(), ["orgs", "user", "users"]);
    assert.deepEqual(
      requests.filter(({ login }) => login === undefined),
      [],
    );
  });

  test("what was deleted on GitHub is made again by the next apply, and nothing else", async () => {
    for (const { id } of project.gitHub.deployKeys()) project.gitHub.remove("deploy-key", id);
    for (const { id } of project.gitHub.hooks()) project.gitHub.remove("hook", id);
    assert.deepEqual(await project.changes("secrets"), [`create ${deployKey}`]);
    assert.deepEqual(await project.changes("flux-bootstrap"), [`create ${webhook}`]);
    for (const stack of ["secrets", "flux-bootstrap"]) await project.apply(stack);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
    assert.equal(project.gitHub.deployKeys().length, 1);
  });

  test("the deploy key goes with the token that made it, and comes back with the next one", async () => {
    project.gitHub.deleteToken(project.variables["github_token"] ?? "");
    assert.deepEqual(project.gitHub.deployKeys(), []);
    const next = { TF_VAR_github_token: "the-next-token" };
    project.gitHub.addToken("the-next-token", { login: "developer-friendly-admin", scopes: ["repo"] });
    assert.deepEqual(await project.changes("secrets", next), [`create ${deployKey}`]);
    await project.apply("secrets", next);
    assert.equal(await project.detailedExitCode("secrets", next), 0);
  });
});

group("what GitHub refuses", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth();
    await project.init("secrets");
    // Only what the organization's own token makes.
    await project.run("secrets", [
      ...apply,
      "-target=aws_ssm_parameter.deploy-key-echo-server_kept-1_public_parameter",
    ]);
  });
  after(() => project.remove());

  const keys = `repos/${repository}/keys`;
  const onlyKey = [...apply, `-target=${deployKey}`];
  const onlyGpgKey = [...apply, `-target=${gpgKey}`];

  test("a deploy key that another repository has is named with its resource", async () => {
    const key = project.world.parameter("/github/echo-server/deploy-key/generation-1.pub");
    project.gitHub.addRepository("developer-friendly/other");
    const other = await byHand(project, "/repos/developer-friendly/other/keys", { title: "mine", key });
    assertRefused(
      await project.run("secrets", onlyKey),
      refusal(keys, "422 Validation Failed \\[.*Message:key is already in use\\}\\]", deployKey),
    );
    project.gitHub.remove("deploy-key", Number(at(other, "id")));
  });

  test("an organization that forbids deploy keys says so", async () => {
    const admins = ["developer-friendly-admin"];
    project.gitHub.addOrganization("developer-friendly", { admins, deployKeys: false });
    assertRefused(
      await project.run("secrets", onlyKey),
      refusal(keys, "422 .*Deploy keys are disabled for this repository\\}\\]", deployKey),
    );
    project.gitHub.addOrganization("developer-friendly", { admins });
  });

  test("a token that GitHub does not know is a 401, of the organization and of the bot", async () => {
    assertRefused(
      await project.run("secrets", onlyKey, { TF_VAR_github_token: "unknown" }),
      refusal(keys, "401 Bad credentials", deployKey),
    );
    assertRefused(
      await project.run("secrets", onlyGpgKey, { TF_VAR_github_bot_token: "unknown" }),
      /Error: GET http:\/\/127\.0\.0\.1:\d+\/api\/v3\/user: 401 Bad credentials .*with data\.github_user\.signing-key_account/,
    );
  });

  test("a token without the scope, or of somebody without the right, is a 404 at the resource", async () => {
    project.gitHub
      .addToken("narrow", { login: "developer-friendly-admin", scopes: ["read:org"] })
      .addToken("narrow-bot", { login: "developer-friendly-bot", scopes: ["read:user"] });
    for (const token of ["narrow", project.strangersToken]) {
      assertRefused(
        await project.run("secrets", onlyKey, { TF_VAR_github_token: token }),
        refusal(keys, "404 Not Found", deployKey),
      );
    }
    assertRefused(
      await project.run("secrets", onlyGpgKey, { TF_VAR_github_bot_token: "narrow-bot" }),
      refusal("user/gpg_keys", "404 Not Found", gpgKey),
    );
  });

  test("a fine-grained token without the permission is a 403 at the resource", async () => {
    const permissions = ["metadata=read", "repository_hooks=write"];
    project.gitHub.addToken("fine", { login: "developer-friendly-admin", permissions });
    assertRefused(
      await project.run("secrets", onlyKey, { TF_VAR_github_token: "fine" }),
      refusal(keys, "403 Resource not accessible by personal access token", deployKey),
    );
  });

  test("a repository that is private and not the token's is a 404, as one that is not there", async () => {
    project.gitHub.addRepository(repository, { isPrivate: true });
    assertRefused(
      await project.run("secrets", onlyKey, { TF_VAR_github_token: project.strangersToken }),
      refusal(keys, "404 Not Found", deployKey),
    );
    project.gitHub.addRepository(repository);
  });

  test("GITHUB_OWNER in the environment is preferred by the provider to the organization of the file", async () => {
    assertRefused(
      await project.run("secrets", onlyKey, { GITHUB_OWNER: "another" }),
      refusal("repos/another/echo-server/keys", "404 Not Found", deployKey),
    );
  });

  test("once GitHub takes it, the same stack is applied and nothing is there twice", async () => {
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("secrets"), 0);
    assert.equal(project.gitHub.deployKeys().length, 1);
    assert.equal(project.gitHub.gpgKeys().length, 1);
  });

  test("a webhook that is there is named with its resource, and is taken over by its id", async () => {
    const token = project.world.parameter("/github/developer-friendly/blog/flux-system/receiver/token");
    const digest = createHash("sha256").update(`${token}github-receiverflux-system`).digest("hex");
    const host = /receiver:\s+(?:name: \S+\s+)?host: (\S+)/.exec(shippedText())?.[1] ?? "";
    const made = await byHand(project, `/repos/${repository}/hooks`, {
      name: "web",
      events: ["push"],
      config: { url: `https://${host}/hook/${digest}`, content_type: "json" },
    });
    await project.init("flux-bootstrap");
    assertRefused(
      await project.run("flux-bootstrap", apply),
      refusal(
        `repos/${repository}/hooks`,
        "422 Validation Failed \\[.*Message:Hook already exists on this repository\\}\\]",
        webhook,
      ),
    );
    const id = Number(at(made, "id"));
    await project.synth(
      `${shippedText()}\nadopt: { webhooks: [{ repository: echo-server, cluster: blog, id: ${id} }] }\n`,
    );
    assert.deepEqual(await project.changes("flux-bootstrap"), [`update ${webhook}`]);
    await project.apply("flux-bootstrap");
    assert.deepEqual(
      project.gitHub.hooks().map((hook) => [hook.id, hook.secret]),
      [[id, token]],
    );
    assert.equal(await project.detailedExitCode("flux-bootstrap"), 0);
  });
});

group("a GitHub Enterprise Server", needsEngine, () => {
  for (const [form, path] of [
    ["its address", ""],
    ["its API's", "/api/v3/"],
  ] as const) {
    test(`is called at /api/v3 where apiUrl is ${form}`, async () => {
      const project = Project.create();
      try {
        await project.serve();
        await project.synth(
          shippedWith(
            "  bot:\n",
            `  apiUrl: ${project.gitHub.url}${path}\n  sshHost: git.acme.example\n  knownHosts: ["git.acme.example ${ed25519}"]\n  bot:\n`,
          ),
        );
        // The file decides, not the environment.
        const elsewhere = { GITHUB_BASE_URL: "http://127.0.0.1:1/" };
        for (const stack of ["secrets", "flux-bootstrap"]) {
          await project.apply(stack, elsewhere);
          assert.equal(await project.detailedExitCode(stack, elsewhere), 0, stack);
        }
        const { requests } = project.gitHub;
        assert.ok(requests.length > 0);
        assert.deepEqual(
          requests.filter((each) => !/^\/api\/v3\/(?!api)/.test(each.path)),
          [],
        );
      } finally {
        project.remove();
      }
    });
  }
});
