import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/*
 * Orders come in by a queue, and are kept in a table. One that cannot be kept is tried twice.
 */
const deadLetters = new aws.sqs.Queue("orders-dead");
const queue = new aws.sqs.Queue("orders", {
  visibilityTimeoutSeconds: 60,
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 2 }),
});
const table = new aws.dynamodb.Table("orders", {
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
});
const role = new aws.iam.Role("keeper", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const policy = new aws.iam.RolePolicy("keeper", {
  role: role.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        Resource: queue.arn,
      },
      { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table.arn },
      { Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    ],
  }),
});
const code = `
const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const dynamo = new DynamoDBClient({});
exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    const { id } = JSON.parse(body);
    await dynamo.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: id } } }));
    console.log("kept " + id);
  }
};`;
const keeper = new aws.lambda.Function(
  "keeper",
  {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeout: 10,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
    environment: { variables: { TABLE: table.name } },
  },
  { dependsOn: [policy] },
);
new aws.lambda.EventSourceMapping("orders", { eventSourceArn: queue.arn, functionName: keeper.name, batchSize: 1 });

export const orders = {
  queueUrl: queue.url,
  deadLetterQueueUrl: deadLetters.url,
  tableName: table.name,
  keeperName: keeper.name,
};
