import assert from "node:assert/strict";
import { test } from "node:test";
import { edited, refusal } from "../config/bad-files/row";

const address = "          address: http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts\n";

/** What is said of the shipped file with monitoring, and another address of its Alertmanager's provider. */
const said = (monitoring: object, otherAddress = address): string =>
  refusal(
    edited([
      ["  - name: blog\n", `  - name: blog\n    monitoring: ${JSON.stringify(monitoring)}\n`],
      [address, otherAddress],
    ]),
  ).join("\n");

const slack = { slack: { parameter: "/a" } };
const spec = (alertmanagerSpec: object, more: object = {}): string =>
  said({ ...slack, ...more, values: { alertmanager: { alertmanagerSpec } } });

const name = "kubernetes.io/metadata.name";
const refusedNamespaces = /alertmanagerConfigNamespaceSelector: .*, expected a selector of namespace monitoring/;
const refusedRoutes = /alertmanagerConfigSelector: .*, expected a selector of what has no label/;

test("the namespace's label is all that a selector may ask for", () => {
  for (const selector of [
    {},
    { matchLabels: {} },
    { matchLabels: { [name]: "monitoring" }, matchExpressions: null },
    { matchExpressions: [] },
    { matchExpressions: [{ key: name, operator: "In", values: ["a", "monitoring"] }] },
    { matchExpressions: [{ key: name, operator: "NotIn", values: ["a"] }] },
    { matchExpressions: [{ key: "toString", operator: "DoesNotExist" }] },
  ]) {
    assert.equal(spec({ alertmanagerConfigNamespaceSelector: selector }), "accepted", JSON.stringify(selector));
  }
  for (const selector of [
    { matchLabels: { [name]: "other" } },
    { matchLabels: { [name]: "monitoring", team: "a" } },
    { matchExpressions: [{ key: name, operator: "In", values: ["a"] }] },
    { matchExpressions: [{ key: name, operator: "In" }] },
    { matchExpressions: [{ key: name, operator: "NotIn", values: ["monitoring"] }] },
    { matchExpressions: [{ key: name, operator: "DoesNotExist" }] },
    { matchExpressions: [{ key: "team", operator: "Exists" }] },
    { matchExpressions: [{ key: "team", operator: "In", values: ["a"] }] },
    { matchExpressions: [{ key: "toString", operator: "Exists" }] },
    {
      matchExpressions: [
        { key: name, operator: "Exists" },
        { key: "team", operator: "Exists" },
      ],
    },
    { matchExpressions: ["team"] },
    { matchExpressions: [null] },
    { matchExpressions: [{ key: [name], operator: "Exists" }] },
    "text",
  ]) {
    assert.match(spec({ alertmanagerConfigNamespaceSelector: selector }), refusedNamespaces, JSON.stringify(selector));
  }
});

test("what labels another's namespace has is not known, unless nothing is selected by labels", () => {
  const theirs = { createNamespace: false };
  assert.equal(spec({ alertmanagerConfigNamespaceSelector: { matchLabels: { team: "a" } } }, theirs), "accepted");
  assert.equal(spec({ alertmanagerConfigNamespaceSelector: null }, theirs), "accepted");
  assert.equal(spec({ alertmanagerConfigNamespaceSelector: null }), "accepted");
  assert.match(spec({ alertmanagerConfigNamespaceSelector: "text" }, theirs), refusedNamespaces);
});

test("an empty selector of routes takes all, and one of labels none of ours", () => {
  for (const selector of [{}, [], null, false, 0, ""]) {
    assert.equal(spec({ alertmanagerConfigSelector: selector }), "accepted", JSON.stringify(selector));
  }
  for (const selector of [{ matchLabels: { a: "b" } }, [1], 1, true, "text"]) {
    assert.match(spec({ alertmanagerConfigSelector: selector }), refusedRoutes, JSON.stringify(selector));
  }
});

test("an Alertmanager that is off in any of a chart's ways sends nothing", () => {
  for (const enabled of [false, null, 0, ""]) {
    const words = said(
      { ...slack, values: { alertmanager: { enabled } } },
      "          address: http://other:9093/api/v2/alerts\n",
    );
    assert.match(words, /alertmanager\.enabled: .*, expected no such value/, JSON.stringify(enabled));
    assert.doesNotMatch(words, /providers\[0\]/);
  }
  for (const enabled of [true, 1, "yes"]) {
    assert.equal(said({ ...slack, values: { alertmanager: { enabled } } }), "accepted", JSON.stringify(enabled));
  }
});

test("the address of one that is off is refused, by each of its names", () => {
  const off = { values: { alertmanager: { enabled: false } } };
  const at = (host: string): string => said(off, `          address: http://${host}:9093/api/v2/alerts\n`);
  const own = "kube-prometheus-stack-alertmanager.monitoring";
  for (const host of [own, `${own}.svc`, `${own}.svc.cluster.local`]) {
    assert.match(at(host), /providers\[0\]\.address: .*, expected another Alertmanager's/, host);
  }
  for (const host of ["alertmanager.acme.example", `x.${own}.svc`, `${own}x`]) assert.equal(at(host), "accepted", host);
});

test("an address is known as long as the values move nothing", () => {
  for (const values of [
    {},
    { fullnameOverride: "", nameOverride: null, namespaceOverride: "" },
    { fullnameOverride: null, nameOverride: "", namespaceOverride: null },
    { alertmanager: { enabled: true, service: { port: "9093" }, alertmanagerSpec: { routePrefix: "/" } } },
    { alertmanager: { service: { port: 9093 } } },
  ]) {
    assert.equal(said({ values }, ""), "accepted", JSON.stringify(values));
  }
  for (const values of [
    { fullnameOverride: "a" },
    { nameOverride: "a" },
    { namespaceOverride: "a" },
    { alertmanager: { service: { port: 80 } } },
    { alertmanager: { alertmanagerSpec: { routePrefix: "/a" } } },
  ]) {
    assert.match(
      said({ values }, ""),
      /address: got nothing, expected an http\(s\) URL .* where monitoring\.values has /,
    );
  }
});
