import { whereKnown } from "../config/ill-formed";
import type { Cluster, NotificationProvider } from "./delivery";

/** Whether a provider of notifications acts as the GitHub App. */
export const notifiesAsApp = (provider: NotificationProvider): boolean =>
  "repository" in provider && provider.tokenParameter === undefined;

/** Whether something on a cluster acts as the GitHub App, so that it needs the App's key. */
export const usesApp = ({ repositories, notifications }: Cluster): boolean =>
  whereKnown(repositories, ({ access }) => access === "app" || undefined).length > 0 ||
  whereKnown(notifications.providers, (provider) => notifiesAsApp(provider) || undefined).length > 0;
