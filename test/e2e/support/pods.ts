/** The Pods of an environment, and which of them its Service leads to. */
import { at, text, type JsonObject } from "../../support/synth";
import { isImage, type Place } from "./flow";
import { isReady, list } from "./objects";
import { eventually, NotYet, type Patience } from "./wait";
import type { World } from "./world";

export interface Pod {
  readonly name: string;
  /** No other Pod ever has it. */
  readonly uid: string;
  readonly image: string;
  readonly ready: boolean;
}

const podOf = (object: JsonObject): Pod => ({
  name: text(at(object, "metadata", "name")),
  uid: text(at(object, "metadata", "uid")),
  image: text(at(object, "spec", "containers", 0, "image")),
  ready: isReady(object),
});

/** Every Pod of an environment that is not about to go. */
export async function podsOf({ kube }: World, { namespace, application }: Place): Promise<Pod[]> {
  const all = await kube.all("v1", "Pod", namespace);
  return all
    .filter((pod) => at(pod, "metadata", "labels", "app") === application)
    .filter((pod) => at(pod, "metadata", "deletionTimestamp") === undefined)
    .map(podOf);
}

/** Those that get the requests which an environment's Service takes. */
export async function servingPods(world: World, where: Place): Promise<Pod[]> {
  const slices = await world.kube.all("discovery.k8s.io/v1", "EndpointSlice", where.namespace);
  const targets = slices
    .filter((slice) => at(slice, "metadata", "labels", "kubernetes.io/service-name") === where.application)
    .flatMap((slice) => list(at(slice, "endpoints")))
    .filter((endpoint) => at(endpoint, "conditions", "ready") === true)
    .map((endpoint) => at(endpoint, "targetRef", "uid"));
  return (await podsOf(world, where)).filter(({ uid }) => targets.includes(uid));
}

/** Waits until all Pods of an environment are Ready and serve, and run one image, pinned or not; returns them. */
export async function untilServing(world: World, where: Place, image: string, patience?: Patience): Promise<Pod[]> {
  const look = async (): Promise<Pod[]> => {
    const [pods, serving] = [await podsOf(world, where), await servingPods(world, where)];
    const others = pods.filter((pod) => (pod.image !== image && !isImage(pod.image, image)) || !pod.ready);
    if (serving.length === 0 || serving.length < pods.length || others.length > 0) {
      throw new NotYet(`Pods: ${JSON.stringify(pods)}, of which serve: ${JSON.stringify(serving)}`);
    }
    return serving;
  };
  return eventually(`${where.namespace} serves ${image}, and nothing else`, look, patience);
}
