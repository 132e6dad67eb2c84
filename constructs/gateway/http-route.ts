import type { HTTPRoute } from "../../.gen/crds";
import type { Cluster } from "../../config/defaults";

export interface HttpRouteOptions {
  readonly name: string;
  readonly namespace: string;
  readonly gateway: NonNullable<Cluster["gateway"]>;
  readonly host: string;
  readonly service: { readonly name: string; readonly port: number };
  /** Paths that are let through. @default / */
  readonly pathPrefix?: string;
  /** Headers added to every response. @default - none */
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** Brings a host's requests from the Gateway to a Service. @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
export function httpRoute(options: HttpRouteOptions): HTTPRoute {
  const { gateway, service, pathPrefix = "/", responseHeaders } = options;
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: options.name, namespace: options.namespace },
    spec: {
      parentRefs: [{ name: gateway.name, namespace: gateway.namespace, sectionName: gateway.sectionName }],
      hostnames: [options.host],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: pathPrefix } }],
          ...(responseHeaders && {
            filters: [
              {
                type: "ResponseHeaderModifier",
                responseHeaderModifier: {
                  // `set`, not `add`: an application that sends the header itself must not send it twice.
                  set: Object.entries(responseHeaders).map(([name, value]) => ({ name, value })),
                },
              },
            ],
          }),
          backendRefs: [{ name: service.name, port: service.port }],
        },
      ],
    },
  };
}
