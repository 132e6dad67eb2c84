import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import fc from "fast-check";
import { isMap, isSeq, parse, parseDocument } from "yaml";
import { parseDelivery } from "../../config/load";
import { tree } from "../../git-side/scaffold/tree";
import { shippedText } from "../support/synth";
import { skipWithout } from "../tools/locate";
import { gitSide } from "./support/command";
import { scratch, shipped, trees } from "./support/examples";
import { buildFolder, objectsOf } from "./support/kustomize";

const overlay = "kustomize/overlays/dev/kustomization.yaml";
const base = "kustomize/base/kustomization.yaml";

const read = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A folder with what is written for a delivery. */
function written(t: TestContext, yaml: string = shippedText()): string {
  const folder = scratch(t);
  assert.deepEqual(run(t, folder, yaml), { code: 0, err: "" });
  return folder;
}

/** Runs git-side with a delivery of that text. */
function run(t: TestContext, folder: string, yaml: string, ...flags: string[]): { code: number; err: string } {
  const file = join(scratch(t), "delivery.yaml");
  writeFileSync(file, yaml);
  const { code, err } = gitSide("-c", file, "--out", folder, ...flags);
  return { code, err };
}

const shippedBut = (piece: string, replacement: string): string => {
  const text = shippedText().replace(piece, replacement);
  assert.notEqual(text, shippedText());
  return text;
};

/** The shipped delivery with more about its environment. */
const withField = (field: string): string => shippedBut("        route:\n", `        ${field}\n        route:\n`);

/** The shipped delivery, with an overlay that has no digest. */
const withoutDigest = shippedBut(
  "          filterTags:\n",
  "          digestReflectionPolicy: Never\n          filterTags:\n",
);

/** A kustomization.yaml as somebody keeps it who has his own layout, comments and much to add. */
const kept = `# Ours: ask the platform team.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization

namespace: default

# What runs beside it.
resources:
- ../../base
- cron-job.yaml   # nightly

components:
- ../../components/debug

replicas:
- { name: echo-server, count: 3 }

patches:
- target: { kind: Deployment }
  patch: |
    - op: add
      path: /metadata/annotations
      value: { owner: us }

configMapGenerator:
- name: extra
  literals: [ "A=1" ]

labels:
- pairs:
    team: us
    env: dev   # by the delivery
  includeTemplates: true
- pairs: { cost-center: "7" }

commonAnnotations: { owner: us }

images:
- name: sidecar
  newTag: v1
- name: ghcr.io/developer-friendly/echo-server
  newTag: "9050352340" # {"$imagepolicy": "flux-system:echo-server:tag"}
  digest: "" # {"$imagepolicy": "flux-system:echo-server:digest"}
`;

