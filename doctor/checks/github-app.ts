import { z } from "zod";
import { notifiesAsApp, usesApp } from "../../model/app";
import type { Delivery } from "../../model/delivery";
import { NotKnown, problem, type Check } from "../check";
import { appKeyVariable, read } from "../github";

const at = ["github", "app"];

/** What the App has to be allowed, by GitHub's names, and what for. */
function* needs({
  github: { app },
  repositories,
  clusters,
}: Delivery): Generator<readonly [permission: string, what: string]> {
  const asApp = clusters.flatMap(({ notifications }) => notifications.providers.filter(notifiesAsApp));
  const usesContents =
    repositories.some(({ access }) => access === "app") || asApp.some(({ type }) => type === "githubdispatch");
  if (usesContents) yield ["contents", "Contents: read and write"];
  if (asApp.some(({ type }) => type === "github")) yield ["statuses", "Commit statuses: read and write"];
  if (app?.administers) {
    yield ["administration", "Administration: read and write"];
    yield ["repository_hooks", "Webhooks: read and write"];
  }
}

const permissions = z.record(z.string(), z.string());

/** The GitHub App: its key, where it is installed, and what it may. */
export const gitHubApp: Check = {
  name: "github-app",
  of: "delivery",
  async *run({ gitHub, delivery, env }) {
    const { app, organization } = delivery.github;
    if (!app || (!app.administers && !delivery.clusters.some(usesApp))) return;
    if (!env[appKeyVariable]) throw new NotKnown(`${appKeyVariable} is not set: see variables`);
    const settings = "in the App's settings on GitHub";
    const itself = await gitHub.askAs(app, "GET /app");
    if (itself.status === 401 || itself.status === 404) {
      const found = `GitHub takes no key of ${appKeyVariable} for the App ${app.id}`;
      yield problem(at, found, `a private key of this App`, `Generate one ${settings}, and set the variable to it.`);
      return;
    }
    const { installationId, installationOwner = organization } = app;
    const ask = (route: string): ReturnType<typeof gitHub.askAs> =>
      gitHub.askAs(app, route, { login: installationOwner, id: installationId ?? 0 });
    let installation = await ask(
      installationId === undefined ? "GET /orgs/{login}/installation" : "GET /app/installations/{id}",
    );
    // Of a user it is elsewhere.
    if (installation.status === 404 && installationId === undefined)
      installation = await ask("GET /users/{login}/installation");
    if (installation.status === 404) {
      const where = installationId === undefined ? `for ${installationOwner}` : `as ${installationId}`;
      const expected = "an installation on the repositories";
      yield problem(at, `the App ${app.id} is not installed ${where}`, expected, `Install it, ${settings}.`);
      return;
    }
    if (installation.status !== 200)
      throw new NotKnown(`GitHub does not tell of the App's installation (status ${installation.status})`);
    const shape = z.object({ permissions, suspended_at: z.string().nullish() });
    const { permissions: granted, suspended_at: suspended } = read(shape, installation);
    if (suspended) {
      yield problem(
        at,
        `the installation of the App ${app.id} is suspended`,
        "one that is not",
        `Take it up again, ${settings}.`,
      );
    }
    for (const [permission, words] of needs(delivery)) {
      if (granted[permission] === "write") continue;
      const found = `the App ${app.id} has ${granted[permission] ?? "no"} ${permission}`;
      yield problem(at, found, words, `Give it the permission ${settings}, and accept it where it is installed.`);
    }
  },
};
