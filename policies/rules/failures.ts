import { all, at, each, type Rule, type Stack } from "../rule";

const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const QUEUE = "aws:sqs/queue:Queue";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const FUNCTION = "aws:lambda/function:Function";
/** Seconds: what a function has where it says nothing. Source: AWS Lambda Developer Guide, "Configure Lambda function timeout". */
const DEFAULT_TIMEOUT = 3;
/** Seconds. Source: Amazon SQS API Reference, "SetQueueAttributes". */
const DEFAULT_VISIBILITY = 30;
const TIMEOUTS = 6;

/** A target of what cannot be processed, for everybody who processes something. */
export const deadLetters: Rule = {
  name: "dead-letters",
  description: "What a consumer cannot process goes where somebody finds it: each consumer has a target for it.",
  check: all(
    (stack) => {
      const targets = deadLetterTargets(stack);
      return each(QUEUE, ({ arn, redrivePolicy }) =>
        redrivePolicy || targets.has(arn)
          ? undefined
          : "its messages are tried for ever, and are gone when their time is over: set redrivePolicy with a dead-letter queue",
      )(stack);
    },
    each(MAPPING, (properties) =>
      isOfStream(properties.eventSourceArn) &&
      at(properties, "destinationConfig", "onFailure", "destinationArn") === undefined
        ? "a record that fails is gone when it is old: set destinationConfig.onFailure, with maximumRetryAttempts"
        : undefined,
    ),
    each("aws:sns/topicSubscription:TopicSubscription", ({ protocol, redrivePolicy }) =>
      // Mail and text messages take no dead-letter queue. Source: Amazon SNS Developer Guide, "Dead-letter queues".
      ["sqs", "lambda", "http", "https", "firehose"].includes(String(protocol)) && !redrivePolicy
        ? "what cannot be delivered is gone: set redrivePolicy with a dead-letter queue"
        : undefined,
    ),
    each("aws:cloudwatch/eventTarget:EventTarget", (properties) =>
      at(properties, "deadLetterConfig", "arn") === undefined
        ? "an event that cannot be delivered is gone: set deadLetterConfig"
        : undefined,
    ),
    each("aws:scheduler/schedule:Schedule", (properties) =>
      at(properties, "target", "deadLetterConfig", "arn") === undefined
        ? "a run that cannot be started is gone: set target.deadLetterConfig"
        : undefined,
    ),
  ),
};

/** Source: AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping": six times the function's timeout. */
export const visibility: Rule = {
  name: "visibility-timeout",
  description: `A queue hides a message for at least ${TIMEOUTS} timeouts of the function that processes it.`,
  check: each(MAPPING, ({ eventSourceArn, functionName }, stack) => {
    const queue = stack.find(QUEUE, eventSourceArn);
    const handler = stack.find(FUNCTION, functionName);
    if (queue === undefined || handler === undefined) return undefined;
    const timeout = Number(handler.properties.timeout ?? DEFAULT_TIMEOUT);
    const hidden = Number(queue.properties.visibilityTimeoutSeconds ?? DEFAULT_VISIBILITY);
    return hidden >= TIMEOUTS * timeout
      ? undefined
      : `the queue "${queue.name}" hides a message for ${hidden} s, and "${handler.name}" may take ${timeout} s: ` +
          `set visibilityTimeoutSeconds to at least ${TIMEOUTS * timeout}`;
  }),
};

/** Logs that end, of everything that writes some. */
export const logRetention: Rule = {
  name: "log-retention",
  description: "Log groups say how long they keep their lines, and functions write to a group that does.",
  check: all(
    each(LOG_GROUP, ({ retentionInDays }) =>
      Number(retentionInDays ?? 0) > 0
        ? undefined
        : "it keeps its lines for ever, and they are paid for: set retentionInDays",
    ),
    each(FUNCTION, (properties, stack) => {
      const named = at(properties, "loggingConfig", "logGroup") ?? `/aws/lambda/${properties.name}`;
      return stack.ofType(LOG_GROUP).some((group) => group.properties.name === named)
        ? undefined
        : "Lambda makes its log group, which keeps lines for ever: make the group, with retentionInDays";
    }),
  ),
};

function isOfStream(arn: unknown): boolean {
  return typeof arn === "string" && /^arn:[^:]+:(dynamodb|kinesis):/.test(arn);
}

/** ARNs of queues that are themselves where failures go: nobody moves on what is in them. */
function deadLetterTargets(stack: Stack): ReadonlySet<unknown> {
  const targets = new Set<unknown>();
  const add = (value: unknown) => {
    if (typeof value !== "string") return;
    // A redrive policy is JSON.
    for (const [arn] of value.matchAll(/arn:[^:"]+:sqs:[^"]+/g)) targets.add(arn);
  };
  for (const { type, properties } of stack.resources) {
    add(properties.redrivePolicy);
    add(at(properties, "deadLetterConfig", "targetArn"));
    add(at(properties, "deadLetterConfig", "arn"));
    add(at(properties, "target", "deadLetterConfig", "arn"));
    add(at(properties, "destinationConfig", "onFailure", "destinationArn"));
    if (type === "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig") {
      add(at(properties, "destinationConfig", "onFailure", "destination"));
    }
  }
  return targets;
}
