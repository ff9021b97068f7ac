import type {
  CreateDeliveryStreamCommandInput,
  CreateDeliveryStreamCommandOutput,
  DeleteDeliveryStreamCommandInput,
  DeleteDeliveryStreamCommandOutput,
  ListTagsForDeliveryStreamCommandInput,
  ListTagsForDeliveryStreamCommandOutput,
  StartDeliveryStreamEncryptionCommandInput,
  StartDeliveryStreamEncryptionCommandOutput,
  StopDeliveryStreamEncryptionCommandInput,
  StopDeliveryStreamEncryptionCommandOutput,
  TagDeliveryStreamCommandInput,
  TagDeliveryStreamCommandOutput,
  UntagDeliveryStreamCommandInput,
  UntagDeliveryStreamCommandOutput,
  UpdateDestinationCommandInput,
  UpdateDestinationCommandOutput,
} from "@aws-sdk/client-firehose";
import { ACCOUNT_ID } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { KeptResource } from "../base/inventory";
import { asInputs } from "../base/memberNames";
import { tagsAfter, tagsIn } from "../base/tagList";
import { type Operation, withOperations } from "../edge/awsApi";
import type { AwsService } from "../edge/awsService";
import { missingMember } from "../edge/constraints";
import type { Given } from "../edge/wireTypes";
import type { Properties } from "../engine/resourceHandler";
import { requestTags } from "../iam/conditionKeys";
import { creating } from "../iam/creating";
import { passing } from "../iam/passRole";
import { onDeliveryStream } from "../services/firehose/firehoseApi";
import type { Controlled } from "./controlled";
import { inputsIn, type Members } from "./members";

const STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const FIREHOSE = "firehose.amazonaws.com";

type FirehoseControl<Input extends object, Output extends object> = Operation<Controlled, Input, Output>;

/** Members of a destination in S3. Those that are structures are spread over several inputs. */
const DESTINATION: Members = {
  BucketARN: { input: "bucketArn" },
  CloudWatchLoggingOptions: { input: "cloudwatchLoggingOptions", read: asInputs },
  CompressionFormat: { input: "compressionFormat" },
  CustomTimeZone: { input: "customTimeZone" },
  DynamicPartitioningConfiguration: { input: "dynamicPartitioningConfiguration", read: partitioningIn },
  ErrorOutputPrefix: { input: "errorOutputPrefix" },
  FileExtension: { input: "fileExtension" },
  Prefix: { input: "prefix" },
  ProcessingConfiguration: { input: "processingConfiguration", read: asInputs },
  RoleARN: { input: "roleArn" },
  S3BackupMode: { input: "s3BackupMode" },
};

const createDeliveryStream: FirehoseControl<CreateDeliveryStreamCommandInput, CreateDeliveryStreamCommandOutput> = {
  parameters: { DeliveryStreamName: "text", Tags: "list?" },
  permissions(input) {
    const { DeliveryStreamName, Tags, KinesisStreamSourceConfiguration: source } = input;
    const [{ resource = "" } = {}] = onDeliveryStream("", DeliveryStreamName);
    const actions = { create: "firehose:CreateDeliveryStream", tag: "firehose:TagDeliveryStream" };
    return [
      ...creating(resource, tagsIn(Tags), actions),
      ...passing(destinationOf(input)?.RoleARN, FIREHOSE),
      ...passing(source?.RoleARN, FIREHOSE),
    ];
  },
  async run(input, resources) {
    const { DeliveryStreamName: name, DeliveryStreamType = "DirectPut", Tags, ...given } = input;
    const {
      KinesisStreamSourceConfiguration: source,
      DeliveryStreamEncryptionConfigurationInput: key,
      ...rest
    } = given;
    const { S3DestinationConfiguration: _simple, ExtendedS3DestinationConfiguration: _extended, ...others } = rest;
    const destination = destinationOf(input);
    refuseOthers(others);
    if (destination === undefined) throw invalidArgument("ExtendedS3DestinationConfiguration must be there locally");
    if ((DeliveryStreamType === "KinesisStreamAsSource") !== (source !== undefined)) {
      throw invalidArgument("KinesisStreamSourceConfiguration goes with DeliveryStreamType KinesisStreamAsSource");
    }
    if (findStream(resources, name)) {
      throw new AwsError("ResourceInUseException", `Firehose ${name} under accountId ${ACCOUNT_ID} already exists`);
    }
    const made = await resources.create(
      STREAM,
      {
        ...{ name, destination: "extended_s3", extendedS3Configuration: destinationIn(destination) },
        ...(source && {
          kinesisSourceConfiguration: { kinesisStreamArn: source.KinesisStreamARN, roleArn: source.RoleARN },
        }),
        ...(key && { serverSideEncryption: encryptionIn(key) }),
      },
      { name, tags: tagsIn(Tags) },
    );
    return { DeliveryStreamARN: made.id };
  },
};

