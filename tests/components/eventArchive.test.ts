import { expect } from "chai";
import type { EventArchive, EventArchiveArgs } from "../../components/eventArchive";
import { inputsOf, type Run, registrationOf } from "../support/program";
import { statementsOf } from "../support/statements";
import { BUCKET, functionArn, KEY, LEDGER, queueArn, runWith, STREAM, TAGS, TOPIC } from "./eventArchiveUnderTest";

const FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping";

describe("EventArchive by default", () => {
  let run: Run<EventArchive>;

  before(async () => {
    run = await runWith();
  });

  const permissionsOf = (role: string) =>
    statementsOf(run, `events-${role}-policy`)
      .filter(({ Action: [action] }) => !/^(logs|xray):/.test(action ?? ""))
      .map(({ Action, Resource }) => [Action, Resource]);

  it("runs without errors", () => {
    expect(run.errors).to.deep.equal([]);
  });

  it("keeps its objects encrypted, events for good and ever cheaper, results of queries no version longer than a day", () => {
    const { rules: encryption } = inputsOf(
      run,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "events-bucket-encryption",
    );
    const { rules } = inputsOf(
      run,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "events-bucket-lifecycle",
    );

    expect(encryption).to.deep.equal([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
        bucketKeyEnabled: true,
      },
    ]);
    expect((rules as { id: string }[]).map(({ id }) => id)).to.deep.equal([
      "unfinished-uploads",
      "replaced-versions",
      "old-events",
      "results",
    ]);
    expect((rules as unknown[]).slice(2)).to.deep.equal([
      {
        id: "old-events",
        status: "Enabled",
        filter: { prefix: "events/" },
        transitions: [{ days: 90, storageClass: "GLACIER_IR" }],
      },
      {
        id: "results",
        status: "Enabled",
        filter: { prefix: "results/" },
        expiration: { days: 1 },
        noncurrentVersionExpiration: { noncurrentDays: 1 },
      },
    ]);
    expect(inputsOf(run, "aws:s3/bucket:Bucket", "events-bucket")).to.deep.equal({ forceDestroy: false, tags: TAGS });
  });

  const s3Configuration = (role: string) => ({
    roleArn: `arn:aws:iam::111122223333:role/events-${role}-role-name`,
    bucketArn: BUCKET,
    prefix: "events/date=!{partitionKeyFromLambda:date}/hour=!{partitionKeyFromLambda:hour}/",
    errorOutputPrefix: "errors/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/",
    dynamicPartitioningConfiguration: { enabled: true },
    bufferingInterval: 300,
    bufferingSize: 64,
    compressionFormat: "GZIP",
    kmsKeyArn: KEY,
    processingConfiguration: {
      enabled: true,
      processors: [
        {
          type: "Lambda",
          parameters: [{ parameterName: "LambdaArn", parameterValue: `${functionArn("archivist")}:$LATEST` }],
        },
      ],
    },
    cloudwatchLoggingOptions: {
      enabled: true,
      logGroupName: `events-${role}-log-name`,
      logStreamName: `events-${role}-log-stream-name`,
    },
  });

  it("delivers what the stream brings by the hour it happened in", () => {
    expect(inputsOf(run, FIREHOSE, "events-delivery")).to.deep.equal({
      destination: "extended_s3",
      kinesisSourceConfiguration: {
        kinesisStreamArn: STREAM,
        roleArn: "arn:aws:iam::111122223333:role/events-delivery-role-name",
      },
      extendedS3Configuration: s3Configuration("delivery"),
      tags: TAGS,
    });
  });

  it("delivers what is put into it directly the same way, encrypted while it waits", () => {
    expect(inputsOf(run, FIREHOSE, "events-direct")).to.deep.equal({
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: KEY },
      extendedS3Configuration: s3Configuration("direct"),
      tags: TAGS,
    });
  });

  it("lets the deliveries do what they have to, and only the one of the stream read the stream", () => {
    const common = [
      [["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [BUCKET]],
      [
        ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
        [`${BUCKET}/events/*`, `${BUCKET}/errors/*`],
      ],
      [["kms:Decrypt", "kms:GenerateDataKey"], [KEY]],
      [
        ["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"],
        [functionArn("archivist"), `${functionArn("archivist")}:$LATEST`],
      ],
    ];

    expect(permissionsOf("direct")).to.deep.equal(common);
    expect(permissionsOf("delivery")).to.deep.equal([
      ...common,
      [["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"], [STREAM]],
      [["kms:Decrypt"], [KEY]],
    ]);
  });

  it("tells a topic of new objects of events, which tells the ledger's queue, before any object comes", () => {
    const notification = registrationOf(run, "aws:s3/bucketNotification:BucketNotification", "events-notification");
    const { policy: topicPolicy } = inputsOf(run, "aws:sns/topicPolicy:TopicPolicy", "events-new-objects-policy");
    const { policy } = inputsOf(run, "aws:sqs/queuePolicy:QueuePolicy", "events-ledger-queue-policy");

    expect(notification.inputs).to.deep.equal({
      bucket: "events-bucket-name",
      topics: [{ topicArn: TOPIC, events: ["s3:ObjectCreated:*"], filterPrefix: "events/" }],
    });
    expect(notification.dependencies.join(" ")).to.contain("events-new-objects-policy");
    expect(notification.dependencies.join(" ")).to.contain("events-ledger-subscription");
    expect(JSON.parse(String(topicPolicy)).Statement[0]).to.deep.equal({
      Sid: "Bucket",
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sns:Publish",
      Resource: TOPIC,
      Condition: { ArnEquals: { "aws:SourceArn": BUCKET }, StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
    expect(inputsOf(run, "aws:sns/topicSubscription:TopicSubscription", "events-ledger-subscription")).to.deep.equal({
      topic: TOPIC,
      protocol: "sqs",
      endpoint: queueArn("ledger-queue"),
      rawMessageDelivery: true,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("ledger-queue-dead-letters") }),
    });
    expect(JSON.parse(String(policy)).Statement[1]).to.deep.equal({
      Sid: "Topics",
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn("ledger-queue"),
      Condition: { ArnEquals: { "aws:SourceArn": [TOPIC] } },
    });
  });

  it("hides a message from others six times as long as the ledger's function may take", () => {
    const { visibilityTimeoutSeconds, redrivePolicy } = inputsOf(run, "aws:sqs/queue:Queue", "events-ledger-queue");
    const { timeout } = inputsOf(run, "aws:lambda/function:Function", "events-ledger-keeper");

    expect(visibilityTimeoutSeconds).to.equal(6 * Number(timeout));
    expect(JSON.parse(String(redrivePolicy))).to.deep.equal({
      deadLetterTargetArn: queueArn("ledger-queue-dead-letters"),
      maxReceiveCount: 5,
    });
  });

  it("counts the stream's events shard by shard in order, and hears of those that cannot be counted", () => {
    expect(inputsOf(run, SOURCE, "events-counter-source")).to.deep.equal({
      eventSourceArn: STREAM,
      functionName: functionArn("counter"),
      startingPosition: "TRIM_HORIZON",
      batchSize: 1_000,
      maximumBatchingWindowInSeconds: 5,
      parallelizationFactor: 1,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: 10_000,
      maximumRecordAgeInSeconds: 79_200,
      destinationConfig: { onFailure: { destinationArn: queueArn("counter-failures") } },
      tags: TAGS,
    });
  });

  it("gives each function the permissions it needs and no others", () => {
    expect(permissionsOf("archivist")).to.deep.equal([]);
    expect(permissionsOf("ledger-keeper")).to.deep.equal([
      [["kms:Decrypt"], [KEY]],
      [["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], [LEDGER]],
      [["s3:GetObject"], [`${BUCKET}/events/*`]],
      [["s3:ListBucket"], [BUCKET]],
      [["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queueArn("ledger-queue")]],
    ]);
    expect(permissionsOf("counter")).to.deep.equal([
      [["kms:Decrypt"], [KEY]],
      [["dynamodb:UpdateItem"], [LEDGER]],
      [
        [
          "kinesis:DescribeStream",
          "kinesis:DescribeStreamSummary",
          "kinesis:GetRecords",
          "kinesis:GetShardIterator",
          "kinesis:ListShards",
        ],
        [STREAM],
      ],
      [["kinesis:ListStreams"], ["*"]],
      [["sqs:SendMessage"], [queueArn("counter-failures")]],
      [["kms:GenerateDataKey"], [KEY]],
    ]);
  });

  it("shows the events to Athena as a table whose partitions it computes", () => {
    expect(inputsOf(run, "aws:glue/catalogDatabase:CatalogDatabase", "events-database").name).to.equal(
      "sluice_test_events",
    );
    expect(inputsOf(run, "aws:glue/catalogTable:CatalogTable", "events-events")).to.deep.equal({
      name: "events",
      databaseName: "sluice_test_events",
      tableType: "EXTERNAL_TABLE",
      parameters: {
        classification: "json",
        compressionType: "gzip",
        "projection.enabled": "true",
        "projection.date.type": "date",
        "projection.date.format": "yyyy-MM-dd",
        "projection.date.range": "2020-01-01,NOW+1DAY",
        "projection.date.interval": "1",
        "projection.date.interval.unit": "DAYS",
        "projection.hour.type": "integer",
        "projection.hour.range": "0,23",
        "projection.hour.digits": "2",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena replaces them.
        "storage.location.template": "s3://events-bucket-name/events/date=${date}/hour=${hour}/",
      },
      partitionKeys: [
        { name: "date", type: "string" },
        { name: "hour", type: "string" },
      ],
      storageDescriptor: {
        location: "s3://events-bucket-name/events/",
        inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        serDeInfo: { serializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
        columns: [
          { name: "id", type: "string" },
          { name: "version", type: "int" },
          { name: "type", type: "string" },
          { name: "occurred_at", type: "bigint" },
          { name: "recorded_at", type: "bigint" },
          { name: "card_id", type: "string" },
          { name: "gate_id", type: "string" },
          { name: "area", type: "string" },
          { name: "employee_id", type: "string" },
          { name: "holder", type: "string" },
          { name: "reason", type: "string" },
          { name: "passback", type: "boolean" },
          { name: "request_id", type: "string" },
        ],
      },
    });
  });

  it("makes every query keep to the scan limit and encrypt its results", () => {
    expect(inputsOf(run, "aws:athena/workgroup:Workgroup", "events-workgroup")).to.deep.equal({
      description: "Queries of the events of events.",
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: 10_737_418_240,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: "s3://events-bucket-name/results/",
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: KEY },
        },
      },
      forceDestroy: false,
      tags: TAGS,
    });
  });

  it("protects the ledger, and encrypts it with the key", () => {
    expect(inputsOf(run, "aws:dynamodb/table:Table", "events-ledger")).to.deep.equal({
      billingMode: "PAY_PER_REQUEST",
      attributes: [{ name: "pk", type: "S" }],
      hashKey: "pk",
      serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      tags: TAGS,
    });
  });
});

describe("EventArchive's arguments", () => {
  const wrong: [Partial<EventArchiveArgs>, string][] = [
    [{ archiveDays: 0 }, "archiveDays must be a whole number of at least 1, got 0"],
    [{ scanLimitMb: 9 }, "scanLimitMb must be a whole number of at least 10, got 9"],
    [{ bufferSeconds: 59 }, "bufferSeconds must be a whole number from 60 to 900, got 59"],
    [{ bufferSeconds: 901 }, "bufferSeconds must be a whole number from 60 to 900, got 901"],
  ];
  for (const [args, message] of wrong) {
    it(`refuses ${JSON.stringify(args)}`, async () => {
      const run = await runWith(args);

      expect(run.errors).to.deep.equal([`EventArchive "events": ${message}`]);
    });
  }

  it("reach the children that they are about", async () => {
    const run = await runWith({ archiveDays: 30, scanLimitMb: 10, bufferSeconds: 60, deletionProtection: false });

    const { rules } = inputsOf(
      run,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "events-bucket-lifecycle",
    );
    const { configuration, forceDestroy } = inputsOf(run, "aws:athena/workgroup:Workgroup", "events-workgroup");
    const { extendedS3Configuration: s3 } = inputsOf(run, FIREHOSE, "events-delivery");
    expect((rules as { transitions?: unknown }[])[2]?.transitions).to.deep.equal([
      { days: 30, storageClass: "GLACIER_IR" },
    ]);
    expect(configuration).to.include({ bytesScannedCutoffPerQuery: 10_485_760 });
    expect(s3).to.deep.include({
      bufferingInterval: 60,
      processingConfiguration: {
        enabled: true,
        processors: [
          {
            type: "Lambda",
            parameters: [{ parameterName: "LambdaArn", parameterValue: `${functionArn("archivist")}:$LATEST` }],
          },
        ],
      },
    });
    expect(forceDestroy).to.equal(true);
    expect(inputsOf(run, "aws:s3/bucket:Bucket", "events-bucket").forceDestroy).to.equal(true);
    expect(inputsOf(run, "aws:dynamodb/table:Table", "events-ledger").deletionProtectionEnabled).to.equal(false);
  });
});

describe("EventArchive's alarms", () => {
  let run: Run<EventArchive>;
  const topicArns = ["arn:aws:sns:us-east-1:111122223333:operators"];

  before(async () => {
    run = await runWith({ alarmTopicArns: topicArns });
  });

  const ofDelivery = (role: string) => ({ DeliveryStreamName: `events-${role}-name` });
  const watches: Record<string, [namespace: string, metric: string, dimensions: object, threshold: number]> = {
    "delivery-freshness": ["AWS/Firehose", "DeliveryToS3.DataFreshness", ofDelivery("delivery"), 900],
    "delivery-undelivered": ["AWS/Firehose", "DeliveryToS3.Success", ofDelivery("delivery"), 0.99],
    "delivery-too-many-hours": ["AWS/Firehose", "PartitionCountExceeded", ofDelivery("delivery"), 1],
    "delivery-unprocessed": ["AWS/Firehose", "ExecuteProcessing.Success", ofDelivery("delivery"), 0.99],
    "delivery-behind": ["AWS/Firehose", "KinesisMillisBehindLatest", ofDelivery("delivery"), 600_000],
    "direct-freshness": ["AWS/Firehose", "DeliveryToS3.DataFreshness", ofDelivery("direct"), 900],
    "direct-undelivered": ["AWS/Firehose", "DeliveryToS3.Success", ofDelivery("direct"), 0.99],
    "direct-too-many-hours": ["AWS/Firehose", "PartitionCountExceeded", ofDelivery("direct"), 1],
    "direct-unprocessed": ["AWS/Firehose", "ExecuteProcessing.Success", ofDelivery("direct"), 0.99],
    malformed: ["Sluice", "EventsMalformed", { service: "events-archivist-name" }, 1],
    impossible: ["Sluice", "EventsImpossible", { service: "events-archivist-name" }, 1],
    "ledger-dead-letters": [
      "AWS/SQS",
      "ApproximateNumberOfMessagesVisible",
      { QueueName: "events-ledger-queue-dead-letters-name" },
      1,
    ],
    "counter-age": ["AWS/Lambda", "IteratorAge", { FunctionName: "events-counter-name" }, 65_000],
    "counter-failures-depth": [
      "AWS/SQS",
      "ApproximateNumberOfMessagesVisible",
      { QueueName: "events-counter-failures-name" },
      1,
    ],
    "counter-failures-lost": ["AWS/Lambda", "DestinationDeliveryFailures", { FunctionName: "events-counter-name" }, 1],
    "ledger-throttles": ["AWS/DynamoDB", "WriteThrottleEvents", { TableName: "events-ledger-name" }, 1],
    "archivist-errors": ["AWS/Lambda", "Errors", { FunctionName: "events-archivist-name" }, 1],
    "ledger-keeper-errors": ["AWS/Lambda", "Errors", { FunctionName: "events-ledger-keeper-name" }, 1],
    "counter-errors": ["AWS/Lambda", "Errors", { FunctionName: "events-counter-name" }, 1],
  };
  for (const [name, [namespace, metricName, dimensions, threshold]] of Object.entries(watches)) {
    it(`watch ${name}`, () => {
      const inputs = inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", `events-${name}`);

      expect(inputs).to.deep.include({ namespace, metricName, dimensions, threshold, alarmActions: topicArns });
    });
  }
});
