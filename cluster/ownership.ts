/** Who owns the fields of an object that OpenTofu and Flux have both applied. */
import { z } from "zod";

/** The names under which the two apply. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers */
export const managers = { openTofu: "Terraform", flux: "kustomize-controller" } as const;

export type Manager = (typeof managers)[keyof typeof managers];

/** An object with who owns its fields, in the order in which the API server has them. */
export const ownedObject = z.object({
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
    managedFields: z.array(z.object({ manager: z.string(), operation: z.string() })).default([]),
  }),
});

export type OwnedObject = z.output<typeof ownedObject>;

/** An operation of a JSON patch. @see https://www.rfc-editor.org/rfc/rfc6902 */
export type Operation =
  | { readonly op: "test"; readonly path: string; readonly value: string }
  | { readonly op: "remove"; readonly path: string };

/** Labels by which an object says which Kustomization has applied it. */
export const appliedByLabels = {
  name: "kustomize.toolkit.fluxcd.io/name",
  namespace: "kustomize.toolkit.fluxcd.io/namespace",
} as const;

/** What Flux writes beside what the manifest says, of an object of the fleet's. */
const labels = Object.values(appliedByLabels);
const annotations = ["kustomize.toolkit.fluxcd.io/prune"];

const remove = (path: string, key: string): Operation => ({
  op: "remove",
  path: `/metadata/${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
});

/** Where in the list of managers one stands that has applied an object; negative where it has not. */
const placeOf = ({ metadata }: OwnedObject, manager: Manager): number =>
  metadata.managedFields.findIndex((each) => each.manager === manager && each.operation === "Apply");

export const isOwnedBy = (object: OwnedObject, manager: Manager): boolean => placeOf(object, manager) >= 0;

/** What tells an object from others; nobody owns it. */
const identity = new Set(["apiVersion", "kind", "metadata", "name", "namespace"]);

/** Whether a manifest says more of its object than that it is there: who applies nothing else is no owner of it. */
export const ownsFields = (manifest: { readonly metadata?: unknown }): boolean =>
  Object.entries({ ...manifest, ...(manifest.metadata as object) }).some(
    ([key, value]) => value !== undefined && !identity.has(key),
  );

/**
 * Has an object belong no more to a manager that has applied it earlier. Its fields stay as they are: the one who applies
 * it now owns them too. The patch fails where somebody has changed the list meanwhile.
 *
 * @returns no operation where it does not belong to that manager
 */
export function disown(object: OwnedObject, manager: Manager): readonly Operation[] {
  const { metadata } = object;
  const index = placeOf(object, manager);
  if (index < 0) return [];
  const entry = `/metadata/managedFields/${index}`;
  const written =
    manager === managers.flux
      ? [
          ...labels.filter((key) => key in metadata.labels).map((key) => remove("labels", key)),
          ...annotations.filter((key) => key in metadata.annotations).map((key) => remove("annotations", key)),
        ]
      : [];
  return [
    { op: "test", path: `${entry}/manager`, value: manager },
    { op: "test", path: `${entry}/operation`, value: "Apply" },
    { op: "remove", path: entry },
    ...written,
  ];
}

/** The Kustomization that has applied an object. @default - none has */
export const appliedBy = ({ metadata }: OwnedObject): string | undefined => metadata.labels[appliedByLabels.name];
