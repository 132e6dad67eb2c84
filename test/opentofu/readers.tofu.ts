/** The roles that the stores read as are made with their trust and their policies, and go with them. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, shippedWith, text, type Json } from "../support/synth";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

const policy = "      readerPolicy: external-secrets-blog\n";
const stores =
  `${policy}      readerRole: external-secrets-blog\n      create: {}\n` +
  "    pullSecretStore: { readerPolicy: logins-blog, readerRole: logins-blog, create: {} }\n";
const provider = "arn:aws:iam::123456789012:oidc-provider/oidc.example/id/1";

const irsa = shippedWith(policy, `${stores}    serviceAccountRoles: { type: irsa, oidcProvider: "${provider}" }\n`);
const podIdentity = shippedWith(
  policy,
  `${stores}    serviceAccountRoles: { type: pod-identity }\n    connection: { type: eks, name: blog }\n`,
);

const kinds = ["aws_iam_role", "aws_iam_role_policy_attachment", "aws_eks_pod_identity_association"];
const arn = (kind: string, name: string): string => `arn:aws:iam::123456789012:${kind}/${name}`;
const attached = [
  `aws_iam_role_policy_attachment external-secrets-blog/${arn("policy", "external-secrets-blog")}`,
  `aws_iam_role_policy_attachment logins-blog/${arn("policy", "logins-blog")}`,
];
const roles = ["aws_iam_role external-secrets-blog", "aws_iam_role logins-blog"];

group("roles that the stores read as", needsEngine, () => {
  let project: Project;
  before(() => (project = Project.create()));
  after(() => project.remove());

  const statement = (role: string): Json | undefined => {
    const made = project.world.things("aws_iam_role").find(({ id }) => id === role);
    return at(JSON.parse(text(at(made?.attributes, "assume_role_policy"))) as Json, "Statement", 0);
  };

  test("a delivery of before gets them without a loss, and the second plan is empty", async () => {
    await project.synth();
    await project.init("secrets");
    await project.apply("secrets");
    await project.synth(irsa);
    const changes = await project.changes("secrets");
    assert.deepEqual(
      changes.filter((change) => !change.startsWith("create ")),
      ["update aws_iam_policy.reader-policy-blog_policy"].filter((change) => changes.includes(change)),
    );
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("secrets"), 0);
    assert.deepEqual(project.world.names(...kinds), [...roles, ...attached].sort());
    assert.deepEqual(at(statement("logins-blog"), "Principal"), { Federated: provider });
    assert.deepEqual(at(statement("logins-blog"), "Condition"), {
      StringEquals: {
        "oidc.example/id/1:aud": "sts.amazonaws.com",
        "oidc.example/id/1:sub": "system:serviceaccount:flux-system:registry-logins",
      },
    });
  });

  test("each store is told of its role, once that is there", async () => {
    await project.init("flux-bootstrap");
    await project.apply("flux-bootstrap");
    assert.equal(await project.detailedExitCode("flux-bootstrap"), 0);
    const told = project.world
      .things("kubernetes_manifest")
      .flatMap(({ attributes }) => at(attributes, "metadata", "annotations", "eks.amazonaws.com/role-arn") ?? []);
    assert.deepEqual(told.sort(), [arn("role", "external-secrets-blog"), arn("role", "logins-blog")]);
    await project.destroy("flux-bootstrap");
  });

  test("from IRSA to Pod Identity the roles stay, with another trust and an association", async () => {
    await project.synth(podIdentity);
    const changes = await project.changes("secrets");
    assert.deepEqual(changes.sort(), [
      "create aws_eks_pod_identity_association.reader-role-blog_association",
      "update aws_iam_role.pull-reader-role-blog_role",
      "update aws_iam_role.reader-role-blog_role",
    ]);
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("secrets"), 0);
    assert.deepEqual(at(statement("logins-blog"), "Principal"), { AWS: arn("role", "external-secrets-blog") });
    assert.equal(
      at(statement("external-secrets-blog"), "Condition", "StringEquals", "aws:RequestTag/eks-cluster-arn"),
      "arn:aws:eks:eu-central-1:123456789012:cluster/blog",
    );
    assert.deepEqual(project.world.names("aws_eks_pod_identity_association"), [
      "aws_eks_pod_identity_association blog/external-secrets/external-secrets",
    ]);
  });

  test("they are destroyed with what is attached to them", async () => {
    await project.destroy("secrets");
    assert.deepEqual(project.world.names(...kinds, "aws_iam_policy"), []);
  });
});
