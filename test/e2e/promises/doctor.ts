import assert from "node:assert/strict";
import { describe } from "node:test";
import { controllers, deployment, type ControllerOptions } from "../../support/flux-controllers";
import type { RepositorySettings } from "../../support/github/state";
import { at, text, type Json, type JsonObject } from "../../support/synth";
import { runCommandWith } from "../support/command";
import { list, type Reference } from "../support/objects";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

/** How often a world where all is well is looked at. @default 5 */
const looks = Number(process.env["DOCTOR_LOOKS"] ?? "5");

/** What a deploy from here is given; AWS is moto, which knows everybody and judges nobody. */
function environmentOf({ project, ssm, pullToken, given }: World): NodeJS.ProcessEnv {
  const variables = Object.entries(project.variables).map(([name, value]) => [`TF_VAR_${name}`, value] as const);
  return {
    ...Object.fromEntries(variables),
    TF_VAR_github_pat: pullToken,
    ...given,
    TERRAFORM_BINARY_NAME: project.engine,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${ssm.port}`,
    AWS_ACCESS_KEY_ID: "e2e",
    AWS_SECRET_ACCESS_KEY: "e2e",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

interface Looked {
  readonly code: number | null;
  readonly out: string;
}

async function look(world: World, more: NodeJS.ProcessEnv = {}, ...flags: readonly string[]): Promise<Looked> {
  const { code, stdout, stderr } = await runCommandWith(
    world,
    { ...environmentOf(world), ...more },
    "doctor",
    ...flags,
  );
  assert.equal(stderr, "");
  return { code, out: stdout };
}

/** What is found, as `check: severity`, of all that is more than not known. */
async function faults(world: World): Promise<{ readonly code: number | null; readonly found: string[] }> {
  const { code, out } = await look(world, {}, "--json");
  const found = list(at(JSON.parse(out) as Json, "checks")).flatMap((check) =>
    list(at(check, "faults")).map((fault) => `${text(at(check, "name"))}: ${text(at(fault, "severity"))}`),
  );
  return { code, found };
}

/** Nobody reaches the world's Receiver by a name. */
const expected = ["receiver-host: warning"];

const gateways = "gateways.gateway.networking.k8s.io";

/** Stands in for Gateway API's own CRD of a Gateway, of which the world has the routes' alone. */
const gatewayCrd: JsonObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: gateways,
    annotations: { "api-approved.kubernetes.io": "unapproved, a stand-in" },
  },
  spec: {
    group: "gateway.networking.k8s.io",
    scope: "Namespaced",
    names: { kind: "Gateway", listKind: "GatewayList", plural: "gateways", singular: "gateway" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

const gateway = (from: "All" | "Same"): JsonObject => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "Gateway",
  metadata: { name: "public", namespace: "gateways" },
  spec: {
    gatewayClassName: "none",
    listeners: [{ name: "https", port: 443, protocol: "HTTPS", allowedRoutes: { namespaces: { from } } }],
  },
});

/** A Deployment for a controller that runs beside the cluster: its Pods are kwok's. */
function onPaper(name: string, options: ControllerOptions = {}): JsonObject {
  const { metadata, spec } = deployment(name, options);
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...metadata, namespace: fluxNamespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: spec.template.spec },
    },
  };
}

const deploymentOf = (name: string): Reference => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace: fluxNamespace,
  name,
});

type Mend = () => void | Promise<void>;

/** A link of the world that can be broken, and the first line that names it. */
interface Link {
  readonly name: string;
  /** Breaks it; returns what mends it. */
  readonly by: (world: World) => Mend | Promise<Mend>;
  readonly first: RegExp;
}

/** One that is of what a deploy is given. */
interface GivenLink {
  readonly name: string;
  readonly given: (world: World) => NodeJS.ProcessEnv;
  readonly first: RegExp;
}

const edited =
  (piece: string, replacement: string): Link["by"] =>
  (world) => {
    world.edit(piece, replacement);
    return () => world.edit(replacement, piece);
  };

const greeter =
  (settings: Partial<RepositorySettings>): Link["by"] =>
  ({ project: { gitHub } }) => {
    gitHub.addRepository("acme/greeter", settings);
    return () => void gitHub.addRepository("acme/greeter");
  };

const controller =
  (name: string, options: ControllerOptions): Link["by"] =>
  async ({ kube }) => {
    await kube.apply(onPaper(name, options), { force: true });
    return () => kube.apply(onPaper(name), { force: true });
  };

const region = "  region: eu-central-1\n";
const reviewed = { main: { required_pull_request_reviews: {}, enforce_admins: { enabled: true } } };

const links: readonly (Link | GivenLink)[] = [
  {
    name: "the engine",
    given: () => ({ TERRAFORM_BINARY_NAME: "no-engine" }),
    first: /^problem: engine: no-engine can't be found$/,
  },
  {
    name: "what the provider prefers to the file",
    given: () => ({ GITHUB_OWNER: "other" }),
    first: /^problem: environment: GITHUB_OWNER is set$/,
  },
  {
    name: "a variable",
    given: () => ({ TF_VAR_github_pat: "" }),
    first: /^problem: variables: TF_VAR_github_pat is not set$/,
  },
  {
    name: "GitHub's address",
    by: (world) => edited(`${world.project.gitHub.url}/api/v3/`, "http://127.0.0.1:1/api/v3/")(world),
    first: /^problem: github-api: http:\/\/127\.0\.0\.1:1\/api\/v3 can't be reached/,
  },
  {
    name: "the administrator's token",
    given: () => ({ TF_VAR_github_token: "of-nobody" }),
    first: /^problem: github-token: GitHub refuses the token of TF_VAR_github_token/,
  },
  {
    name: "the bot's token",
    given: ({ project }) => ({ TF_VAR_github_bot_token: project.strangersToken }),
    first: /^problem: github-bot-token: the token of TF_VAR_github_bot_token is of somebody-else$/,
  },
  {
    name: "a repository that takes no pushes",
    by: greeter({ isArchived: true }),
    first: /^problem: github-repositories: acme\/greeter is archived$/,
  },
  {
    name: "an organization that forbids deploy keys",
    by: ({ project: { gitHub, variables } }) => {
      const [admin, token = ""] = ["acme-admin", variables["github_token"]];
      gitHub.addOrganization("acme", { admins: [admin], deployKeys: false });
      gitHub.addToken(token, { login: admin, scopes: ["repo", "admin:org"] });
      return () => {
        gitHub.addOrganization("acme", { admins: [admin] });
        gitHub.addToken(token, { login: admin, scopes: ["repo"] });
      };
    },
    first: /^problem: deploy-keys: acme forbids deploy keys$/,
  },
  {
    name: "a branch that asks for reviews",
    by: greeter({ protection: reviewed }),
    first: /^problem: branch-rules: classic branch protection of acme\/greeter \(main\) asks for pull requests$/,
  },
  {
    name: "an e-mail of the bot's that is not verified",
    by: ({ project: { gitHub } }) => {
      gitHub.addUser("acme-bot", { "bot@acme.example": false });
      return () => void gitHub.addUser("acme-bot", { "bot@acme.example": true });
    },
    first: /^problem: signing-key: bot@acme\.example of GPG key [0-9A-F]{16} is not verified$/,
  },
  {
    name: "AWS' credentials",
    given: () => ({ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }),
    first: /^problem: aws-identity: AWS does not know who asks \(CredentialsProviderError: /,
  },
  {
    name: "a KMS key that is not there",
    by: edited(region, `${region}  kmsKeyId: alias/gone\n`),
    first: /^problem: kms-keys: there is no KMS key alias\/gone in eu-central-1$/,
  },
  {
    name: "a secret that the user keeps",
    by: async ({ ssm }) => {
      const value = await ssm.get("/chat/address");
      await ssm.remove("/chat/address");
      return () => ssm.put("/chat/address", value);
    },
    first: /^problem: kept-secrets: there is no parameter \/chat\/address$/,
  },
  {
    name: "a cluster that can't be reached",
    by: edited("path: kubeconfig }", "path: kubeconfig-of-nobody }"),
    first: /^problem: cluster: kubectl can't ask cluster e2e: /,
  },
  {
    name: "another cluster",
    by: edited("  - name: e2e\n", "  - name: e2e\n    uid: 11111111-2222-4333-8444-555555555555\n"),
    first: /^problem: cluster: the connection of e2e leads to the cluster with UID [0-9a-f-]{36}$/,
  },
  {
    name: "a namespace that nobody has made",
    by: edited("        namespace: staging\n", "        namespace: staging-of-nobody\n"),
    first: /^problem: namespaces: cluster e2e has no namespace staging-of-nobody$/,
  },
  {
    name: "a controller that is missing",
    by: async ({ kube }) => {
      await kube.delete(deploymentOf("image-reflector-controller"));
      return () => kube.apply(onPaper("image-reflector-controller"));
    },
    first: /^problem: flux-controllers: cluster e2e has no image-reflector-controller in flux-system$/,
  },
  {
    name: "a release of Flux that is too old",
    by: controller("source-controller", { version: "v2.6.4" }),
    first: /^problem: flux-version: cluster e2e has Flux 2\.6\.4$/,
  },
  {
    name: "a controller that acts on others' objects",
    by: controller("source-controller", { args: ["--watch-label-selector=team=a"] }),
    first: /^problem: flux-flags: source-controller of cluster e2e acts only on objects with team=a$/,
  },
  {
    name: "a listener that takes no routes of others",
    by: async ({ kube }) => {
      await kube.apply(gateway("Same"));
      return () => kube.apply(gateway("All"));
    },
    first: /^problem: gateway: no listener of Gateway gateways\/public of cluster e2e takes HTTPRoute flux-system\//,
  },
];

const untilWell = (world: World): Promise<void> =>
  eventually("the doctor finds nothing", async () => {
    const { found } = await faults(world);
    if (found.join() !== expected.join()) throw new NotYet(found.join(", "));
  });

export function doctor(world: () => World): void {
  describe("npm run doctor", () => {
    promise(
      "raises no alarm where all is well",
      world,
      async (now) => {
        const { kube, project } = now;
        await kube.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "gateways" } });
        await kube.apply(gatewayCrd);
        await eventually("Gateways are served", () => kube.apply(gateway("All")));
        for (const name of controllers) await kube.apply(onPaper(name));
        project.gitHub.addUser("acme-bot", { "bot@acme.example": true });
        await untilWell(now);
        for (let count = 0; count < looks; count += 1) {
          assert.deepEqual(await faults(now), { code: 0, found: expected });
        }
      },
      { minutes: 30 },
    );

    for (const link of links) {
      promise(`names ${link.name} in its first line`, world, async (now) => {
        const mend = "by" in link ? await link.by(now) : undefined;
        try {
          const { code, out } = await look(now, "given" in link ? link.given(now) : {});
          assert.equal(code, 1, out);
          assert.match(out.split("\n")[0] ?? "", link.first);
        } finally {
          await mend?.();
        }
        await untilWell(now);
      });
    }

    promise("leaves the world as it was", world, async (now) => {
      for (const name of controllers) await now.kube.delete(deploymentOf(name));
      await now.kube.delete({
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        namespace: "gateways",
        name: "public",
      });
      await now.kube.delete({
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        name: gateways,
      });
      await now.kube.delete({ apiVersion: "v1", kind: "Namespace", name: "gateways" });
    });
  });
}
