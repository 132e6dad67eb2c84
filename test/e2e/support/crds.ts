/** Files with the CRDs of the releases that our types are generated from. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import sources from "../../../codegen/sources.json";
import { moduleFolder } from "./modules";

/** Modules of which every CRD is needed: their controllers run here and watch them all. */
const complete: ReadonlyMap<string, string> = new Map([
  ["github.com/fluxcd/source-controller", "config/crd/bases"],
  ["github.com/fluxcd/kustomize-controller", "config/crd/bases"],
  ["github.com/fluxcd/helm-controller", "config/crd/bases"],
  ["github.com/fluxcd/image-reflector-controller", "config/crd/bases"],
  ["github.com/fluxcd/image-automation-controller", "config/crd/bases"],
  ["github.com/fluxcd/notification-controller", "config/crd/bases"],
  ["github.com/external-secrets/external-secrets", "config/crds/bases"],
]);

/** Modules whose CRDs come with the monitoring's chart. */
const charted: ReadonlySet<string> = new Set(["github.com/prometheus-operator/prometheus-operator"]);

const filesOf = (wanted: (module: string) => boolean): string[] =>
  sources
    .filter(({ module }) => wanted(module))
    .flatMap(({ module, version, files }) => {
      const folder = complete.get(module);
      const root = moduleFolder(module, version);
      const names =
        folder === undefined
          ? Object.keys(files ?? {})
          : readdirSync(join(root, folder))
              .filter((file) => file.includes("_"))
              .map((file) => join(folder, file));
      return names.map((name) => join(root, name));
    });

/** CRDs that are in the cluster before our stacks come. */
export const clusterCrds = (): string[] => filesOf((module) => !charted.has(module));

/** CRDs that the monitoring's chart brings. */
export const chartCrds = (): string[] => filesOf((module) => charted.has(module));
