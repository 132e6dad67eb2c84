/** What the controllers complain about: Kubernetes events of type Warning. */
import { at, text, type Json } from "../../support/synth";
import type { Kube } from "./kube";

export interface Complaint {
  readonly about: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const shown = (value: Json | undefined): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

/** Groups of the kinds that the stacks make for Flux and ESO; the API server's own housekeeping is not theirs. */
const groups = /\.(toolkit\.fluxcd|external-secrets)\.io\/|^external-secrets\.io\//;

/** All warnings about such objects since a time, or those about some of them. */
export async function complaints(kube: Kube, since = 0, about?: readonly string[]): Promise<Complaint[]> {
  const events = await kube.all("v1", "Event");
  return events
    .filter((event) => at(event, "type") === "Warning")
    .filter((event) => groups.test(shown(at(event, "involvedObject", "apiVersion"))))
    .map((event) => ({
      about: `${text(at(event, "involvedObject", "kind"))} ${text(at(event, "involvedObject", "name"))}`,
      message: `${shown(at(event, "reason"))}: ${shown(at(event, "message"))}`,
      at: Date.parse(shown(at(event, "lastTimestamp") ?? at(event, "eventTime"))),
    }))
    .filter((complaint) => complaint.at >= since && (about === undefined || about.includes(complaint.about)));
}
