import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { WriteStream } from "node:tty";
import { ClusterError } from "../../cluster/kubectl";
import { runAsyncCommand, screenOf, type Output, type Screen } from "../../commands/command";
import { shower, status, watch, type View } from "../../commands/status";
import { parseDelivery } from "../../config/load";
import { rowsOf } from "../../status/rows";
import { askClusters } from "../../status/ask";
import { play } from "../support/play";
import { playedKubectl } from "../support/played-kubectl";
import type { JsonObject } from "../support/synth";
import { whole, wholeText } from "../support/whole";
import { asking, changing, failing, healthy, type Asked } from "../status/support/cluster";

const folder = mkdtempSync(join(tmpdir(), "flux-delivery-status-"));
after(() => rmSync(folder, { recursive: true }));
/** A temporary folder of its own: other tests make folders meanwhile. */
const own = join(folder, "tmp");
mkdirSync(own);
process.env["TMPDIR"] = own;

/** kubectl as far as the command calls it: lists of kinds out of the objects that a context has. */
const kubectl = playedKubectl(
  folder,
  `
const flag = (name) => args.find((each) => each.startsWith("--" + name + "="))?.slice(name.length + 3);
const cluster = JSON.parse(readFileSync(${JSON.stringify(folder)} + "/" + flag("context") + ".json", "utf8"));
if (cluster.stderr) { process.stderr.write(cluster.stderr); process.exit(1); }
const kinds = args[args.indexOf("--output=json") + 1].split(",").map((each) => each.split(".")[0].replace(/s$/, ""));
const selector = flag("selector")?.split("=");
const items = cluster.items.filter(({ kind, metadata: { namespace, labels } }) => kinds.includes(kind.toLowerCase())
  && [undefined, namespace].includes(namespace && flag("namespace"))
  && (!selector || labels?.[selector[0]] === selector[1]));
process.stdout.write(JSON.stringify({ apiVersion: "v1", kind: "List", items }));
`,
);
const { bin, calls } = kubectl;

const second = `  - name: second
    connection: { type: kubeconfig, path: kubeconfig, context: second }
    secretStore: { name: s, create: {} }
`;

/** The whole delivery, whose environment web prod is on another cluster. */
const twoText = wholeText
  .replace(
    "repositories:\n  - name: shop\n",
    `${second}repositories:\n  - name: shop\n    imageUpdate: { cluster: main }\n`,
  )
  .replace("      - name: prod\n        cluster: main\n", "      - name: prod\n        cluster: second\n");

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const file = join(folder, "delivery.yaml");

/** Says how a delivery is, of clusters by their contexts. */
async function ask(
  flags: readonly string[],
  clusters: Readonly<Record<string, { readonly items: readonly JsonObject[]; readonly stderr?: string }>>,
  text = wholeText,
  screen?: Screen,
): Promise<Answer> {
  writeFileSync(file, text);
  for (const [context, cluster] of Object.entries(clusters)) {
    writeFileSync(join(folder, `${context}.json`), JSON.stringify(cluster));
  }
  let [out, err] = ["", ""];
  const code = await runAsyncCommand(status, [...flags, "-c", file], {
    out: (words) => (out += words),
    err: (words) => (err += words),
    screen,
  });
  return { code, out: out.replaceAll(file, "delivery.yaml"), err: err.replaceAll(file, "delivery.yaml") };
}

const well = (text = wholeText): JsonObject[] => healthy(parseDelivery(text, "delivery.yaml"));
const source = "GitRepository flux-system/shop";
const policy = "ImagePolicy flux-system/web-prod";

const temporary = (): string[] => readdirSync(own);

