import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { Controlled } from "../../../local/control/controlled";
import { iamApi } from "../../../local/control/iam/iamApi";
import { createIam } from "../../../local/iam/createIam";
import { policy } from "../../../local/resources/iam/policy";
import { role } from "../../../local/resources/iam/role";
import { rolePolicy } from "../../../local/resources/iam/rolePolicy";
import { rolePolicyAttachment } from "../../../local/resources/iam/rolePolicyAttachment";
import { callInProcess } from "../../conformance/callInProcess";
import { HeldClock } from "../../support/heldClock";

const RoleName = "worker";
const roleArn = "arn:aws:iam::000000000000:role/worker";
const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const AssumeRolePolicyDocument = document({
  ...{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
});
const PolicyDocument = document({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue });

describe("IAM's API", () => {
  function underTest() {
    const iam = createIam({ report: silentReport });
    const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
    const handlers = [role({ iam, clock }), rolePolicy({ iam }), rolePolicyAttachment({ iam }), policy({ iam })];
    const refuse = (message: string) => new AwsError("ValidationError", message);
    const api = iamApi({ iam, resources: new Controlled(handlers, new Inventory(silentReport, clock), refuse) });
    const call = (operation: string, params: object) =>
      callInProcess(api, operation, params) as Promise<Record<string, never>>;
    const maySend = () => {
      const { principal } = iam.assumeRole(roleArn, "s", "lambda.amazonaws.com");
      return iam.allows(principal, { action: "sqs:SendMessage", resource: queue });
    };
    return { call, maySend };
  }

  it("makes a role, which may what its policies allow while it has them", async () => {
    const { call, maySend } = underTest();
    const { Role } = await call("CreateRole", { RoleName, AssumeRolePolicyDocument });
    await call("PutRolePolicy", { RoleName, PolicyName: "send", PolicyDocument });
    const allowed = maySend();
    const listed = await call("ListRolePolicies", { RoleName });
    await call("DeleteRolePolicy", { RoleName, PolicyName: "send" });

    expect(Role).to.deep.include({ RoleName, Arn: roleArn, Path: "/", CreateDate: "2026-03-01T12:00:00.000Z" });
    expect(listed).to.deep.equal({ PolicyNames: ["send"], IsTruncated: false });
    expect([allowed, maySend()]).to.deep.equal([true, false]);
  });

  it("attaches and detaches a managed policy", async () => {
    const { call, maySend } = underTest();
    await call("CreateRole", { RoleName, AssumeRolePolicyDocument });
    await call("CreatePolicy", { PolicyName: "send", PolicyDocument });
    const PolicyArn = "arn:aws:iam::000000000000:policy/send";
    await call("AttachRolePolicy", { RoleName, PolicyArn });
    const allowed = maySend();
    const attached = await call("ListAttachedRolePolicies", { RoleName });
    const kept = await call("DeleteRole", { RoleName });
    await call("DetachRolePolicy", { RoleName, PolicyArn });
    await call("DeletePolicy", { PolicyArn });
    await call("DeleteRole", { RoleName });

    expect(attached).to.deep.equal({
      AttachedPolicies: [{ PolicyName: "send", PolicyArn }],
      IsTruncated: false,
    });
    expect(allowed).to.equal(true);
    expect(kept).to.include({ error: "DeleteConflict", status: 409 });
    expect(await call("GetRole", { RoleName })).to.deep.equal({
      error: "NoSuchEntity",
      message: "The role with name worker cannot be found.",
      status: 404,
    });
  });

  it("has a policy's default version in force, and no other", async () => {
    const { call, maySend } = underTest();
    const PolicyArn = "arn:aws:iam::000000000000:policy/send";
    const other = document({ Effect: "Allow", Action: "sqs:ReceiveMessage", Resource: queue });
    await call("CreateRole", { RoleName, AssumeRolePolicyDocument });
    await call("CreatePolicy", { PolicyName: "send", PolicyDocument: other });
    await call("AttachRolePolicy", { RoleName, PolicyArn });
    const decisions: boolean[] = [];
    const decide = async (operation: string, params: object) => {
      await call(operation, { PolicyArn, ...params });
      decisions.push(maySend());
    };

    await decide("CreatePolicyVersion", { PolicyDocument });
    await decide("SetDefaultPolicyVersion", { VersionId: "v2" });
    await decide("CreatePolicyVersion", { PolicyDocument: other, SetAsDefault: true });
    const malformed = await call("CreatePolicyVersion", { PolicyArn, PolicyDocument: "{" });

    expect(decisions).to.deep.equal([false, true, false]);
    expect(malformed).to.include({ error: "MalformedPolicyDocument" });
    expect(await call("DeletePolicy", { PolicyArn })).to.include({ error: "DeleteConflict" });
  });

  it("changes none of AWS's own policies", async () => {
    const { call } = underTest();
    const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

    for (const [operation, params] of [
      ["DeletePolicy", {}],
      ["CreatePolicyVersion", { PolicyDocument }],
      ["TagPolicy", { Tags: [{ Key: "a", Value: "b" }] }],
    ] as const) {
      expect((await call(operation, { PolicyArn, ...params })).message).to.contain("nobody else changes it");
    }
  });

  it("refuses a permissions boundary, which it could not keep", async () => {
    const { call } = underTest();
    const PermissionsBoundary = "arn:aws:iam::000000000000:policy/send";

    expect(await call("CreateRole", { RoleName, AssumeRolePolicyDocument, PermissionsBoundary })).to.include({
      ...{
        error: "ValidationError",
        message: "PermissionsBoundary must not be set locally: boundaries are not evaluated",
      },
    });
  });

  it("gives policies back as they are kept, encoded as in a URL", async () => {
    const { call } = underTest();
    await call("CreateRole", { RoleName, AssumeRolePolicyDocument });
    await call("PutRolePolicy", { RoleName, PolicyName: "send", PolicyDocument });

    const found = await call("GetRolePolicy", { RoleName, PolicyName: "send" });

    expect(decodeURIComponent(String(found.PolicyDocument))).to.equal(PolicyDocument);
  });

  it("refuses a name that is taken, and a policy that is none", async () => {
    const { call } = underTest();
    await call("CreateRole", { RoleName, AssumeRolePolicyDocument });

    expect(await call("CreateRole", { RoleName, AssumeRolePolicyDocument })).to.include({
      error: "EntityAlreadyExists",
      status: 409,
    });
    expect(await call("PutRolePolicy", { RoleName, PolicyName: "p", PolicyDocument: "{" })).to.include({
      error: "MalformedPolicyDocument",
    });
  });
});
