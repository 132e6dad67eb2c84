/** The map of a delivery: what its synthesized stacks and the fleet's files hold, and what of it leads to what. */
import { formatPath, valueAt } from "../config/problems";
import { objectName, type Named } from "../manifests/cluster-object";
import { referencesOf, type Reference } from "../manifests/references";
import type { Application, Cluster, Delivery, Environment } from "../model/delivery";
import { kinds, type DeliveryMap, type Layer, type MapEdge, type MapNode } from "./delivery-map";
import { heldObjects, type HeldObject } from "./held-objects";
import { plainText, Stacks, type Resource } from "./opentofu";

const textAt = (value: unknown, ...path: string[]): string | undefined => {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
};

const listAt = (value: unknown, ...path: string[]): readonly unknown[] => {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
};

const recordAt = (value: unknown, ...path: string[]): [string, unknown][] => {
  const found = valueAt(value, path);
  return typeof found === "object" && found !== null ? Object.entries(found) : [];
};

const idOf = {
  cluster: ({ name }: Cluster): string => `cluster:${name}`,
  stack: (name: string): string => `stack:${name}`,
  repository: (fullName: string): string => `repository:${fullName}`,
  ci: ({ name }: Application): string => `ci:${name}`,
  image: (name: string): string => `image:${name}`,
  environment: ({ application, name }: Environment): string => `environment:${application.name}/${name}`,
  application: ({ name }: Application): string => `application:${name}`,
  /** Kept by the user. */
  parameter: (path: string): string => `parameter:${path}`,
  resource: ({ stack, address }: Resource): string => `resource:${stack}/${address}`,
  object: (cluster: Cluster, name: string): string => `object:${cluster.name}/${name}`,
};

/** What the resources are; others go by their type, and pictures leave them out. */
const kindByType: Readonly<Record<string, string>> = {
  variable: kinds.variable,
  aws_ssm_parameter: kinds.parameter,
  gpg_private_key: "key",
  tls_private_key: "key",
  random_password: "token",
  github_repository_deploy_key: "registered key",
  github_user_gpg_key: "registered key",
  github_repository_webhook: "webhook",
  github_repository_ruleset: "ruleset",
  aws_iam_policy: "IAM policy",
  aws_iam_role: "IAM role",
};

/** Kinds of AWS that have their names there; what others are called may be anybody's text. */
const isKnownByName: ReadonlySet<string> = new Set([kinds.parameter, "IAM policy", "IAM role"]);

/** Resources that do nothing but join two others. */
const joints = new Set(["aws_iam_role_policy_attachment", "aws_eks_pod_identity_association"]);

