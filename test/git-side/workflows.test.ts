import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Application } from "../../model/delivery";
import { parseDelivery } from "../../config/load";
import { selectTag } from "../../flux/select-tag";
import { tagForm } from "../../git-side/scaffold/tags/tag-form";
import { actions } from "../../git-side/scaffold/workflows/actions";
import { treeProblems } from "../../git-side/scaffold/tree";
import { ciWorkflow } from "../../git-side/scaffold/workflows/ci";
import { imageWorkflow } from "../../git-side/scaffold/workflows/image";
import { pullRequestWorkflow } from "../../git-side/scaffold/workflows/pull-request";
import { locateTool, skipWithout } from "../tools/locate";
import { at, isObject, text, type Json, type JsonObject } from "../support/synth";
import { fileOf, fleet, shipped, trees, type ExampleTree } from "./support/examples";
import { changed, ciOf, imageOf } from "./support/changed";
import { objectOf } from "./support/kustomize";
import { assertSafe, isWorkflow, lint } from "./support/lint";
import { jobsOf, runScript, startsForBranch, startsForTag, stepsOf, tagsOf, type Build } from "./support/workflow";

function describeWorkflows(tree: ExampleTree): void {
  const workflows = new Map(
    [...tree.files].filter(([path]) => isWorkflow(path)).map(([path, yaml]) => [path, objectOf(yaml)]),
  );

  test("satisfy actionlint.", { skip: skipWithout("actionlint") }, (t) => lint(t, tree.files));

  test("are safe: pinned, without a right or a credential too many, and no expression in a script.", () => {
    for (const [path, yaml] of tree.files) if (isWorkflow(path)) assertSafe(path, yaml);
  });

  test("have no job that asks for more than it uses.", () => {
    for (const [path, workflow] of workflows) {
      for (const job of jobsOf(workflow)) {
        if (job["uses"] !== undefined) continue;
        const used = JSON.stringify(job);
        const needed = [
          ...(used.includes("actions/workflows/") ? ["actions"] : []),
          ...(/"uses"|contents\/|gh pr/.test(used) ? ["contents"] : []),
          ...(used.includes("docker/login-action") && used.includes("github.token }}") ? ["packages"] : []),
          ...(used.includes("gh pr") ? ["pull-requests"] : []),
        ];
        assert.deepEqual(Object.keys(job["permissions"] ?? {}).sort(), needed, path);
        const rights = Object.entries(job["permissions"] ?? {});
        assert.deepEqual(
          rights.filter(([name, right]) => right !== (/packages|pull/.test(name) ? "write" : "read")),
          [],
        );
      }
    }
  });

  test("call what builds the image with what that has, and no more.", () => {
    for (const application of tree.applications) {
      const [caller, ...more] = jobsOf(ciOf(application));
      const [called] = jobsOf(imageOf(application));
      assert.ok(caller && called && more.length === 0);
      assert.equal(tree.files.get(text(caller["uses"]).replace(/^\.\//, "")), imageWorkflow(application).text);
      assert.deepEqual(caller["permissions"], called["permissions"]);
      const declared = at(imageOf(application), "on", "workflow_call", "secrets");
      assert.deepEqual(Object.keys(caller["secrets"] ?? {}), Object.keys(declared ?? {}));
      assert.deepEqual(ciWorkflow(application).faults?.(ciWorkflow(application).text), []);
    }
  });

  test("build one image after the other, and let tests of the user's own run beside it.", () => {
    for (const application of tree.applications) {
      const [job] = jobsOf(imageOf(application));
      const { concurrency } = job ?? {};
      const suffix = tree.applications.length === 1 ? "" : `-${application.name}`;
      assert.deepEqual(concurrency, { group: `image${suffix}-\${{ github.ref }}`, "cancel-in-progress": false });
      // A group of the caller's that is the same would wait for itself.
      assert.equal(ciOf(application)["concurrency"], undefined);
    }
  });

  test("are not started by Flux's commits, of whatever environments, on whatever branch.", () => {
    const overlays = tree.repository.applications.flatMap(({ environments }) =>
      environments.map(({ path }) => `${path}/kustomization.yaml`),
    );
    const branches = [
      tree.repository.branch,
      ...tree.applications.flatMap(({ environments }) => environments.flatMap(({ pushBranch }) => pushBranch ?? [])),
    ];
    for (const application of tree.applications) {
      for (const branch of branches) {
        for (const files of [overlays, ...overlays.map((file) => [file])]) {
          assert.equal(startsForBranch(ciOf(application), branch, files), false, `${branch}: ${files.join(", ")}`);
        }
      }
    }
  });

  test("are started by a change of the source where an environment deploys every commit.", () => {
    for (const application of tree.applications) {
      const { context, dockerfile } = application.build;
      const deploysCommits = application.environments.some((environment) => tagForm(environment)?.push === "branch");
      for (const file of [join(context, "src/main.rs"), dockerfile]) {
        assert.equal(startsForBranch(ciOf(application), tree.repository.branch, [file]), deploysCommits);
      }
    }
  });

  test("push tags of which each environment's policy chooses the last build's.", () => {
    for (const application of tree.applications) {
      const pushed = new Map<Build["push"], string[]>();
      const all: string[] = [];
      for (const build of builds(application)) {
        const starts =
          build.push === "tag"
            ? startsForTag(ciOf(application), build.ref)
            : startsForBranch(ciOf(application), build.ref, [`${application.build.context}/x`.replace("./", "")]);
        const tags = tagsOf(imageOf(application), build);
        // What starts it by mistake builds nothing either.
        assert.equal(tags.length > 0, starts, build.ref);
        if (!starts) continue;
        all.push(...tags);
        pushed.set(build.push, tags);
      }
      for (const environment of application.environments) {
        const push = tagForm(environment)?.push;
        if (environment.promoteFrom) {
          assert.equal(push, undefined);
          assert.equal(selectTag(environment.imagePolicy, all), undefined, "no build reaches it");
          continue;
        }
        assert.ok(push);
        const chosen = selectTag(environment.imagePolicy, [environment.initialTag, ...all].reverse());
        assert.ok(
          chosen !== undefined && pushed.get(push)?.includes(chosen),
          `${application.name} ${environment.name}`,
        );
      }
    }
  });

  test("make the tags that their forms promise, and make the same of a re-run.", () => {
    for (const application of tree.applications) {
      for (const environment of application.environments) {
        const form = tagForm(environment);
        if (environment.promoteFrom) continue;
        assert.ok(form);
        const [build] = builds(application).filter(({ push }) => push === form.push);
        assert.ok(build);
        const made = tagsOf(imageOf(application), build);
        const shape = (tag: string): string => tag.replace(/[0-9a-f]{7,}|[0-9]+/g, "#");
        assert.ok(
          form.samples.some((sample) => made.map(shape).includes(shape(sample))),
          `${form.name}: ${made.join(", ")}`,
        );
        assert.deepEqual(tagsOf(imageOf(application), build), made);
      }
    }
  });

  test("build nothing of other branches, pull requests, other Git tags and those of another application.", () => {
    for (const application of tree.applications) {
      const { branch } = application.repository;
      const [build] = builds(application);
      assert.ok(build);
      for (const ref of [`${branch}x`, `x/${branch}`, `refs/heads/${branch}`, branch.toUpperCase()]) {
        assert.deepEqual(tagsOf(imageOf(application), { ...build, push: "branch", ref }), [], ref);
      }
      const { gitTagPrefix } = application.build;
      for (const ref of [
        `${gitTagPrefix}1.2`,
        `${gitTagPrefix}1.2.3.4`,
        `other/${gitTagPrefix}1.2.3`,
        `${gitTagPrefix}main`,
        branch,
      ]) {
        assert.deepEqual(tagsOf(imageOf(application), { ...build, push: "tag", ref }), [], ref);
      }
    }
  });
}

/** Commits of which the later has the lesser hash, and a run id of one more digit; versions that gain a digit. */
const builds = ({ repository: { branch }, build: { gitTagPrefix } }: Application): Build[] => [
  { push: "branch", ref: branch, runId: 9999999998, sha: "8".repeat(40) },
  { push: "tag", ref: `${gitTagPrefix}1.0.9`, runId: 9999999999, sha: "8".repeat(40) },
  { push: "branch", ref: branch, runId: 10000000000, sha: "f".repeat(40) },
  { push: "tag", ref: `${gitTagPrefix}1.0.10`, runId: 10000000001, sha: "f".repeat(40) },
  { push: "branch", ref: branch, runId: 10000000002, sha: "0".repeat(40) },
];

const image = "name: ghcr.io/developer-friendly/echo-server\n      credential: echo-server";
const loginOf = (workflow: JsonObject): Json | undefined =>
  stepsOf(workflow).find(({ uses }) => uses === actions.login.uses)?.["with"];

describe("The workflow that builds the image", () => {
  test("builds no pre-release where no policy would choose one, and builds it where one would.", () => {
    const api = objectOf(fileOf(fleet(), ".github/workflows/ci-api.yml"));
    const statusPage = objectOf(fileOf(fleet(), ".github/workflows/ci.yml", "status-page"));
    assert.equal(startsForTag(api, "api/v1.2.3"), true);
    assert.equal(startsForTag(api, "api/v1.2.3-rc.1"), false);
    assert.equal(startsForTag(api, "v1.2.3"), false);
    assert.equal(startsForTag(api, "web/v1.2.3"), false);
    assert.equal(startsForTag(statusPage, "v1.2.3-rc.1"), true);
    assert.equal(startsForTag(statusPage, "version-1"), false);
  });

  test("is not started by a change of the other application of its repository.", () => {
    const api = objectOf(fileOf(fleet(), ".github/workflows/ci-api.yml"));
    assert.equal(startsForBranch(api, "main", ["web/index.html"]), false);
    assert.equal(startsForBranch(api, "main", ["web/index.html", "api/main.go"]), true);
    assert.equal(startsForBranch(api, "main", [".github/workflows/ci-api.yml"]), true);
  });

  test("is not started by a change of the user's own component.", () => {
    const api = objectOf(fileOf(fleet(), ".github/workflows/ci-api.yml"));
    assert.equal(startsForBranch(api, "main", ["api/deploy/components/autoscaling/kustomization.yaml"]), false);
  });

  test("logs in to GitHub's registry by its own token where the image is the owner's.", () => {
    assert.deepEqual(loginOf(changed().workflow), {
      registry: "ghcr.io",
      username: "${{ github.actor }}",
      password: "${{ github.token }}",
    });
  });

  for (const [what, name, secret] of [
    ["another owner's image", "ghcr.io/someone-else/echo-server", "GHCR_IO"],
    ["another registry", "registry.example.com:5000/echo-server", "REGISTRY_EXAMPLE_COM_5000"],
    ["a registry with a hyphen", "registry-example.com/echo-server", "REGISTRY__EXAMPLE_COM"],
    ["a registry without a name", "10.0.0.1:5000/echo-server", "REGISTRY_10_0_0_1_5000"],
  ] as const) {
    test(`logs in for ${what} by secrets that a comment explains, and needs no right to packages.`, () => {
      const { workflow, yaml } = changed([image, `name: ${name}`]);
      assert.deepEqual(loginOf(workflow), {
        registry: name.split("/")[0],
        username: `\${{ secrets.${secret}_USERNAME }}`,
        password: `\${{ secrets.${secret}_PASSWORD }}`,
      });
      assert.deepEqual(at(workflow, "jobs", "image", "permissions"), { contents: "read" });
      assert.match(yaml, /# A login that may push to .*: make both secrets/);
    });
  }

  for (const name of ["docker.io/acme/echo-server", "index.docker.io/acme/echo-server"]) {
    test(`logs in for ${name} to Docker Hub by its one name.`, () => {
      assert.deepEqual(loginOf(changed([image, `name: ${name}`]).workflow), {
        registry: "docker.io",
        username: "${{ secrets.DOCKER_IO_USERNAME }}",
        password: "${{ secrets.DOCKER_IO_PASSWORD }}",
      });
    });
  }

  for (const [host, assumed, login] of [
    [
      "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
      { "aws-region": "eu-central-1" },
      { registries: "123456789012" },
    ],
    [
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
      { "aws-region": "cn-north-1", audience: "sts.amazonaws.com.cn" },
      { registries: "123456789012" },
    ],
    ["public.ecr.aws", { "aws-region": "us-east-1" }, { "registry-type": "public" }],
  ] as const) {
    test(`logs in to ${host} by a token of GitHub's for a role, before it builds, and keeps no secret.`, (t) => {
      const role = `arn:${host.endsWith(".cn") ? "aws-cn" : "aws"}:iam::123456789012:role/ci/push`;
      const { workflow, yaml } = changed(
        [image, `name: ${host}/acme/api`],
        ["port: 3000", `port: 3000\n    build: { role: ${role} }`],
      );
      const steps = stepsOf(workflow);
      assert.deepEqual(
        steps.map(({ uses }) => uses),
        [
          actions.setupBuildx.uses,
          actions.awsCredentials.uses,
          actions.ecrLogin.uses,
          undefined,
          actions.checkout.uses,
          actions.buildPush.uses,
          undefined,
        ],
      );
      assert.deepEqual(steps[1]?.["with"], { "role-to-assume": role, ...assumed });
      assert.deepEqual(steps[2]?.["with"], login);
      assert.deepEqual(at(workflow, "jobs", "image", "permissions"), { contents: "read", "id-token": "write" });
      assert.match(
        yaml,
        /# The role must trust .* subjects of repo:developer-friendly\/echo-server: no secret is kept/,
      );
      assert.doesNotMatch(yaml, /secrets\./);
      if (locateTool("actionlint")) lint(t, new Map([[".github/workflows/image.yml", yaml]]));
    });
  }

  test("is refused without a role for a registry that takes no other login.", () => {
    const host = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
    const { application } = changed([image, `name: ${host}/api`]);
    assert.deepEqual(treeProblems([application]), [
      {
        path: ["applications", 0, "build", "role"],
        given: "nothing",
        expected: `the ARN of an IAM role that may push to ${host} and trusts GitHub's OIDC provider: CI has no other way to log in`,
      },
    ]);
    assert.deepEqual(treeProblems([{ ...application, environments: [] }]), []);
  });

  test("pushes without TLS only where Flux scans without.", () => {
    const builder = (workflow: JsonObject): JsonObject | undefined =>
      stepsOf(workflow).find(({ uses }) => uses === actions.setupBuildx.uses);
    assert.equal(builder(changed().workflow)?.["with"], undefined);
    const { workflow } = changed([image, "name: registry.local:5000/echo-server\n      insecure: true"]);
    assert.deepEqual(builder(workflow)?.["with"], {
      "buildkitd-config-inline": '[registry."registry.local:5000"]\n  http = true\n',
    });
  });

  test("caches its layers and says where the image comes from.", () => {
    const push = stepsOf(changed().workflow).find(({ uses }) => uses === actions.buildPush.uses)?.["with"];
    assert.ok(isObject(push));
    assert.equal(push["provenance"], "mode=max");
    assert.equal(push["cache-from"], "type=gha,scope=echo-server");
    assert.match(text(push["labels"]), /org\.opencontainers\.image\.source=/);
  });

  for (const [what, runner, expected] of [
    ["GitHub's Ubuntu where nothing is said", undefined, "ubuntu-24.04"],
    ["a runner of a label", "arc-runner-set", "arc-runner-set"],
    ["a runner with all labels of a list", '[self-hosted, linux, "1e3"]', ["self-hosted", "linux", "1e3"]],
  ] as const) {
    test(`runs on ${what}.`, () => {
      const { workflow } = changed(
        ...(runner === undefined
          ? []
          : [
              [
                "  - name: echo-server\n\nregistry",
                `  - name: echo-server\n    runner: ${runner}\n\nregistry`,
              ] as const,
            ]),
      );
      assert.deepEqual(at(workflow, "jobs", "image", "runs-on"), expected);
    });
  }

  test("takes a branch's name as it is, in filters and in tags.", () => {
    const { workflow, ci } = changed(
      ["  - name: echo-server\n\nregistry", "  - name: echo-server\n    branch: release/1.x+fix\n\nregistry"],
      ["pattern: ^[0-9]+$", "pattern: ^release-1\\.x-fix-[0-9a-f]{7}-(?P<run>[0-9]+)$\n            extract: $run"],
      ['"9050352340"', "release-1.x-fix-1a2b3c4-1700000000"],
    );
    assert.deepEqual(at(ci, "on", "push", "branches"), ["release/1.x\\+fix"]);
    const build = { push: "branch", ref: "release/1.x+fix", runId: 9050352340, sha: "0123456789".repeat(4) } as const;
    assert.deepEqual(tagsOf(workflow, build), ["release-1.x-fix-0123456-9050352340"]);
  });
});

describe("A branch's name that a shell or a filter could read", () => {
  /** Prints each of its arguments in a line, so that one that was split or run is seen. */
  const gh = `if [ "$2" = list ]; then echo 0; else for each; do echo "<$each>"; done; fi`;

  for (const branch of ["feat!x", "!a", "a&b", "it's", "a(b)", "a&&(id)"]) {
    test(`is text in all that is written of ${branch}.`, () => {
      const { delivery, workflow, ci } = changed(
        ["  - name: echo-server\n\nregistry", `  - name: echo-server\n    branch: "${branch}"\n\nregistry`],
        ['initialTag: "9050352340"', `initialTag: "9050352340"\n        pushBranch: "review/${branch}"`],
      );
      const literal = branch.replaceAll("!", "\\!");
      assert.deepEqual(at(ci, "on", "push", "branches"), [literal]);
      assert.equal(startsForBranch(ci, branch, ["x"]), true);
      const build = { push: "branch", ref: branch, runId: 7, sha: "0".repeat(40) } as const;
      assert.deepEqual(tagsOf(workflow, build), ["7"]);
      assert.deepEqual(tagsOf(workflow, { ...build, ref: "x" }), []);
      const [repository] = delivery.repositories;
      assert.ok(repository);
      const [file] = pullRequestWorkflow(repository);
      assert.ok(file);
      const opens = objectOf(file.text);
      assert.deepEqual(at(opens, "on", "push", "branches"), [`review/${literal}`]);
      const [step] = stepsOf(opens);
      assert.ok(step);
      const { stdout } = runScript(step, { GITHUB_REF_NAME: `review/${branch}` }, { gh });
      assert.equal(
        stdout.split("\n").slice(0, 6).join(" "),
        `<pr> <create> <--head> <review/${branch}> <--base> <${branch}>`,
      );
    });
  }
});

describe("The workflow that opens the pull request", () => {
  const path = ".github/workflows/image-update-pull-request.yml";
  const workflow = objectOf(fileOf(fleet(), path, "shop"));
  const [step] = stepsOf(workflow);

  const callsOf = (open: number): string => {
    assert.ok(step);
    return runScript(
      step,
      { GITHUB_REF_NAME: "flux/web-prod" },
      { gh: `if [ "$2" = list ]; then echo ${open}; else echo "$@"; fi` },
    ).stdout;
  };

  test("is there exactly for repositories with a push branch, and for those branches only.", () => {
    assert.deepEqual(at(workflow, "on", "push"), { branches: ["flux/web-prod"] });
    assert.ok(!trees.some(({ example, files }) => example === shipped() && files.has(path)));
  });

  test("opens one from the push branch to the deployed branch where none is open.", () => {
    assert.match(
      callsOf(0),
      /^pr create --head flux\/web-prod --base main --title chore: update image tags --body Flux has/,
    );
  });

  test("opens none where one is open.", () => {
    assert.equal(callsOf(1), "");
  });

  test("runs where the repository's other workflow does.", () => {
    const [text = "", ...more] = readFileSync(fleet().file, "utf8").split("  - name: shop\n");
    const delivery = parseDelivery(
      [text, ...more].join("  - name: shop\n    runner: [self-hosted, linux]\n"),
      "fleet.yaml",
    );
    const shop = delivery.repositories.find(({ name }) => name === "shop");
    assert.ok(shop);
    const [file] = pullRequestWorkflow(shop);
    assert.ok(file);
    assert.deepEqual(at(objectOf(file.text), "jobs", "open", "runs-on"), ["self-hosted", "linux"]);
  });

  test("says which settings it needs.", () => {
    const yaml = fileOf(fleet(), path, "shop");
    assert.match(yaml, /Allow|allow "GitHub Actions to create and approve pull requests"/);
    assert.match(yaml, /"Automatically delete head branches"/);
  });
});

for (const tree of trees) describe(`The workflows of ${tree.title}`, () => describeWorkflows(tree));
