import type { ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { existingRole, iamName } from "./names";
import { policyText } from "./policyText";

/** `aws.iam.RolePolicy`: a policy embedded in one role. */
export function rolePolicy({ iam }: Pick<Services, "iam">): ResourceHandler {
  const put = (role: string, name: string, document: unknown): ResourceState => {
    const policy = policyText(document, "policy");
    iam.putRolePolicy(iam.roleArnOf(role), name, policy);
    return { id: `${role}:${name}`, state: { role, name, policy } };
  };
  return {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: { name: "honoured", namePrefix: "honoured", policy: "honoured", role: "honoured" },
    replaceOn: ["name", "namePrefix", "role"],
    create: async (context, inputs) => put(String(inputs.role), iamName(context, inputs, 128), inputs.policy),
    update: async (_context, { state }, inputs) => put(String(state.role), String(state.name), inputs.policy),
    async delete(_context, { state }) {
      const roleArn = existingRole(iam, state.role);
      if (roleArn) iam.deleteRolePolicy(roleArn, String(state.name));
    },
  };
}
