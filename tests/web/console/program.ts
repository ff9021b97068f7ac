/**
 * A small program: a queue with dead letters, a table, a function with its log, an alarm; and parcels, which an API takes, a function
 * queues, and another one stores at the second try, after it was denied to delete;
 * and a workflow that turns strangers away.
 */
export const PROGRAM = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const dead = new aws.sqs.Queue("orders-dead", { name: "orders-dead" });
export const orders = new aws.sqs.Queue("orders", {
  name: "orders",
  visibilityTimeoutSeconds: 30,
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
}).url;
const table = new aws.dynamodb.Table("customers", {
  name: "customers",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  rangeKey: "at",
  attributes: [{ name: "id", type: "S" }, { name: "at", type: "N" }],
});
const role = new aws.iam.Role("greeter", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
  }),
});
const group = new aws.cloudwatch.LogGroup("greeter", { name: "/aws/lambda/greeter" });
new aws.iam.RolePolicy("greeter", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: pulumi.interpolate\`\${group.arn}:*\` },
      { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table.arn },
    ],
  }),
});
new aws.lambda.Function("greeter", {
  name: "greeter",
  role: role.arn,
  runtime: "nodejs22.x",
  timeout: 25,
  handler: "index.handler",
  environment: { variables: { SECRET: "do-not-show" } },
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(\`exports.handler = async ({ name }) => {
      if (name === undefined) throw new TypeError("nobody to greet");
      console.log("greeting", name);
      return { greeting: "Hello, " + name };
    };\`),
  }),
});
new aws.cloudwatch.MetricAlarm("orders-dead", {
  name: "orders-dead",
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "orders-dead" },
  comparisonOperator: "GreaterThanThreshold",
  threshold: 0,
  evaluationPeriods: 1,
  period: 60,
  statistic: "Maximum",
});

const parcels = new aws.sqs.Queue("parcels", { name: "parcels" });
const worker = new aws.iam.Role("parcels", { assumeRolePolicy: role.assumeRolePolicy });
const rights = new aws.iam.RolePolicy("parcels", {
  role: worker.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "UseParcels", Effect: "Allow", Action: "sqs:*", Resource: parcels.arn },
      { Sid: "Store", Effect: "Allow", Action: "dynamodb:PutItem", Resource: table.arn },
    ],
  }),
});
const code = (text: string) => new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });
const taker = new aws.lambda.Function("taker", {
  name: "taker",
  role: worker.arn,
  runtime: "nodejs22.x",
  timeout: 25,
  handler: "index.handler",
  environment: { variables: { QUEUE: parcels.url } },
  code: code(\`const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
    const sqs = new SQSClient({});
    exports.handler = async ({ body }) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: body }));
      return { statusCode: 202, body: "{}" };
    };\`),
});
const packer = new aws.lambda.Function("packer", {
  name: "packer",
  role: worker.arn,
  runtime: "nodejs22.x",
  timeout: 25,
  handler: "index.handler",
  environment: { variables: { QUEUE: parcels.url, TABLE: table.name } },
  code: code(\`const { SQSClient, ChangeMessageVisibilityCommand } = require("@aws-sdk/client-sqs");
    const { DynamoDBClient, PutItemCommand, DeleteItemCommand } = require("@aws-sdk/client-dynamodb");
    const [sqs, dynamo] = [new SQSClient({}), new DynamoDBClient({})];
    exports.handler = async ({ Records: [record] }) => {
      if (record.attributes.ApproximateReceiveCount === "1") {
        const again = { QueueUrl: process.env.QUEUE, ReceiptHandle: record.receiptHandle, VisibilityTimeout: 0 };
        await sqs.send(new ChangeMessageVisibilityCommand(again));
        throw new Error("the tape ran out");
      }
      const key = { id: { S: JSON.parse(record.body).parcel }, at: { N: "1" } };
      await dynamo.send(new DeleteItemCommand({ TableName: process.env.TABLE, Key: key })).catch(() => {});
      await dynamo.send(new PutItemCommand({ TableName: process.env.TABLE, Item: key }));
    };\`),
});
new aws.lambda.EventSourceMapping("parcels", { eventSourceArn: parcels.arn, functionName: packer.name }, { dependsOn: rights });
const api = new aws.apigatewayv2.Api("parcels", { protocolType: "HTTP" });
const integration = new aws.apigatewayv2.Integration("parcels", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: taker.arn,
  payloadFormatVersion: "2.0",
});
new aws.apigatewayv2.Route("parcels", {
  apiId: api.id,
  routeKey: "POST /parcels",
  target: pulumi.interpolate\`integrations/\${integration.id}\`,
});
export const parcelsUrl = new aws.apigatewayv2.Stage("parcels", { apiId: api.id, name: "$default", autoDeploy: true }).invokeUrl;
new aws.lambda.Permission("parcels", {
  action: "lambda:InvokeFunction",
  function: taker.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate\`\${api.executionArn}/*\`,
});
new aws.sfn.StateMachine("welcome", {
  name: "welcome",
  roleArn: new aws.iam.Role("welcome", {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "states.amazonaws.com" } }],
    }),
  }).arn,
  definition: JSON.stringify({
    StartAt: "KnownGuest",
    States: {
      KnownGuest: {
        Type: "Choice",
        Choices: [{ Variable: "$.guest", IsPresent: true, Next: "Greet" }],
        Default: "TurnAway",
      },
      Greet: { Type: "Pass", Result: "Welcome", ResultPath: "$.said", End: true },
      TurnAway: { Type: "Fail", Error: "NoGuest", Cause: "nobody is named" },
    },
  }),
});
`;
