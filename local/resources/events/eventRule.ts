import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { busNameOf, DEFAULT_BUS, ruleArnOf, ruleIdOf } from "../../services/events/buses";
import { prefixedName } from "../prefixedName";

interface RuleInputs {
  name?: string;
  namePrefix?: string;
  eventBusName?: string;
  eventPattern?: string;
  scheduleExpression?: string;
  isEnabled?: boolean;
  state?: string;
}

const MAX_NAME_LENGTH = 64;

/** `aws.cloudwatch.EventRule`: a rule for events of a bus, for a schedule, or for both. */
export function eventRule({ events }: Pick<Services, "events">): ResourceHandler {
  const put = (name: string, properties: Properties): ResourceState => {
    const { eventPattern, scheduleExpression, eventBusName = DEFAULT_BUS, ...inputs }: RuleInputs = properties;
    const { isEnabled = true } = inputs;
    const state = inputs.state ?? (isEnabled ? "ENABLED" : "DISABLED");
    if (state !== "ENABLED" && state !== "DISABLED") {
      throw new Error(`state must be one of ENABLED, DISABLED, got "${state}"`);
    }
    const bus = busNameOf(eventBusName);
    const arn = ruleArnOf(name, bus);
    events.putRule({
      ...{ arn, name, bus, enabled: state === "ENABLED" },
      ...(eventPattern !== undefined && { pattern: eventPattern }),
      ...(scheduleExpression !== undefined && { schedule: scheduleExpression }),
    });
    return { id: ruleIdOf(name, bus), state: { ...properties, name, arn, state, isEnabled, eventBusName } };
  };
  return {
    type: "aws:cloudwatch/eventRule:EventRule",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      eventPattern: "honoured",
      scheduleExpression: "honoured",
      eventBusName: "honoured",
      isEnabled: "honoured",
      state: "honoured",
      description: { noEffect: "for people only" },
      forceDestroy: { noEffect: "nothing here but the program manages rules" },
    },
    replaceOn: ["name", "namePrefix", "eventBusName"],
    create: async (context, inputs) => put(nameOf(context, inputs), inputs),
    update: async (_context, { state }, inputs) => put(String(state.name), inputs),
    delete: async (_context, current) => events.deleteRule(String(current.state.arn)),
  };
}

function nameOf(context: ResourceContext, { name, namePrefix }: RuleInputs): string {
  return prefixedName(context, name === undefined ? { namePrefix } : { name }, MAX_NAME_LENGTH);
}
