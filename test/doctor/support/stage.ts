/** What the doctor looks at, all well until a test breaks a part: a played GitHub, stand-ins for AWS, kubectl and the engine. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "node:test";
import { groupBy } from "es-toolkit/array";
import { thisWorld } from "../../../commands/doctor";
import { loadDeliveryFile } from "../../../config/load";
import type { Finding } from "../../../doctor/check";
import { checks } from "../../../doctor/checks";
import { runChecks } from "../../../doctor/run";
import type { World } from "../../../doctor/world";
import { madeObjects } from "../../../manifests/made-objects";
import { keptSecrets } from "../../../model/kept-secrets";
import { AwsStandIn } from "../../support/aws";
import { controllers, deployment } from "../../support/flux-controllers";
import { GitHub } from "../../support/github/github";
import { sshKey } from "../../support/github/played";
import type { Json, JsonObject } from "../../support/synth";
import { wholeText } from "../../support/whole";

/** kubectl as far as the doctor calls it: each path of the API is a file. */
const kubectl = (answers: string): string => `#!/bin/sh
for each; do case "$each" in --raw=*) path="\${each#--raw=}";; esac; done
if [ -f "${answers}/refusal" ]; then cat "${answers}/refusal" >&2; exit 1; fi
[ -f "${answers}/sleep" ] && exec sleep 60
if [ -f "${answers}$path.json" ]; then cat "${answers}$path.json"; exit; fi
echo 'Error from server (NotFound): the server could not find the requested resource' >&2; exit 1
`;

const condition = (type: string, status: string): JsonObject => ({
  type,
  status,
  reason: "Test",
  message: "by the test",
});

export const namespace = (name: string, labels: JsonObject = {}): JsonObject => ({
  metadata: { name, uid: `uid-of-${name}`, labels: { "kubernetes.io/metadata.name": name, ...labels } },
});

export const paths = {
  namespaces: "/api/v1/namespaces",
  system: "/api/v1/namespaces/kube-system",
  deployments: "/apis/apps/v1/namespaces/flux-system/deployments",
  gateway: "/apis/gateway.networking.k8s.io/v1/namespaces/gateways/gateways/public",
} as const;

export const gatewayOf = (listener: JsonObject): JsonObject => ({
  spec: { listeners: [{ name: "https", protocol: "HTTPS", ...listener }] },
  status: { conditions: [condition("Programmed", "True")] },
});

export const storeOf = (status: string): JsonObject => ({ status: { conditions: [condition("Ready", status)] } });

export const tokens = {
  admin: `ghp_${"a".repeat(36)}`,
  bot: `ghp_${"b".repeat(36)}`,
  stranger: `ghp_${"c".repeat(36)}`,
  fine: "github_pat_fine",
  blind: "github_pat_blind",
};

