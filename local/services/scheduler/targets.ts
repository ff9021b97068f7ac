import { ACCOUNT_ID, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { callWithin, resultOfCall } from "../../edge/callWithin";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import { queueUrlOf } from "../sqs/queueAddress";
import { type Attempt, withContext } from "./contextAttributes";
import type { ScheduleTarget } from "./scheduler";

export type TargetDependencies = Pick<Services, "iam" | "edgeUrl"> & {
  lambda: Pick<Services["lambda"], "invokeAsync">;
  ecs: Pick<Services["ecs"], "api">;
  sqs: Pick<Services["sqs"], "api">;
};

type Kind = "function" | "cluster" | "queue";

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ["function", /^arn:aws:lambda:[^:]+:\d{12}:function:[^:]+$/],
  ["cluster", /^arn:aws:ecs:[^:]+:\d{12}:cluster\/.+$/],
  ["queue", /^arn:aws:sqs:[^:]+:\d{12}:[^:]+$/],
];

/** @throws AwsError `ValidationException` for what a schedule cannot call here, or an input that the target cannot take */
export function checkTarget({ arn, input, runTask, messageGroupId, deadLetterQueueArn }: ScheduleTarget): void {
  const kind = kindOf(arn);
  const rules: readonly (readonly [boolean, string])[] = [
    [kind === "cluster" && runTask === undefined, "Parameters EcsParameters must be specified"],
    [kind !== "cluster" && runTask !== undefined, "Parameters EcsParameters not supported for the target"],
    [kind !== "queue" && messageGroupId !== undefined, "Parameters SqsParameters not supported for the target"],
    [
      kind === "queue" && arn.endsWith(".fifo") && messageGroupId === undefined,
      "Parameters SqsParameters must be specified",
    ],
    [
      kind === "queue" && !arn.endsWith(".fifo") && messageGroupId !== undefined,
      "Parameters MessageGroupId not valid for the target",
    ],
    [
      deadLetterQueueArn?.endsWith(".fifo") === true,
      "a schedule's dead-letter queue must be a standard queue, not a FIFO queue",
    ],
  ];
  for (const [isBroken, message] of rules) if (isBroken) throw invalid(message);
  if (input !== undefined && kind !== "queue") parsed(input);
}

/**
 * Calls a target in the name of the schedule's role.
 * @throws AwsError of the target, or `AccessDenied`
 */
export async function callTarget(
  deps: TargetDependencies,
  target: ScheduleTarget,
  attempt: Attempt,
  principal: Principal,
): Promise<void> {
  const input = target.input === undefined ? undefined : withContext(target.input, attempt);
  switch (kindOf(target.arn)) {
    case "function":
      deps.iam.authorize(principal, [{ action: "lambda:InvokeFunction", resource: target.arn }]);
      return deps.lambda.invokeAsync(target.arn, input === undefined ? notification(attempt) : parsed(input));
    case "cluster":
      return runTask(deps, target, input, principal);
    case "queue":
      return sendMessage(deps, target.arn, principal, {
        MessageBody: input ?? JSON.stringify(notification(attempt)),
        ...(target.messageGroupId !== undefined && { MessageGroupId: target.messageGroupId }),
      });
  }
}

/** @throws AwsError of SQS, or `AccessDenied` */
export async function sendMessage(
  deps: Pick<TargetDependencies, "iam" | "sqs" | "edgeUrl">,
  queueArn: string,
  principal: Principal,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  const QueueUrl = queueUrlOf(deps.edgeUrl, queueArn);
  await callWithin(deps.iam, deps.sqs.api, principal, {
    operation: "SendMessage",
    params: { QueueUrl, ...params },
  });
}

async function runTask(
  deps: TargetDependencies,
  { arn, runTask: parameters = {} }: ScheduleTarget,
  input: string | undefined,
  principal: Principal,
): Promise<void> {
  const overrides = input === undefined ? {} : { overrides: parsed(input) };
  const params = { ...parameters, ...overrides, cluster: arn };
  const { failures } = await resultOfCall(deps.iam, deps.ecs.api, principal, { operation: "RunTask", params });
  // ECS answers 200 although it has started nothing (API reference, "RunTask", failures).
  const [failure] = Array.isArray(failures) ? (failures as { reason?: string }[]) : [];
  if (failure) throw new AwsError("EcsRunTaskFailure", failure.reason ?? "RunTask has started no task");
}

/** Builds the input of a target where the schedule has none. Source: EventBridge Scheduler API Reference, `Target`, Input. */
function notification({ executionId, scheduledTime, scheduleArn }: Attempt): Record<string, unknown> {
  return {
    version: "0",
    id: executionId,
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: ACCOUNT_ID,
    time: scheduledTime,
    region: REGION,
    resources: [scheduleArn],
    detail: "{}",
  };
}

function kindOf(arn: string): Kind {
  const kind = KINDS.find(([, form]) => form.test(arn))?.[0];
  if (kind) return kind;
  const universal = arn.startsWith("arn:aws:scheduler:::aws-sdk:") ? " (universal targets are not supported here)" : "";
  throw invalid(`a schedule here calls functions, ECS clusters and SQS queues, not ${arn}${universal}`);
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new AwsError("ValidationException", "JSON syntax error in input for the target");
  }
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", `${message}.`);
}