describe("What a user adds to an overlay", () => {
  test("is no difference, and not touched with --force.", (t) => {
    const folder = written(t);
    write(folder, overlay, kept);
    for (const flags of [["--check"], [], ["--force"]]) {
      assert.deepEqual(run(t, folder, shippedText(), ...flags), { code: 0, err: "" });
      assert.equal(read(folder, overlay), kept);
    }
  });

  test("stays with its comments and layout when our part of it changes.", (t) => {
    const folder = written(t);
    write(folder, overlay, kept);
    const yaml = withField("components: [kustomize/components/mine]\n        workload: { replicas: 2 }").replace(
      "namespace: default",
      "namespace: shop",
    );
    assert.equal(run(t, folder, yaml).code, 1);
    assert.equal(run(t, folder, yaml, "--force").code, 0);
    assert.equal(
      read(folder, overlay),
      kept
        .replace("namespace: default", "namespace: shop")
        .replace("- ../../base\n", "- ../../base\n- pod-disruption-budget.yaml\n")
        .replace("components:\n", "components:\n- ../../components/mine\n")
        .replace("patches:\n", "patches:\n- path: deployment-patch.yaml\n")
        .replace("cron-job.yaml   #", "cron-job.yaml #")
        .replace("env: dev   #", "env: dev #"),
    );
    assert.equal(run(t, folder, yaml, "--check").code, 0);
  });

  test("stays in files of Windows, which stay so.", (t) => {
    const folder = written(t);
    write(folder, overlay, `\ufeff${kept.replaceAll("\n", "\r\n")}`);
    assert.equal(run(t, folder, shippedText(), "--check").code, 0);
    assert.equal(run(t, folder, shippedBut("namespace: default", "namespace: shop"), "--force").code, 0);
    const text = read(folder, overlay);
    assert.ok(text.startsWith("\ufeff# Ours"));
    assert.doesNotMatch(text, /(?<!\r)\n/);
    assert.match(text, /namespace: shop\r\n/);
  });

  test("is built by kustomize together with ours.", { skip: skipWithout("kustomize") }, (t) => {
    const folder = written(t);
    write(folder, overlay, kept.replace("components:\n- ../../components/debug\n", ""));
    write(
      folder,
      "kustomize/overlays/dev/cron-job.yaml",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: nightly }\n",
    );
    const yaml = withField("workload: { env: { A: b } }");
    assert.equal(run(t, folder, yaml, "--force").code, 0);
    const objects = objectsOf(buildFolder(join(folder, dirname(overlay))));
    const deployment = JSON.stringify(objects.find(({ kind }) => kind === "Deployment"));
    for (const piece of ['"replicas":3', '"owner":"us"', '"name":"A","value":"b"', '"team":"us"']) {
      assert.ok(deployment.includes(piece), piece);
    }
  });

  test("may share a label with ours, and be used by aliases.", (t) => {
    const folder = written(t);
    const own = read(folder, overlay)
      .replace("namespace: default", "namespace: &place default")
      .replace("images:\n", "  - pairs: { env: dev, place: *place }\nimages:\n");
    write(folder, overlay, own);
    assert.equal(run(t, folder, shippedText(), "--check").code, 0);
    assert.equal(run(t, folder, withField("workload: { replicas: 2 }"), "--force").code, 0);
    const { labels } = parse(read(folder, overlay)) as { labels: unknown };
    assert.deepEqual(labels, [
      { pairs: { env: "dev" }, includeTemplates: true },
      { pairs: { env: "dev", place: "default" } },
    ]);
  });

  test("by an alias of what we take away is refused by its name, and nothing is written.", (t) => {
    const folder = written(t);
    const own = read(folder, overlay)
      .replace(/digest: .*\n/, "digest: &digest sha256:0\n")
      .concat("commonAnnotations: { digest: *digest }\n");
    write(folder, overlay, own);
    const { code, err } = run(t, folder, withoutDigest, "--force");
    assert.equal(code, 1);
    assert.match(err, new RegExp(`^${overlay} can't be changed as it is \\(Unresolved alias.*nothing was written`));
    assert.equal(read(folder, overlay), own);
  });

  test("to the base's kustomization.yaml stays likewise; other files of the base are ours.", (t) => {
    const folder = written(t);
    const own = `${read(folder, base).replace("  - service.yaml\n", "  - service.yaml\n  - role.yaml\n")}commonAnnotations:\n  a: b\n`;
    write(folder, base, own);
    assert.equal(run(t, folder, shippedText(), "--check").code, 0);
    const yaml = shippedBut("{ tier: backend }", "{ tier: frontend, serviceAccount: {} }");
    assert.equal(run(t, folder, yaml, "--force").code, 0);
    assert.equal(
      read(folder, base),
      own
        .replace("  - service.yaml\n", "  - service.yaml\n  - service-account.yaml\n")
        .replace("tier: backend", "tier: frontend"),
    );
  });
});

