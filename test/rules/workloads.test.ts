import assert from "node:assert/strict";
import { test } from "node:test";
import { add, addCluster, application, environment, image, sameRepository } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

/** The shipped application's workload, and its environment's. */
const workload = (own: string, environments?: string): readonly string[] =>
  said(
    ["    workload: { tier: backend }\n", `    workload: ${own}\n`],
    ...(environments === undefined ? [] : [add(`        workload: ${environments}\n`)]),
  );

test("the number of Pods is one, or a range that may be of one", () => {
  for (const scale of [
    "{ replicas: 3 }",
    "{ autoscaling: { minReplicas: 2, maxReplicas: 2 } }",
    "{ autoscaling: { minReplicas: 2, maxReplicas: 3 } }",
  ]) {
    assert.deepEqual(workload(scale), ["accepted"], scale);
    assert.deepEqual(workload("{}", scale), ["accepted"], scale);
  }
  const upside = "{ replicas: 2, autoscaling: { minReplicas: 3, maxReplicas: 2 } }";
  const wrong = (at: string): string[] => [
    `${at}.replicas: got 2, expected no replicas beside autoscaling, which sets their number: leave one of them out`,
    `${at}.autoscaling.maxReplicas: got 2, expected at least minReplicas, which is 3`,
  ];
  assert.deepEqual(workload(upside), wrong("applications[0].workload"));
  assert.deepEqual(workload("{}", upside), wrong("applications[0].environments[0].workload"));
});

const resources = (requests: string, limits: string): string =>
  `{ resources: { requests: ${requests}, limits: ${limits} } }`;

test("what is requested may be the limit, and is told once where it is more", () => {
  assert.deepEqual(workload(resources("{ cpu: 100m, memory: 64Mi }", "{ cpu: 100m, memory: 64Mi }")), ["accepted"]);
  const cpu = resources("{ cpu: 101m }", "{ cpu: 100m }");
  const more = 'got "101m", expected at most the limit, which is 100m: raise limits.cpu, or request less';
  assert.deepEqual(workload(cpu), [`applications[0].workload.resources.requests.cpu: ${more}`]);
  assert.deepEqual(workload(cpu, cpu), [`applications[0].workload.resources.requests.cpu: ${more}`]);
  assert.deepEqual(workload("{}", cpu), [`applications[0].environments[0].workload.resources.requests.cpu: ${more}`]);
  assert.match(
    workload("{}", resources("{ memory: 65Mi }", "{ memory: 64Mi }")).join(),
    /environments\[0\]\.workload\.resources\.requests\.memory: got "65Mi", expected at most the limit, which is 64Mi/,
  );
});

test("a drain ends before the Pod is killed", () => {
  const drain = (sleep: number, grace: number): readonly string[] =>
    workload(`{ drain: { sleepSeconds: ${sleep}, terminationGracePeriodSeconds: ${grace} } }`);
  assert.deepEqual(drain(5, 6), ["accepted"]);
  for (const grace of [5, 4]) {
    assert.deepEqual(drain(5, grace), [
      `applications[0].workload.drain.terminationGracePeriodSeconds: got ${grace}, expected more than sleepSeconds, which is 5`,
    ]);
  }
});

test("a variable is plain or secret, in the environment and in the application", () => {
  const secrets = (own: string, env?: string): readonly string[] =>
    said(
      ["    workload: { tier: backend }\n", `    workload: ${own}\n`],
      add("        secrets: { A: /a, toString: /b }\n", env === undefined ? "" : `        workload: ${env}\n`),
    );
  assert.deepEqual(secrets("{ env: { B: b } }", "{ env: { C: c } }"), ["accepted"]);
  const message = (holder: string): RegExp =>
    new RegExp(`secrets.A: got "A", expected a variable that no env has, which would win over it: ${holder}`);
  assert.match(secrets("{ env: { A: a } }").join(), message("applications\\[0\\].workload.env.A"));
  assert.match(
    secrets("{ env: { A: a } }", "{ env: { A: a } }").join(),
    message("applications\\[0\\].environments\\[0\\].workload.env.A"),
  );
});

const withAccount = (name: string): string => `workload: { serviceAccount: { name: ${name} } }`;
const web = (name: string, at: string): string =>
  application("web", sameRepository, image, withAccount(name)) +
  environment("dev", at, "namespace: default", "path: web");

test("a ServiceAccount is one application's in a namespace of a cluster", () => {
  const own: Edit = ["    workload: { tier: backend }\n", `    ${withAccount("app")}\n`];
  assert.deepEqual(said(own, add(web("other", "cluster: blog"))), ["accepted"]);
  assert.match(
    said(own, add(web("app", "cluster: blog"))).join(),
    /applications\[1\]\.workload\.serviceAccount\.name: got "app", expected a ServiceAccount in namespace default of cluster blog of its own/,
  );
  assert.deepEqual(said(own, add(web("app", "cluster: blog").replace("namespace: default", "namespace: web"))), [
    "accepted",
  ]);
  assert.deepEqual(
    said(
      own,
      ...addCluster(),
      add(web("app", "cluster: shop").replace("path: web", "path: web\n        pushBranch: web")),
    ),
    ["accepted"],
  );
  assert.match(
    workload("{ serviceAccount: { name: default } }").join(),
    /^applications\[0\]\.workload\.serviceAccount\.name: got "default", expected another name/,
  );
});

test("annotations are of a ServiceAccount that there is", () => {
  const annotations = "{ serviceAccount: { annotations: { a/b: c } } }";
  assert.deepEqual(workload("{ serviceAccount: {} }", annotations), ["accepted"]);
  assert.deepEqual(workload("{}", "{ serviceAccount: { annotations: {} } }"), ["accepted"]);
  assert.match(
    workload("{}", annotations).join(),
    /environments\[0\]\.workload\.serviceAccount\.annotations: got .*, expected annotations of a ServiceAccount that there is/,
  );
});
