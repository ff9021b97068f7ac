import { arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { ScheduleSpec, ScheduleTarget } from "../../services/scheduler/scheduler";
import { type EcsParameters, runTaskParameters } from "./runTaskParameters";
import { alreadyExists, schedulerName } from "./schedulerName";

interface ScheduleInputs {
  name?: string;
  groupName?: string;
  scheduleExpression: string;
  scheduleExpressionTimezone?: string;
  startDate?: string;
  endDate?: string;
  state?: string;
  actionAfterCompletion?: string;
  flexibleTimeWindow: FlexibleTimeWindow;
  target: TargetInputs;
}

interface FlexibleTimeWindow {
  mode: string;
  maximumWindowInMinutes?: number;
}

interface TargetInputs {
  arn: string;
  roleArn: string;
  input?: string;
  retryPolicy?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number };
  deadLetterConfig?: { arn: string };
  ecsParameters?: EcsParameters;
  sqsParameters?: { messageGroupId?: string };
}

/** Further properties that a target may have. */
const TARGET_PROPERTIES: readonly string[] = [
  "arn",
  "roleArn",
  "input",
  "retryPolicy",
  "deadLetterConfig",
  "ecsParameters",
  "sqsParameters",
];

/** Source: EventBridge Scheduler API Reference, `RetryPolicy`. */
const RETRIES = { min: 0, max: 185, fallback: 185 };
const AGE_SECONDS = { min: 60, max: 86_400, fallback: 86_400 };

type ScheduleServices = Pick<Services, "scheduler" | "ec2">;

/** `aws.scheduler.Schedule`, for functions, ECS tasks and SQS queues. */
export function schedule(services: ScheduleServices): ResourceHandler {
  const { scheduler } = services;
  const put = (context: ResourceContext, name: string, properties: Properties, isNew = false): ResourceState => {
    const spec = specOf(services, context, name, properties as unknown as ScheduleInputs);
    if (isNew && scheduler.times(spec.arn) !== undefined) throw alreadyExists("Schedule", name);
    scheduler.putSchedule(spec);
    return {
      id: `${spec.groupName}/${name}`,
      state: {
        ...{ scheduleExpressionTimezone: "UTC", state: "ENABLED", actionAfterCompletion: "NONE" },
        ...properties,
        ...{ name, groupName: spec.groupName, arn: spec.arn },
      },
    };
  };
  return {
    type: "aws:scheduler/schedule:Schedule",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      groupName: "honoured",
      scheduleExpression: "honoured",
      scheduleExpressionTimezone: "honoured",
      startDate: "honoured",
      endDate: "honoured",
      state: "honoured",
      actionAfterCompletion: "honoured",
      flexibleTimeWindow: "honoured",
      target: "honoured",
      description: { noEffect: "for people only" },
    },
    replaceOn: ["name", "namePrefix", "groupName"],
    create: async (context, inputs) => put(context, schedulerName(context, inputs), inputs, true),
    update: async (context, current, inputs) => put(context, String(current.state.name), inputs),
    delete: async (_context, current) => scheduler.deleteSchedule(String(current.state.arn)),
  };
}

/** @throws Error for what the local cloud cannot do; AwsError for what does not exist */
function specOf(
  services: ScheduleServices,
  { name: label }: ResourceContext,
  name: string,
  inputs: ScheduleInputs,
): ScheduleSpec {
  const { groupName = "default", flexibleTimeWindow, state = "ENABLED", actionAfterCompletion = "NONE" } = inputs;
  checkWindow(flexibleTimeWindow);
  oneOf("state", state, ["ENABLED", "DISABLED"]);
  oneOf("actionAfterCompletion", actionAfterCompletion, ["NONE", "DELETE"]);
  return {
    ...{ name, groupName, label },
    arn: arn("scheduler", `schedule/${groupName}/${name}`),
    expression: inputs.scheduleExpression,
    timeZone: inputs.scheduleExpressionTimezone ?? "UTC",
    ...(inputs.startDate !== undefined && { startDate: instant("startDate", inputs.startDate) }),
    ...(inputs.endDate !== undefined && { endDate: instant("endDate", inputs.endDate) }),
    enabled: state === "ENABLED",
    deleteAfterCompletion: actionAfterCompletion === "DELETE",
    target: targetOf(services, inputs.target),
  };
}

/** Longest window, in minutes (EventBridge Scheduler API Reference, `FlexibleTimeWindow`). */
const LONGEST_WINDOW = 1_440;

/**
 * Checks a window within which a schedule may be served after its time. Here it is served at its time, which is within each window.
 * @throws Error for a flexible window without its length (EventBridge Scheduler User Guide, "Configuring flexible time windows")
 */
function checkWindow({ mode, maximumWindowInMinutes: minutes }: FlexibleTimeWindow): void {
  oneOf("flexibleTimeWindow.mode", mode, ["OFF", "FLEXIBLE"]);
  if (mode === "OFF") return;
  if (minutes !== undefined && Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST_WINDOW) return;
  throw new Error(
    `flexibleTimeWindow.maximumWindowInMinutes must be a whole number from 1 to ${LONGEST_WINDOW} with the mode FLEXIBLE, got ${minutes}`,
  );
}

function targetOf(services: ScheduleServices, inputs: TargetInputs): ScheduleTarget {
  const other = Object.keys(inputs).find((property) => !TARGET_PROPERTIES.includes(property));
  if (other !== undefined) {
    throw new Error(
      `target.${other} is not supported locally: a schedule calls functions, ECS tasks and SQS queues here`,
    );
  }
  const { retryPolicy = {}, input, deadLetterConfig, ecsParameters, sqsParameters } = inputs;
  const { maximumRetryAttempts, maximumEventAgeInSeconds } = retryPolicy;
  return {
    arn: inputs.arn,
    roleArn: inputs.roleArn,
    maximumRetryAttempts: within("retryPolicy.maximumRetryAttempts", maximumRetryAttempts, RETRIES),
    maximumEventAgeSeconds: within("retryPolicy.maximumEventAgeInSeconds", maximumEventAgeInSeconds, AGE_SECONDS),
    ...(input !== undefined && { input }),
    ...(deadLetterConfig && { deadLetterQueueArn: deadLetterConfig.arn }),
    ...(ecsParameters && { runTask: runTaskParameters(services, ecsParameters) }),
    ...(sqsParameters?.messageGroupId !== undefined && { messageGroupId: sqsParameters.messageGroupId }),
  };
}

function within(
  property: string,
  value: number | undefined,
  { min, max, fallback }: { min: number; max: number; fallback: number },
): number {
  const number = value ?? fallback;
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new Error(`target.${property} must be a whole number from ${min} to ${max}, got ${number}`);
}

function oneOf(property: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw new Error(`${property} must be one of ${choices.join(", ")}, got "${value}"`);
}

function instant(property: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`${property} must be a time such as 2026-03-29T02:00:00Z, got "${text}"`);
  return ms;
}
