import assert from "node:assert/strict";
import { test } from "node:test";
import { environmentRoute, receiverRoute } from "../../../manifests/gateway/http-route";
import { named, whole } from "../../support/whole";

const { cluster, delivery } = whole();
const dev = named(named(delivery.applications, "web").environments, "dev");
const { gateway, receiver } = cluster;
assert.ok(gateway && receiver && dev.route);

const pathsOf = ({ spec }: ReturnType<typeof receiverRoute>): unknown => spec.rules?.[0]?.matches;

test("an application's route lets every path through", () => {
  assert.ok(dev.route);
  assert.deepEqual(pathsOf(environmentRoute(dev, dev.route, gateway)), [{ path: { type: "PathPrefix", value: "/" } }]);
});

test("GitHub reaches nothing but the paths of Receivers", () => {
  assert.deepEqual(pathsOf(receiverRoute(receiver, "flux-system", gateway)), [
    { path: { type: "PathPrefix", value: "/hook/" } },
  ]);
});

test("GitHub reaches Receivers at their own host alone", () => {
  assert.deepEqual(receiverRoute(receiver, "flux-system", gateway).spec.hostnames, [receiver.host]);
});
