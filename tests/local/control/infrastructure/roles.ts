import { expect } from "chai";
import { ARN, document, type RunTime, refusedToOthers } from "../runTime";

/** IAM. */
export function roles(runTime: RunTime): void {
  const { call } = runTime;
  const queue = ARN("sqs", "made");

  describe("roles", () => {
    it("may what their policies' versions in force allow, as a simulation says before", async () => {
      const RoleName = "made";
      const AssumeRolePolicyDocument = document({
        ...{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
      });
      const allowing = (Action: string) => document({ Effect: "Allow", Action, Resource: queue });
      const { Role } = await call("iam", "CreateRole", {
        RoleName,
        AssumeRolePolicyDocument,
        Tags: [{ Key: "a", Value: "b" }],
      });
      const policy = { PolicyName: "made", PolicyDocument: allowing("sqs:SendMessage") };
      const { Policy } = await call("iam", "CreatePolicy", policy);
      const { Arn: PolicyArn } = Policy;
      await call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
      const { iam } = runTime.services;
      const { principal } = iam.assumeRole(Role.Arn, "s", "lambda.amazonaws.com");
      const may = () => iam.allows(principal, { action: "sqs:SendMessage", resource: queue });
      const simulated = async () => {
        const ask = { PolicySourceArn: Role.Arn, ActionNames: ["sqs:SendMessage"], ResourceArns: [queue] };
        const { EvaluationResults } = await call("iam", "SimulatePrincipalPolicy", ask);
        return EvaluationResults[0].EvalDecision === "allowed";
      };
      const before = [may(), await simulated()];
      await call("iam", "CreatePolicyVersion", {
        ...{ PolicyArn, PolicyDocument: allowing("sqs:ReceiveMessage"), SetAsDefault: true },
      });
      const after = [may(), await simulated()];
      await call("iam", "SetDefaultPolicyVersion", { PolicyArn, VersionId: "v1" });
      const again = [may(), await simulated()];
      const tags = await call("iam", "ListRoleTags", { RoleName });
      await call("iam", "DeletePolicyVersion", { PolicyArn, VersionId: "v2" });
      await call("iam", "DetachRolePolicy", { RoleName, PolicyArn });
      await call("iam", "DeletePolicy", { PolicyArn });
      await call("iam", "DeleteRole", { RoleName });

      expect([before, after, again]).to.deep.equal([
        [true, true],
        [false, false],
        [true, true],
      ]);
      expect(tags.Tags).to.deep.equal([{ Key: "a", Value: "b" }]);
    });

    it("are put into no instance profile by a caller that may not hand them over", async () => {
      await call("iam", "CreateInstanceProfile", { InstanceProfileName: "handed" });
      const refusal = await runTime.as("handless")("iam", "AddRoleToInstanceProfile", {
        ...{ InstanceProfileName: "handed", RoleName: "worker" },
      });
      await call("iam", "DeleteInstanceProfile", { InstanceProfileName: "handed" });

      expect(refusal.message).to.contain("is not authorized to perform: iam:PassRole on resource");
    });

    refusedToOthers(runTime, "iam", {
      CreateRole: { RoleName: "no", AssumeRolePolicyDocument: "{}" },
      UpdateAssumeRolePolicy: { RoleName: "no", PolicyDocument: "{}" },
      AttachRolePolicy: { RoleName: "no", PolicyArn: "arn:aws:iam::000000000000:policy/no" },
      PutRolePolicy: { RoleName: "no", PolicyName: "no", PolicyDocument: "{}" },
      CreatePolicyVersion: { PolicyArn: "arn:aws:iam::000000000000:policy/no", PolicyDocument: "{}" },
      CreateGroup: { GroupName: "no" },
      CreateInstanceProfile: { InstanceProfileName: "no" },
      ListRoles: {},
      SimulatePrincipalPolicy: {
        PolicySourceArn: "arn:aws:iam::000000000000:role/worker",
        ActionNames: ["sqs:SendMessage"],
      },
    });
  });
}