/** Objects that say how another works, and carry nothing themselves. */
const detailKinds = new Set([
  "ConfigMap",
  "Gateway",
  "HelmRepository",
  "Namespace",
  "RoleBinding",
  "ServiceAccount",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `owner/name` of a Git address, whatever the way in. */
const repositoryOf = (url: string): string | undefined => /^[a-z]+:\/\/[^/]+\/([^?#]+?)(?:\.git)?$/.exec(url)?.[1];

class Drawing {
  private readonly nodes = new Map<string, MapNode>();
  private readonly edges = new Map<string, MapEdge>();
  private readonly stacks: Stacks;
  private readonly held: readonly HeldObject[];
  /** Held objects by the ids of their nodes. */
  private readonly objects: ReadonlyMap<string, HeldObject>;
  /** What makes a Secret, by cluster, namespace and name. */
  private readonly secrets: ReadonlyMap<string, string>;
  /** Parameters that the stacks make, by their paths. */
  private readonly parameters: ReadonlyMap<string, Resource>;
  private readonly clusterOfStack: ReadonlyMap<string, Cluster>;

  constructor(
    texts: ReadonlyMap<string, string>,
    private readonly delivery: Delivery,
  ) {
    this.stacks = new Stacks(texts);
    this.held = heldObjects(this.stacks, delivery);
    this.objects = new Map(this.held.map((each) => [idOf.object(each.cluster, each.name), each]));
    this.secrets = new Map(
      this.held
        .filter(({ manifest }) => manifest.kind === "ExternalSecret")
        .map(({ cluster, manifest, name }) => {
          const secret = textAt(manifest, "spec", "target", "name") ?? manifest.metadata.name;
          return [
            secretKey(cluster, { name: secret, namespace: manifest.metadata.namespace }),
            idOf.object(cluster, name),
          ];
        }),
    );
    this.parameters = new Map(
      this.stacks.resources
        .filter(({ type }) => kindByType[type] === kinds.parameter)
        .flatMap((each) => {
          const path = textAt(each.fields, "name");
          return path === undefined ? [] : [[path, each] as const];
        }),
    );
    this.clusterOfStack = new Map(
      delivery.clusters.flatMap((cluster) => Object.values(cluster.stacks).map((stack) => [stack, cluster] as const)),
    );
  }

  draw(): DeliveryMap {
    this.frames();
    this.applications();
    for (const resource of this.stacks.resources) this.resource(resource);
    for (const object of this.held) this.object(object);
    this.readers();
    this.promotions();
    const edges = [...this.edges.values()].filter(({ from, to }) => this.nodes.has(from) && this.nodes.has(to));
    const read = new Set(edges.filter(({ to }) => to.startsWith("object:")).map(({ from }) => from));
    const nodes = [...this.nodes.values()].map((node) =>
      // Halves that are kept apart, and what nobody reads yet.
      node.kind === kinds.parameter && !read.has(node.id) ? { ...node, isDetail: true } : node,
    );
    return {
      nodes: nodes.sort((a, b) => compare(a.id, b.id)),
      edges: edges.sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.layer, b.layer)),
    };
  }

  private add(node: MapNode): string {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
    return node.id;
  }

  private join(from: string, to: string, layer: Layer, label: string): void {
    const key = JSON.stringify([from, to, layer]);
    if (from !== to && !this.edges.has(key)) this.edges.set(key, { from, to, layer, label });
  }

  private frames(): void {
    const { clusters } = this.delivery;
    for (const cluster of clusters) {
      const { fleet } = cluster;
      const how = fleet
        ? `Flux applies its objects from ${this.fullName(fleet.repository.gitHubName)} (delivery: git)`
        : "OpenTofu applies its objects";
      this.add({
        id: idOf.cluster(cluster),
        kind: kinds.cluster,
        label: cluster.name,
        facts: [how],
        isByGit: fleet && true,
      });
    }
    for (const name of this.stacks.names) {
      const cluster = this.clusterOfStack.get(name);
      this.add({
        id: idOf.stack(name),
        kind: kinds.stack,
        label: name,
        facts: [cluster ? `a root module of OpenTofu, for cluster ${cluster.name}` : "a root module of OpenTofu"],
        cluster: cluster && idOf.cluster(cluster),
      });
    }
  }

  private fullName(name: string): string {
    return `${this.delivery.github.organization}/${name}`;
  }

  /** The full name of a repository of the delivery, whatever the case that it is given in. */
  private knownRepository(fullName: string): string | undefined {
    const wanted = fullName.toLowerCase();
    return this.delivery.repositories
      .map(({ gitHubName }) => this.fullName(gitHubName))
      .find((each) => each.toLowerCase() === wanted);
  }

  private repository(fullName: string): string {
    const label = this.knownRepository(fullName) ?? fullName;
    return this.add({ id: idOf.repository(label), kind: kinds.repository, label, facts: ["on GitHub"] });
  }

  /** What the file alone knows of applications: who builds their images, and what runs. */
  private applications(): void {
    for (const application of this.delivery.applications) {
      const own = application.environments.map(idOf.environment);
      const repository = this.repository(this.fullName(application.repository.gitHubName));
      const ci = this.add({
        id: idOf.ci(application),
        kind: kinds.ci,
        label: application.name,
        facts: ["GitHub Actions: builds, tests and pushes the image"],
        partOf: repository,
        own,
      });
      this.join(repository, ci, "signal", "starts");
      this.join(ci, this.image(application.image.name), "flow", "pushes");
      for (const environment of application.environments) {
        const { cluster, namespace, name } = environment;
        this.add({
          id: idOf.environment(environment),
          kind: kinds.environment,
          label: `${application.name} ${name}`,
          facts: [
            `Pods in namespace ${namespace} of cluster ${cluster.name}`,
            ...(environment.protected ? ["protected"] : []),
            formatPath(environment.at),
          ],
          cluster: idOf.cluster(cluster),
          partOf: idOf.application(application),
          own: [idOf.environment(environment)],
        });
      }
    }
  }

  private image(name: string): string {
    const own = this.delivery.applications
      .filter(({ image }) => image.name === name)
      .flatMap(({ environments }) => environments.map(idOf.environment));
    return this.add({ id: idOf.image(name), kind: kinds.image, label: name, facts: [], own });
  }

  private resource(resource: Resource): void {
    const { type, stack, fields } = resource;
    // An object of a cluster is drawn as that.
    if (valueAt(fields, ["manifest"]) !== undefined || type === "variable") return;
    const referred = this.stacks.referredBy(fields, stack);
    if (joints.has(type)) {
      const [role, policy] = ["IAM role", "IAM policy"].map((kind) => referred.find((each) => kindOf(each) === kind));
      if (role && policy) this.join(idOf.resource(role), idOf.resource(policy), "access", "has");
      return;
    }
    const kind = kindOf(resource);
    const id = this.resourceNode(resource);
    for (const each of referred) {
      if (each === resource) continue;
      const other = this.resourceNode(each);
      if (kind === "IAM policy") this.join(id, other, "access", "lets read");
      else if (kind === "webhook") this.join(other, id, "signal", "signs");
      else this.join(other, id, "flow", "becomes");
    }
    // A key is served once it is registered.
    for (const address of resource.after) {
      const before = this.stacks.at(stack, address);
      if (before && kind === kinds.parameter && kindOf(before) === "registered key") {
        this.join(id, this.resourceNode(before), "access", "is known as");
      }
    }
    this.atGitHub(id, kind, resource);
  }

  private resourceNode(resource: Resource): string {
    const { type, stack, address, id: logicalId, fields } = resource;
    const kind = kindOf(resource);
    const name = isKnownByName.has(kind) ? textAt(fields, "name") : undefined;
    const cluster = this.clusterOfStack.get(stack);
    return this.add({
      id: idOf.resource(resource),
      kind,
      label: name === undefined || name.includes("${") ? logicalId : plainText(name),
      facts: [
        type === "variable"
          ? `given to stack ${stack} as TF_VAR_${logicalId}, and kept by no stack`
          : `${address} in stack ${stack}`,
      ],
      stack: idOf.stack(stack),
      cluster: cluster && idOf.cluster(cluster),
      isDetail: !Object.hasOwn(kindByType, type),
    });
  }

  private atGitHub(id: string, kind: string, { stack, fields }: Resource): void {
    const name = textAt(fields, "repository");
    if (name === undefined) return;
    const repository = this.repository(this.fullName(plainText(name)));
    if (kind === "webhook") {
      this.join(repository, id, "signal", "calls by");
      const url = textAt(fields, "configuration", "url") ?? "";
      const cluster = this.clusterOfStack.get(stack);
      // Flux serves a path that is made of the Receiver's token, name and namespace.
      const [, receiver, namespace] = /, "([^"]+)", "([^"]+)"\]/.exec(url) ?? [];
      if (!cluster || receiver === undefined || namespace === undefined) return;
      this.join(id, this.objectNode(cluster, { kind: "Receiver", name: receiver, namespace }), "signal", "calls");
    } else if (kind === "ruleset") this.join(id, repository, "access", "protects");
    else this.join(id, repository, "access", "opens");
  }

  private object(object: HeldObject): void {
    const { cluster, manifest, name } = object;
    const id = this.objectNode(cluster, { kind: manifest.kind, ...manifest.metadata });
    for (const reference of referencesOf(manifest)) this.reference(id, object, reference);
    if (object.resource) {
      const { stack } = object.resource;
      const roles = this.stacks.referredBy(manifest, stack).filter((each) => kindOf(each) === "IAM role");
      for (const role of roles) this.join(id, this.resourceNode(role), "access", "acts as");
    }
    this.appliedFromGit(id, object);
    switch (manifest.kind) {
      case "ExternalSecret":
        for (const key of keysOf(manifest)) this.join(this.parameter(key, object), id, "flow", "is read by");
        break;
      case "ImageRepository": {
        const image = textAt(manifest, "spec", "image");
        if (image !== undefined) this.join(this.image(plainText(image)), id, "flow", "is scanned by");
        break;
      }
      case "GitRepository": {
        const repository = repositoryOf(plainText(textAt(manifest, "spec", "url") ?? ""));
        if (repository !== undefined) this.join(this.repository(repository), id, "flow", "is fetched by");
        break;
      }
      case "Provider": {
        const repository = repositoryOf(plainText(textAt(manifest, "spec", "address") ?? ""));
        const known = repository === undefined ? undefined : this.knownRepository(repository);
        if (known !== undefined) this.join(id, this.repository(known), "signal", "tells");
        break;
      }
      case "ImageUpdateAutomation":
        this.automation(id, object);
        break;
      case "Kustomization":
      case "HTTPRoute":
        this.deployment(id, name, object);
        break;
      case "HelmRelease":
        for (const each of object.after) {
          const before = idOf.object(cluster, each);
          if (each.startsWith("ExternalSecret ")) this.join(before, id, "flow", "is read by");
        }
        break;
    }
  }

  /** An object of a cluster, or one that others name and nothing here makes. */
  private objectNode(cluster: Cluster, { kind, name, namespace }: Omit<Reference, "isWaitedFor">): string {
    const id = idOf.object(cluster, objectName({ kind, metadata: { name, namespace } }));
    if (this.nodes.has(id)) return id;
    const object = this.objects.get(id);
    const { resource, file, at, own } = object ?? {};
    const { fleet } = cluster;
    return this.add({
      id,
      kind,
      label: plainText(namespace === undefined ? name : `${namespace}/${name}`),
      facts: [
        ...(resource ? [`${resource.address} in stack ${resource.stack}`] : []),
        ...(file !== undefined && fleet
          ? [`${file} in ${this.fullName(fleet.repository.gitHubName)}, applied by Flux`]
          : []),
        ...(object ? [] : ["is there already: nothing here makes it"]),
        ...(at ? [formatPath(at)] : []),
      ],
      cluster: idOf.cluster(cluster),
      stack: resource && idOf.stack(resource.stack),
      isByGit: file === undefined ? undefined : true,
      own: own?.map(idOf.environment),
      isDetail: detailKinds.has(kind),
    });
  }

  private reference(id: string, { cluster, manifest }: HeldObject, reference: Reference): void {
    const { kind, name, namespace } = reference;
    if (kind === "Secret") {
      const maker = this.secrets.get(secretKey(cluster, reference));
      const secret = maker ?? this.objectNode(cluster, reference);
      this.join(secret, id, "flow", "is read by");
      return;
    }
    if (name === "*") {
      this.selected(id, { cluster, manifest }, reference);
      return;
    }
    const other = this.objectNode(cluster, { kind, name, namespace });
    if (manifest.kind === "Receiver") this.join(id, other, "signal", "starts");
    else if (manifest.kind === "Alert") {
      if (kind === "Provider") this.join(id, other, "signal", "is sent by");
      else this.join(other, id, "signal", "is told by");
    } else if (manifest.kind === "RoleBinding") this.join(other, id, "access", "has");
    else if (kind === "ServiceAccount" && manifest.kind.endsWith("SecretStore")) {
      this.join(id, other, "access", "reads as");
    } else this.join(other, id, "flow", words[kind] ?? "is used by");
  }

  /** Every object of a kind: an Alert's are the cluster's, a Receiver's those with its label. */
  private selected(
    id: string,
    { cluster, manifest }: Pick<HeldObject, "cluster" | "manifest">,
    reference: Reference,
  ): void {
    if (manifest.kind === "Alert") {
      this.join(idOf.cluster(cluster), id, "signal", "is told by");
      return;
    }
    const labels = listAt(manifest, "spec", "resources")
      .filter((each) => textAt(each, "kind") === reference.kind && textAt(each, "name") === "*")
      .flatMap((each) => recordAt(each, "matchLabels"));
    for (const each of this.heldWith(cluster, reference.kind, reference.namespace, labels)) {
      this.join(id, this.objectNode(cluster, { kind: each.kind, ...each.metadata }), "signal", "starts");
    }
  }

  private heldWith(
    cluster: Cluster,
    kind: string,
    namespace: string | undefined,
    labels: readonly (readonly [string, unknown])[],
  ): readonly Named[] {
    return (this.heldByKind(cluster, kind) ?? [])
      .map(({ manifest }) => manifest)
      .filter(({ metadata }) => metadata.namespace === namespace)
      .filter((each) => labels.every(([key, value]) => valueAt(each, ["metadata", "labels", key]) === value));
  }

  private readonly byKind = new Map<string, HeldObject[]>();

  private heldByKind(cluster: Cluster, kind: string): readonly HeldObject[] | undefined {
    if (this.byKind.size === 0) {
      for (const each of this.held) {
        const key = JSON.stringify([each.cluster.name, each.manifest.kind]);
        const group = this.byKind.get(key);
        if (group) group.push(each);
        else this.byKind.set(key, [each]);
      }
    }
    return this.byKind.get(JSON.stringify([cluster.name, kind]));
  }

  /** Where a key of the store leads: to what a stack keeps there, or to what the user does. */
  private parameter(key: string, { cluster, resource }: HeldObject): string {
    const [made] = resource ? this.stacks.referredBy(key, resource.stack) : this.substituted(key, cluster);
    const known = made ?? this.parameters.get(key);
    if (known) return this.resourceNode(known);
    return this.add({
      id: idOf.parameter(key),
      kind: kinds.parameter,
      label: plainText(key),
      facts: ["kept by you: no stack makes it"],
    });
  }

  /** What a variable of the fleet's manifests stands for: the cluster's ConfigMap says it, whose paths are the stacks'. */
  private substituted(text: string, cluster: Cluster): readonly Resource[] {
    const variable = /^\$\{(\w+)\}$/.exec(text)?.[1];
    if (variable === undefined) return [];
    return (this.heldByKind(cluster, "ConfigMap") ?? []).flatMap(({ manifest, resource }) =>
      resource ? this.stacks.referredBy(valueAt(manifest, ["data", variable]), resource.stack) : [],
    );
  }

  private automation(id: string, { cluster, manifest }: HeldObject): void {
    const labels = recordAt(manifest, "spec", "policySelector", "matchLabels");
    for (const policy of this.heldWith(cluster, "ImagePolicy", manifest.metadata.namespace, labels)) {
      this.join(this.objectNode(cluster, { kind: policy.kind, ...policy.metadata }), id, "flow", "tells the tag to");
    }
    const source = [...referencesOf(manifest)].find(({ kind }) => kind === "GitRepository");
    const found = source && this.objects.get(idOf.object(cluster, objectName({ kind: source.kind, metadata: source })));
    const repository = repositoryOf(plainText(textAt(found?.manifest, "spec", "url") ?? ""));
    const branch = plainText(textAt(manifest, "spec", "git", "push", "branch") ?? "");
    if (repository !== undefined) this.join(id, this.repository(repository), "flow", `commits to ${branch} of`);
  }

  /** What an environment's own objects do for it. */
  private deployment(id: string, name: string, { cluster, at, own, after, manifest }: HeldObject): void {
    const [only, ...others] = own ?? [];
    if (!only || others.length > 0 || !at) {
      if (manifest.kind === "HTTPRoute") this.letIn(id, cluster);
      return;
    }
    const environment = idOf.environment(only);
    if (manifest.kind === "HTTPRoute") {
      const hosts = listAt(manifest, "spec", "hostnames").filter((each) => typeof each === "string");
      this.join(id, environment, "flow", `${hosts.map(plainText).join(", ")} leads to`.trim());
      return;
    }
    if (
      name !==
      objectName({ kind: "Kustomization", metadata: { name: only.objectName, namespace: cluster.fluxNamespace } })
    )
      return;
    this.join(id, environment, "flow", "deploys");
    for (const each of after) {
      if (each.startsWith("ExternalSecret ")) {
        this.join(idOf.object(cluster, each), environment, "flow", "is read by the Pods of");
      }
    }
  }

  /** The one route that is no environment's takes calls to the cluster's Receivers. */
  private letIn(id: string, cluster: Cluster): void {
    for (const { manifest } of this.heldByKind(cluster, "Receiver") ?? []) {
      this.join(
        id,
        this.objectNode(cluster, { kind: manifest.kind, ...manifest.metadata }),
        "signal",
        "lets in calls to",
      );
    }
  }

  /** An object that Flux applies, after the Kustomization whose folder it is in. */
  private appliedFromGit(id: string, { cluster, file }: HeldObject): void {
    if (file === undefined) return;
    const applier = this.appliers(cluster).find(({ folder }) => `./${file}`.startsWith(`${folder}/`));
    if (applier) this.join(applier.id, id, "flow", "applies");
  }

  private readonly appliersOf = new Map<Cluster, readonly { readonly id: string; readonly folder: string }[]>();

  /** The Kustomizations of a cluster that apply the fleet's repository; none has a folder within another's. */
  private appliers(cluster: Cluster): readonly { readonly id: string; readonly folder: string }[] {
    const known = this.appliersOf.get(cluster);
    if (known) return known;
    const source = cluster.fleet?.repository.objectName;
    const found = (this.heldByKind(cluster, "Kustomization") ?? [])
      .filter(({ manifest }) => textAt(manifest, "spec", "sourceRef", "name") === source)
      .map(({ manifest }) => ({
        id: this.objectNode(cluster, { kind: manifest.kind, ...manifest.metadata }),
        folder: textAt(manifest, "spec", "path") ?? "",
      }));
    this.appliersOf.set(cluster, found);
    return found;
  }

  /** The policies that each cluster's External Secrets Operator reads by. */
  private readers(): void {
    for (const stack of this.stacks.names) {
      for (const output of ["parameter_reader_policy", "pull_secret_reader_policy"]) {
        const value = this.stacks.output(stack, output);
        for (const cluster of this.delivery.clusters) {
          for (const policy of this.stacks.referredBy(valueAt(value, [cluster.name]), stack)) {
            this.join(idOf.cluster(cluster), this.resourceNode(policy), "access", "reads by");
          }
        }
      }
    }
    // Policies name by their paths what no stack makes.
    const policies = this.stacks.resources.filter((each) => kindOf(each) === "IAM policy");
    for (const { id, label } of [...this.nodes.values()].filter((node) => node.id.startsWith("parameter:"))) {
      for (const policy of policies) {
        if (textAt(policy.fields, "policy")?.includes(`:parameter${label}"`)) {
          this.join(this.resourceNode(policy), id, "access", "lets read");
        }
      }
    }
  }

  private promotions(): void {
    for (const environment of this.delivery.environments) {
      const { promoteFrom, automation, objectName: name } = environment;
      if (!promoteFrom) continue;
      const { cluster } = automation;
      const policy = this.objectNode(cluster, { kind: "ImagePolicy", name, namespace: cluster.fluxNamespace });
      this.join(idOf.environment(promoteFrom), policy, "promotion", "is promoted to");
    }
  }
}

/** What the first does for the second, by the kind of the first. */
const words: Readonly<Record<string, string>> = {
  ClusterSecretStore: "serves",
  SecretStore: "serves",
  GitRepository: "is the source of",
  HelmRepository: "is the source of",
  ImageRepository: "tells tags to",
  ServiceAccount: "is acted as by",
  Namespace: "is deployed to by",
  Gateway: "takes in",
};

const kindOf = ({ type }: Resource): string => kindByType[type] ?? type;

const secretKey = (
  cluster: Cluster,
  { name, namespace }: { readonly name: string; readonly namespace?: string | undefined },
): string => JSON.stringify([cluster.name, namespace, name]);

/** Keys of the store that an ExternalSecret reads. */
const keysOf = (manifest: Named): string[] => [
  ...listAt(manifest, "spec", "data").flatMap((each) => textAt(each, "remoteRef", "key") ?? []),
  ...listAt(manifest, "spec", "dataFrom").flatMap((each) => textAt(each, "extract", "key") ?? []),
];

/**
 * The map of a delivery.
 *
 * @param texts of each stack's cdk.tf.json, by the stack's name
 */
export const deliveryMap = (texts: ReadonlyMap<string, string>, delivery: Delivery): DeliveryMap =>
  new Drawing(texts, delivery).draw();
