import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AthenaClient, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityProviderClient, InitiateAuthCommand } from "@aws-sdk/client-cognito-identity-provider";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { DescribeTasksCommand, ECSClient, RegisterTaskDefinitionCommand, RunTaskCommand } from "@aws-sdk/client-ecs";
import { FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import * as kinesis from "@aws-sdk/client-kinesis";
import * as s3 from "@aws-sdk/client-s3";
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { ListSubscriptionsByTopicCommand, PublishBatchCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import { PutParameterCommand, SendCommandCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { readBody } from "../../../../local/base/readBody";
import type { Credentials } from "../../../../local/iam/iam";

/** A request as it goes over the wire. */
export interface WireRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** The things that the recorded requests name. */
export const NAMES = { queue: "orders", table: "orders", stream: "orders", bucket: "orders-bucket", topic: "orders" };

const ACCOUNT = "000000000000";
const MAX_BODY_BYTES = 1024 * 1024;
const HOP_BY_HOP = new Set(["host", "connection", "content-length", "transfer-encoding", "expect"]);

/** Has the AWS SDK write valid requests, in every protocol that the edge speaks, and records them. */
export async function recordedRequests(credentials: Credentials, edgeUrl: string): Promise<readonly WireRequest[]> {
  const recorded: WireRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request, MAX_BODY_BYTES);
    const headers = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name));
    recorded.push({
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: body === "too large" ? Buffer.alloc(0) : body,
    });
    response.statusCode = 400;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
  for (const send of calls(config, edgeUrl)) await send().catch(() => undefined);
  server.closeAllConnections();
  server.close();
  return recorded;
}

interface Config {
  endpoint: string;
  region: string;
  credentials: Credentials;
  maxAttempts: number;
}

