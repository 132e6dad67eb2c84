/** What a delivery does between a pushed tag and a changed Deployment, as tests look at it. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { at, text, type JsonObject } from "../../support/synth";
import type { Commit } from "./checkout";
import { isReady, type Reference } from "./objects";
import { eventually, NotYet, type Patience } from "./wait";
import { fluxNamespace, type World } from "./world";

/** Where an environment's tag stands in its repository, and where its workload runs. */
export interface Place {
  readonly application: "echo-server" | "greeter";
  readonly overlay: string;
  readonly namespace: string;
  readonly kustomization: string;
}

export const place = (application: Place["application"], environment: string, namespace: string): Place => ({
  application,
  overlay: `kustomize/overlays/${environment}/kustomization.yaml`,
  namespace,
  kustomization: `${application}-${environment}`,
});

export const dev = place("echo-server", "dev", "echo-dev");
export const staging = place("echo-server", "staging", "staging");
export const production = place("echo-server", "production", "production");
export const live = place("echo-server", "live", "live");
export const greeter = place("greeter", "dev", "greeter");

export const flux = {
  source: (name: string): Reference => ({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    namespace: fluxNamespace,
    name,
  }),
  kustomization: ({ kustomization }: Place): Reference => ({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    namespace: fluxNamespace,
    name: kustomization,
  }),
  image: (kind: "ImageRepository" | "ImagePolicy" | "ImageUpdateAutomation", name: string): Reference => ({
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind,
    namespace: fluxNamespace,
    name,
  }),
};

export const imageName = ({ registry }: World, { application }: Place): string =>
  `${registry.host}/acme/${application}`;

/** Pushes a tag of an environment's image and returns the image's digest. */
export const pushTag = (world: World, where: Place, tag: string): Promise<string> =>
  world.registry.tag(imageName(world, where), tag);

/** The tag that an overlay has on a branch. */
export function tagOf(world: World, { application, overlay }: Place, branch = "main"): string {
  const content = world.repository(application).file(overlay, branch);
  const tag = /^\s*newTag: "?([^"\s]+)"?\s+# \{"\$imagepolicy"/m.exec(content)?.[1];
  if (tag === undefined) throw new Error(`no tag in ${overlay} on ${branch}:\n${content}`);
  return tag;
}

/** The digest that an overlay has beside its tag on a branch; empty where Flux has written none yet. */
export function digestOf(world: World, { application, overlay }: Place, branch = "main"): string {
  const content = world.repository(application).file(overlay, branch);
  return /^\s*digest: "?([^"\s]*)"?\s+# \{"\$imagepolicy"/m.exec(content)?.[1] ?? "";
}

/** Waits until Flux has pinned the first tags by their digests, and merges what it offers for review. */
export async function untilPinned(world: World): Promise<void> {
  const repository = world.repository("echo-server");
  const branch = "image-updates";
  await eventually("the first tags are pinned", () => {
    if (repository.head(branch) === undefined) throw new NotYet("nothing is offered for review");
    const open = [dev, staging].filter((place) => digestOf(world, place) === "");
    if (open.length > 0) throw new NotYet(`not those of ${open.map(({ overlay }) => overlay).join(", ")}`);
  });
  repository.change(`Merge ${branch}`, (folder) => {
    repository.merge(folder, branch);
  });
  repository.git("branch", "-D", branch);
  for (const place of [dev, staging, production]) {
    await untilDeployed(world, place, tagOf(world, place), { digest: digestOf(world, place) });
  }
}

/** Waits until Flux has written a tag. */
export async function untilWritten(
  world: World,
  where: Place,
  tag: string,
  { branch = "main", ...patience }: Patience & { readonly branch?: string } = {},
): Promise<void> {
  const look = (): void => {
    const found = tagOf(world, where, branch);
    if (found !== tag) throw new NotYet(`it has ${found}`);
  };
  await eventually(`${where.overlay} of ${where.application} has tag ${tag} on ${branch}`, look, patience);
}

export const deploymentOf = ({ namespace, application }: Place): Reference => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace,
  name: application,
});

/** The image that a Deployment runs. */
export function imageOf(deployment: JsonObject): string {
  return text(at(deployment, "spec", "template", "spec", "containers", 0, "image"));
}

/** Whether an image is that of a name and a tag, pinned by a digest or not. */
export const isImage = (image: string, wanted: string): boolean =>
  image.replace(/@sha256:[0-9a-f]{64}$/, "") === wanted;

