import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { type ActionInputs, actionsOf } from "./alarmActions";

interface CompositeAlarmInputs extends ActionInputs {
  alarmName: string;
  alarmRule: string;
  alarmDescription?: string;
}

/** `aws.cloudwatch.CompositeAlarm`: alarms on the states of other alarms. */
export function compositeAlarm({ compositeAlarms }: Pick<Services, "compositeAlarms">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const inputs = properties as unknown as CompositeAlarmInputs;
    const { alarmName: name, alarmRule: rule, alarmDescription: description } = inputs;
    if (!name || name.length > 255) throw new Error(`alarmName must have 1 to 255 characters, got "${name}"`);
    const { scalingPolicies, topics } = actionsOf(inputs);
    if (scalingPolicies !== undefined) throw new Error("alarmActions: a composite alarm scales nothing");
    const alarmArn = arn("cloudwatch", `alarm:${name}`);
    try {
      compositeAlarms.put({
        ...{ arn: alarmArn, name, rule },
        ...(description !== undefined && { description }),
        ...(topics !== undefined && { topics }),
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new Error(`alarmRule: ${error.message}`);
    }
    return { id: name, state: { actionsEnabled: true, ...properties, arn: alarmArn } };
  };
  return {
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    properties: {
      alarmName: "honoured",
      alarmRule: "honoured",
      alarmDescription: "honoured",
      actionsEnabled: "honoured",
      alarmActions: "honoured",
      okActions: "honoured",
      insufficientDataActions: "honoured",
    },
    replaceOn: ["alarmName", "actionsEnabled"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, { id }) => compositeAlarms.delete(id),
  };
}