/** Members that are given take the place of those before. */
const updateDestination: FirehoseControl<UpdateDestinationCommandInput, UpdateDestinationCommandOutput> = {
  parameters: { DeliveryStreamName: "text", CurrentDeliveryStreamVersionId: "text", DestinationId: "text" },
  permissions: ({ DeliveryStreamName, ExtendedS3DestinationUpdate, S3DestinationUpdate }) => [
    ...onDeliveryStream("firehose:UpdateDestination", DeliveryStreamName),
    ...passing((ExtendedS3DestinationUpdate ?? S3DestinationUpdate)?.RoleARN, FIREHOSE),
  ],
  async run(input, resources) {
    const { DeliveryStreamName, CurrentDeliveryStreamVersionId: version, DestinationId, ...given } = input;
    const { ExtendedS3DestinationUpdate: extended, S3DestinationUpdate: simple, ...others } = given;
    const stream = streamIn(resources, DeliveryStreamName);
    refuseOthers(others);
    if (DestinationId !== stream.state.destinationId) {
      throw invalidArgument(`Destination Id ${DestinationId} not found`);
    }
    if (version !== stream.state.versionId) {
      throw new AwsError(
        "ConcurrentModificationException",
        `Cannot update firehose: ${DeliveryStreamName} since the current version id: ${stream.state.versionId} and specified ` +
          `version id: ${version} do not match`,
      );
    }
    const before = stream.inputs.extendedS3Configuration as Properties;
    const changes = destinationIn(extended ?? simple ?? {});
    await resources.update(stream, { extendedS3Configuration: { ...before, ...changes } });
    return {};
  },
};

const deleteDeliveryStream: FirehoseControl<DeleteDeliveryStreamCommandInput, DeleteDeliveryStreamCommandOutput> = {
  parameters: { DeliveryStreamName: "text" },
  permissions: ({ DeliveryStreamName }) => onDeliveryStream("firehose:DeleteDeliveryStream", DeliveryStreamName),
  async run({ DeliveryStreamName }, resources) {
    await resources.delete(streamIn(resources, DeliveryStreamName));
    return {};
  },
};

const startEncryption: FirehoseControl<
  StartDeliveryStreamEncryptionCommandInput,
  StartDeliveryStreamEncryptionCommandOutput
> = {
  parameters: { DeliveryStreamName: "text", DeliveryStreamEncryptionConfigurationInput: "map?" },
  permissions: ({ DeliveryStreamName }) =>
    onDeliveryStream("firehose:StartDeliveryStreamEncryption", DeliveryStreamName),
  async run({ DeliveryStreamName, DeliveryStreamEncryptionConfigurationInput: key }, resources) {
    await resources.update(streamIn(resources, DeliveryStreamName), { serverSideEncryption: encryptionIn(key) });
    return {};
  },
};

const stopEncryption: FirehoseControl<
  StopDeliveryStreamEncryptionCommandInput,
  StopDeliveryStreamEncryptionCommandOutput
> = {
  parameters: { DeliveryStreamName: "text" },
  permissions: ({ DeliveryStreamName }) =>
    onDeliveryStream("firehose:StopDeliveryStreamEncryption", DeliveryStreamName),
  async run({ DeliveryStreamName }, resources) {
    await resources.update(streamIn(resources, DeliveryStreamName), { serverSideEncryption: undefined });
    return {};
  },
};

const tagDeliveryStream: FirehoseControl<TagDeliveryStreamCommandInput, TagDeliveryStreamCommandOutput> = {
  parameters: { DeliveryStreamName: "text", Tags: "list" },
  permissions: ({ DeliveryStreamName, Tags }) =>
    onDeliveryStream("firehose:TagDeliveryStream", DeliveryStreamName, requestTags(tagsIn(Tags))),
  run({ DeliveryStreamName, Tags }, resources) {
    resources.inventory.tag(streamIn(resources, DeliveryStreamName).id, tagsIn(Tags));
    return {};
  },
};

