import assert from "node:assert/strict";
import { test } from "node:test";
import { amazonRegistry, hostOf, inFull, isOf, providerOf } from "../../model/registries";

const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

test("a private registry of Amazon's is known by its host, in every partition", () => {
  for (const host of [
    ecr,
    "123456789012.dkr.ecr-fips.eu-central-1.amazonaws.com",
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com.cn",
    "123456789012.dkr.ecr.eu-central-1.amazonaws.eu",
    "123456789012.dkr.ecr.eu-central-1.sc2s.sgov.gov",
    "123456789012.dkr.ecr.eu-central-1.c2s.ic.gov",
    "123456789012.dkr.ecr.eu-central-1.cloud.adc-e.uk",
    "123456789012.dkr.ecr.eu-central-1.csp.hci.ic.gov",
  ]) {
    assert.deepEqual(amazonRegistry(host), { account: "123456789012", region: "eu-central-1" }, host);
    assert.equal(providerOf(host), "aws");
  }
});

test("the public gallery is nobody's, and logged in to in one region", () => {
  assert.deepEqual(amazonRegistry("public.ecr.aws"), { region: "us-east-1" });
  assert.equal(isOf.aws("public.ecr.aws"), true);
  assert.equal(providerOf("public.ecr.aws"), "generic");
});

test("a host that has one in it is none", () => {
  for (const host of [`0${ecr}`, `x.${ecr}`, `${ecr}.example`, "12345678901.dkr.ecr.eu-central-1.amazonaws.com"]) {
    assert.equal(amazonRegistry(host), undefined, host);
    assert.equal(isOf.aws(host), false, host);
    assert.equal(providerOf(host), "generic", host);
  }
});

test("Azure's and Google's are known by the ends of their hosts", () => {
  const hosts = {
    azure: ["acme.azurecr.io", "acme.azurecr.cn", "acme.azurecr.de", "acme.azurecr.us"],
    gcp: ["gcr.io", "eu.gcr.io", "europe-west1-docker.pkg.dev"],
    none: [
      "acme.azurecr.io.example",
      "acmeazurecr.io",
      "acme.azurecr.com",
      "gcr.io.example",
      "agcr.io",
      "x-docker.pkg.dev.example",
    ],
  };
  const known = Object.values(hosts).flat();
  assert.deepEqual(known.filter(isOf.azure), hosts.azure);
  assert.deepEqual(known.filter(isOf.gcp), hosts.gcp);
});

test("an image without a registry is Docker Hub's", () => {
  for (const [image, full] of [
    ["nginx", "docker.io/nginx"],
    ["acme/web", "docker.io/acme/web"],
    ["acme/ghcr.io/web", "docker.io/acme/ghcr.io/web"],
    ["acme/localhost/web", "docker.io/acme/localhost/web"],
    ["localhost/web", "localhost/web"],
    ["registry:5000/web", "registry:5000/web"],
    ["ghcr.io/acme/web", "ghcr.io/acme/web"],
  ] as const) {
    assert.equal(inFull(image), full);
  }
  assert.equal(hostOf("ghcr.io/acme/web"), "ghcr.io");
});
