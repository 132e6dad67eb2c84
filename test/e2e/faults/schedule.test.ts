import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { doors, ways } from "./fault";
import { kindAtApiServer, kindAtRegistry, kindAtSsm } from "./kinds";
import { kinds, scheduleOf } from "./schedule";

const asked = (method: string, url: string, headers: Record<string, string> = {}): IncomingMessage =>
  Object.assign(new IncomingMessage(new Socket()), { method, url, headers });

test("A schedule comes from its seed alone", () => {
  assert.deepEqual(scheduleOf(7), scheduleOf(7));
  assert.notDeepEqual(scheduleOf(7), scheduleOf(8));
});

test("Some hundred schedules meet every kind of request with everything that can go wrong with it", () => {
  const met = new Set(
    Array.from({ length: 400 }, (_, seed) => scheduleOf(seed))
      .flat()
      .map(({ door, request, way }) => `${door}: ${way} ${request}`),
  );
  for (const { door, requests, ways: own } of kinds) {
    for (const request of requests) for (const way of own) assert.ok(met.has(`${door}: ${way} ${request}`), request);
  }
  for (const door of doors)
    for (const way of ways) assert.ok([...met].some((each) => each.startsWith(`${door}: ${way}`)));
});

test("Requests to the API server are called as Kubernetes calls them", () => {
  const flux = "/apis/source.toolkit.fluxcd.io/v1";
  const cases: readonly (readonly [string, string, string, string?])[] = [
    ["GET", `${flux}/namespaces/a/gitrepositories/b`, "get gitrepositories"],
    ["GET", `${flux}/gitrepositories?limit=500`, "list gitrepositories"],
    ["GET", `${flux}/gitrepositories?watch=true`, "watch gitrepositories", "event of gitrepositories"],
    ["PATCH", `${flux}/namespaces/a/gitrepositories/b/status?fieldManager=c`, "patch gitrepositories/status"],
    ["POST", "/api/v1/namespaces/a/events", "create events"],
    ["PUT", "/api/v1/namespaces/a/finalize", "update namespaces/finalize"],
    ["GET", "/api/v1/namespaces/a", "get namespaces"],
    ["DELETE", "/api/v1/namespaces/a/secrets/b", "delete secrets"],
    ["GET", "/apis/apps/v1", "get discovery"],
  ];
  for (const [method, url, request, piece] of cases) {
    assert.deepEqual(kindAtApiServer(asked(method, url)), { request, ...(piece !== undefined && { piece }) });
  }
});

test("Requests to SSM and the registry are called by what they ask for", () => {
  assert.equal(kindAtSsm(asked("POST", "/", { "x-amz-target": "AmazonSSM.GetParameter" })).request, "GetParameter");
  assert.equal(kindAtRegistry(asked("GET", "/v2/acme/shop/tags/list?n=1000")).request, "get tags");
  assert.equal(kindAtRegistry(asked("HEAD", "/v2/acme/shop/manifests/1")).request, "head manifests");
  assert.equal(kindAtRegistry(asked("GET", "/v2/")).request, "get base");
});
