import { PROGRAM } from "./program";

/** Files beside the program: the image of a container that waits. */
export const FILES: Readonly<Record<string, string>> = {
  "waiter/Dockerfile": 'FROM node:22\nCMD ["node", "main.js"]\n',
  "waiter/src/main.ts": 'console.log("waiting"); setInterval(() => {}, 60_000);\n',
};

/**
 * The same program, and one of every other kind that has a page: a bucket with objects, a stream that a function and a delivery stream
 * read, a service that keeps a container running, a schedule, a user pool, a database of Postgres and one of Athena, a dashboard, and an API
 * that asks for a key.
 */
export const EVERY_KIND = `${PROGRAM}
import * as awsx from "@pulumi/awsx";

const bucket = new aws.s3.Bucket("papers", { bucket: "papers" });
for (const [key, content] of Object.entries({
  "letters/2026/first.json": JSON.stringify({ to: "Ann", stamp: 4711 }),
  "letters/2026/second.json": JSON.stringify({ to: "Bob", stamp: 4712 }),
  "notes.txt": "A note on <b>nothing</b>.",
})) {
  new aws.s3.BucketObject(key, { bucket: bucket.id, key, content, contentType: key.endsWith("json") ? "application/json" : "text/plain" });
}

const steps = new aws.kinesis.Stream("steps", { name: "steps", shardCount: 2 });
const assume = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
  });
const reading = new aws.iam.RolePolicy("steps", {
  role: worker.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "kinesis:*", Resource: steps.arn }, { Effect: "Allow", Action: "kinesis:ListStreams", Resource: "*" }],
  }),
});
const walker = new aws.lambda.Function("walker", {
  name: "walker",
  role: worker.arn,
  runtime: "nodejs22.x",
  timeout: 25,
  handler: "index.handler",
  code: code("exports.handler = async () => {};"),
});
new aws.lambda.EventSourceMapping(
  "steps",
  { eventSourceArn: steps.arn, functionName: walker.name, startingPosition: "TRIM_HORIZON" },
  { dependsOn: reading },
);
const keeper = new aws.iam.Role("keeper", { assumeRolePolicy: assume("firehose.amazonaws.com") });
const keeping = new aws.iam.RolePolicy("keeper", {
  role: keeper.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "kinesis:*", Resource: steps.arn },
      { Effect: "Allow", Action: "s3:*", Resource: [bucket.arn, pulumi.interpolate\`\${bucket.arn}/*\`] },
    ],
  }),
});
new aws.kinesis.FirehoseDeliveryStream(
  "steps",
  {
    name: "kept-steps",
    destination: "extended_s3",
    kinesisSourceConfiguration: { kinesisStreamArn: steps.arn, roleArn: keeper.arn },
    extendedS3Configuration: { roleArn: keeper.arn, bucketArn: bucket.arn, prefix: "steps/", bufferingInterval: 1, bufferingSize: 1 },
  },
  { dependsOn: keeping },
);

const repository = new awsx.ecr.Repository("waiter", { forceDelete: true });
const image = new awsx.ecr.Image("waiter", { repositoryUrl: repository.url, context: "waiter", platform: "linux/arm64" });
const cluster = new aws.ecs.Cluster("kitchen", { name: "kitchen" });
const waiterLog = new aws.cloudwatch.LogGroup("waiter", { name: "/ecs/waiter" });
const execution = new aws.iam.Role("waiter", { assumeRolePolicy: assume("ecs-tasks.amazonaws.com") });
const executing = new aws.iam.RolePolicyAttachment("waiter", {
  role: execution.name,
  policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
});
const vpc = new awsx.ec2.Vpc("kitchen", { natGateways: { strategy: "None" } });
const definition = new aws.ecs.TaskDefinition("waiter", {
  family: "waiter",
  requiresCompatibilities: ["FARGATE"],
  networkMode: "awsvpc",
  cpu: "256",
  memory: "512",
  runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
  executionRoleArn: execution.arn,
  containerDefinitions: pulumi.jsonStringify([{
    name: "waiter",
    image: image.imageUri,
    essential: true,
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": waiterLog.name, "awslogs-region": "us-east-1", "awslogs-stream-prefix": "waiter" },
    },
  }]),
});
new aws.ecs.Service(
  "waiter",
  {
    name: "waiter",
    cluster: cluster.arn,
    taskDefinition: definition.arn,
    desiredCount: 1,
    launchType: "FARGATE",
    networkConfiguration: { subnets: vpc.publicSubnetIds, assignPublicIp: true },
  },
  { dependsOn: executing },
);

const caller = new aws.iam.Role("daily", { assumeRolePolicy: assume("scheduler.amazonaws.com") });
const calling = new aws.iam.RolePolicy("daily", {
  role: caller.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: dead.arn }],
  }),
});
new aws.scheduler.Schedule(
  "daily",
  {
    name: "daily",
    scheduleExpression: "cron(0 4 * * ? *)",
    scheduleExpressionTimezone: "Europe/Vienna",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: dead.arn, roleArn: caller.arn, input: JSON.stringify({ daily: true }) },
  },
  { dependsOn: calling },
);

const people = new aws.cognito.UserPool("people", { name: "people", adminCreateUserConfig: { allowAdminCreateUserOnly: true }, usernameAttributes: ["email"], autoVerifiedAttributes: ["email"] });
new aws.cognito.UserPoolDomain("people", { domain: "people", userPoolId: people.id });
new aws.cognito.UserPoolClient("portal", {
  name: "portal",
  userPoolId: people.id,
  allowedOauthFlows: ["code"],
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthScopes: ["openid", "email"],
  callbackUrls: ["https://portal.example/"],
  supportedIdentityProviders: ["COGNITO"],
});
const guards = new aws.cognito.UserGroup("guards", { name: "guards", userPoolId: people.id });
const ann = new aws.cognito.User("ann", {
  userPoolId: people.id,
  username: "ann@example.com",
  password: "Not-a-secret-1",
  attributes: { email: "ann@example.com", email_verified: "true" },
  messageAction: "SUPPRESS",
});
new aws.cognito.UserInGroup("ann", { userPoolId: people.id, username: ann.username, groupName: guards.name });

new aws.rds.Instance("ledger", {
  identifier: "ledger",
  engine: "postgres",
  instanceClass: "db.t4g.micro",
  allocatedStorage: 20,
  dbName: "ledger",
  username: "app",
  password: "not-a-secret",
  skipFinalSnapshot: true,
});

const catalog = new aws.glue.CatalogDatabase("archive", { name: "archive" });
new aws.glue.CatalogTable("letters", {
  name: "letters",
  databaseName: catalog.name,
  tableType: "EXTERNAL_TABLE",
  storageDescriptor: {
    location: pulumi.interpolate\`s3://\${bucket.bucket}/letters/\`,
    inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    serDeInfo: { serializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
    columns: [{ name: "to", type: "string" }, { name: "stamp", type: "int" }],
  },
});
new aws.athena.Workgroup("archive", {
  name: "archive",
  forceDestroy: true,
  configuration: { resultConfiguration: { outputLocation: pulumi.interpolate\`s3://\${bucket.bucket}/answers/\` } },
});

new aws.cloudwatch.Dashboard("parcels", {
  dashboardName: "parcels",
  dashboardBody: JSON.stringify({ widgets: [{ type: "text", x: 0, y: 0, width: 6, height: 2, properties: { markdown: "Parcels" } }] }),
});

const gates = new aws.apigateway.RestApi("gates", { name: "gates" });
const gate = new aws.apigateway.Resource("gate", { restApi: gates.id, parentId: gates.rootResourceId, pathPart: "gate" });
const open = new aws.apigateway.Method("gate", {
  restApi: gates.id,
  resourceId: gate.id,
  httpMethod: "POST",
  authorization: "NONE",
  apiKeyRequired: true,
});
const passing = new aws.apigateway.Integration("gate", {
  restApi: gates.id,
  resourceId: gate.id,
  httpMethod: open.httpMethod,
  type: "AWS_PROXY",
  integrationHttpMethod: "POST",
  uri: taker.invokeArn,
});
new aws.lambda.Permission("gate", {
  action: "lambda:InvokeFunction",
  function: taker.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate\`\${gates.executionArn}/*\`,
});
const deployed = new aws.apigateway.Deployment("gates", { restApi: gates.id }, { dependsOn: passing });
const stage = new aws.apigateway.Stage("gates", { restApi: gates.id, deployment: deployed.id, stageName: "v1" });
const plan = new aws.apigateway.UsagePlan("gates", { name: "gates", apiStages: [{ apiId: gates.id, stage: stage.stageName }] });
const key = new aws.apigateway.ApiKey("gate-1", { name: "gate-1", value: "value-that-no-page-ever-shows" });
new aws.apigateway.UsagePlanKey("gate-1", { usagePlanId: plan.id, keyId: key.id, keyType: "API_KEY" });
`;