/** Waits until the cluster runs a tag, and where `digest` is given that image of the tag, or whichever it is. */
export async function untilDeployed(
  world: World,
  where: Place,
  tag: string,
  { digest, ...patience }: Patience & { readonly digest?: string } = {},
): Promise<JsonObject> {
  const wanted = `${imageName(world, where)}:${tag}${digest === undefined ? "" : `@${digest}`}`;
  return world.kube.until(
    `${where.namespace} runs ${wanted}`,
    deploymentOf(where),
    (deployment) => {
      const image = imageOf(deployment);
      if (image !== wanted && (digest !== undefined || !isImage(image, wanted)))
        throw new NotYet(`it runs ${imageOf(deployment)}`);
      return deployment;
    },
    patience,
  );
}

/** Waits until a GitRepository has fetched a commit. */
export async function untilFetched(world: World, name: string, commit: string, patience?: Patience): Promise<void> {
  await world.kube.until(
    `GitRepository ${name} has fetched ${commit}`,
    flux.source(name),
    (source) => {
      const revision = at(source, "status", "artifact", "revision");
      if (revision !== `main@sha1:${commit}`) throw new NotYet(`it has ${JSON.stringify(revision)}`);
    },
    patience,
  );
}

/** Waits until a Kustomization has applied a commit of the main branch. */
export async function untilApplied(world: World, where: Place, commit: string, patience?: Patience): Promise<void> {
  await world.kube.until(
    `${where.kustomization} has applied ${commit}`,
    flux.kustomization(where),
    (object) => {
      const revision = at(object, "status", "lastAppliedRevision");
      if (revision !== `main@sha1:${commit}` || !isReady(object))
        throw new NotYet(`it has ${JSON.stringify(revision)}`);
    },
    patience,
  );
}

/** Waits until a scan has seen all tags that the registry has. */
export async function untilScanned(world: World, where: Place): Promise<void> {
  const config = (await world.kube.secret(fluxNamespace, "acme-docker"))[".dockerconfigjson"] ?? "";
  const all = await world.registry.tagsWith(config, imageName(world, where));
  await world.kube.until(
    `ImageRepository ${where.application} has scanned ${all.length} tags`,
    flux.image("ImageRepository", where.application),
    (object) => {
      const count = at(object, "status", "lastScanResult", "tagCount");
      if (count !== all.length) throw new NotYet(`it has seen ${JSON.stringify(count)}`);
    },
  );
}

/** Asks a Flux object to reconcile, and waits until it has, whatever came of it. */
export async function reconcile(world: World, reference: Reference, patience?: Patience): Promise<JsonObject> {
  const requestedAt = `${Date.now()}-${Math.random()}`;
  await world.kube.annotate(reference, { "reconcile.fluxcd.io/requestedAt": requestedAt });
  return world.kube.until(
    `${reference.kind} ${reference.name} has reconciled on request`,
    reference,
    (object) => {
      if (at(object, "status", "lastHandledReconcileAt") !== requestedAt) throw new NotYet("it has not");
      return object;
    },
    patience,
  );
}

/** Commits of Flux among some commits. */
export const byFlux = (commits: readonly Commit[]): Commit[] =>
  commits.filter(({ author }) => author.endsWith("<bot@acme.example>"));

/** What commits of image updates say that they change, such as `echo-server dev: 1 -> 2`. */
export const changesIn = (commits: readonly Commit[]): string[] =>
  commits.flatMap(({ message }) => message.match(/^.+: \S+ -> \S+$/gm) ?? []);

/** Asserts that a commit is signed by a key that the bot's account has. */
export function assertSigned(world: World, where: Place, { id }: Commit): string {
  const { fingerprint, user } = world.keyring.signer(world.repository(where.application).path, id);
  assert.equal(user, "Acme Bot <bot@acme.example>");
  return fingerprint;
}

/** Pushes a new tag every second as long as some work goes on; returns the last tag. */
export async function whilePushing(world: World, work: () => Promise<void>): Promise<string> {
  const ending = { asked: false };
  let tag = Number(tagOf(world, dev));
  const pushing = (async () => {
    while (!ending.asked) {
      tag += 1;
      await pushTag(world, dev, String(tag));
      await pause(1000);
    }
  })();
  try {
    await work();
  } finally {
    ending.asked = true;
    await pushing;
  }
  return String(tag);
}
