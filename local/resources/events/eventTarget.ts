import { AwsError } from "../../base/awsError";
import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.cloudwatch.EventTarget`: a function or a queue, which gets the whole event. */
export function eventTarget({ events }: Pick<Services, "events">): ResourceHandler {
  return {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    properties: {
      rule: "honoured",
      arn: "honoured",
      targetId: "honoured",
      eventBusName: "honoured",
      forceDestroy: { noEffect: "nothing here but the program manages targets" },
    },
    replaceOn: ["rule", "arn", "targetId", "eventBusName"],
    async create(context, inputs) {
      const { rule, arn, eventBusName = "default" } = inputs;
      if (eventBusName !== "default") throw new Error(`eventBusName must be "default" locally, got "${eventBusName}"`);
      const targetId = context.physicalName(inputs.targetId, 64);
      events.putTarget({ ruleArn: events.ruleArn(String(rule)), id: targetId, arn: String(arn) });
      return { id: `${rule}-${targetId}`, state: { ...inputs, targetId } };
    },
    update: async (_context, current, inputs) => ({ id: current.id, state: { ...current.state, ...inputs } }),
    async delete(_context, { state }) {
      try {
        events.deleteTarget(events.ruleArn(String(state.rule)), String(state.targetId));
      } catch (error) {
        // A rule that went first has taken its targets with it.
        if (!(error instanceof AwsError && error.code === "ResourceNotFoundException")) throw error;
      }
    },
  };
}
