import { formatGiven, type Problem } from "../config/problems";
import { notifiesAsApp } from "../model/app";
import type { Delivery } from "../model/delivery";
import { each } from "./rule";

const app = ["github", "app"];

/** The GitHub App's installation is named in one way: Flux refuses both, and none. */
export const appHasOneInstallation = ({ github }: Delivery): Iterable<Problem> =>
  each([github.app], function* (element) {
    if (!element) return;
    const { installationOwner, installationId } = element;
    if (installationOwner !== undefined && installationId !== undefined) {
      const given = `${formatGiven(installationOwner)} beside installationId`;
      yield { path: [...app, "installationOwner"], given, expected: "one of the two: Flux refuses both" };
    }
    if (installationOwner === undefined && installationId === undefined) {
      const expected = "installationOwner or installationId: where the App is installed";
      yield { path: app, given: "no installation", expected };
    }
  });

/** The provider of OpenTofu finds an installation by its ID alone. */
export const administeringAppHasInstallationId = ({ github }: Delivery): Iterable<Problem> =>
  each([github.app], function* (element) {
    if (!element?.administers || element.installationId !== undefined) return;
    yield {
      path: [...app, "administers"],
      given: "true without installationId",
      expected: "installationId in the place of installationOwner: the GitHub provider looks no owner up",
    };
  });

/** What acts as the GitHub App has one. */
export function* appIsThere({ github, repositories, clusters }: Delivery): Generator<Problem> {
  yield* each(repositories, function* ({ access, at }) {
    if (access !== "app" || github.app) return;
    yield { path: [...at, "access"], given: formatGiven(access), expected: "github.app beside it, or deployKey" };
  });
  yield* each(clusters, function* ({ notifications }) {
    yield* each(notifications.providers, function* (provider) {
      if (!notifiesAsApp(provider) || github.app) return;
      const expected = "the SSM path of a GitHub token, or github.app";
      yield { path: [...provider.at, "tokenParameter"], given: "nothing", expected };
    });
  });
}