const untagDeliveryStream: FirehoseControl<UntagDeliveryStreamCommandInput, UntagDeliveryStreamCommandOutput> = {
  parameters: { DeliveryStreamName: "text", TagKeys: "list" },
  permissions: ({ DeliveryStreamName, TagKeys }) =>
    onDeliveryStream("firehose:UntagDeliveryStream", DeliveryStreamName, { "aws:TagKeys": TagKeys }),
  run({ DeliveryStreamName, TagKeys }, resources) {
    resources.inventory.untag(streamIn(resources, DeliveryStreamName).id, TagKeys);
    return {};
  },
};

const listTags: FirehoseControl<ListTagsForDeliveryStreamCommandInput, ListTagsForDeliveryStreamCommandOutput> = {
  parameters: { DeliveryStreamName: "text", ExclusiveStartTagKey: "text?", Limit: "number?" },
  permissions: ({ DeliveryStreamName }) => onDeliveryStream("firehose:ListTagsForDeliveryStream", DeliveryStreamName),
  run({ DeliveryStreamName, ExclusiveStartTagKey: after, Limit: limit }, resources) {
    return tagsAfter(resources.inventory.tagsOf(streamIn(resources, DeliveryStreamName).id), { after, limit });
  },
};

/** Firehose's API with the operations that make and change delivery streams. */
export function firehoseControl(service: AwsService, resources: Controlled): AwsService {
  return withOperations(service, {
    parts: resources,
    operations: {
      CreateDeliveryStream: createDeliveryStream,
      DeleteDeliveryStream: deleteDeliveryStream,
      ListTagsForDeliveryStream: listTags,
      StartDeliveryStreamEncryption: startEncryption,
      StopDeliveryStreamEncryption: stopEncryption,
      TagDeliveryStream: tagDeliveryStream,
      UntagDeliveryStream: untagDeliveryStream,
      UpdateDestination: updateDestination,
    },
    refused: (problem) => new AwsError("ValidationException", missingMember(problem)),
  });
}

/** The older form of the destination has no more than the newer one. */
function destinationOf({
  ExtendedS3DestinationConfiguration: extended,
  S3DestinationConfiguration: simple,
}: Pick<Given<CreateDeliveryStreamCommandInput>, "ExtendedS3DestinationConfiguration" | "S3DestinationConfiguration">) {
  return extended ?? simple;
}

function destinationIn(given: object): Properties {
  const { BufferingHints, EncryptionConfiguration, ...members } = given as {
    BufferingHints?: { SizeInMBs?: number; IntervalInSeconds?: number };
    EncryptionConfiguration?: { NoEncryptionConfig?: string; KMSEncryptionConfig?: { AWSKMSKeyARN?: string } };
  };
  const { SizeInMBs, IntervalInSeconds } = BufferingHints ?? {};
  return {
    ...inputsIn(members, DESTINATION, invalidArgument),
    ...(SizeInMBs !== undefined && { bufferingSize: SizeInMBs }),
    ...(IntervalInSeconds !== undefined && { bufferingInterval: IntervalInSeconds }),
    ...(EncryptionConfiguration && { kmsKeyArn: EncryptionConfiguration.KMSEncryptionConfig?.AWSKMSKeyARN }),
  };
}

function partitioningIn(value: unknown): Properties {
  const { Enabled: enabled, RetryOptions } = value as {
    Enabled?: boolean;
    RetryOptions?: { DurationInSeconds?: number };
  };
  return { enabled, ...(RetryOptions && { retryDuration: RetryOptions.DurationInSeconds }) };
}

function encryptionIn(key: { KeyType?: string | undefined; KeyARN?: string | undefined } = {}): Properties {
  const { KeyType: keyType = "AWS_OWNED_CMK", KeyARN: keyArn } = key;
  return { enabled: true, keyType, ...(keyArn !== undefined && { keyArn }) };
}

/** @throws AwsError for another destination or source than those that are here */
function refuseOthers(others: object): void {
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other !== undefined) throw invalidArgument(`${other} is not supported locally yet: streams deliver to S3 here`);
}

function findStream(resources: Controlled, name: string): KeptResource | undefined {
  return resources.all(STREAM).find(({ state }) => state.name === name);
}

/** @throws AwsError `ResourceNotFoundException` */
function streamIn(resources: Controlled, name: string): KeptResource {
  const found = findStream(resources, name);
  if (found) return found;
  throw new AwsError("ResourceNotFoundException", `Firehose ${name} under account ${ACCOUNT_ID} not found.`);
}

function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}
