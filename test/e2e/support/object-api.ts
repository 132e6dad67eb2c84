/** The Kubernetes client with server-side apply of an object as it is written: its own would leave out what it does not know. */
import type { KubernetesObjectApi } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { Json } from "../../support/synth";
import { referenceOf, type Reference } from "./objects";

export interface ApplyOptions {
  readonly fieldManager: string;
  /** Whether fields of others are written over. */
  readonly force: boolean;
  /** Whether the API server only says what would be. */
  readonly dryRun: boolean;
}

export interface ObjectApi extends KubernetesObjectApi {
  /** @throws Error where the API server refuses the object, or has a warning about it */
  readonly serverSideApply: (manifest: Json, options: ApplyOptions) => Promise<Json>;
}

/** What the client finds an object by. */
export const header = ({ apiVersion, kind, namespace, name }: Reference) => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});

/** A client of the cluster of a kubeconfig file. */
export async function objectApi(kubeconfig: string): Promise<ObjectApi> {
  const { HttpMethod, KubeConfig, KubernetesObjectApi, PatchStrategy } = await import("@kubernetes/client-node");

  class Client extends KubernetesObjectApi implements ObjectApi {
    async serverSideApply(manifest: Json, { fieldManager, force, dryRun }: ApplyOptions): Promise<Json> {
      const path = await this.specUriPath(header(referenceOf(manifest)), "patch");
      const { baseServer, authMethods, httpApi } = this.configuration;
      const request = baseServer.makeRequestContext(path, HttpMethod.PATCH);
      request.setHeaderParam("Accept", "application/json");
      request.setHeaderParam("Content-Type", PatchStrategy.ServerSideApply);
      request.setQueryParam("fieldManager", fieldManager);
      request.setQueryParam("fieldValidation", "Strict");
      if (force) request.setQueryParam("force", "true");
      if (dryRun) request.setQueryParam("dryRun", "All");
      request.setBody(JSON.stringify(manifest));
      await authMethods.default?.applySecurityAuthentication(request);
      const { httpStatusCode, headers, body } = await httpApi.send(request).toPromise();
      const answer = await body.text();
      // A Status of the API says why in its message; what is before it, or in its way, says anything.
      if (httpStatusCode > 299) throw new Error(`the API server answers ${httpStatusCode}: ${answer}`);
      if (headers["warning"] !== undefined) throw new Error(`warning: ${headers["warning"]}`);
      return JSON.parse(answer) as Json;
    }
  }

  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return config.makeApiClient(Client);
}
