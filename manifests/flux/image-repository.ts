import type { ImageRepository } from "../../.gen/crds";
import type { Application, Cluster } from "../../model/delivery";
import { announcerOf, scanInterval } from "../../model/called";
import { imageAnnotation, receiverLabel, registryCredentialSecretName } from "../../model/names";

/** What the Receiver that is told of pushed images finds it by. */
function foundBy(
  application: Application,
  cluster: Cluster,
): Pick<ImageRepository["metadata"], "labels" | "annotations"> {
  const announcer = announcerOf(application, cluster);
  if (!announcer) return {};
  return { labels: { [receiverLabel]: announcer.name }, annotations: { [imageAnnotation]: application.image.name } };
}

/** Flux's scan of an image's tags. @see https://fluxcd.io/flux/components/image/imagerepositories/ */
export function imageRepository(application: Application, cluster: Cluster): ImageRepository {
  const { objectName, image, credential } = application;
  return {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImageRepository",
    metadata: { name: objectName, namespace: cluster.fluxNamespace, ...foundBy(application, cluster) },
    spec: {
      image: image.name,
      interval: scanInterval(application, cluster),
      timeout: image.timeout,
      ...(image.provider === "generic" ? {} : { provider: image.provider }),
      secretRef: credential && { name: registryCredentialSecretName(credential.name) },
      insecure: image.insecure || undefined,
    },
  };
}