function calls(config: Config, edgeUrl: string): readonly (() => Promise<unknown>)[] {
  const topic = `arn:aws:sns:us-east-1:${ACCOUNT}:${NAMES.topic}`;
  const machine = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:orders`;
  const queue = { QueueUrl: `${edgeUrl}/${ACCOUNT}/${NAMES.queue}` };
  const table = { TableName: NAMES.table };
  const bucket = { Bucket: NAMES.bucket };
  const item = { id: { S: "1" }, total: { N: "1.5" }, tags: { SS: ["a"] }, lines: { L: [{ M: { sku: { S: "x" } } }] } };
  const update = {
    ...table,
    Key: { id: { S: "1" } },
    UpdateExpression: "SET #t = if_not_exists(#t, :zero) + :one",
    ExpressionAttributeNames: { "#t": "total" },
    ExpressionAttributeValues: { ":zero": { N: "0" }, ":one": { N: "1" } },
  };
  const attributes = { kind: { DataType: "String", StringValue: "order" } };
  const queues = new sqs.SQSClient(config);
  const tables = new dynamodb.DynamoDBClient(config);
  const streams = new kinesis.KinesisClient({ ...config, requestHandler: new NodeHttpHandler() });
  const objects = new s3.S3Client({ ...config, forcePathStyle: true });
  const topics = new SNSClient(config);
  const tasks = new ECSClient(config);
  return [
    () => queues.send(new sqs.SendMessageCommand({ ...queue, MessageBody: "one", MessageAttributes: attributes })),
    () => queues.send(new sqs.SendMessageBatchCommand({ ...queue, Entries: [{ Id: "a", MessageBody: "one" }] })),
    () => queues.send(new sqs.ReceiveMessageCommand({ ...queue, MaxNumberOfMessages: 10 })),
    () => queues.send(new sqs.DeleteMessageCommand({ ...queue, ReceiptHandle: "none" })),
    () => queues.send(new sqs.GetQueueAttributesCommand({ ...queue, AttributeNames: ["All"] })),
    () => queues.send(new sqs.ListQueuesCommand({ QueueNamePrefix: "o", MaxResults: 5 })),
    () => tables.send(new dynamodb.PutItemCommand({ ...table, Item: item })),
    () => tables.send(new dynamodb.GetItemCommand({ ...table, Key: { id: { S: "1" } }, ConsistentRead: true })),
    () => tables.send(new dynamodb.UpdateItemCommand(update)),
    () =>
      tables.send(
        new dynamodb.QueryCommand({
          ...table,
          KeyConditionExpression: "id = :one",
          ExpressionAttributeValues: { ":one": { S: "1" } },
        }),
      ),
    () => tables.send(new dynamodb.ScanCommand({ ...table, Limit: 2 })),
    () =>
      tables.send(
        new dynamodb.BatchWriteItemCommand({ RequestItems: { [NAMES.table]: [{ PutRequest: { Item: item } }] } }),
      ),
    () => tables.send(new dynamodb.TransactWriteItemsCommand({ TransactItems: [{ Update: update }] })),
    () =>
      streams.send(
        new kinesis.PutRecordsCommand({
          StreamName: NAMES.stream,
          Records: [{ Data: Buffer.from("one"), PartitionKey: "a" }],
        }),
      ),
    () =>
      streams.send(
        new kinesis.GetShardIteratorCommand({
          StreamName: NAMES.stream,
          ShardId: "shardId-000000000000",
          ShardIteratorType: "TRIM_HORIZON",
        }),
      ),
    () => streams.send(new kinesis.GetRecordsCommand({ ShardIterator: "none" })),
    () =>
      objects.send(new s3.PutObjectCommand({ ...bucket, Key: "a/b.txt", Body: "text", Metadata: { kind: "order" } })),
    () => objects.send(new s3.GetObjectCommand({ ...bucket, Key: "a/b.txt", Range: "bytes=0-1" })),
    () => objects.send(new s3.ListObjectsV2Command({ ...bucket, Prefix: "a", MaxKeys: 3 })),
    () => objects.send(new s3.DeleteObjectsCommand({ ...bucket, Delete: { Objects: [{ Key: "a/b.txt" }] } })),
    () => objects.send(new s3.CreateMultipartUploadCommand({ ...bucket, Key: "big" })),
    () =>
      objects.send(
        new s3.CompleteMultipartUploadCommand({
          ...bucket,
          Key: "big",
          UploadId: "x",
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag: "y" }] },
        }),
      ),
    () => topics.send(new PublishCommand({ TopicArn: topic, Message: "one", MessageAttributes: attributes })),
    () =>
      topics.send(
        new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries: [{ Id: "a", Message: "one" }] }),
      ),
    () => topics.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic })),
    () =>
      tasks.send(
        new RunTaskCommand({
          cluster: "orders",
          taskDefinition: "orders",
          overrides: { containerOverrides: [{ name: "main", command: ["x"] }] },
        }),
      ),
    () =>
      tasks.send(
        new RegisterTaskDefinitionCommand({
          family: "orders",
          containerDefinitions: [{ name: "main", image: "orders", environment: [{ name: "A", value: "b" }] }],
          volumes: [{ name: "tmp", host: {} }],
          tags: [{ key: "team", value: "a" }],
        }),
      ),
    () => tasks.send(new DescribeTasksCommand({ cluster: "orders", tasks: ["one"] })),
    () =>
      new FirehoseClient(config).send(
        new PutRecordBatchCommand({ DeliveryStreamName: "orders", Records: [{ Data: Buffer.from("one") }] }),
      ),
    () => new SecretsManagerClient(config).send(new GetSecretValueCommand({ SecretId: "orders" })),
    () =>
      new SecretsManagerClient(config).send(
        new CreateSecretCommand({ Name: "orders", SecretString: "a", Tags: [{ Key: "team", Value: "a" }] }),
      ),
    () =>
      new SSMClient(config).send(
        new PutParameterCommand({
          Name: "/orders/limit",
          Value: "3",
          Type: "String",
          Tags: [{ Key: "team", Value: "a" }],
        }),
      ),
    () => new SFNClient(config).send(new StartExecutionCommand({ stateMachineArn: machine, input: "{}" })),
    () =>
      new AthenaClient(config).send(new StartQueryExecutionCommand({ QueryString: "SELECT 1", WorkGroup: "orders" })),
    () => new CloudWatchClient(config).send(new DescribeAlarmsCommand({ AlarmNames: ["orders"] })),
    () =>
      new CloudWatchLogsClient(config).send(
        new PutLogEventsCommand({
          logGroupName: "orders",
          logStreamName: "one",
          logEvents: [{ timestamp: 1, message: "one" }],
        }),
      ),
    () =>
      new SSMClient(config).send(
        new SendCommandCommand({
          DocumentName: "AWS-RunShellScript",
          InstanceIds: ["i-0"],
          Parameters: { commands: ["id"] },
        }),
      ),
    () => new STSClient(config).send(new GetCallerIdentityCommand({})),
    () =>
      new EC2Client(config).send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: "sg-0",
          IpPermissions: [{ IpProtocol: "tcp", FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
        }),
      ),
    () =>
      new EC2Client(config).send(
        new RunInstancesCommand({
          ...{ ImageId: "ami-0", MinCount: 1, MaxCount: 1, SubnetId: "subnet-0", SecurityGroupIds: ["sg-0"] },
          TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "team", Value: "a" }] }],
        }),
      ),
    () =>
      new EC2Client(config).send(new DescribeInstancesCommand({ Filters: [{ Name: "vpc-id", Values: ["vpc-0"] }] })),
    () =>
      new CognitoIdentityProviderClient(config).send(
        new InitiateAuthCommand({
          AuthFlow: "USER_PASSWORD_AUTH",
          ClientId: "none",
          AuthParameters: { USERNAME: "a", PASSWORD: "b" },
        }),
      ),
  ];
}

/** Forms of SQS's older protocol, and paths that are no API of AWS's: no client of the SDK writes them. */
export function otherRequests(signed: WireRequest): readonly WireRequest[] {
  const form =
    "Action=SendMessage&Version=2012-11-05&MessageBody=one&MessageAttribute.1.Name=kind&MessageAttribute.1.Value.DataType=String";
  const { authorization = "", "x-amz-security-token": token = "" } = signed.headers;
  const headers = { authorization, "x-amz-security-token": token, "content-type": "application/x-www-form-urlencoded" };
  const pages = ["/_local/mailbox", "/_local/mailbox.json", "/_local/dashboards", "/_local/dashboards/orders.json"];
  const mounted = [
    "/ecs-agent/v3/one/task",
    "/execute-api/a1/prod/orders",
    "/lambda-url/a1/",
    "/cognito-idp/us-east-1_a/oauth2/token",
  ];
  return [
    { method: "POST", path: `/${ACCOUNT}/${NAMES.queue}`, headers, body: Buffer.from(form) },
    ...[...pages, ...mounted].map((path) => ({
      method: "GET",
      path: `${path}?a=1`,
      headers: {},
      body: Buffer.alloc(0),
    })),
    ...mounted.map((path) => ({
      method: "POST",
      path,
      headers: { "content-type": "application/json" },
      body: Buffer.from('{"id":"1","lines":[{"sku":"x"}]}'),
    })),
  ];
}
