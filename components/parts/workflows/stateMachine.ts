import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../arguments/childOptions";
import { type Transform, transformed } from "../arguments/transform";
import { type Allow, fromSource } from "../iam/policies";
import { serviceRole } from "../iam/serviceRole";

export interface StateMachineArgs {
  /** `EXPRESS` answers at once and is forgotten; `STANDARD` may wait for up to a year. */
  type: "EXPRESS" | "STANDARD";
  /** Amazon States Language, as an object; may hold outputs. */
  definition: pulumi.Input<object>;
  /** The machine's rights, besides writing its own log and traces. */
  permissions: readonly Allow[];
  logRetentionDays: pulumi.Input<number>;
  tags: Record<string, string>;
  transform?: Transform<aws.sfn.StateMachineArgs> | undefined;
}

/**
 * A Step Functions state machine with a role that allows exactly what it is told, traces, and a log of its failures, in which the data
 * does not appear.
 */
export function stateMachine(name: string, args: StateMachineArgs, opts: ChildOptions): aws.sfn.StateMachine {
  const log = new aws.cloudwatch.LogGroup(
    `${name}-log`,
    {
      // Logs of this prefix do not use up the account's resource policy (CloudWatch Logs docs, "Logs sent to CloudWatch Logs").
      namePrefix: `/aws/vendedlogs/states/${name}-`,
      retentionInDays: args.logRetentionDays,
      tags: args.tags,
    },
    // A renamed component, with an alias, keeps its log: another prefix would replace the group.
    { ...opts, ignoreChanges: ["namePrefix"] },
  );
  const { role, policy } = serviceRole(
    name,
    {
      service: "states.amazonaws.com",
      // Step Functions Developer Guide, "Prevent cross-service confused deputy issue"; the machine, which has the role, has no ARN yet.
      trustCondition: fromSource({ near: log.arn, service: "states", resource: "stateMachine:*" }),
      permissions: [...OBSERVABILITY, toWriteTo(log), ...args.permissions],
      tags: args.tags,
    },
    opts,
  );
  return new aws.sfn.StateMachine(
    name,
    transformed(args.transform, {
      type: args.type,
      definition: pulumi.jsonStringify(args.definition),
      roleArn: role.arn,
      loggingConfiguration: {
        level: "ERROR",
        includeExecutionData: false,
        logDestination: pulumi.interpolate`${log.arn}:*`,
      },
      tracingConfiguration: { enabled: true },
      tags: args.tags,
    }),
    // Step Functions tries the permissions for the log when the machine is made.
    { ...opts, dependsOn: [policy] },
  );
}

const OBSERVABILITY: readonly Allow[] = [
  {
    // These know no resource types: "*" is all they accept (Step Functions Developer Guide, "Using CloudWatch Logs to log execution
    // history", https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html).
    actions: [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    resources: ["*"],
  },
  {
    // X-Ray's actions for tracing know no resource types (Step Functions docs, "IAM policies for AWS X-Ray").
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    resources: ["*"],
  },
];

/** Express workflows write their log themselves (the same page, "IAM Policies for logging to CloudWatch Logs"). */
function toWriteTo(log: aws.cloudwatch.LogGroup): Allow {
  return { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [pulumi.interpolate`${log.arn}:*`] };
}

/**
 * Retries a step that failed for a passing reason.
 * @param means errors that mean something, and are not tried again
 */
export function retries(means: readonly string[], limits: { attempts: number; longestDelaySeconds: number }) {
  return [
    ...(means.length === 0 ? [] : [{ ErrorEquals: means, MaxAttempts: 0 }]),
    {
      ErrorEquals: ["States.TaskFailed"],
      IntervalSeconds: 1,
      BackoffRate: 2,
      MaxAttempts: limits.attempts,
      MaxDelaySeconds: limits.longestDelaySeconds,
      JitterStrategy: "FULL",
    },
  ];
}
