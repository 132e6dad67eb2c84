import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { parseDelivery } from "../../config/load";
import { treeProblems } from "../../git-side/scaffold/tree";
import { actions } from "../../git-side/scaffold/workflows/actions";
import { ciWorkflow } from "../../git-side/scaffold/workflows/ci";
import { imageWorkflow } from "../../git-side/scaffold/workflows/image";
import { workflowProblems } from "../../git-side/scaffold/workflows/problems";
import { at, isObject, shippedText, type JsonObject } from "../support/synth";
import { locateTool } from "../tools/locate";
import { changed } from "./support/changed";
import { fleet } from "./support/examples";
import { assertSafe, lint } from "./support/lint";
import { startsForTag, stepOf, stepsOf, tagsOf } from "./support/workflow";

const build = (fields: string): [string, string] => ["port: 3000", `port: 3000\n    build: { ${fields} }`];
const withBuild = (fields: string): ReturnType<typeof changed> => changed(build(fields));

describe("What a build is asked for", () => {
  const pushStep = (workflow: JsonObject): JsonObject => stepOf(workflow, ({ id }) => id === "build");

  test("is safe and satisfies actionlint with all of it, with and without a key.", (t) => {
    for (const cosign of ["keyless", "key"]) {
      const { application } = withBuild(
        `platforms: [linux/amd64, linux/arm64], args: { A: b }, secrets: [B], attestations: true, cosign: ${cosign}`,
      );
      const ci = ciWorkflow(application);
      const files = new Map([imageWorkflow(application), ci].map(({ path, text }) => [path, text]));
      for (const [path, yaml] of files) assertSafe(path, yaml);
      if (locateTool("actionlint")) lint(t, files);
      assert.deepEqual(ci.faults?.(ci.text), []);
    }
  });

  test("is an image of the runner's platform, with SBOM and provenance, and no signature, where nothing is said.", () => {
    const { workflow } = changed();
    const { env, with: inputs } = pushStep(workflow);
    assert.equal(env, undefined);
    assert.ok(isObject(inputs));
    for (const input of ["platforms", "build-args", "secret-envs"]) assert.equal(inputs[input], undefined, input);
    assert.deepEqual([inputs["provenance"], inputs["sbom"]], ["mode=max", true]);
    const used = stepsOf(workflow).map(({ uses }) => uses);
    for (const { uses } of [actions.setupQemu, actions.attest, actions.installCosign]) assert.ok(!used.includes(uses));
    assert.equal(at(workflow, "on", "workflow_call", "secrets"), undefined);
  });

  test("is pushed by its digest alone, so that no tag is there before its signatures.", () => {
    const inputs = pushStep(changed().workflow)["with"];
    assert.ok(isObject(inputs));
    assert.equal(inputs["tags"], undefined);
    assert.equal(
      inputs["outputs"],
      "type=image,name=ghcr.io/developer-friendly/echo-server,push-by-digest=true,name-canonical=true,push=true",
    );
  });

  test("has platforms, emulated where the runner is another.", () => {
    const { workflow } = withBuild("platforms: [linux/amd64, linux/arm64]");
    assert.equal(at(pushStep(workflow), "with", "platforms"), "linux/amd64,linux/arm64");
    const used = stepsOf(workflow).map(({ uses }) => uses);
    assert.ok(used.includes(actions.setupQemu.uses));
    assert.ok(used.indexOf(actions.setupQemu.uses) < used.indexOf(actions.buildPush.uses));
  });

  test("has arguments that arrive as they are, by variables.", () => {
    const { workflow } = withBuild(`args: { VERSION: 'a,"b" # $HOME \`id\` %{x}', _x: "1" }`);
    const { env, with: inputs } = pushStep(workflow);
    assert.deepEqual(env, { VERSION: 'a,"b" # $HOME `id` %{x}', _x: "1" });
    assert.ok(isObject(inputs));
    assert.equal(inputs["build-args"], "VERSION\n_x\n");
  });

  test("has secrets by their names, as secrets of the build and never as arguments, and no other step gets them.", () => {
    const { workflow, ci } = withBuild("secrets: [NPM_TOKEN, A], args: { B: c }");
    const { env, with: inputs } = pushStep(workflow);
    assert.deepEqual(env, {
      B: "c",
      BUILD_SECRET_NPM_TOKEN: "${{ secrets.NPM_TOKEN }}",
      BUILD_SECRET_A: "${{ secrets.A }}",
    });
    assert.ok(isObject(inputs));
    assert.equal(inputs["secret-envs"], "NPM_TOKEN=BUILD_SECRET_NPM_TOKEN\nA=BUILD_SECRET_A\n");
    assert.equal(inputs["build-args"], "B\n");
    const elsewhere = stepsOf(workflow).filter(({ id }) => id !== "build");
    assert.doesNotMatch(JSON.stringify(elsewhere), /secrets\./);
    assert.deepEqual(at(ci, "jobs", "image", "secrets"), {
      NPM_TOKEN: "${{ secrets.NPM_TOKEN }}",
      A: "${{ secrets.A }}",
    });
  });

  for (const [fields, permissions, secrets] of [
    ["attestations: true", { "id-token": "write", attestations: "write" }, []],
    ["cosign: keyless", { "id-token": "write" }, []],
    ["cosign: key", {}, ["COSIGN_PRIVATE_KEY", "COSIGN_PASSWORD"]],
  ] as const) {
    test(`needs for ${fields} no more than that takes.`, () => {
      const { workflow, ci } = withBuild(fields);
      const expected = { contents: "read", packages: "write", ...permissions };
      assert.deepEqual(at(workflow, "jobs", "image", "permissions"), expected);
      assert.deepEqual(at(ci, "jobs", "image", "permissions"), expected);
      assert.deepEqual(Object.keys(at(ci, "jobs", "image", "secrets") ?? {}), secrets);
    });
  }

  test("is attested by its digest, beside the image, without a record that takes a further right.", () => {
    const attest = stepOf(withBuild("attestations: true").workflow, ({ uses }) => uses === actions.attest.uses);
    assert.deepEqual(attest["with"], {
      "subject-name": "ghcr.io/developer-friendly/echo-server",
      "subject-digest": "${{ steps.build.outputs.digest }}",
      "push-to-registry": true,
      "create-storage-record": false,
    });
  });

  test("is refused where GitHub Enterprise Server can't give it.", () => {
    const { application } = withBuild("attestations: true, cosign: keyless");
    assert.deepEqual(treeProblems([application]), []);
    const problems = (apiUrl: string, cosign: "keyless" | "key"): string[] => {
      const github = { ...application.repository.github, apiUrl };
      const asked = { ...application.build, attestations: cosign === "keyless", cosign };
      const elsewhere = { ...application, repository: { ...application.repository, github }, build: asked };
      return [...workflowProblems(elsewhere)].map(({ path, expected }) => `${path.join(".")}: ${expected}`);
    };
    assert.deepEqual(problems("https://github.example.com/", "keyless"), [
      "applications.0.build.attestations: false: GitHub Enterprise Server attests nothing. cosign: key signs by a key of yours",
      "applications.0.build.cosign: key: the public authority for keyless signatures knows no tokens of GitHub Enterprise Server",
    ]);
    assert.deepEqual(problems("https://github.example.com/", "key"), []);
    assert.deepEqual(problems("https://api.acme.ghe.com/", "keyless"), []);
  });
});