export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), "flux-delivery-doctor-"));
  readonly gitHub = new GitHub();
  readonly aws = new AwsStandIn();
  text = "";
  /** What differs of the world. */
  more: Partial<World> = {};
  private readonly before = { ...process.env };

  async begin(): Promise<void> {
    for (const name of ["bin", "answers", "home"]) mkdirSync(join(this.folder, name));
    await this.gitHub.listen();
    this.gitHub
      .addUser("acme-bot", { "bot@acme.example": true })
      .addUser("stranger")
      .addOrganization("acme", { admins: ["acme-admin"] })
      .addRepository("acme/shop")
      .addToken(tokens.admin, { login: "acme-admin", scopes: ["repo", "admin:org"] })
      .addToken(tokens.bot, { login: "acme-bot", scopes: ["admin:gpg_key", "user:email"] })
      .addToken(tokens.stranger, { login: "stranger", scopes: ["repo", "admin:gpg_key"] })
      .addToken(tokens.fine, {
        login: "acme-admin",
        permissions: ["administration=write", "repository_hooks=write", "metadata=read"],
      })
      .addToken(tokens.blind, { login: "acme-admin", permissions: ["metadata=read"] });
    const endpoint = await this.aws.listen();
    for (const name of Object.keys(process.env)) {
      if (/^(AWS|TF_VAR|GITHUB|GH)_|_proxy$/i.test(name)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, {
      PATH: `${join(this.folder, "bin")}:/bin:/usr/bin`,
      HOME: join(this.folder, "home"),
      TERRAFORM_BINARY_NAME: "tofu",
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "the-secret-access-key",
      AWS_EC2_METADATA_DISABLED: "true",
      TF_VAR_github_token: tokens.admin,
      TF_VAR_github_bot_token: tokens.bot,
      TF_VAR_github_pat: "ghp_pat",
    });
    this.play("kubectl", kubectl(join(this.folder, "answers")));
    this.play("tofu", "#!/bin/sh\necho 'OpenTofu v1.12.6'\n");
    this.text = wholeText.replace(
      "  organization: acme\n",
      `  organization: acme\n  apiUrl: ${this.gitHub.url}\n  sshHost: git.acme.example\n  knownHosts: ["git.acme.example ${sshKey()}"]\n`,
    );
    this.more = { internet: { lookup: () => Promise.resolve(), knock: () => Promise.resolve() } };
    this.furnish();
  }

  end(): void {
    this.gitHub.stop();
    this.aws.stop();
    for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, this.before);
    rmSync(this.folder, { recursive: true });
  }

  /** A program on the PATH, as a shell script. */
  play(name: string, script: string): void {
    const file = join(this.folder, "bin", name);
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }

  /** Changes the file; the piece must be there exactly once. */
  edit(piece: string, replacement: string): void {
    if (this.text.split(piece).length !== 2) throw new Error(`not there exactly once: ${piece}`);
    this.text = this.text.replace(piece, () => replacement);
  }

  /** What the API server has at a path; nothing takes it away. */
  answer(path: string, answer?: Json): void {
    const file = join(this.folder, "answers", `${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    if (answer === undefined) rmSync(file, { force: true });
    else writeFileSync(file, JSON.stringify(answer));
  }

  /** What kubectl says in the place of any answer. */
  refuse(words: string): void {
    writeFileSync(join(this.folder, "answers", "refusal"), `${words}\n`);
  }

  /** kubectl answers nothing any more. */
  hang(): void {
    writeFileSync(join(this.folder, "answers", "sleep"), "");
  }

  get file(): string {
    const file = join(this.folder, "delivery.yaml");
    writeFileSync(file, this.text);
    return file;
  }

  /** What the checks of these names find, or all. */
  async look(
    names: readonly string[] = checks.map(({ name }) => name),
    timeout = 10_000,
    told?: (done: number, total: number) => void,
  ): Promise<Record<string, readonly Finding[]>> {
    const wanted = checks.filter(({ name }) => names.includes(name));
    const world = { ...thisWorld(loadDeliveryFile(this.file), false, wanted), ...this.more };
    const scratch = mkdtempSync(join(this.folder, "scratch-"));
    const found = await runChecks(wanted, world, { timeout, scratch, ...(told && { told }) });
    return Object.fromEntries(found.map(({ name, findings }) => [name, findings]));
  }

  /** A cluster and a Parameter Store with all that the file, as it is now, needs. */
  furnish(): void {
    const { delivery } = loadDeliveryFile(this.file);
    for (const cluster of delivery.clusters) {
      for (const { path } of Object.values(keptSecrets(cluster)).flat() as { readonly path: string }[])
        this.aws.parameters.add(path);
      const manifests = madeObjects(cluster, delivery).map(({ manifest }) => manifest);
      for (const [apiVersion, objects] of Object.entries(groupBy(manifests, (each) => each.apiVersion))) {
        const path = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        this.answer(path, { resources: objects.map(({ kind }) => ({ kind })) });
      }
    }
    this.answer("/version", { major: "1", minor: "34+" });
    this.answer(paths.system, namespace("kube-system"));
    this.answer(paths.namespaces, {
      items: ["flux-system", "gateways", "web-prod", "api-dev"].map((name) => namespace(name)),
    });
    this.answer(paths.deployments, { items: controllers.map((name) => deployment(name)) });
    this.answer(paths.gateway, gatewayOf({ allowedRoutes: { namespaces: { from: "All" } } }));
  }
}

/** A new stage for each test of a file. */
export function staged(): () => Stage {
  let stage: Stage | undefined;
  const current = (): Stage => {
    if (!stage) throw new Error("no test runs");
    return stage;
  };
  beforeEach(async () => {
    stage = new Stage();
    await stage.begin();
  });
  afterEach(() => current().end());
  return current;
}
