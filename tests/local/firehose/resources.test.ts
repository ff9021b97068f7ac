import { expect } from "chai";
import { firehoseDeliveryStream } from "../../../local/resources/kinesis/firehoseDeliveryStream";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { BUCKET, FirehoseUnderTest, FUNCTION_ARN, KEY_ARN, KINESIS_ARN, ROLE } from "./support";

const context = resourceContext("orders");
const NAME = "orders-1a2b3c4";
const ARN = `arn:aws:firehose:us-east-1:000000000000:deliverystream/${NAME}`;
const BASE = { roleArn: ROLE, bucketArn: `arn:aws:s3:::${BUCKET}` };
const LAMBDA = { type: "Lambda", parameters: [{ parameterName: "LambdaArn", parameterValue: FUNCTION_ARN }] };
const processed = (...processors: object[]) => ({ processingConfiguration: { enabled: true, processors } });
const lambdaWith = (parameterName: string, parameterValue: string) => ({
  ...LAMBDA,
  parameters: [...LAMBDA.parameters, { parameterName, parameterValue }],
});
const PARTITIONED = {
  ...processed(LAMBDA),
  ...{ prefix: "a=!{partitionKeyFromLambda:a}/", errorOutputPrefix: "errors/!{firehose:error-output-type}/" },
  ...{ bufferingSize: 64, dynamicPartitioningConfiguration: { enabled: true } },
};

