import type {
  AddTagsToStreamCommandInput,
  AddTagsToStreamCommandOutput,
  CreateStreamCommandInput,
  CreateStreamCommandOutput,
  DecreaseStreamRetentionPeriodCommandInput,
  DecreaseStreamRetentionPeriodCommandOutput,
  DeleteStreamCommandInput,
  DeleteStreamCommandOutput,
  IncreaseStreamRetentionPeriodCommandInput,
  IncreaseStreamRetentionPeriodCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  ListTagsForStreamCommandInput,
  ListTagsForStreamCommandOutput,
  RemoveTagsFromStreamCommandInput,
  RemoveTagsFromStreamCommandOutput,
  StartStreamEncryptionCommandInput,
  StartStreamEncryptionCommandOutput,
  StopStreamEncryptionCommandInput,
  StopStreamEncryptionCommandOutput,
  UpdateShardCountCommandInput,
  UpdateShardCountCommandOutput,
  UpdateStreamModeCommandInput,
  UpdateStreamModeCommandOutput,
} from "@aws-sdk/client-kinesis";
import { ACCOUNT_ID, arn } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { MadeResource } from "../base/inventory";
import { tagList, tagsAfter } from "../base/tagList";
import { type Operation, withOperations } from "../edge/awsApi";
import type { AwsService } from "../edge/awsService";
import { requestTags } from "../iam/conditionKeys";
import { creating } from "../iam/creating";
import { ON_DEMAND_SHARDS } from "../resources/kinesis/stream";
import { onStream, type StreamReference, streamArnOf } from "../services/kinesis/operations/kinesisOperation";
import type { Controlled } from "./controlled";
import { tagOperations } from "./tagOperations";

const STREAM = "aws:kinesis/stream:Stream";

type KinesisControl<Input extends object, Output extends object> = Operation<Controlled, Input, Output>;

const createStream: KinesisControl<CreateStreamCommandInput, CreateStreamCommandOutput> = {
  parameters: { StreamName: "text", Tags: "map?" },
  permissions({ StreamName, Tags = {} }) {
    const actions = { create: "kinesis:CreateStream", tag: "kinesis:AddTagsToStream" };
    return creating(arn("kinesis", `stream/${StreamName}`), Tags, actions);
  },
  async run({ StreamName, ShardCount, StreamModeDetails, Tags = {} }, resources) {
    if (resources.find(STREAM, arn("kinesis", `stream/${StreamName}`))) {
      throw new AwsError("ResourceInUseException", `Stream ${StreamName} under account ${ACCOUNT_ID} already exists.`);
    }
    await resources.create(
      STREAM,
      {
        name: StreamName,
        shardCount: ShardCount,
        streamModeDetails: StreamModeDetails && { streamMode: StreamModeDetails.StreamMode },
      },
      { name: StreamName, tags: Tags },
    );
    return {};
  },
};

const deleteStream: KinesisControl<DeleteStreamCommandInput, DeleteStreamCommandOutput> = {
  parameters: {},
  permissions: (input) => onStream("kinesis:DeleteStream", input),
  async run(input, resources) {
    await resources.delete(streamIn(resources, input));
    return {};
  },
};

const increaseStreamRetentionPeriod: KinesisControl<
  IncreaseStreamRetentionPeriodCommandInput,
  IncreaseStreamRetentionPeriodCommandOutput
> = {
  parameters: { RetentionPeriodHours: "number" },
  permissions: (input) => onStream("kinesis:IncreaseStreamRetentionPeriod", input),
  run: (input, resources) => retain(input, resources, "longer"),
};

const decreaseStreamRetentionPeriod: KinesisControl<
  DecreaseStreamRetentionPeriodCommandInput,
  DecreaseStreamRetentionPeriodCommandOutput
> = {
  parameters: { RetentionPeriodHours: "number" },
  permissions: (input) => onStream("kinesis:DecreaseStreamRetentionPeriod", input),
  run: (input, resources) => retain(input, resources, "shorter"),
};

const updateShardCount: KinesisControl<UpdateShardCountCommandInput, UpdateShardCountCommandOutput> = {
  parameters: { TargetShardCount: "number", ScalingType: "text" },
  permissions: (input) => onStream("kinesis:UpdateShardCount", input),
  async run({ TargetShardCount, ...input }, resources) {
    const stream = streamIn(resources, input);
    const before = Number(stream.state.shardCount);
    await resources.update(stream, { shardCount: TargetShardCount });
    return {
      StreamName: String(stream.state.name),
      StreamARN: stream.id,
      CurrentShardCount: before,
      TargetShardCount,
    };
  },
};

const updateStreamMode: KinesisControl<UpdateStreamModeCommandInput, UpdateStreamModeCommandOutput> = {
  parameters: { StreamARN: "text", StreamModeDetails: "map" },
  permissions: (input) => onStream("kinesis:UpdateStreamMode", input),
  async run({ StreamModeDetails: { StreamMode: streamMode }, ...input }, resources) {
    const stream = streamIn(resources, input);
    const { streamMode: before } = stream.state.streamModeDetails as { streamMode?: string };
    if (streamMode === before) return {};
    // A stream on demand has no number of shards, and one that was keeps what it had.
    const shardCount = streamMode === "ON_DEMAND" ? undefined : (stream.inputs.shardCount ?? ON_DEMAND_SHARDS);
    await resources.update(stream, { streamModeDetails: { streamMode }, shardCount });
    return {};
  },
};

