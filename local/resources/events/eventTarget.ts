import { AwsError } from "../../base/awsError";
import type { Properties, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { busNameOf, DEFAULT_BUS } from "../../services/events/buses";
import type { EventTarget, InputTransformer } from "../../services/events/events";

interface TargetInputs {
  rule: string;
  arn: string;
  targetId?: string;
  eventBusName?: string;
  roleArn?: string;
  input?: string;
  inputPath?: string;
  inputTransformer?: InputTransformer;
  sqsTarget?: { messageGroupId?: string };
  deadLetterConfig?: { arn?: string };
}

/** `aws.cloudwatch.EventTarget`: a function, a queue, a topic or a state machine. */
export function eventTarget({ events }: Pick<Services, "events">): ResourceHandler {
  const put = (targetId: string, inputs: Properties) => {
    const { rule, eventBusName = DEFAULT_BUS } = inputs;
    const bus = busNameOf(String(eventBusName));
    events.putTarget({ ruleArn: events.ruleArn(String(rule), bus), ...targetOf(targetId, inputs) });
    const place = bus === DEFAULT_BUS ? rule : `${bus}-${rule}`;
    return { id: `${place}-${targetId}`, state: { ...inputs, targetId, eventBusName } };
  };
  return {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    properties: {
      rule: "honoured",
      arn: "honoured",
      targetId: "honoured",
      eventBusName: "honoured",
      roleArn: "honoured",
      input: "honoured",
      inputPath: "honoured",
      inputTransformer: "honoured",
      sqsTarget: "honoured",
      deadLetterConfig: "honoured",
      retryPolicy: { noEffect: "what refuses an event here would refuse it again, as a missing permission does" },
      forceDestroy: { noEffect: "nothing here but the program manages targets" },
    },
    replaceOn: ["rule", "arn", "targetId", "eventBusName"],
    create: async (context, inputs) => put(context.physicalName(inputs.targetId, 64), inputs),
    update: async (_context, { state }, inputs) => put(String(state.targetId), inputs),
    async delete(_context, { state }) {
      try {
        const ruleArn = events.ruleArn(String(state.rule), busNameOf(String(state.eventBusName)));
        events.deleteTarget(ruleArn, String(state.targetId));
      } catch (error) {
        // A rule that went first has taken its targets with it.
        if (!(error instanceof AwsError && error.code === "ResourceNotFoundException")) throw error;
      }
    },
  };
}

/** Reads the inputs of a target. */
export function targetOf(id: string, properties: Properties): EventTarget {
  const { arn, roleArn, input, inputPath, inputTransformer, sqsTarget, deadLetterConfig } =
    properties as unknown as TargetInputs;
  return {
    id,
    arn,
    ...(roleArn !== undefined && { roleArn }),
    ...(input !== undefined && { input }),
    ...(inputPath !== undefined && { inputPath }),
    ...(inputTransformer !== undefined && { inputTransformer }),
    ...(sqsTarget?.messageGroupId !== undefined && { messageGroupId: sqsTarget.messageGroupId }),
    ...(deadLetterConfig?.arn !== undefined && { deadLetterQueueArn: deadLetterConfig.arn }),
  };
}
