import { z } from "zod";
import { secretPath } from "../../secrets/path";
import { dnsLabel, httpUrl, line, variants } from "./primitives";

const name = dnsLabel.describe("Name of the Provider; alerts refer to it.");

const alertsUrl = "an http(s) URL ending in /api/v2/alerts";

const alertmanager = z.strictObject({
  name,
  type: z.literal("alertmanager"),
  address: httpUrl(alertsUrl)
    .regex(/\/api\/v2\/alerts$/, alertsUrl)
    .optional()
    .describe("Where events are sent. Default: the Alertmanager of this cluster's monitoring."),
});

const chat = <T extends string>(type: T) =>
  z.strictObject({
    name,
    type: z.literal(type),
    addressParameter: secretPath.describe("SSM path of the webhook's URL; you keep it."),
    channel: line("a channel such as #deployments").optional().describe("Channel. Default: the webhook's own."),
    username: line("a user name").optional().describe("Name that it posts as. Default: the webhook's own."),
  });

const git = <T extends string>(type: T) =>
  z.strictObject({
    name,
    type: z.literal(type),
    repository: dnsLabel.describe("Repository whose commits get a status, or that gets the event."),
    tokenParameter: secretPath
      .optional()
      .describe("SSM path of a GitHub token; you keep it. Default: github.app says it."),
  });

/** Where events go. @see https://fluxcd.io/flux/components/notification/providers/ */
export const notificationProvider = z.discriminatedUnion(
  "type",
  [alertmanager, chat("slack"), chat("discord"), chat("msteams"), git("github"), git("githubdispatch")],
  variants("type", "alertmanager, slack, discord, msteams, github or githubdispatch"),
);