describe("A Git tag", () => {
  const problems = (api: string, web: string): string[] => {
    const released = "imagePolicy: { policy: { semver: { range: '>=1.0.0' } } }\n        initialTag: 1.0.0\n";
    const yaml = readFileSync(fleet().file, "utf8")
      .replace("    port: 8080\n", `    port: 8080\n    build: { ${api} }\n`)
      .replace('build: { context: ".", dockerfile: web/Dockerfile }', `build: { ${web} }`)
      .replace(/imagePolicy: &by-run\n[^]*?initialTag: &first.*\n/, released)
      .replace(/imagePolicy: \*by-run\n\s+initialTag: \*first\n/, released);
    const { applications } = parseDelivery(yaml, "fleet.yaml");
    return treeProblems(applications.slice(0, 2)).map(
      ({ path, given, expected }) => `${path.join(".")}: ${given}, ${expected}`,
    );
  };

  test("releases one application of a repository, whatever their prefixes are.", () => {
    for (const [api, web] of [
      ["", ""],
      ["gitTagPrefix: v", "gitTagPrefix: vault/v"],
      ["gitTagPrefix: v", "gitTagPrefix: ''"],
      ["gitTagPrefix: api-", "gitTagPrefix: api"],
    ] as const) {
      assert.deepEqual(problems(api, web), [], `${api} ${web}`);
    }
  });

  test("that would release two is refused at both.", () => {
    for (const [api, web] of [
      ["v", "v"],
      ["v", "v1.0.0-x"],
    ] as const) {
      const found = problems(`gitTagPrefix: ${api}`, `gitTagPrefix: ${web}`);
      assert.equal(found.length, 2);
      assert.equal(
        found[0],
        `applications.0.build.gitTagPrefix: "${api}", a prefix that tells its Git tags from those of application web, which begin with "${web}", such as api/v: one tag would release both`,
      );
      assert.match(found[1] ?? "", /^applications\.1\.build\.gitTagPrefix: .* of application api/);
    }
  });

  test("of another prefix starts the workflow and gives the image its version.", () => {
    const [policy = ""] = / +filterTags:[^]*(?=\n +route)/.exec(shippedText()) ?? [];
    for (const prefix of ["", "release-", "a/b@"]) {
      const { ci, workflow } = changed(build(`gitTagPrefix: "${prefix}"`), [
        policy,
        "          policy: { semver: { range: 1.x } }\n        initialTag: v1.0.0",
      ]);
      const tag = { push: "tag", ref: `${prefix}1.2.3`, runId: 1, sha: "0".repeat(40) } as const;
      assert.equal(startsForTag(ci, tag.ref), true, prefix);
      assert.equal(startsForTag(ci, `x${prefix}1.2.3`), false, prefix);
      assert.deepEqual(tagsOf(workflow, tag), ["v1.2.3"]);
    }
  });
});

describe("An application whose workflow would be called as another of its repository", () => {
  test("is refused where that opens its pull requests, and may be where none does.", () => {
    const yaml = readFileSync(fleet().file, "utf8").replace(
      "- name: web\n",
      "- name: update-pull-request\n    objectName: web\n",
    );
    const problems = (text: string): unknown[] =>
      treeProblems(parseDelivery(text, "fleet.yaml").applications.slice(0, 2)).map(({ path, expected }) => [
        path.at(-1),
        expected,
      ]);
    assert.deepEqual(problems(yaml), [
      [
        "name",
        "another name: .github/workflows/image-update-pull-request.yml would be the workflow of its image, and is the one that opens pull requests",
      ],
    ]);
    assert.deepEqual(problems(yaml.replace("        pushBranch: flux/web-prod\n", "")), []);
  });
});
