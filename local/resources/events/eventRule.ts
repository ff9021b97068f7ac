import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";

const MAX_NAME_LENGTH = 64;

/** `aws.cloudwatch.EventRule` on the default bus, for events; schedules are `aws.scheduler.Schedule`'s. */
export function eventRule({ events }: Pick<Services, "events">): ResourceHandler {
  const put = (name: string, inputs: Properties): ResourceState => {
    const { eventPattern, state = "ENABLED", eventBusName = "default" } = inputs;
    if (typeof eventPattern !== "string") throw new Error("eventPattern must be there: schedules are not rules here");
    if (state !== "ENABLED" && state !== "DISABLED") {
      throw new Error(`state must be one of ENABLED, DISABLED, got "${state}"`);
    }
    if (eventBusName !== "default") throw new Error(`eventBusName must be "default" locally, got "${eventBusName}"`);
    const ruleArn = arn("events", `rule/${name}`);
    events.putRule({ arn: ruleArn, name, pattern: eventPattern, enabled: state === "ENABLED" });
    return { id: name, state: { ...inputs, name, arn: ruleArn, state, eventBusName } };
  };
  return {
    type: "aws:cloudwatch/eventRule:EventRule",
    properties: {
      name: "honoured",
      eventPattern: "honoured",
      eventBusName: "honoured",
      state: "honoured",
      description: { noEffect: "for people only" },
      forceDestroy: { noEffect: "nothing here but the program manages rules" },
    },
    replaceOn: ["name", "eventBusName"],
    create: async (context, inputs) => put(context.physicalName(inputs.name, MAX_NAME_LENGTH), inputs),
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, current) => events.deleteRule(String(current.state.arn)),
  };
}
