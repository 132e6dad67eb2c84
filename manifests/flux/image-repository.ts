import type { ImageRepository } from "../../.gen/crds";
import type { Application, Cluster } from "../../model/delivery";
import { registryCredentialSecretName } from "../../model/names";

/** Flux's scan of an image's tags. @see https://fluxcd.io/flux/components/image/imagerepositories/ */
export const imageRepository = (
  { objectName, image, credential }: Application,
  { fluxNamespace }: Cluster,
): ImageRepository => ({
  apiVersion: "image.toolkit.fluxcd.io/v1",
  kind: "ImageRepository",
  metadata: { name: objectName, namespace: fluxNamespace },
  spec: {
    image: image.name,
    interval: image.interval,
    timeout: image.timeout,
    ...(image.provider === "generic" ? {} : { provider: image.provider }),
    secretRef: credential && { name: registryCredentialSecretName(credential.name) },
    insecure: image.insecure || undefined,
  },
});