describe("aws.kinesis.FirehoseDeliveryStream", () => {
  let underTest: FirehoseUnderTest;
  let handler: ReturnType<typeof firehoseDeliveryStream>;

  beforeEach(async () => {
    underTest = await FirehoseUnderTest.start();
    handler = firehoseDeliveryStream(underTest);
  });
  afterEach(() => underTest.close());

  const create = (s3: object = {}, more: object = {}) =>
    handler.create(context, { destination: "extended_s3", extendedS3Configuration: { ...BASE, ...s3 }, ...more });

  it("is made, changed in place and deleted, its data delivered", async () => {
    const made = await create({ prefix: "a/" });
    const changed = await handler.update?.(context, made, {
      destination: "extended_s3",
      extendedS3Configuration: { ...BASE, prefix: "b/" },
    });
    await underTest.putInto(NAME, "x");
    await handler.delete(context, changed ?? made);

    expect(made).to.deep.equal({
      id: ARN,
      state: {
        ...{ destination: "extended_s3", extendedS3Configuration: { ...BASE, prefix: "a/" } },
        ...{ name: NAME, arn: ARN, destinationId: "destinationId-000000000001", versionId: "1" },
      },
    });
    expect(changed?.state.versionId).to.equal("2");
    expect((await underTest.written()).key).to.match(/^b\/2026\/03\/01\/12\/orders-1a2b3c4-2-/);
  });

  it("puts what fails beside what does not, by type and time, where no error prefix is given", async () => {
    underTest.transform = () => ({ ok: true, payload: { records: [] } });
    await create({ prefix: "a/", ...processed(lambdaWith("BufferIntervalInSeconds", "0")) });
    await underTest.putInto(NAME, "x");
    underTest.clock.advance(0);
    await underTest.firehose.flush(NAME);

    expect((await underTest.written()).key).to.match(/^a\/processing-failed\/2026\/03\/01\/12\/orders-1a2b3c4-1-/);
  });

  it("takes partitions, a function of the version $LATEST, a delimiter, and keys of the account", async () => {
    const latest = {
      ...LAMBDA,
      parameters: [{ parameterName: "LambdaArn", parameterValue: `${FUNCTION_ARN}:$LATEST` }],
    };
    const delimiter = { parameterName: "Delimiter", parameterValue: "\\n" };

    const { state } = await create(
      {
        ...PARTITIONED,
        ...processed(latest, { type: "AppendDelimiterToRecord", parameters: [delimiter] }),
        ...{
          compressionFormat: "GZIP",
          kmsKeyArn: KEY_ARN,
          customTimeZone: "Europe/Zurich",
          fileExtension: ".jsonl.gz",
        },
      },
      { serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: KEY_ARN } },
    );

    expect(state.arn).to.equal(ARN);
  });

  it("refuses to turn partitions on or off later, as AWS does", async () => {
    const made = await create();

    const refused = handler.update?.(context, made, {
      destination: "extended_s3",
      extendedS3Configuration: { ...BASE, ...PARTITIONED },
    });

    expect((await rejection(refused ?? Promise.resolve())).message).to.contain(
      "dynamicPartitioningConfiguration.enabled cannot change on AWS without a new stream",
    );
  });

  for (const [what, s3, message] of [
    [
      "a buffer of less than 64 MiB with partitions",
      { ...PARTITIONED, bufferingSize: 63 },
      "from 64 to 128 with dynamic partitioning, got 63",
    ],
    [
      "a buffer of more than 128 MiB",
      { bufferingSize: 129 },
      "bufferingSize must be a whole number of MiB from 1 to 128, got 129",
    ],
    [
      "an interval of less than 60 seconds with partitions",
      { ...PARTITIONED, bufferingInterval: 59 },
      "BufferingHints.IntervalInSeconds must be at least 60 seconds when Dynamic Partitioning is enabled, got 59",
    ],
    ["an interval of more than 900 seconds", { bufferingInterval: 901 }, "from 0 to 900, got 901"],
    ["partitions that the prefix does not name", { ...PARTITIONED, prefix: "a/" }, "prefix must name partition keys"],
    ["partitions without a function", { ...PARTITIONED, processingConfiguration: undefined }, "there is none"],
    [
      "partition keys without partitions",
      { ...PARTITIONED, dynamicPartitioningConfiguration: undefined },
      "goes with dynamicPartitioningConfiguration.enabled only",
    ],
    [
      "expressions without an error prefix",
      { prefix: "!{timestamp:yyyy}/" },
      "errorOutputPrefix must be there where prefix has expressions",
    ],
    [
      "an error prefix without its type",
      { errorOutputPrefix: "errors/" },
      "errorOutputPrefix must have !{firehose:error-output-type} in it",
    ],
    ["a type of errors in the prefix", { prefix: "!{firehose:error-output-type}/" }, "belongs into errorOutputPrefix"],
    [
      "an error prefix with partition keys",
      { ...PARTITIONED, errorOutputPrefix: "!{firehose:error-output-type}/!{partitionKeyFromLambda:a}/" },
      "has no partition keys",
    ],
    ["a time zone that nobody knows", { customTimeZone: "Mars" }, 'customTimeZone: "Mars" is no time zone'],
    [
      "another compression",
      { compressionFormat: "ZIP" },
      'compressionFormat must be "UNCOMPRESSED" or "GZIP" locally, got "ZIP"',
    ],
    ["a file extension without a full stop", { fileExtension: "gz" }, "fileExtension must begin with a full stop"],
    [
      "other formats",
      { dataFormatConversionConfiguration: {} },
      "extendedS3Configuration.dataFormatConversionConfiguration is not supported locally yet",
    ],
    ["a backup", { s3BackupMode: "Enabled" }, 's3BackupMode must be "Disabled" locally'],
    [
      "a log without its names",
      { cloudwatchLoggingOptions: { enabled: true } },
      "needs logGroupName and logStreamName",
    ],
    ["a bucket that is no ARN", { bucketArn: "archive" }, "bucketArn must be a bucket's ARN"],
    ["a bucket that is not there", { bucketArn: "arn:aws:s3:::none" }, "The specified bucket does not exist"],
    ["a key that is not there", { kmsKeyArn: "alias/none" }, "alias/none is not found."],
    [
      "metadata out of queries",
      processed({ type: "MetadataExtraction" }),
      "the processor MetadataExtraction is not supported locally yet",
    ],
    [
      "de-aggregation",
      processed({ type: "RecordDeAggregation" }),
      "the processor RecordDeAggregation is not supported",
    ],
    ["two functions", processed(LAMBDA, LAMBDA), "there can be one Lambda processor"],
    [
      "a published version",
      processed({ type: "Lambda", parameters: [{ parameterName: "LambdaArn", parameterValue: `${FUNCTION_ARN}:3` }] }),
      "LambdaArn must be a function's ARN",
    ],
    [
      "a parameter that is not known",
      processed(lambdaWith("Speed", "1")),
      "the processor Lambda has no parameter Speed here",
    ],
    [
      "a function's buffer of more than 3 MB",
      processed(lambdaWith("BufferSizeInMBs", "4")),
      'BufferSizeInMBs must be a number from 0.2 to 3, got "4"',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect((await rejection(create(s3))).message).to.contain(message);
    });
  }

  it("refuses other destinations, and encryption beside that of its Kinesis stream", async () => {
    const http = handler.create(context, { destination: "http_endpoint" });
    const kinesisSourceConfiguration = { kinesisStreamArn: KINESIS_ARN, roleArn: ROLE };

    expect((await rejection(http)).message).to.contain('destination must be "extended_s3" locally');
    const encrypted = create({}, { kinesisSourceConfiguration, serverSideEncryption: { enabled: true } });
    expect((await rejection(encrypted)).message).to.contain("serverSideEncryption goes with direct PUT only");
    const keyless = create({}, { serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK" } });
    expect((await rejection(keyless)).message).to.contain("keyArn goes with keyType CUSTOMER_MANAGED_CMK");
  });

  it("needs a name of its own", async () => {
    await create();

    expect(await rejection(create())).to.include({ code: "ResourceInUseException" });
  });
});
