/** What Flux applies from the fleet's repository, as tests look at it. */
import { fleetNames } from "../../../model/names";
import { at, text, type JsonObject } from "../../support/synth";
import { flux, reconcile } from "./flow";
import { conditionsOf, isReady } from "./objects";
import { eventually, NotYet, type Patience } from "./wait";
import { fluxNamespace, type World } from "./world";

const nameOf = (object: JsonObject): string => text(at(object, "metadata", "name"));

/** The fleet's Kustomizations: the one that begins, and those that it applies. */
export async function fleetKustomizations({ kube }: World): Promise<JsonObject[]> {
  const all = await kube.all("kustomize.toolkit.fluxcd.io/v1", "Kustomization", fluxNamespace);
  const label = "kustomize.toolkit.fluxcd.io/name";
  return all.filter(
    (each) => nameOf(each) === fleetNames.cluster || at(each, "metadata", "labels", label) === fleetNames.cluster,
  );
}

/** Waits until Flux has applied all that the fleet's repository holds now. */
export async function untilFleetApplied(world: World, patience?: Patience): Promise<void> {
  const revision = `main@sha1:${world.repository("fleet").head()}`;
  // As a webhook would.
  await reconcile(world, flux.source("fleet"));
  const look = async (): Promise<void> => {
    for (const each of await fleetKustomizations(world)) {
      if (at(each, "status", "lastAppliedRevision") !== revision || !isReady(each)) {
        throw new NotYet(`${nameOf(each)} is not there yet:\n${conditionsOf(each)}`);
      }
    }
  };
  await eventually(`the fleet's ${revision} is applied`, look, patience);
}
