import * as pulumi from "@pulumi/pulumi";

/** One statement of an IAM policy that allows exact actions on exact resources. */
export interface Allow {
  /** `["dynamodb:PutItem"]` */
  actions: readonly string[];
  /** ARNs. `"*"` only where AWS accepts nothing else, with a comment that says so. */
  resources: readonly pulumi.Input<string>[];
  /** Values by condition key, by operator: `{ ArnEquals: { "ecs:cluster": cluster.arn } }`. */
  condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/** The JSON document of a role policy. */
export function policyDocument(statements: readonly Allow[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: statements.map(({ actions, resources, condition }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(condition !== undefined && { Condition: condition }),
    })),
  });
}

/** The JSON trust policy that lets one AWS service, such as `"lambda.amazonaws.com"`, assume a role. */
export function trustPolicy(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}

/**
 * The JSON resource policy that refuses every call to a queue that does not come over TLS.
 * @param topicArns SNS topics that may send to the queue
 */
export function tlsOnlyQueuePolicy(
  queueArn: pulumi.Input<string>,
  topicArns: readonly pulumi.Input<string>[] = [],
): pulumi.Output<string> {
  return tlsOnlyPolicy("sqs:*", queueArn, topicArns.length === 0 ? [] : [sentByTopics(queueArn, topicArns)]);
}

/** The JSON resource policy that refuses every message to a topic that does not come over TLS. */
export function tlsOnlyTopicPolicy(topicArn: pulumi.Input<string>): pulumi.Output<string> {
  return tlsOnlyPolicy("sns:Publish", topicArn);
}

function sentByTopics(queueArn: pulumi.Input<string>, topicArns: readonly pulumi.Input<string>[]) {
  return {
    Sid: "Topics",
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": topicArns } },
  };
}

function tlsOnlyPolicy(
  action: string,
  resource: pulumi.Input<string>,
  others: readonly object[] = [],
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: action,
        Resource: resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...others,
    ],
  });
}
