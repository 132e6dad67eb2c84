/** The kinds of requests at each door. */
import type { IncomingMessage } from "node:http";
import type { RequestKind } from "./http-door";

/** As Kubernetes names verbs. @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/ */
const verbs: Readonly<Record<string, string>> = { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" };

/** `<verb> <resource>[/<subresource>]`, or `get <path>` of what is no resource. */
export function kindAtApiServer({ method = "", url = "" }: IncomingMessage): RequestKind {
  const { pathname, searchParams } = new URL(url, "http://host");
  const [, rest] = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/(.+)$/.exec(pathname) ?? [];
  if (rest === undefined) return { request: `${verbs[method] ?? "get"} discovery` };
  // A namespace is a resource itself, and where others are.
  const [resource = "", name, subresource] = rest.replace(/^namespaces\/[^/]+\/(?!status$|finalize$)/, "").split("/");
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  if (searchParams.get("watch") === "true" || searchParams.get("watch") === "1") {
    return { request: `watch ${what}`, piece: `event of ${what}` };
  }
  return { request: `${verbs[method] ?? (name === undefined ? "list" : "get")} ${what}` };
}

/** The action. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/Welcome.html */
export function kindAtSsm({ headers }: IncomingMessage): RequestKind {
  const target = headers["x-amz-target"];
  return { request: typeof target === "string" ? target.replace(/^AmazonSSM\./, "") : "other" };
}

/** @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints */
export function kindAtRegistry({ method = "", url = "" }: IncomingMessage): RequestKind {
  const [, part] = /^\/v2\/.+\/(tags|manifests|blobs)\//.exec(url) ?? [];
  return { request: `${method.toLowerCase()} ${part ?? "base"}` };
}