describe("What we have added to an overlay", () => {
  test("goes when delivery.yaml asks for it no more, and the file that is left is named.", (t) => {
    const shop = (yaml: string): string => yaml.replace("namespace: default", "namespace: shop");
    const folder = written(t, shop(withField("createNamespace: true\n        workload: { replicas: 3 }")));
    assert.match(read(folder, overlay), /pod-disruption-budget[^]*deployment-patch/);
    const { code, err } = run(t, folder, shop(shippedText()), "--force");
    assert.equal(code, 0);
    const plain = trees.find(({ example }) => example === shipped())?.files.get(overlay) ?? "";
    assert.equal(read(folder, overlay), shop(plain));
    assert.deepEqual(
      [
        ...err.matchAll(/^Note: (\S+) was written by git-side, but delivery\.yaml asks for it no more: delete it\.$/gm),
      ].map(([, path]) => path),
      ["deployment-patch", "namespace", "pod-disruption-budget"].map((name) => `kustomize/overlays/dev/${name}.yaml`),
    );
    assert.ok(existsSync(join(folder, "kustomize/overlays/dev/namespace.yaml")));
  });

  test("is told from a file of the user's of the same name, which stays.", (t) => {
    const folder = written(t);
    write(folder, "kustomize/overlays/dev/pod-disruption-budget.yaml", "# mine\n");
    const own = read(folder, overlay).replace("  - ../../base\n", "  - ../../base\n  - pod-disruption-budget.yaml\n");
    write(folder, overlay, own);
    assert.deepEqual(run(t, folder, shippedText(), "--check"), { code: 0, err: "" });
    assert.deepEqual(run(t, folder, shippedText(), "--force"), { code: 0, err: "" });
    assert.equal(read(folder, overlay), own);
  });

  test("is a tier, until delivery.yaml has none; other labels beside it are the user's.", (t) => {
    const folder = written(t);
    const own = read(folder, base).replace("      tier: backend\n", "      tier: backend\n      team: us\n");
    write(folder, base, own);
    assert.equal(run(t, folder, shippedText(), "--check").code, 0);
    const none = shippedBut("    workload: { tier: backend }\n", "");
    assert.equal(run(t, folder, none, "--check").code, 1);
    assert.equal(run(t, folder, none, "--force").code, 0);
    assert.equal(read(folder, base), own.replace("      tier: backend\n", ""));
  });

  test("is one base, also where that moves.", (t) => {
    const [before = "", own = ""] = shippedText().split(/^(?= {6}- name: dev$)/m);
    const dev = own.replace("namespace: default\n", "namespace: default\n        path: a/overlays/dev\n");
    const prod =
      "      - name: prod\n        cluster: blog\n        namespace: shop\n        path: b/overlays/prod\n" +
      "        imagePolicy: { filterTags: { pattern: '^[0-9]+$' }, policy: { numerical: {} } }\n        initialTag: '1'\n";
    const folder = written(t, before + dev + prod);
    const resources = (path: string): unknown => (parse(read(folder, path)) as { resources: unknown }).resources;
    assert.deepEqual(resources("a/overlays/dev/kustomization.yaml"), ["../../base"]);
    const { code, err } = run(t, folder, before + prod + dev, "--force");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.deepEqual(resources("a/overlays/dev/kustomization.yaml"), ["../../../b/base"]);
    assert.deepEqual(resources("b/overlays/prod/kustomization.yaml"), ["../../base"]);
  });

  test("is one image, whatever it was called: Flux would write the tag to another too.", (t) => {
    const folder = written(t);
    const yaml = shippedBut(
      "      name: ghcr.io/developer-friendly/echo-server\n",
      "      name: ghcr.io/developer-friendly/echo\n",
    );
    assert.equal(run(t, folder, yaml, "--force").code, 0);
    const { images } = parse(read(folder, overlay)) as { images: unknown[] };
    assert.deepEqual(images, [{ name: "ghcr.io/developer-friendly/echo", newTag: "9050352340", digest: "" }]);
  });

  test("has no digest beside its tag where the policy reflects none: the tag would not count.", (t) => {
    const folder = written(t);
    assert.match(read(folder, overlay), /digest/);
    assert.equal(run(t, folder, withoutDigest, "--check").code, 1);
    assert.equal(run(t, folder, withoutDigest, "--force").code, 0);
    assert.doesNotMatch(read(folder, overlay), /digest/);
  });
});

