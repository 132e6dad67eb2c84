/** What a cluster says of the objects that a tag goes through, as far as its way is looked at. */
import { z } from "zod";
import { parts } from "../cluster/cluster-state";

const text = z.string().optional().catch(undefined);
const count = z.number().optional().catch(undefined);

/** A tag, and of the image that it named then its digest. */
const chosen = z.object({ tag: z.string(), digest: text });

const containers = z.array(z.object({ image: z.string() })).catch([]);

const spec = parts.spec.extend({
  /** Of a Kustomization. */
  sourceRef: z.object({ kind: text, name: text, namespace: text }).optional().catch(undefined),
  images: z.unknown().optional(),
  /** Of an ImagePolicy. */
  filterTags: z.unknown().optional(),
  policy: z.unknown().optional(),
  /** Of a Deployment. */
  replicas: count,
  template: z
    .object({ spec: z.object({ containers, initContainers: containers }) })
    .optional()
    .catch(undefined),
});

const nothing = {};

const status = parts.status.extend({
  /** Of a GitRepository. @see https://fluxcd.io/flux/components/source/gitrepositories/#gitrepository-status */
  artifact: z.object({ revision: text, lastUpdateTime: text }).optional().catch(undefined),
  /** Of an ImageRepository: of its tags the last ten, by the alphabet. */
  lastScanResult: z
    .object({ latestTags: z.array(z.string()).catch([]) })
    .optional()
    .catch(undefined),
  /** Of an ImagePolicy. */
  latestRef: chosen.optional().catch(undefined),
  /** Of an ImageUpdateAutomation: the choices that its last run has written, by policy. */
  observedPolicies: z.record(z.string(), chosen).optional().catch(undefined),
  lastPushCommit: text,
  lastPushTime: text,
  /** Of a Kustomization. */
  lastAppliedRevision: text,
  /** The newest first: what was applied before, and is again, is in front with the time of its first run. */
  history: z.array(z.object({ firstReconciled: text, lastReconciled: text, lastReconciledStatus: text })).catch([]),
  /** Of a Deployment. */
  replicas: count,
  updatedReplicas: count,
  readyReplicas: count,
});

export const pipelineObject = parts.object.extend({
  metadata: parts.object.shape.metadata.extend({
    labels: z.record(z.string(), z.string()).optional().catch(undefined),
  }),
  spec: spec.catch(nothing).default(nothing),
  status: status.optional(),
});

/** An object of a cluster. */
export type PipelineObject = z.output<typeof pipelineObject>;
