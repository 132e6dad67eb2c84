import { z } from "zod";
import { dnsLabel, duration } from "./primitives";

/** Who applies Flux's objects and what is beside them. */
export const deliveredBy = z.enum(["opentofu", "git"], "opentofu or git");

/** What clusters are delivered from that are not by OpenTofu. */
export const fleet = z.strictObject({
  repository: dnsLabel.describe("The repository, one of repositories that no application has."),
  interval: duration
    .default("10m")
    .describe("How often Flux compares a cluster with it; a commit is applied as soon as it is fetched."),
  retryInterval: duration.default("1m").describe("How soon it tries again after a failure."),
  timeout: duration.default("5m").describe("How long it waits for what it has applied."),
});