/** Things that somebody may put into a kustomization.yaml, none of which is ours. */
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}x$/);
const additions = fc.record(
  {
    resources: fc.array(word.map((name) => `${name}.yaml`)),
    components: fc.array(word.map((name) => `../../components/${name}`)),
    patches: fc.array(
      fc.oneof(
        word.map((name) => ({ path: `${name}.yaml` })),
        word.map((name) => ({ patch: `- ${name}` })),
      ),
    ),
    replicas: fc.array(fc.record({ name: word, count: fc.nat(9) })),
    configMapGenerator: fc.array(fc.record({ name: word, literals: fc.array(word.map((name) => `${name}=1`)) })),
    secretGenerator: fc.array(fc.record({ name: word })),
    images: fc.array(fc.record({ name: word.map((name) => `acme/${name}`), newTag: word })),
    labels: fc.array(word.map((key) => ({ pairs: { [`own-${key}`]: "1" } }))),
    commonAnnotations: fc.dictionary(word, word),
    generatorOptions: fc.record({ disableNameSuffixHash: fc.boolean() }),
  },
  { requiredKeys: [] },
);

/** A file with additions, before or after what is there. */
function withAdditions(text: string, more: Readonly<Record<string, unknown>>, isFirst: boolean): string {
  const document = parseDocument(text);
  for (const [key, value] of Object.entries(more)) {
    const existing = document.get(key);
    if (Array.isArray(value) && isSeq(existing)) {
      const items = value.map((each: unknown) => document.createNode(each));
      existing.items = isFirst ? [...items, ...existing.items] : [...existing.items, ...items];
    } else document.set(key, document.createNode(value));
  }
  return document.toString({ lineWidth: 0 });
}

/** Each value of a list, and each pair of a mapping. */
function partsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(each));
  return typeof value === "object" && value !== null
    ? Object.entries(value).map((each) => JSON.stringify(each))
    : [JSON.stringify(value)];
}

test("Whatever somebody adds is no difference, and survives every change of ours.", () => {
  const before = parseDelivery(shippedText(), "delivery.yaml");
  const after = parseDelivery(
    withField("workload: { replicas: 2, env: { A: b } }\n        components: [kustomize/components/ours]").replace(
      "namespace: default",
      "namespace: shop",
    ),
    "delivery.yaml",
  );
  const fileOf = ({ repositories: [repository] }: typeof before) => {
    assert.ok(repository);
    const found = tree(repository, repository.applications).find(({ path }) => path === overlay);
    assert.ok(found);
    return found;
  };
  const [old, fresh] = [fileOf(before), fileOf(after)];
  const nothing = (): undefined => undefined;
  fc.assert(
    fc.property(additions, fc.boolean(), (more, isFirst) => {
      const text = withAdditions(old.text, more, isFirst);
      assert.equal(old.over(text, nothing), text);
      const changed = fresh.over(text, nothing);
      assert.equal(fresh.over(changed, nothing), changed);
      const [has, wants] = [parse(changed), parse(fresh.text)] as Record<string, unknown>[];
      for (const part of [more, wants ?? {}]) {
        for (const [key, value] of Object.entries(part)) {
          const found = partsOf(has?.[key]);
          for (const each of partsOf(value)) assert.ok(found.includes(each), `${key}: ${each} of ${found.join()}`);
        }
      }
      assert.match(changed, /newTag: "9050352340" # \{"\$imagepolicy": "flux-system:echo-server:tag"\}\n/);
      assert.ok(isMap(parseDocument(changed).contents));
    }),
    { numRuns: 200 },
  );
});
