import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { existingRole } from "./names";

/** `aws.iam.RolePolicyAttachment`: a managed policy, of the program or of AWS, for one role. */
export function rolePolicyAttachment({ iam }: Pick<Services, "iam">): ResourceHandler {
  return {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    properties: { policyArn: "honoured", role: "honoured" },
    replaceOn: ["policyArn", "role"],
    async create(_context, inputs) {
      const role = String(inputs.role);
      const policyArn = String(inputs.policyArn);
      iam.attachRolePolicy(iam.roleArnOf(role), policyArn);
      return { id: `${role}/${policyArn}`, state: { role, policyArn } };
    },
    async delete(_context, { state }) {
      const roleArn = existingRole(iam, state.role);
      if (roleArn) iam.detachRolePolicy(roleArn, String(state.policyArn));
    },
  };
}
