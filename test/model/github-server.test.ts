import assert from "node:assert/strict";
import { test } from "node:test";
import {
  actionsIssuer,
  isPublicSshHost,
  isTenant,
  knownHostName,
  providerBaseUrl,
  webAddress,
} from "../../model/github-server";

/** What is written, what the provider takes of it, and where people look at the server. */
const rows: readonly (readonly [apiUrl: string | undefined, baseUrl: string | undefined, web: string])[] = [
  [undefined, undefined, "https://github.com"],
  ["https://api.github.com", undefined, "https://github.com"],
  ["https://api.github.com/", undefined, "https://github.com"],
  ["https://github.com", undefined, "https://github.com"],
  ["https://git.acme.example", "https://git.acme.example/", "https://git.acme.example"],
  ["https://git.acme.example/", "https://git.acme.example/", "https://git.acme.example"],
  ["https://git.acme.example/api/v3", "https://git.acme.example/", "https://git.acme.example"],
  ["https://git.acme.example/api/v3/", "https://git.acme.example/", "https://git.acme.example"],
  ["http://git.acme.example:8080/api/v3/", "http://git.acme.example:8080/", "http://git.acme.example:8080"],
  ["https://acme.example/git/api/v3/", "https://acme.example/git/", "https://acme.example/git"],
  ["https://acme.example/my/api/v30/", "https://acme.example/my/api/v30/", "https://acme.example/my/api/v30"],
  ["https://acme.ghe.com", "https://api.acme.ghe.com/", "https://acme.ghe.com"],
  ["https://api.acme.ghe.com/", "https://api.acme.ghe.com/", "https://acme.ghe.com"],
  ["https://git.acme.example//", "https://git.acme.example/", "https://git.acme.example"],
  ["https://acme.ghe.com.example", "https://acme.ghe.com.example/", "https://acme.ghe.com.example"],
  ["https://git.acme.ghe.com", "https://git.acme.ghe.com/", "https://git.acme.ghe.com"],
  ["https://ghe.com.acme.example/", "https://ghe.com.acme.example/", "https://ghe.com.acme.example"],
];

for (const [apiUrl, baseUrl, web] of rows) {
  test(`${apiUrl ?? "no apiUrl"} is ${baseUrl ?? "the provider's default"}, with its website at ${web}`, () => {
    assert.equal(providerBaseUrl(apiUrl), baseUrl);
    assert.equal(webAddress(baseUrl), web);
  });
}

test("jobs have their tokens from the server that they run on", () => {
  for (const [apiUrl, issuer] of [
    [undefined, "https://token.actions.githubusercontent.com"],
    ["https://acme.ghe.com", "https://token.actions.acme.ghe.com"],
    ["https://git.acme.example", "https://git.acme.example/_services/token"],
  ] as const) {
    assert.equal(actionsIssuer(providerBaseUrl(apiUrl)), issuer);
  }
});

test("a tenant is on a host of its own below ghe.com", () => {
  for (const apiUrl of ["https://acme.ghe.com", "https://api.acme.ghe.com/"]) assert.ok(isTenant(apiUrl), apiUrl);
  for (const apiUrl of [undefined, "https://ghe.com", "https://git.acme.ghe.com", "https://acme.ghe.com.example"]) {
    assert.ok(!isTenant(apiUrl), apiUrl);
  }
});

test("what the provider takes is left as it is", () => {
  for (const [, baseUrl] of rows) assert.equal(providerBaseUrl(baseUrl), baseUrl);
});

test("the public GitHub takes SSH at two hosts, of which one has its port written or not", () => {
  for (const host of ["github.com", "github.com:22", "ssh.github.com:443"]) assert.ok(isPublicSshHost(host), host);
  for (const host of ["ssh.github.com", "github.com:443", "ghe.example.com"]) assert.ok(!isPublicSshHost(host), host);
});

test("a known_hosts file names a port only where it is not SSH's own", () => {
  assert.equal(knownHostName("ghe.example.com"), "ghe.example.com");
  assert.equal(knownHostName("ghe.example.com:22"), "ghe.example.com");
  assert.equal(knownHostName("ghe.example.com:2222"), "[ghe.example.com]:2222");
});
