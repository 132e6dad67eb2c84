import { mapValues } from "es-toolkit/object";
import type { Path } from "../config/problems";
import { present } from "../manifests/cluster-object";
import { faultInWords, line } from "../why/words";
import type { Row } from "./rows";

/** A row as other programs read it: fields that nobody knows are left out, and no text of a cluster is a secret. */
export function json(row: Row, place: (at: Path) => string): object {
  const { environment, state, broken, waitsFor, since, until, pods, isSigned } = row;
  const { seen, chosen, written, running, fetched, applied } = row;
  const said = <T extends Readonly<Record<string, string | undefined>>>(texts: T) =>
    mapValues(texts, (each) => (each === undefined ? undefined : line(each)));
  return {
    application: environment.application.name,
    environment: environment.name,
    cluster: environment.cluster.name,
    state,
    ...said({ since, until, waitsFor }),
    tags: said({ seen, chosen, written, running }),
    revisions: { ...said({ fetched, applied }), signed: isSigned },
    pods,
    pinned: environment.pin && [environment.pin.tag, ...present(environment.pin.digest)].join("@"),
    suspended: environment.suspend,
    broken: broken && {
      ...said({
        object: broken.object,
        place: place(broken.at),
        says: faultInWords(broken.fault),
        reason: broken.fault.reason,
        warning: broken.event,
        remedy: broken.remedy,
      }),
    },
  };
}
