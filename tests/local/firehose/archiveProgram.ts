/**
 * An archive as a component writes it, for AWS and for here: a Kinesis stream and direct PUT, a function that says where a record
 * belongs, one encrypted bucket, and a queue that hears of every object through a topic.
 */
export const ARCHIVE_PROGRAM = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const account = "000000000000";
const region = "us-east-1";
const trust = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });

const bucket = new aws.s3.Bucket("archive", { forceDestroy: true });
const key = new aws.kms.Key("archive", {
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::" + account + ":root" }, Action: "kms:*", Resource: "*" },
      { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: ["kms:GenerateDataKey*", "kms:Decrypt"], Resource: "*" },
    ],
  }),
});
const topic = new aws.sns.Topic("archived", { kmsMasterKeyId: key.arn });
new aws.s3.BucketServerSideEncryptionConfiguration("archive", {
  bucket: bucket.id,
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn }, bucketKeyEnabled: true }],
});

const stream = new aws.kinesis.Stream("events", { streamModeDetails: { streamMode: "ON_DEMAND" }, encryptionType: "KMS", kmsKeyId: key.arn });
const logGroup = new aws.cloudwatch.LogGroup("archive");
const logStream = new aws.cloudwatch.LogStream("archive", { logGroupName: logGroup.name, name: "delivery" });

const functionRole = new aws.iam.Role("transform", { assumeRolePolicy: trust("lambda.amazonaws.com") });
const transform = new aws.lambda.Function("transform", {
  role: functionRole.arn, runtime: "nodejs22.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(
    "exports.handler = async ({ records }) => ({ records: records.map(({ recordId, data }) => {" +
    "  const event = JSON.parse(Buffer.from(data, 'base64').toString());" +
    "  if (event.drop) return { recordId, result: 'Dropped', data };" +
    "  if (event.fail) return { recordId, result: 'ProcessingFailed', data };" +
    "  const line = Buffer.from(JSON.stringify(event) + '\\\\n').toString('base64');" +
    "  const [date, time = ''] = String(event.at ?? '').split('T');" +
    "  return { recordId, result: 'Ok', data: line, metadata: { partitionKeys: { date, hour: time.slice(0, 2) } } };" +
    "}) });"),
  }),
});

const role = new aws.iam.Role("delivery", {
  assumeRolePolicy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow", Principal: { Service: "firehose.amazonaws.com" }, Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    }],
  }),
});
const policy = new aws.iam.RolePolicy("delivery", {
  role: role.name,
  policy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], Resource: bucket.arn },
      { Effect: "Allow", Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"], Resource: pulumi.interpolate\`\${bucket.arn}/*\` },
      { Effect: "Allow", Action: ["kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords", "kinesis:ListShards"], Resource: stream.arn },
      { Effect: "Allow", Action: ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"], Resource: pulumi.interpolate\`\${transform.arn}:$LATEST\` },
      { Effect: "Allow", Action: "logs:PutLogEvents", Resource: pulumi.interpolate\`\${logGroup.arn}:log-stream:\${logStream.name}\` },
      { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: key.arn,
        Condition: { StringEquals: { "kms:ViaService": ["s3." + region + ".amazonaws.com"] } } },
      { Effect: "Allow", Action: "kms:Decrypt", Resource: key.arn,
        Condition: { StringEquals: { "kms:ViaService": ["kinesis." + region + ".amazonaws.com"] } } },
    ],
  },
});

const delivery = (name: string, source: Partial<aws.kinesis.FirehoseDeliveryStreamArgs>) =>
  new aws.kinesis.FirehoseDeliveryStream(name, {
    ...source,
    destination: "extended_s3",
    extendedS3Configuration: {
      roleArn: role.arn,
      bucketArn: bucket.arn,
      prefix: "events/date=!{partitionKeyFromLambda:date}/hour=!{partitionKeyFromLambda:hour}/",
      errorOutputPrefix: "errors/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/",
      compressionFormat: "GZIP",
      bufferingSize: 64,
      bufferingInterval: 60,
      kmsKeyArn: key.arn,
      dynamicPartitioningConfiguration: { enabled: true },
      cloudwatchLoggingOptions: { enabled: true, logGroupName: logGroup.name, logStreamName: logStream.name },
      processingConfiguration: {
        enabled: true,
        processors: [{ type: "Lambda", parameters: [
          { parameterName: "LambdaArn", parameterValue: pulumi.interpolate\`\${transform.arn}:$LATEST\` },
          { parameterName: "BufferIntervalInSeconds", parameterValue: "0" },
        ] }],
      },
    },
  }, { dependsOn: [policy] });
const fromStream = delivery("from-stream", {
  kinesisSourceConfiguration: { kinesisStreamArn: stream.arn, roleArn: role.arn },
});
const direct = delivery("direct", { serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" } });

const topicPolicy = new aws.sns.TopicPolicy("archived", {
  arn: topic.arn,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sns:Publish", Resource: topic.arn,
      Condition: { ArnLike: { "aws:SourceArn": bucket.arn }, StringEquals: { "aws:SourceAccount": account } },
    }],
  }),
});
const queue = new aws.sqs.Queue("archived");
new aws.sqs.QueuePolicy("archived", {
  queueUrl: queue.url,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queue.arn,
      Condition: { ArnEquals: { "aws:SourceArn": topic.arn } },
    }],
  }),
});
const subscription = new aws.sns.TopicSubscription("archived", {
  topic: topic.arn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true,
});
new aws.s3.BucketNotification("archive", {
  bucket: bucket.id,
  topics: [{ topicArn: topic.arn, events: ["s3:ObjectCreated:*"], filterPrefix: "events/", filterSuffix: ".gz" }],
}, { dependsOn: [topicPolicy, subscription] });

export const outputs = {
  bucket: bucket.bucket, stream: stream.name, fromStream: fromStream.name, direct: direct.name, queueArn: queue.arn,
  logGroup: logGroup.name, keyArn: key.arn, roleName: role.name,
};
`;
