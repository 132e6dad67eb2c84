import assert from "node:assert/strict";
import { test } from "node:test";
import { allows } from "./iam";

const document = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });

const reads = document({ Effect: "Allow", Action: ["ssm:GetParameter"], Resource: ["arn:a", "arn:b"] });
const trusts = document({
  Effect: "Allow",
  Action: ["sts:AssumeRoleWithWebIdentity"],
  Principal: { Federated: "arn:provider" },
  Condition: { StringEquals: { "issuer:sub": "system:serviceaccount:flux:logins", "issuer:aud": "sts" } },
});

test("a policy allows its own actions on its own resources", () => {
  assert.ok(allows([reads], { action: "ssm:GetParameter", resource: "arn:b" }));
  assert.ok(!allows([reads], { action: "ssm:GetParameter", resource: "arn:c" }));
  assert.ok(!allows([reads], { action: "ssm:GetParametersByPath", resource: "arn:b" }));
  assert.ok(!allows([], { action: "ssm:GetParameter", resource: "arn:b" }));
});

test("a role is given to whom it trusts", () => {
  const ask = (principal: string, sub: string): boolean =>
    allows([trusts], {
      action: "sts:AssumeRoleWithWebIdentity",
      principal: ["Federated", principal],
      context: { "issuer:sub": sub, "issuer:aud": "sts" },
    });
  assert.ok(ask("arn:provider", "system:serviceaccount:flux:logins"));
  assert.ok(!ask("arn:provider", "system:serviceaccount:echo-dev:logins"));
  assert.ok(!ask("arn:other", "system:serviceaccount:flux:logins"));
});

test("what is not played is an error, and so allows nothing", () => {
  const ask = { action: "ssm:GetParameter", resource: "arn:a" };
  for (const statement of [
    { Effect: "Deny", Action: "ssm:GetParameter", Resource: "arn:a" },
    { Effect: "Allow", Action: "ssm:*", Resource: "arn:a" },
    { Effect: "Allow", NotAction: "ssm:GetParameter", Resource: "arn:a" },
    { Effect: "Allow", Action: "ssm:GetParameter", Resource: "arn:a", Condition: { StringLike: { a: "b" } } },
  ]) {
    assert.throws(() => allows([document(statement)], ask), /not played/);
  }
});
