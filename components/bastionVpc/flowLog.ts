import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { policyDocument, trustPolicy } from "../parts/iam/policies";
import type { Settings } from "./settings";

/** Writes down who talked to whom, allowed or not, as a role that may do nothing else. */
export function flowLog(
  name: string,
  { vpcId, tags, ...settings }: Settings & { vpcId: pulumi.Input<string> },
  opts: ChildOptions,
) {
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
    { description: "VPC flow logs write with it.", assumeRolePolicy: trustPolicy("vpc-flow-logs.amazonaws.com"), tags },
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
      trafficType: settings.flowLogTraffic,
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      tags,
    }),
    { ...opts, dependsOn: [policy] },
  );
  return { log, logGroup };
}
