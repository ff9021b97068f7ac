import * as pulumi from "@pulumi/pulumi";

/** One statement of an IAM policy that allows exact actions on exact resources. */
export interface Allow {
  /** `["dynamodb:PutItem"]` */
  actions: readonly string[];
  /**
   * ARNs. `"*"` only where AWS accepts nothing else, with a comment that says so. One that turns out to be `undefined` is left out, and with the
   * last of them the statement: whether something that was handed in has a key of its own may be known at deployment only.
   */
  resources: readonly pulumi.Input<string | undefined>[];
  /** Values by condition key, by operator: `{ ArnEquals: { "ecs:cluster": cluster.arn } }`. */
  condition?: Condition;
}

/** Values by condition key, by operator. */
export type Condition = Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;

/** The JSON document of a role policy. */
export function policyDocument(statements: readonly Allow[]): pulumi.Output<string> {
  const allowed = pulumi.output(statements).apply((known) =>
    known
      .map(({ actions, resources, condition }) => ({
        Effect: "Allow",
        Action: actions,
        Resource: [...new Set(resources.filter((arn) => arn !== undefined))],
        ...(condition !== undefined && { Condition: condition }),
      }))
      .filter(({ Resource }) => Resource.length > 0),
  );
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: allowed });
}

/**
 * The JSON trust policy that lets one AWS service, such as `"ecs-tasks.amazonaws.com"`, assume a role.
 * @param condition the requests to let in, mostly by {@link fromSource}. Left out only for services that do not say for what they act:
 * Lambda (Developer Guide, "Using source function ARN": `aws:SourceArn` is for policies whose resource is the function), API Gateway and
 * EC2. They take no role of another account, for nobody can pass them one (prowler, issue 2810).
 */
export function trustPolicy(service: string, condition?: Condition): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        ...(condition !== undefined && { Condition: condition }),
      },
    ],
  });
}

/** The resources in whose name a service acts. */
export interface Source {
  /** The ARN of something of the same account and region, from which both are taken. */
  near: pulumi.Output<string>;
  /** The service of the resources, as ARNs have it: `"ecs"`. */
  service: string;
  /** The resources, as their ARNs end; `*` stands for any text: `"vpc-flow-log/*"`. */
  resource: pulumi.Input<string>;
}

/**
 * The condition that a service acts for resources of this account: nobody can have it act for one of another account then (IAM User Guide,
 * "The confused deputy problem").
 */
export function fromSource({ near, service, resource }: Source): Condition {
  const place = near.apply((arn) => {
    const [, partition, , region, account] = arn.split(":");
    return `arn:${partition}:${service}:${region}:${account}`;
  });
  return {
    StringEquals: { "aws:SourceAccount": near.apply(accountOf) },
    ArnLike: { "aws:SourceArn": pulumi.interpolate`${place}:${resource}` },
  };
}

/** Takes the account out of `arn:aws:logs:<region>:<account>:log-group:<name>`. */
export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
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
