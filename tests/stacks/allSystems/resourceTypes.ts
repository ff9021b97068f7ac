/** A kind of resource, and the actions of our policies that know it. */
interface ResourceType {
  /** ARNs of the kind, those with wildcards included. */
  arn: RegExp;
  actions: readonly string[];
}

const ITEMS = ["BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"];
const IMAGES = [
  "BatchCheckLayerAvailability",
  "BatchGetImage",
  "CompleteLayerUpload",
  "GetDownloadUrlForLayer",
  "InitiateLayerUpload",
  "PutImage",
  "UploadLayerPart",
];

const of = (service: string, actions: readonly string[]) => actions.map((action) => `${service}:${action}`);

/**
 * The resource types that the actions of our policies know. An action on any other resource is allowed to nobody, and IAM says nothing.
 * Source: Service Authorization Reference, the pages of these services, "Actions" and "Resource types".
 */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  {
    arn: /^arn:aws:athena:[^:]+:\d+:workgroup\/[^/]+$/,
    actions: of("athena", ["GetQueryExecution", "GetQueryResults", "StartQueryExecution", "StopQueryExecution"]),
  },
  { arn: /^arn:aws:cloudwatch:[^:]+:\d+:alarm:.+$/, actions: of("cloudwatch", ["DescribeAlarms"]) },
  { arn: /^arn:aws:dynamodb:[^:]+:\d+:table\/[^/]+$/, actions: of("dynamodb", ITEMS) },
  { arn: /^arn:aws:dynamodb:[^:]+:\d+:table\/[^/]+\/index\/[^/]+$/, actions: of("dynamodb", ["Query", "Scan"]) },
  {
    arn: /^arn:aws:dynamodb:[^:]+:\d+:table\/[^/]+\/stream\/[^/]+$/,
    actions: of("dynamodb", ["DescribeStream", "GetRecords", "GetShardIterator"]),
  },
  { arn: /^arn:aws:ecr:[^:]+:\d+:repository\/.+$/, actions: of("ecr", IMAGES) },
  { arn: /^arn:aws:ecs:[^:]+:\d+:task-definition\/[^/]+:\d+$/, actions: of("ecs", ["RunTask"]) },
  {
    arn: /^arn:aws:ecs:[^:]+:\d+:task\/[^/]+\/[^/]+$/,
    actions: of("ecs", ["DescribeTasks", "GetTaskProtection", "TagResource", "UpdateTaskProtection"]),
  },
  { arn: /^arn:aws:ecs:[^:]+:\d+:service\/[^/]+\/[^/]+$/, actions: of("ecs", ["DescribeServices", "UpdateService"]) },
  { arn: /^arn:aws:firehose:[^:]+:\d+:deliverystream\/.+$/, actions: of("firehose", ["PutRecordBatch"]) },
  {
    arn: /^arn:aws:glue:[^:]+:\d+:(catalog|database\/[^/]+)$/,
    actions: of("glue", ["GetDatabase", "GetPartitions", "GetTable"]),
  },
  { arn: /^arn:aws:glue:[^:]+:\d+:table\/.+$/, actions: of("glue", ["GetPartitions", "GetTable"]) },
  { arn: /^arn:aws:iam::\d+:role\/.+$/, actions: of("iam", ["PassRole"]) },
  {
    arn: /^arn:aws:kinesis:[^:]+:\d+:stream\/[^/]+$/,
    actions: of("kinesis", [
      "DescribeStream",
      "DescribeStreamSummary",
      "GetRecords",
      "GetShardIterator",
      "ListShards",
      "PutRecord",
      "PutRecords",
    ]),
  },
  { arn: /^arn:aws:kms:[^:]+:\d+:key\/.+$/, actions: of("kms", ["Decrypt", "GenerateDataKey"]) },
  {
    arn: /^arn:aws:lambda:[^:]+:\d+:function:[^:]+(:\$LATEST)?$/,
    actions: of("lambda", ["GetFunctionConfiguration", "InvokeFunction"]),
  },
  {
    arn: /^arn:aws:logs:[^:]+:\d+:log-group:[^:]+:\*$/,
    actions: of("logs", ["CreateLogStream", "DescribeLogStreams", "PutLogEvents"]),
  },
  {
    arn: /^arn:aws:s3:::[^/]+$/,
    actions: of("s3", ["GetBucketLocation", "ListBucket", "ListBucketMultipartUploads"]),
  },
  {
    arn: /^arn:aws:s3:::[^/]+\/.+$/,
    actions: of("s3", ["AbortMultipartUpload", "GetObject", "ListMultipartUploadParts", "PutObject"]),
  },
  {
    arn: /^arn:aws:secretsmanager:[^:]+:\d+:secret:.+$/,
    actions: of("secretsmanager", ["GetSecretValue", "PutSecretValue"]),
  },
  { arn: /^arn:aws:sns:[^:]+:\d+:[^:]+$/, actions: of("sns", ["Publish"]) },
  {
    arn: /^arn:aws:sqs:[^:]+:\d+:[^:]+$/,
    actions: of("sqs", [
      "ChangeMessageVisibility",
      "DeleteMessage",
      "GetQueueAttributes",
      "ReceiveMessage",
      "SendMessage",
    ]),
  },
  {
    arn: /^arn:aws:states:[^:]+:\d+:stateMachine:[^:]+$/,
    actions: of("states", ["StartExecution", "StartSyncExecution"]),
  },
];
