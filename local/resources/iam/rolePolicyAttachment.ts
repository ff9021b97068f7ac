import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { roleName } from "./names";

/** `aws.iam.RolePolicyAttachment`: a managed policy, of the program or of AWS, for one role. */
export function rolePolicyAttachment({ iam }: Pick<Services, "iam">): ResourceHandler {
  return {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    properties: { policyArn: "honoured", role: "honoured" },
    replaceOn: ["policyArn", "role"],
    async create(_context, inputs) {
      const role = roleName(inputs.role);
      const policyArn = String(inputs.policyArn);
      iam.attachRolePolicy(iam.roleArnOf(role), policyArn);
      return { id: `${role}/${policyArn}`, state: { role, policyArn } };
    },
    async delete(_context, { state }) {
      iam.detachRolePolicy(iam.roleArnOf(String(state.role)), String(state.policyArn));
    },
  };
}
