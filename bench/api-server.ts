/** A stand-in for the API servers of clusters, which lists objects and does nothing else, for the real kubectl. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { groupBy } from "es-toolkit/array";
import { at, isObject, text, type JsonObject } from "../test/support/synth";

export interface ApiServer {
  readonly address: string;
  /** How often it was asked, and what it has sent. */
  readonly counts: { requests: number; bytes: number };
  readonly stop: () => void;
}

const plural = (kind: string): string => `${kind.toLowerCase()}s`.replace(/ys$/, "ies");

const versionOf = (object: JsonObject): string => text(object["apiVersion"]);
const kindOf = (object: JsonObject): string => text(object["kind"]);

/** What every object of a real server has beside what it says: who owns which field. */
const owners = {
  managedFields: Array.from({ length: 2 }, (_, index) => ({
    manager: `manager-${index}`,
    operation: "Update",
    fieldsV1: Object.fromEntries(Array.from({ length: 40 }, (_each, field) => [`f:field-${field}`, {}])),
  })),
};

const withOwners = (object: JsonObject): JsonObject => {
  const metadata = object["metadata"];
  return { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), ...owners } };
};

/** The groups, kinds and lists of a cluster, by the path of a request. */
function answersOf(objects: readonly JsonObject[]): (path: string, query: URLSearchParams) => object | undefined {
  const byVersion = groupBy(objects.map(withOwners), versionOf);
  const groups = Object.keys(byVersion).filter((each) => each.includes("/"));
  const resources = (version: string): JsonObject[] =>
    [...new Set((byVersion[version] ?? []).map(kindOf))].map((kind) => ({
      name: plural(kind),
      singularName: kind.toLowerCase(),
      namespaced: (byVersion[version] ?? []).some(
        (each) => kindOf(each) === kind && at(each, "metadata", "namespace") !== undefined,
      ),
      kind,
      verbs: ["get", "list"],
    }));
  const list = (version: string, name: string, namespace: string | undefined, query: URLSearchParams) => {
    const [key, value] = query.get("labelSelector")?.split("=") ?? [];
    const all = (byVersion[version] ?? []).filter(
      (each) =>
        plural(kindOf(each)) === name &&
        (namespace === undefined || at(each, "metadata", "namespace") === namespace) &&
        (key === undefined || at(each, "metadata", "labels", key) === value),
    );
    const [begin, limit] = [Number(query.get("continue") ?? 0), Number(query.get("limit") ?? 1e9)];
    const end = begin + limit;
    const more: JsonObject = end < all.length ? { continue: String(end) } : {};
    return { apiVersion: version, kind: "List", metadata: more, items: all.slice(begin, end) };
  };
  return (path, query) => {
    if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
    if (path === "/apis") {
      const all = groups.map((groupVersion) => {
        const [name = "", version = ""] = groupVersion.split("/");
        return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
      });
      return { apiVersion: "v1", kind: "APIGroupList", groups: all };
    }
    const [, version, namespace, name] =
      /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?(?:\/([^/]+))?$/.exec(path) ?? [];
    if (version === undefined) return undefined;
    if (name !== undefined) return list(version, name, namespace, query);
    if (namespace !== undefined) return undefined;
    return { kind: "APIResourceList", groupVersion: version, resources: resources(version) };
  };
}

/** Serves clusters, each below its name. */
export async function startApiServer(clusters: ReadonlyMap<string, readonly JsonObject[]>): Promise<ApiServer> {
  const answers = new Map([...clusters].map(([name, objects]) => [name, answersOf(objects)]));
  const counts = { requests: 0, bytes: 0 };
  const server: Server = createServer(({ url = "/" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const [, name = "", path = ""] = /^\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
    const answer = answers.get(name)?.(path, searchParams);
    const body = JSON.stringify(answer ?? { kind: "Status", status: "Failure", reason: "NotFound", code: 404 });
    counts.requests += 1;
    counts.bytes += body.length;
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    counts,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
