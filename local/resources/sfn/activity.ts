import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.sfn.Activity`: a list of tasks, which workers ask for. */
export function activity({ sfn }: Pick<Services, "sfn">): ResourceHandler {
  return {
    type: "aws:sfn/activity:Activity",
    properties: {
      name: "honoured",
      encryptionConfiguration: { noEffect: "what tasks hold stays on this machine" },
    },
    replaceOn: ["name"],
    async create(context, inputs) {
      const { arn, name, createdAt } = sfn.createActivity(context.physicalName(inputs.name, 80));
      return { id: arn, state: { ...inputs, name, arn, creationDate: new Date(createdAt).toISOString() } };
    },
    update: async (_context, { id, state }, inputs) => ({ id, state: { ...state, ...inputs } }),
    delete: async (_context, { id }) => sfn.deleteActivity(id),
  };
}
