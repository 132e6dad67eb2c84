/** Where manifests name other objects: in one place for all that follow them. */
import { valueAt, type Path } from "../config/problems";
import type { Named } from "./cluster-object";

/** Another object that a manifest names. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  /** @default - it is of no namespace */
  readonly namespace?: string | undefined;
  /** Whether the object does nothing until the other is Ready. A Secret has no such condition. */
  readonly isWaitedFor: boolean;
}

interface Row {
  /** To the reference, or to a list of them. */
  readonly path: Path;
  /** Where it is not said there. */
  readonly kind?: string;
  readonly isWaitedFor?: boolean;
}

const rows: readonly Row[] = [
  { path: ["spec", "secretStoreRef"], isWaitedFor: true },
  { path: ["spec", "sourceRef"], isWaitedFor: true },
  { path: ["spec", "imageRepositoryRef"], kind: "ImageRepository", isWaitedFor: true },
  { path: ["spec", "chart", "spec", "sourceRef"], isWaitedFor: true },
  { path: ["spec", "secretRef"], kind: "Secret" },
  { path: ["spec", "verify", "secretRef"], kind: "Secret" },
  { path: ["spec", "git", "commit", "signingKey", "secretRef"], kind: "Secret" },
  { path: ["spec", "providerRef"], kind: "Provider" },
  { path: ["spec", "eventSources"] },
  { path: ["spec", "resources"] },
  { path: ["spec", "parentRefs"], kind: "Gateway" },
  { path: ["spec", "valuesFrom"] },
  { path: ["spec", "postBuild", "substituteFrom"] },
  { path: ["spec", "provider", "aws", "auth", "jwt", "serviceAccountRef"], kind: "ServiceAccount" },
  { path: ["subjects"] },
];

/** Where a name stands alone. */
const names: readonly { readonly path: Path; readonly kind: string }[] = [
  { path: ["spec", "serviceAccountName"], kind: "ServiceAccount" },
  { path: ["spec", "targetNamespace"], kind: "Namespace" },
  { path: ["spec", "policyName"], kind: "ValidatingAdmissionPolicy" },
];

const isClusterWide = (kind: string): boolean =>
  kind.startsWith("Cluster") || kind === "Namespace" || kind === "ValidatingAdmissionPolicy";

const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** The objects that a manifest names, in the order of the table above. */
export function* referencesOf(manifest: Named): Generator<Reference> {
  const own = manifest.metadata.namespace;
  for (const { path, kind: ownKind, isWaitedFor = false } of rows) {
    const value = valueAt(manifest, path);
    const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const each of listed) {
      const kind = asText(valueAt(each, ["kind"])) ?? ownKind;
      const name = asText(valueAt(each, ["name"]));
      if (kind === undefined || name === undefined) continue;
      const namespace = isClusterWide(kind) ? undefined : (asText(valueAt(each, ["namespace"])) ?? own);
      yield { kind, name, namespace, isWaitedFor };
    }
  }
  for (const { path, kind } of names) {
    const name = asText(valueAt(manifest, path));
    if (name !== undefined) yield { kind, name, namespace: isClusterWide(kind) ? undefined : own, isWaitedFor: false };
  }
}
