import assert from "node:assert/strict";
import { test } from "node:test";
import { isPublicApi, isPublicSshHost, knownHostName, webHost } from "../../model/github-server";

test("the public GitHub takes SSH at two hosts, of which one has its port written or not", () => {
  for (const host of ["github.com", "github.com:22", "ssh.github.com:443"]) assert.ok(isPublicSshHost(host), host);
  for (const host of ["ssh.github.com", "github.com:443", "ghe.example.com"]) assert.ok(!isPublicSshHost(host), host);
});

test("the public GitHub's API is left out or written in full", () => {
  assert.ok(isPublicApi(undefined));
  assert.ok(isPublicApi("https://api.github.com/"));
  assert.ok(!isPublicApi("https://ghe.example.com/api/v3/"));
});

test("web addresses of the public GitHub are on github.com, those of another server on its host without the port", () => {
  assert.equal(webHost("ssh.github.com:443"), "github.com");
  assert.equal(webHost("ghe.example.com"), "ghe.example.com");
  assert.equal(webHost("ghe.example.com:2222"), "ghe.example.com");
});

test("a known_hosts file names a port only where it is not SSH's own", () => {
  assert.equal(knownHostName("ghe.example.com"), "ghe.example.com");
  assert.equal(knownHostName("ghe.example.com:22"), "ghe.example.com");
  assert.equal(knownHostName("ghe.example.com:2222"), "[ghe.example.com]:2222");
});
