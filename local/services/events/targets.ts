import { randomUUID } from "node:crypto";
import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { callWithin } from "../../edge/callWithin";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import { queueUrlOf } from "../sqs/queueAddress";
import type { EventTarget } from "./events";
import { checkInput, inputOf, type Matched } from "./targetInput";

export type TargetDependencies = Pick<Services, "edgeUrl" | "iam"> & {
  lambda: Pick<Services["lambda"], "invokeAsync">;
  sfn: Pick<Services["sfn"], "api">;
  sns: Pick<Services["sns"], "publish">;
  sqs: Pick<Services["sqs"], "api">;
};

type Kind = "function" | "machine" | "queue" | "topic";

const SERVICE = "events.amazonaws.com";
const EVENTS: Principal = { kind: "service", service: SERVICE };

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ["function", /^arn:aws:lambda:[^:]+:\d{12}:function:[^:]+$/],
  ["machine", /^arn:aws:states:[^:]+:\d{12}:stateMachine:[^:]+$/],
  ["queue", /^arn:aws:sqs:[^:]+:\d{12}:[^:]+$/],
  ["topic", /^arn:aws:sns:[^:]+:\d{12}:[^:]+$/],
];

/** @throws AwsError `ValidationException` for what a rule cannot tell here, or not in such a way */
export function checkTarget(target: EventTarget): void {
  const { id, arn, roleArn, messageGroupId, deadLetterQueueArn = "" } = target;
  const kind = kindOf(arn);
  const rules: readonly (readonly [boolean, string])[] = [
    [kind === "machine" && roleArn === undefined, `RoleArn is required for target ${arn}.`],
    [
      kind === "queue" && arn.endsWith(".fifo") && messageGroupId === undefined,
      `Parameter(s) SqsParameters must be specified for target: ${id}.`,
    ],
    [deadLetterQueueArn.endsWith(".fifo"), "SQS FIFO is not supported by Dead Letter Queues"],
    [
      deadLetterQueueArn !== "" && !deadLetterQueueArn.startsWith("arn:aws:sqs:"),
      `${deadLetterQueueArn.split(":")[2]} is not supported as a dead letter resource`,
    ],
  ];
  for (const [isBroken, message] of rules) if (isBroken) throw new AwsError("ValidationException", message);
  checkInput(target);
}

/**
 * Brings an event to a target: in the name of the target's role where it has one, and of EventBridge itself, for the rule, otherwise.
 * @throws AwsError of the target, or of IAM; Error for an event of which no input can be made
 */
export async function callTarget(deps: TargetDependencies, target: EventTarget, matched: Matched): Promise<void> {
  const { arn, roleArn, messageGroupId: group } = target;
  const input = inputOf(target, matched);
  const source = contextOf(matched);
  const principal =
    roleArn === undefined ? EVENTS : deps.iam.assumeRole(roleArn, randomUUID(), SERVICE, source).principal;
  const context = roleArn === undefined ? source : {};
  switch (kindOf(arn)) {
    case "function":
      deps.iam.authorize(principal, [{ action: "lambda:InvokeFunction", resource: arn, context }]);
      return deps.lambda.invokeAsync(arn, JSON.parse(input));
    case "machine": {
      const params = { stateMachineArn: arn, name: `${matched.event.id}_${randomUUID()}`.slice(0, 80), input };
      await callWithin(deps.iam, deps.sfn.api, principal, { operation: "StartExecution", params, context });
      return;
    }
    case "queue": {
      const params = {
        ...{ QueueUrl: queueUrlOf(deps.edgeUrl, arn), MessageBody: input },
        ...(group !== undefined && { MessageGroupId: group }),
      };
      await callWithin(deps.iam, deps.sqs.api, principal, { operation: "SendMessage", params, context });
      return;
    }
    case "topic":
      deps.sns.publish(principal, arn, { message: input }, context);
  }
}

/**
 * Sends what a target did not get to its dead-letter queue. No event is tried twice here, so none has been retried.
 * Source: Amazon EventBridge User Guide, "Using dead-letter queues to process undelivered events".
 * @throws AwsError of SQS or IAM
 */
export async function sendToDeadLetters(
  deps: TargetDependencies,
  { arn, deadLetterQueueArn = "" }: EventTarget,
  matched: Matched,
  error: unknown,
): Promise<void> {
  const attributes = {
    RULE_ARN: matched.rule.arn,
    TARGET_ARN: arn,
    ERROR_CODE: errorCodeOf(error),
    ERROR_MESSAGE: error instanceof Error ? error.message : String(error),
    RETRY_ATTEMPTS: "0",
  };
  const params = {
    ...{ QueueUrl: queueUrlOf(deps.edgeUrl, deadLetterQueueArn), MessageBody: JSON.stringify(matched.event) },
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
    ),
  };
  const context = contextOf(matched);
  await callWithin(deps.iam, deps.sqs.api, EVENTS, { operation: "SendMessage", params, context });
}

function contextOf({ rule }: Matched): RequestContext {
  return { "aws:SourceArn": rule.arn, "aws:SourceAccount": ACCOUNT_ID };
}

function errorCodeOf(error: unknown): string {
  const code = error instanceof AwsError ? error.code : "";
  if (code.startsWith("AccessDenied")) return "NO_PERMISSIONS";
  return /NotFound|NonExistent|DoesNotExist/.test(code) ? "NO_RESOURCE" : "SDK_CLIENT_ERROR";
}

function kindOf(arn: string): Kind {
  const kind = KINDS.find(([, form]) => form.test(arn))?.[0];
  if (kind) return kind;
  throw new AwsError(
    "ValidationException",
    `a rule here tells functions, SQS queues, SNS topics and state machines, not ${arn}`,
  );
}
