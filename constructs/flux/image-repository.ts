import type { ImageRepository } from "../../.gen/crds";
import type { Application } from "../../config/defaults";
import { dockerSecretName } from "../../config/names";

/** Flux's scan of an image's tags. @see https://fluxcd.io/flux/components/image/imagerepositories/ */
export function imageRepository({ name, image }: Application, namespace: string): ImageRepository {
  return {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImageRepository",
    metadata: { name, namespace },
    spec: {
      image: image.name,
      interval: image.interval,
      timeout: image.timeout,
      ...(image.credential !== undefined && { secretRef: { name: dockerSecretName(image.credential) } }),
      ...(image.insecure && { insecure: true }),
    },
  };
}
