import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { busArnOf } from "../../services/events/buses";

const MAX_NAME_LENGTH = 256;

/** `aws.cloudwatch.EventBus`: a bus of the program's own, for its own events. */
export function eventBus({ events }: Pick<Services, "events">): ResourceHandler {
  return {
    type: "aws:cloudwatch/eventBus:EventBus",
    properties: { name: "honoured", description: { noEffect: "for people only" } },
    replaceOn: ["name"],
    async create(context, inputs) {
      const name = context.physicalName(inputs.name, MAX_NAME_LENGTH);
      if (!/^[.\-_A-Za-z0-9]+$/.test(name)) {
        throw new Error(`name must be letters, digits and the characters . - and _, got "${name}"`);
      }
      events.createBus(name);
      return { id: name, state: { ...inputs, name, arn: busArnOf(name) } };
    },
    update: async (_context, { id, state }, inputs) => ({ id, state: { ...state, ...inputs } }),
    delete: async (_context, { id }) => events.deleteBus(id),
  };
}