const startStreamEncryption: KinesisControl<StartStreamEncryptionCommandInput, StartStreamEncryptionCommandOutput> = {
  parameters: { EncryptionType: "text", KeyId: "text" },
  permissions: (input) => onStream("kinesis:StartStreamEncryption", input),
  async run({ EncryptionType, KeyId, ...input }, resources) {
    const stream = streamIn(resources, input);
    if (EncryptionType !== "KMS") throw invalidArgument(`EncryptionType must be KMS, got ${EncryptionType}`);
    try {
      await resources.update(stream, { encryptionType: EncryptionType, kmsKeyId: KeyId });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "NotFoundException") throw error;
      throw new AwsError("KMSNotFoundException", error.message);
    }
    return {};
  },
};

const stopStreamEncryption: KinesisControl<StopStreamEncryptionCommandInput, StopStreamEncryptionCommandOutput> = {
  parameters: { EncryptionType: "text", KeyId: "text" },
  permissions: (input) => onStream("kinesis:StopStreamEncryption", input),
  async run({ EncryptionType, ...input }, resources) {
    const stream = streamIn(resources, input);
    if (EncryptionType !== "KMS") throw invalidArgument(`EncryptionType must be KMS, got ${EncryptionType}`);
    await resources.update(stream, { encryptionType: "NONE", kmsKeyId: undefined });
    return {};
  },
};

const addTagsToStream: KinesisControl<AddTagsToStreamCommandInput, AddTagsToStreamCommandOutput> = {
  parameters: { Tags: "map" },
  permissions: ({ Tags, ...input }) =>
    onStream("kinesis:AddTagsToStream", input).map((permission) => ({ ...permission, context: requestTags(Tags) })),
  run({ Tags, ...input }, resources) {
    resources.inventory.tag(streamIn(resources, input).id, Tags);
    return {};
  },
};

const removeTagsFromStream: KinesisControl<RemoveTagsFromStreamCommandInput, RemoveTagsFromStreamCommandOutput> = {
  parameters: { TagKeys: "list" },
  permissions: ({ TagKeys, ...input }) =>
    onStream("kinesis:RemoveTagsFromStream", input).map((permission) => ({
      ...permission,
      context: { "aws:TagKeys": TagKeys },
    })),
  run({ TagKeys, ...input }, resources) {
    resources.inventory.untag(streamIn(resources, input).id, TagKeys);
    return {};
  },
};

const listTagsForStream: KinesisControl<ListTagsForStreamCommandInput, ListTagsForStreamCommandOutput> = {
  parameters: { ExclusiveStartTagKey: "text?", Limit: "number?" },
  permissions: (input) => onStream("kinesis:ListTagsForStream", input),
  run({ ExclusiveStartTagKey: after, Limit: limit, ...input }, resources) {
    return tagsAfter(resources.inventory.tagsOf(streamIn(resources, input).id), { after, limit });
  },
};

const { ListTagsForResource: _inMaps, ...tagging } = tagOperations<Controlled>({
  ...{ prefix: "kinesis", members: { arn: "ResourceARN", tags: "Tags", keys: "TagKeys" }, form: "map" },
  inventory: ({ inventory }) => inventory,
  tagged: (streamArn, resources) => streamIn(resources, { StreamARN: streamArn }).id,
});

/** Tags come as a map, and are told in a list. */
const listTagsForResource: KinesisControl<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput> = {
  parameters: { ResourceARN: "text" },
  permissions: ({ ResourceARN }) => onStream("kinesis:ListTagsForResource", { StreamARN: ResourceARN }),
  run({ ResourceARN }, resources) {
    return { Tags: tagList(resources.inventory.tagsOf(streamIn(resources, { StreamARN: ResourceARN }).id)) };
  },
};

/** Kinesis's API with the operations that make and change streams. */
export function kinesisControl(service: AwsService, resources: Controlled): AwsService {
  return withOperations(service, {
    parts: resources,
    operations: {
      ...tagging,
      AddTagsToStream: addTagsToStream,
      CreateStream: createStream,
      DecreaseStreamRetentionPeriod: decreaseStreamRetentionPeriod,
      DeleteStream: deleteStream,
      IncreaseStreamRetentionPeriod: increaseStreamRetentionPeriod,
      ListTagsForResource: listTagsForResource,
      ListTagsForStream: listTagsForStream,
      RemoveTagsFromStream: removeTagsFromStream,
      StartStreamEncryption: startStreamEncryption,
      StopStreamEncryption: stopStreamEncryption,
      UpdateShardCount: updateShardCount,
      UpdateStreamMode: updateStreamMode,
    },
    refused: ({ parameter, kind }) =>
      new AwsError("ValidationException", `1 validation error detected: '${parameter}' must be a ${kind}`),
  });
}

async function retain(
  { RetentionPeriodHours: hours, ...named }: StreamReference & { readonly RetentionPeriodHours: number },
  resources: Controlled,
  change: "longer" | "shorter",
) {
  const stream = streamIn(resources, named);
  const before = Number(stream.state.retentionPeriod);
  if (change === "longer" ? hours < before : hours > before) {
    throw invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream.state.name} can not be ${change === "longer" ? "shorter" : "longer"} than ` +
        `existing retention period (${before} hours).`,
    );
  }
  await resources.update(stream, { retentionPeriod: hours });
  return {};
}

function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}

/** @throws AwsError `ResourceNotFoundException` */
function streamIn(resources: Controlled, named: StreamReference): MadeResource {
  const streamArn = streamArnOf(named);
  const found = resources.find(STREAM, streamArn);
  if (found) return found;
  const name = streamArn.split("/").at(-1);
  throw new AwsError("ResourceNotFoundException", `Stream ${name} under account ${ACCOUNT_ID} not found.`);
}
