import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../arguments/childOptions";
import { type Transform, transformed } from "../arguments/transform";
import { fromSource, policyDocument, trustPolicy } from "../iam/policies";

export interface FlowLogArgs {
  vpcId: pulumi.Input<string>;
  trafficType: "ALL" | "ACCEPT" | "REJECT";
  logRetentionDays: pulumi.Input<number>;
  /** @default a key of CloudWatch Logs */
  logKmsKeyArn?: pulumi.Input<string> | undefined;
  tags: Record<string, string>;
  transform: {
    flowLog?: Transform<aws.ec2.FlowLogArgs>;
    flowLogGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
  };
}

/** Writes down who talked to whom, allowed or not, as a role that may do nothing else. */
export function flowLog(name: string, { vpcId, tags, ...settings }: FlowLogArgs, opts: ChildOptions) {
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-flow-logs`,
    transformed(settings.transform.flowLogGroup, {
      retentionInDays: settings.logRetentionDays,
      ...(settings.logKmsKeyArn !== undefined && { kmsKeyId: settings.logKmsKeyArn }),
      tags,
    }),
    opts,
  );
  const role = new aws.iam.Role(
    `${name}-flow-role`,
    {
      description: "VPC flow logs write with it.",
      // VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs".
      assumeRolePolicy: trustPolicy(
        "vpc-flow-logs.amazonaws.com",
        fromSource({ near: logGroup.arn, service: "ec2", resource: "vpc-flow-log/*" }),
      ),
      tags,
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-flow-policy`,
    {
      role: role.id,
      policy: policyDocument([
        {
          actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          resources: [pulumi.interpolate`${logGroup.arn}:*`],
        },
        // A description of all groups, which is allowed for all or for none.
        { actions: ["logs:DescribeLogGroups"], resources: ["*"] },
      ]),
    },
    opts,
  );
  const log = new aws.ec2.FlowLog(
    `${name}-flow-log`,
    transformed(settings.transform.flowLog, {
      vpcId,
      trafficType: settings.trafficType,
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      tags,
    }),
    { ...opts, dependsOn: [policy] },
  );
  return { log, logGroup };
}
