import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.cognito.UserInGroup`. */
export function userInGroup({ cognito }: Pick<Services, "cognito">): ResourceHandler {
  return {
    type: "aws:cognito/userInGroup:UserInGroup",
    properties: { userPoolId: "honoured", username: "honoured", groupName: "honoured" },
    replaceOn: [],
    async create(_context, inputs) {
      const [pool, name, group] = [String(inputs.userPoolId), String(inputs.username), String(inputs.groupName)];
      cognito.addToGroup(pool, name, group);
      return { id: `${pool}/${group}/${name}`, state: { ...inputs } };
    },
    delete: async (_context, { state }) =>
      cognito.removeFromGroup(String(state.userPoolId), String(state.username), String(state.groupName)),
  };
}
