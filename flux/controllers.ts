/** Flux's controllers: those that it ships without being asked, which overlays may use, and the two that write images. */
export const controllerNames = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
  "image-reflector-controller",
  "image-automation-controller",
] as const;

export type ControllerName = (typeof controllerNames)[number];
