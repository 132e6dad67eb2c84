import type { HTTPRoute } from "../../.gen/crds";
import type { Environment, Gateway, Receiver } from "../../model/delivery";
import { servicePort } from "../../model/names";

interface HttpRouteOptions {
  readonly name: string;
  readonly namespace: string;
  readonly gateway: Gateway;
  readonly hosts: readonly string[];
  readonly service: { readonly name: string; readonly port: number };
  /** Paths that are let through. @default / */
  readonly pathPrefix?: string;
  /** Headers added to every response. @default - none */
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** Brings a host's requests from the Gateway to a Service. @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
function httpRoute(options: HttpRouteOptions): HTTPRoute {
  const { gateway, service, pathPrefix = "/", responseHeaders } = options;
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: options.name, namespace: options.namespace },
    spec: {
      parentRefs: [{ name: gateway.name, namespace: gateway.namespace, sectionName: gateway.sectionName }],
      hostnames: [...options.hosts],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: pathPrefix } }],
          filters: responseHeaders && [
            {
              type: "ResponseHeaderModifier",
              responseHeaderModifier: {
                // `set`, not `add`: an application that sends the header itself must not send it twice.
                set: Object.entries(responseHeaders).map(([name, value]) => ({ name, value })),
              },
            },
          ],
          backendRefs: [{ name: service.name, port: service.port }],
        },
      ],
    },
  };
}

/** The way from outside to an environment's application. */
export const environmentRoute = (
  { objectName, namespace, application }: Environment,
  route: NonNullable<Environment["route"]>,
  gateway: Gateway,
): HTTPRoute =>
  httpRoute({
    name: objectName,
    namespace,
    gateway,
    hosts: [route.host, ...route.aliases],
    service: { name: application.objectName, port: servicePort },
    responseHeaders: { "Strict-Transport-Security": route.strictTransportSecurity },
  });

/** The way from GitHub to a Receiver: its Service and port, not notification-controller's other one, which is internal. */
export const receiverRoute = ({ name, host }: Receiver, fluxNamespace: string, gateway: Gateway): HTTPRoute =>
  httpRoute({
    name,
    namespace: fluxNamespace,
    gateway,
    hosts: [host],
    service: { name: "webhook-receiver", port: 80 },
    pathPrefix: "/hook/",
  });
