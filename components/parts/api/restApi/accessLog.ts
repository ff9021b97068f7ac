import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { serviceRole } from "../../iam/serviceRole";

/**
 * The log group of a REST API and, with `logRole`, the account's role for the logs of all its REST APIs. Without that role AWS refuses a
 * stage that writes a log (API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs"). There is one for each account and
 * region, whoever set it last: so it outlives the stack, for other stacks' APIs write their logs with it.
 */
export function jsonAccessLog(
  name: string,
  args: {
    logRole: boolean;
    logRetentionDays: pulumi.Input<number>;
    keyArn: pulumi.Input<string>;
    tags: Record<string, string>;
  },
  opts: pulumi.CustomResourceOptions,
): { accessLog: aws.cloudwatch.LogGroup; dependencies: pulumi.Resource[] } {
  const accessLog = new aws.cloudwatch.LogGroup(
    name,
    { retentionInDays: args.logRetentionDays, kmsKeyId: args.keyArn, tags: args.tags },
    opts,
  );
  return { accessLog, dependencies: args.logRole ? accountLogs(name, args.tags, opts) : [] };
}

function accountLogs(name: string, tags: Record<string, string>, options: pulumi.CustomResourceOptions) {
  const opts = { ...options, retainOnDelete: true };
  const { role, policy } = serviceRole(
    name,
    {
      service: "apigateway.amazonaws.com",
      permissions: [
        {
          actions: [
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogGroups",
            "logs:DescribeLogStreams",
            "logs:FilterLogEvents",
            "logs:GetLogEvents",
            "logs:PutLogEvents",
          ],
          // The role is the account's, for every REST API that it has or will have: API Gateway refuses one that allows less.
          resources: ["*"],
        },
      ],
      tags,
    },
    opts,
  );
  const account = new aws.apigateway.Account(
    `${name}-account`,
    { cloudwatchRoleArn: role.arn },
    { ...opts, dependsOn: [policy] },
  );
  return [account];
}
