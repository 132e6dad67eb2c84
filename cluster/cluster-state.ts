/** What a cluster says of its objects, as far as anybody here looks at it. */
import { z } from "zod";

const text = z.string().catch("");

const condition = z.object({
  type: text,
  status: text,
  reason: text,
  message: text,
  /** When it became what it is. */
  lastTransitionTime: z.string().optional().catch(undefined),
});

/** @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties */
export type Condition = z.output<typeof condition>;

/** None where there are none that can be read. */
export const conditions = z.array(condition).catch([]);

const reference = z.object({ kind: text, namespace: text, name: text }).catch({ kind: "", namespace: "", name: "" });

const containerStatuses = z
  .array(
    z.object({
      image: text,
      state: z
        .object({ waiting: z.object({ reason: text, message: text }).optional() })
        .catch({})
        .default({}),
    }),
  )
  .catch([]);

const nothing = {};

const spec = z.object({ suspend: z.boolean().optional().catch(undefined) });

const status = z.object({
  conditions,
  observedGeneration: z.number().optional(),
  /** Of a Pod: why the kubelet or the scheduler does not run it. */
  containerStatuses,
  initContainerStatuses: containerStatuses,
  /** Of an HTTPRoute: what each controller says of each Gateway. */
  parents: z.array(z.object({ parentRef: reference, conditions })).catch([]),
});

export const clusterObject = z.object({
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
    uid: text,
    generation: z.number().optional(),
    deletionTimestamp: z.string().optional(),
  }),
  spec: spec.catch(nothing).default(nothing),
  status: status.optional(),
  // Of an Event.
  involvedObject: reference,
  reason: text,
  message: text,
  lastTimestamp: text,
  eventTime: text,
});

/** The parts of an object, for who looks at more of it. */
export const parts = { object: clusterObject, spec, status };

/** An object of the cluster. */
export type ClusterState = z.output<typeof clusterObject>;

/** What `kubectl get -o json` prints: a list, or of one thing that thing. */
export const printedOf = <T extends { readonly kind: string }>(one: z.ZodType<T>): z.ZodType<T[]> =>
  z.union([
    z.object({ kind: z.literal("List"), items: z.array(one) }).transform(({ items }) => items),
    one.transform((only) => [only]),
  ]);

export const printedObjects = printedOf(clusterObject);
