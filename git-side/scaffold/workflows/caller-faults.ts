import { join } from "node:path/posix";
import { isPlainObject } from "es-toolkit/predicate";
import type { Application } from "../../../model/delivery";
import { layout } from "../layout";
import { tagForm } from "../tags/tag-form";
import { startsFor } from "./filter";
import { needsOf } from "./image";
import { triggers } from "./triggers";

type Mapping = Readonly<Record<string, unknown>>;

const mapping = (value: unknown): Mapping | undefined => (isPlainObject(value) ? (value as Mapping) : undefined);

/** The jobs of a workflow that call the one that builds an application's image, by their names. */
export function callersOf(workflow: unknown, application: Application): readonly (readonly [string, Mapping])[] {
  const { image } = layout(application);
  return Object.entries(mapping(mapping(workflow)?.["jobs"]) ?? {}).flatMap(([name, value]) => {
    const job = mapping(value);
    return job?.["uses"] === `./${image}` ? [[name, job] as const] : [];
  });
}

function hasPermission(given: unknown, scope: string, access: "read" | "write"): boolean {
  if (given === "write-all" || (given === "read-all" && access === "read")) return true;
  const own = mapping(given)?.[scope];
  return own === "write" || own === access;
}

/** Why GitHub would refuse to call the image's workflow, or call it without what it needs. */
function* callFaults(
  workflow: Mapping,
  [name, job]: readonly [string, Mapping],
  application: Application,
): Iterable<string> {
  const { permissions, secrets } = needsOf(application);
  const given = job["permissions"] ?? workflow["permissions"];
  for (const [scope, access] of Object.entries(permissions)) {
    if (hasPermission(given, scope, access)) continue;
    yield `jobs.${name}.permissions: \`${scope}: ${access}\` is missing, which a called workflow can't have unless its caller has it`;
  }
  for (const secret of secrets) {
    if (job["secrets"] === "inherit" || secret in (mapping(job["secrets"]) ?? {})) continue;
    yield `jobs.${name}.secrets: \`${secret}: \${{ secrets.${secret} }}\` is missing, without which the image can't be built`;
  }
}

/** What starts the workflow and must not, or must and does not. */
function* triggerFaults(on: unknown, application: Application): Iterable<string> {
  const { build, environments, repository } = application;
  // JSON is YAML, of one line.
  const ours = `\`push: ${JSON.stringify(triggers(application).push)}\``;
  const { branch, applications } = repository;
  const forms = environments.flatMap((environment) => tagForm(environment) ?? []);
  if (forms.some(({ push }) => push === "branch")) {
    const overlays = applications.flatMap((each) =>
      each.environments.map(({ path }) => join(path, "kustomization.yaml")),
    );
    const looping = overlays.find((file) => startsFor(on, { branch, files: [file] }));
    if (looping !== undefined) {
      yield `on.push: a commit that changes ${looping} alone starts it, and Flux makes one for each image: each build would make the next. Filter its paths, such as by ${ours}`;
    }
    const sources = [build.dockerfile, join(build.context, "source")];
    if (!sources.some((file) => startsFor(on, { branch, files: [file] }))) {
      yield `on.push: no change of ${build.dockerfile} on ${branch} starts it, so none is delivered. What would: ${ours}`;
    }
  }
  const [release] = forms.filter(({ push }) => push === "tag").flatMap(({ samples }) => samples);
  if (release === undefined) return;
  const tag = `${build.gitTagPrefix}${release.replace(/^v/, "")}`;
  if (!startsFor(on, { tag }))
    yield `on.push.tags: a Git tag such as ${tag} does not start it, so no release is built. What would: ${ours}`;
}

/** What is amiss in a workflow that calls an application's image workflow. All else in it is its owner's. */
export function callerFaults(workflow: unknown, application: Application): string[] {
  const read = mapping(workflow);
  const callers = callersOf(read, application);
  if (!read || callers.length === 0)
    return [`no job of it has \`uses: ./${layout(application).image}\`: nothing builds the image`];
  return [
    ...triggerFaults(read["on"], application),
    ...callers.flatMap((each) => [...callFaults(read, each, application)]),
  ];
}
