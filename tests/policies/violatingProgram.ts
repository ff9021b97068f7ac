import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const CODE = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = () => {}") });
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: ["scheduler.amazonaws.com", "lambda.amazonaws.com"] },
      Action: "sts:AssumeRole",
    },
  ],
});

/** A program that breaks every rule, as people write them. */
export function violatingProgram(): void {
  const queue = new aws.sqs.Queue("orders", { sqsManagedSseEnabled: false, visibilityTimeoutSeconds: 30 });
  const topic = new aws.sns.Topic("news");
  const stream = new aws.kinesis.Stream("clicks", { shardCount: 1 });
  new aws.s3.Bucket("files");
  const role = new aws.iam.Role("everything", { assumeRolePolicy: TRUST });
  new aws.iam.RolePolicy("everything-policy", {
    role: role.id,
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:*", "logs:PutLogEvents", "xray:PutTraceSegments"], Resource: "*" },
        { Effect: "Deny", Action: "*", Resource: "*" },
      ],
    }),
  });
  const handler = new aws.lambda.Function("handler", {
    ...{ role: role.arn, runtime: "nodejs22.x", handler: "index.handler", code: CODE, timeout: 60 },
  });
  new aws.lambda.EventSourceMapping("from-orders", { eventSourceArn: queue.arn, functionName: handler.arn });
  new aws.lambda.EventSourceMapping("from-clicks", {
    ...{ eventSourceArn: stream.arn, functionName: handler.arn, startingPosition: "LATEST" },
  });
  new aws.lambda.Permission("anybody-of-s3", {
    ...{ action: "lambda:InvokeFunction", function: handler.name, principal: "s3.amazonaws.com" },
  });
  new aws.lambda.FunctionUrl("url", { functionName: handler.name, authorizationType: "NONE" });
  new aws.sns.TopicSubscription("to-handler", { topic: topic.arn, protocol: "lambda", endpoint: handler.arn });
  new aws.sns.TopicSubscription("to-ada", { topic: topic.arn, protocol: "email", endpoint: "ada@example.com" });
  new aws.sns.TopicPolicy("news-policy", {
    arn: topic.arn,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: topic.arn }],
    }),
  });
  const rule = new aws.cloudwatch.EventRule("nightly", { scheduleExpression: "rate(1 day)" });
  new aws.cloudwatch.EventTarget("nightly-target", { rule: rule.name, arn: handler.arn });
  new aws.scheduler.Schedule("hourly", {
    ...{ scheduleExpression: "rate(1 hour)", flexibleTimeWindow: { mode: "OFF" } },
    target: { arn: handler.arn, roleArn: role.arn },
  });
  new aws.cloudwatch.LogGroup("log");
  new aws.ec2.SecurityGroup("open", {
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
  });
  new aws.vpc.SecurityGroupIngressRule("open-by-rule", {
    ...{ securityGroupId: "sg-1", ipProtocol: "-1", cidrIpv6: "::/0" },
  });
  new aws.rds.Instance("database", {
    ...{ instanceClass: "db.t4g.micro", publiclyAccessible: true, allocatedStorage: 20, engine: "postgres" },
  });
  new aws.rds.ParameterGroup("parameters", { family: "postgres17" });
  const api = new aws.apigatewayv2.Api("api", { protocolType: "HTTP" });
  new aws.apigatewayv2.Route("anybody", { apiId: api.id, routeKey: "GET /" });
  new aws.cloudwatch.MetricAlarm("blind", {
    ...{ comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 0 },
    ...{ namespace: "AWS/SQS", metricName: "ApproximateNumberOfMessagesVisible", statistic: "Sum", period: 60 },
  });
  new aws.cloudwatch.MetricAlarm("silent", {
    ...{ comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 0 },
    ...{ namespace: "AWS/SQS", metricName: "ApproximateNumberOfMessagesVisible", statistic: "Sum", period: 60 },
    dimensions: { QueueName: queue.name },
  });
}