describe("npm run status", () => {
  kubectl.play();

  test("of what is well says how many are, and nothing else", async () => {
    assert.deepEqual(await ask([], { main: { items: well() } }), {
      code: 0,
      out: "3 environments: 3 ready\n",
      err: "",
    });
  });

  test("asks by a list for each group of kinds, however many objects there are", async () => {
    await ask([], { main: { items: well() } });
    const lists = calls().map((args) => args.slice(args.indexOf("--output=json") + 1).join(" "));
    const flux = "--namespace=flux-system";
    assert.deepEqual(lists.filter((each) => !each.startsWith("deployment")).sort(), [
      "clustersecretstore.v1.external-secrets.io,externalsecret.v1.external-secrets.io --all-namespaces",
      `gitrepository.v1.source.toolkit.fluxcd.io ${flux}`,
      "httproute.v1.gateway.networking.k8s.io --namespace=web-dev",
      `imagerepository.v1.image.toolkit.fluxcd.io,imagepolicy.v1.image.toolkit.fluxcd.io,imageupdateautomation.v1.image.toolkit.fluxcd.io ${flux}`,
      `kustomization.v1.kustomize.toolkit.fluxcd.io ${flux}`,
      `namespace,serviceaccount ${flux}`,
      "rolebinding.v1.rbac.authorization.k8s.io --all-namespaces",
    ]);
    const own = "--selector=kustomize.toolkit.fluxcd.io/namespace=flux-system";
    assert.deepEqual(
      lists.filter((each) => each.startsWith("deployment")).sort(),
      ["api-dev", "web-dev", "web-prod"].map((each) => `deployment.v1.apps --namespace=${each} ${own}`),
    );
  });

  test("lists what is not ready, the first broken link with its place and remedy", async () => {
    const { code, out } = await ask([], { main: { items: failing(well(), policy, "Failed", "no image found") } });
    assert.equal(code, 1);
    assert.match(
      out,
      /^3 environments: 2 ready, 1 broken\n\nENVIRONMENT .*\nweb prod {5}broken {5}1\.0\.0 .*\n {2}cluster main, 1\.0\.0 runs\n.* is applied\n {2}ImagePolicy flux-system\/web-prod\n {4}delivery\.yaml:[0-9]+:[0-9]+:\s+applications\[0\]\.environments\[1\]\.imagePolicy\n {4}Ready is False, Failed: no image found\n {4}Remedy: No tag of ghcr\.io\/acme\/web satisfies/,
    );
    assert.doesNotMatch(out, /web dev|api dev/);
    assert.ok(
      out.split("\n").every((line) => line.length <= 80),
      out,
    );
  });

  test("lists all with --all, and all that is named", async () => {
    const items = well();
    const listed = async (...flags: readonly string[]) =>
      [...(await ask(flags, { main: { items } })).out.matchAll(/^(web|api) (\w+) +ready/gm)].map(
        ([, app, name]) => `${app} ${name}`,
      );
    assert.deepEqual(await listed("--all"), ["web dev", "web prod", "api dev"]);
    assert.deepEqual(await listed("--app", "web"), ["web dev", "web prod"]);
    assert.deepEqual(await listed("--env", "dev"), ["web dev", "api dev"]);
    assert.deepEqual(await listed("--env", "dev", "--env", "prod", "--app", "web"), ["web dev", "web prod"]);
    assert.deepEqual(await listed("--app", "api", "--cluster", "main"), ["api dev"]);
  });

  test("a name that is not there, or a pair that no environment is of, is a wrong flag", async () => {
    const refused = async (...flags: readonly string[]) => {
      const { code, err } = await ask(flags, {});
      return `${code} ${err.split("\n")[0]}`;
    };
    assert.equal(await refused("--app", "shop"), '2 --app: no environment is of "shop"; expected "web" or "api"');
    assert.match(await refused("--env", "none"), /^2 --env: /);
    assert.match(await refused("--cluster", "none"), /^2 --cluster: /);
    assert.equal(await refused("--app", "api", "--env", "prod"), "2 no environment is of all that is named");
    assert.match(await refused("--watch", "--json"), /^2 --json is for one look/);
  });

  test("a cluster that can't be asked is told, and hides no other", async () => {
    const { code, out, err } = await ask(
      ["--all"],
      {
        main: { items: well(twoText) },
        second: { items: [], stderr: "Unable to connect: https://me:hunter2@acme.example\n" },
      },
      twoText,
    );
    assert.equal(code, 1);
    assert.match(out, /^3 environments: 2 ready, 1 unknown\n/);
    assert.match(out, /^web prod +unknown +- +- +-\n {2}cluster second, no tag\n/m);
    assert.match(
      err,
      /^Cluster second can't be asked \(npm run doctor says what to mend\): .*Unable to connect: https:\/\/\*\*\*@acme\.example\n$/,
    );
  });

  test("leaves no file behind", async () => {
    const before = new Set(temporary());
    await ask([], { main: { items: well() } });
    assert.deepEqual(
      temporary().filter((each) => !before.has(each)),
      [],
    );
  });

  test("is ended by any of the usual signals, however many come, with all that it has begun", async () => {
    const pids = join(folder, "pids");
    play(
      bin,
      "kubectl",
      `appendFileSync(${JSON.stringify(pids)}, process.pid + "\\n"); setInterval(() => undefined, 1000);`,
    );
    for (const [signal, flags] of [
      ["SIGINT", ["--watch"]],
      ["SIGTERM", []],
      ["SIGHUP", []],
    ] as const) {
      writeFileSync(pids, "");
      const before = new Set(temporary());
      const asked = ask(flags, {});
      const begun = (): number[] => readFileSync(pids, "utf8").trim().split("\n").filter(Boolean).map(Number);
      while (begun().length === 0) await pause(20);
      process.kill(process.pid, signal);
      process.kill(process.pid, signal);
      const { out } = await asked;
      assert.equal(out, "", signal);
      assert.deepEqual(
        temporary().filter((each) => !before.has(each)),
        [],
      );
      const isGone = (pid: number): boolean => {
        try {
          return !process.kill(pid, 0);
        } catch {
          return true;
        }
      };
      for (let tries = 0; !begun().every(isGone) && tries < 100; tries++) await pause(50);
      assert.ok(begun().every(isGone), signal);
    }
  });

  test("--json has every environment that is asked for, and each cluster's error", async () => {
    const { code, out } = await ask(
      ["--json"],
      { main: { items: failing(well(twoText), source, "Odd", "no") }, second: { items: [], stderr: "no way\n" } },
      twoText,
    );
    assert.equal(code, 1);
    const { environments, clusters } = JSON.parse(out) as { environments: JsonObject[]; clusters: JsonObject[] };
    assert.deepEqual(
      environments.map(({ application, environment, state }) => [application, environment, state]),
      [
        ["web", "dev", "broken"],
        ["web", "prod", "unknown"],
        ["api", "dev", "broken"],
      ],
    );
    assert.deepEqual(environments[0], {
      application: "web",
      environment: "dev",
      cluster: "main",
      state: "broken",
      since: "2026-01-02T03:05:00.000Z",
      tags: { seen: "v1", chosen: "v1", written: "v1", running: "v1" },
      revisions: { fetched: `main@sha1:${"1".repeat(40)}`, applied: `main@sha1:${"1".repeat(40)}` },
      pods: { ready: 2, wanted: 2 },
      suspended: false,
      broken: {
        object: source,
        place: "delivery.yaml:30:5: repositories[0]",
        says: "Ready is False, Odd: no",
        reason: "Odd",
      },
    });
    assert.deepEqual(clusters, [
      { name: "main", notes: [] },
      { name: "second", error: "kubectl can't ask cluster second: no way" },
    ]);
  });

  test("is in colors on a terminal that has some, and nowhere else", async () => {
    const items = failing(well(), policy, "Failed");
    const shown = async (screen?: Screen) => (await ask([], { main: { items } }, wholeText, screen)).out;
    assert.match(await shown({ columns: 100, rows: 30, hasColors: true }), /\u001b\[31m1 broken\u001b\[39m/);
    assert.doesNotMatch(await shown({ columns: 100, rows: 30, hasColors: false }), /\u001b/);
    assert.doesNotMatch(await shown(), /\u001b/);
  });
});

describe("what is not Flux's own", () => {
  const view = async (items: readonly JsonObject[], refused: readonly string[] = []): Promise<View> => {
    const { delivery } = whole();
    const answers = await askClusters(delivery.environments, delivery, () =>
      Promise.resolve(asking(items, [], refused)),
    );
    return { rows: rowsOf(delivery.environments, answers, delivery), answers };
  };

  const noteOf = ({ answers }: View): readonly string[] => {
    const [answer] = answers.values();
    assert.ok(answer && "diagnosis" in answer);
    return answer.diagnosis.unknown;
  };

  test("is asked for by its name where the cluster is known by its UID, though nobody may list its kind", async () => {
    const { delivery } = whole("  - name: main\n", "  - name: main\n    uid: 11111111-2222-3333-4444-555555555555\n");
    const system = (uid: string): JsonObject => ({ kind: "Namespace", metadata: { name: "kube-system", uid } });
    const asked = (uid: string) =>
      askClusters(delivery.environments, delivery, () =>
        Promise.resolve(asking([...healthy(delivery), system(uid)], [], ["namespace"])),
      );
    const right = await asked("11111111-2222-3333-4444-555555555555");
    assert.deepEqual(
      rowsOf(delivery.environments, right, delivery).map(({ state }) => state),
      ["ready", "ready", "ready"],
    );
    const [wrong] = (await asked("99999999-2222-3333-4444-555555555555")).values();
    assert.match(wrong instanceof Error ? wrong.message : "", /This is another cluster than main/);
  });

  test("is asked for by namespace, of however many, where nobody may list all", async () => {
    const more = Array.from(
      { length: 9 },
      (_, index) => `      - name: e${index}\n        cluster: main\n        namespace: many-e${index}\n`,
    );
    const { delivery } = whole(
      "  - name: api\n",
      `  - name: many
    repository: shop
    image: { name: ghcr.io/acme/many }
    port: 8080
    environments:
${more.map((each) => `${each}        imagePolicy: { policy: { semver: { range: 1.x } } }\n        initialTag: 1.0.0\n`).join("")}  - name: api
`,
    );
    const lists: Asked[] = [];
    const items = asking(healthy(delivery), lists, ["deployment --all-namespaces"]);
    const answers = await askClusters(delivery.environments, delivery, () => Promise.resolve(items));
    const view = { rows: rowsOf(delivery.environments, answers, delivery), answers };
    assert.deepEqual(noteOf(view), []);
    assert.ok(view.rows.every(({ pods }) => pods?.ready === 2));
    assert.equal(lists.filter(({ kinds }) => kinds.includes("deployment")).length, 1 + 12);
  });

  test("may not be readable: that is a note, and what can be read is judged", async () => {
    const { rows, answers } = await view(well(), ["rolebinding", "deployment"]);
    assert.deepEqual(
      rows.map(({ state, pods }) => [state, pods]),
      [
        ["ready", undefined],
        ["ready", undefined],
        ["ready", undefined],
      ],
    );
    const [answer] = answers.values();
    assert.ok(answer && "diagnosis" in answer);
    assert.deepEqual(answer.diagnosis.unknown, [
      "RoleBinding can't be read: rolebinding is forbidden",
      ...["web-dev", "web-prod", "api-dev"].map(
        (each) => `Deployments of ${each} can't be read: deployment is forbidden`,
      ),
    ]);
  });
});

describe("--watch", () => {
  const shape = { isWhole: false, place: () => "delivery.yaml:1:1: x" };
  const { delivery } = whole();

  /** What is written while it looks at clusters with these objects, one after the other. */
  async function watched(looks: readonly (readonly JsonObject[])[], screen?: Screen): Promise<string[]> {
    const frames: string[] = [];
    const output: Output = { out: (words) => void frames.push(words), err: () => undefined, screen };
    const left = [...looks];
    const over = new AbortController();
    const look = async (): Promise<View> => {
      const items = left.shift() ?? [];
      const answers = await askClusters(delivery.environments, delivery, () => Promise.resolve(asking(items)));
      return { rows: rowsOf(delivery.environments, answers, delivery), answers };
    };
    const show = shower(shape, output);
    await watch(
      look,
      (view) => {
        show(view);
        if (left.length === 0) over.abort();
      },
      over.signal,
      1,
    );
    return frames;
  }

  const rolling = (items: readonly JsonObject[]): JsonObject[] =>
    changing(items, "Deployment web-dev/web", { status: { readyReplicas: 1 } });

  test("on no terminal prints how it is, then a line for each change and none for what stays", async () => {
    const items = well();
    const written = await watched([items, items, rolling(items), rolling(items), items]);
    assert.deepEqual(
      written.map((each) => each.replace(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z /, "")),
      [
        "3 environments: 3 ready\n",
        "web dev is moving: v1 runs; 1/2 Pods ready; waits for Pods of Deployment web-dev/web\n",
        "web dev is ready: v1 runs; 2/2 Pods ready\n",
      ],
    );
    assert.ok(written.every((each) => /^\d{4}-/.test(each)));
    const [, first = ""] = await watched([failing(items, source, "Odd")]);
    assert.match(first, /web dev is broken: .*GitRepository flux-system\/shop: Ready is False, Odd: no; Remedy/);
  });

  test("on a terminal draws in place, and no more lines than it has", async () => {
    const items = failing(well(), source, "Odd");
    const [clear, ...frames] = await watched([items, well()], { columns: 80, rows: 10, hasColors: false });
    assert.equal(clear, "\u001b[2J");
    assert.equal(frames.length, 2);
    for (const frame of frames) {
      assert.ok(frame.startsWith("\u001b[H") && frame.endsWith("\u001b[J"));
      assert.ok(frame.split("\n").length <= 10);
    }
    assert.match(frames[0] ?? "", /\.\.\. and \d+ more lines\u001b\[K\n\u001b\[J$/);
    assert.match(frames[1] ?? "", /^\u001b\[H3 environments: 3 ready\u001b\[K\n\u001b\[J$/);
  });

  const refused = (words: string): View => {
    const answers = new Map(delivery.clusters.map((each) => [each, new ClusterError(words)] as const));
    return { rows: rowsOf(delivery.environments, answers, delivery), answers };
  };

  test("says of a cluster that can't be asked why, above the table and in whole", () => {
    const frames: string[] = [];
    const screen: Screen = { columns: 80, rows: 12, hasColors: false };
    shower(shape, { out: (words) => void frames.push(words), err: () => undefined, screen })(
      refused(`it ${"says no and ".repeat(20)}ends`),
    );
    const all = (frames[1] ?? "").replaceAll(/\u001b\[[HKJ]/g, "").split("\n");
    assert.match(all[1] ?? "", /^Cluster main can't be asked \(npm run doctor says what to mend\): it says no and/);
    assert.ok(all.every((each) => each.length <= 80));
    assert.ok(all.some((each) => each.endsWith("ends")));
  });

  test("says in a log once that a cluster can't be asked, whatever the words, and again after it could be", async () => {
    const frames: string[] = [];
    const show = shower(shape, { out: (words) => void frames.push(words), err: () => undefined });
    const answers = await askClusters(delivery.environments, delivery, () => Promise.resolve(asking(well())));
    const fine: View = { rows: rowsOf(delivery.environments, answers, delivery), answers };
    for (const view of [refused("port 1"), refused("port 2"), fine, refused("port 3")]) show(view);
    const told = frames.filter((each) => each.includes("can't be asked"));
    assert.deepEqual(
      told.map((each) => /port [0-9]/.exec(each)?.[0]),
      ["port 1", "port 3"],
    );
  });

  test("shows nothing of a look that was stopped", async () => {
    const over = new AbortController();
    const shown: View[] = [];
    const last = await watch(
      () => {
        over.abort();
        return Promise.resolve({ rows: [], answers: new Map() });
      },
      (view) => void shown.push(view),
      over.signal,
      1,
    );
    assert.deepEqual([last, shown], [undefined, []]);
  });
});

test("a terminal has colors unless NO_COLOR says otherwise, and what is no terminal is no screen", () => {
  // As Node makes it of a terminal, without one.
  const stream = Object.assign(Object.create(WriteStream.prototype) as WriteStream, {
    isTTY: true,
    columns: 90,
    rows: 20,
  });
  // Node takes the terminal of a CI that it doesn't know for one without colors.
  const { NO_COLOR: none, FORCE_COLOR: forced, CI: ci, TERM: term } = process.env;
  try {
    for (const name of ["NO_COLOR", "FORCE_COLOR", "CI"]) Reflect.deleteProperty(process.env, name);
    process.env["TERM"] = "xterm-256color";
    assert.deepEqual(screenOf(stream), { columns: 90, rows: 20, hasColors: true });
    process.env["NO_COLOR"] = "1";
    assert.deepEqual(screenOf(stream), { columns: 90, rows: 20, hasColors: false });
  } finally {
    for (const [name, value] of Object.entries({ NO_COLOR: none, FORCE_COLOR: forced, CI: ci, TERM: term })) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
  assert.equal(screenOf(Object.assign(stream, { isTTY: false })), undefined);
});
