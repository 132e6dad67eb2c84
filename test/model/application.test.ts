import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../config/load";
import { add, application, environment } from "../config/bad-files/pieces";
import { edited, type Edit } from "../config/bad-files/row";

const applicationsOf = (...edits: Edit[]) => parseDelivery(edited(edits), "delivery.yaml").applications;

const image = "image: { name: acme/web }";
const web = add(
  application("web", "repository: echo-server", image),
  environment("dev", "cluster: blog", "namespace: web", "path: web"),
);
const build = (fields: string): Edit => ["port: 3000", `port: 3000\n    build: ${fields}`];

test("an application alone in its repository is built from its root, others from a folder of their own", () => {
  const builds = (...edits: Edit[]) =>
    applicationsOf(...edits).map(({ build: { context, dockerfile, gitTagPrefix } }) => [
      context,
      dockerfile,
      gitTagPrefix,
    ]);
  assert.deepEqual(builds(), [[".", "Dockerfile", "v"]]);
  assert.deepEqual(builds(web), [
    ["echo-server", "echo-server/Dockerfile", "echo-server/v"],
    ["web", "web/Dockerfile", "web/v"],
  ]);
  assert.deepEqual(builds(build("{ context: src }")), [["src", "src/Dockerfile", "v"]]);
  assert.deepEqual(builds(build("{ dockerfile: docker/Dockerfile, gitTagPrefix: release- }")), [
    [".", "docker/Dockerfile", "release-"],
  ]);
  assert.deepEqual(builds(build("{ context: . }"), web)[0], [".", "Dockerfile", "echo-server/v"]);
});

test("an image's name is whole, and its provider that of its registry", () => {
  const images = (...edits: Edit[]) =>
    applicationsOf(...edits).map(({ image: { name, provider } }) => [name, provider]);
  assert.deepEqual(images(web)[1], ["docker.io/acme/web", "generic"]);
  const noCredential: Edit = ["      credential: echo-server\n", ""];
  const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/echo-server";
  assert.deepEqual(images(noCredential, ["ghcr.io/developer-friendly/echo-server", ecr]), [[ecr, "aws"]]);
});

test("probes ask the application's path, but for those that have their own", () => {
  const probes = (text: string) =>
    applicationsOf(["port: 3000", `port: 3000\n    probePath: /up`], ["{ tier: backend }", text])[0]?.workload.probes;
  assert.deepEqual(probes("{}"), { startup: "/up", readiness: "/up", liveness: "/up" });
  assert.deepEqual(probes("{ probes: { startup: /a, readiness: /b, liveness: /c } }"), {
    startup: "/a",
    readiness: "/b",
    liveness: "/c",
  });
});

test("a ServiceAccount is called as its application, unless it has a name", () => {
  const accounts = (text: string) => applicationsOf(["{ tier: backend }", text])[0]?.workload.serviceAccount?.name;
  assert.equal(accounts("{}"), undefined);
  assert.equal(accounts("{ serviceAccount: {} }"), "echo-server");
  assert.equal(accounts("{ serviceAccount: { name: own } }"), "own");
});

test("a pin is a tag, with its digest where it has one", () => {
  const pin = (text: string) => applicationsOf(add(`        pin: "${text}"\n`))[0]?.environments[0]?.pin;
  const digest = `sha256:${"a".repeat(64)}`;
  assert.deepEqual(pin("1"), { tag: "1", digest: undefined });
  assert.deepEqual(pin(`1@${digest}`), { tag: "1", digest });
  assert.equal(applicationsOf()[0]?.environments[0]?.pin, undefined);
});

test("an environment that is promoted to has the tags of promotions, from the first tag on", () => {
  const digests: Edit = ["          policy:\n", "          digestReflectionPolicy: IfNotPresent\n          policy:\n"];
  const promoted = (name: string, from: string, more = ""): string =>
    `      - { name: ${name}, cluster: blog, namespace: ${name}, promoteFrom: ${from}${more} }\n`;
  const [own] = applicationsOf(
    digests,
    add(promoted("test", "dev"), promoted("live", "test", ', initialTag: "7", soak: 2h')),
  );
  const [dev, test, live] = own?.environments ?? [];
  assert.deepEqual([dev?.isPromotedFrom, test?.isPromotedFrom, live?.isPromotedFrom], [true, true, false]);
  assert.deepEqual([test?.promoteFrom?.name, live?.promoteFrom?.name], ["dev", "test"]);
  assert.deepEqual([test?.initialTag, live?.initialTag], ["9050352340", "7"]);
  assert.deepEqual([dev?.soakSeconds, test?.soakSeconds, live?.soakSeconds], [0, 960, 7200]);
  assert.match(live?.imagePolicy.filterTags?.pattern ?? "", /live-/);
});
