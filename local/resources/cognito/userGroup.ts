import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { GroupSpec } from "../../services/cognito/userPoolSpec";

/** `aws.cognito.UserGroup`: its members' tokens name it in `cognito:groups`. */
export function userGroup({ cognito }: Pick<Services, "cognito">): ResourceHandler {
  const stateOf = (inputs: Properties, name: string): ResourceState => ({
    id: `${inputs.userPoolId}/${name}`,
    state: { ...inputs, name },
  });
  const specOf = (name: string, { description, precedence }: Properties): GroupSpec => ({
    name,
    ...(description !== undefined && { description: String(description) }),
    ...(precedence !== undefined && { precedence: Number(precedence) }),
  });
  return {
    type: "aws:cognito/userGroup:UserGroup",
    properties: { name: "honoured", userPoolId: "honoured", description: "honoured", precedence: "honoured" },
    replaceOn: ["name", "userPoolId"],
    async create(context, inputs) {
      const name = context.physicalName(inputs.name, 128);
      cognito.createGroup(String(inputs.userPoolId), specOf(name, inputs));
      return stateOf(inputs, name);
    },
    async update(_context, { state }, inputs) {
      const name = String(state.name);
      cognito.updateGroup(String(inputs.userPoolId), specOf(name, inputs));
      return stateOf(inputs, name);
    },
    delete: async (_context, { state }) => cognito.deleteGroup(String(state.userPoolId), String(state.name)),
  };
}
