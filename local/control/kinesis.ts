import type {
  CreateStreamCommandInput,
  CreateStreamCommandOutput,
  DecreaseStreamRetentionPeriodCommandInput,
  DecreaseStreamRetentionPeriodCommandOutput,
  DeleteStreamCommandInput,
  DeleteStreamCommandOutput,
  IncreaseStreamRetentionPeriodCommandInput,
  IncreaseStreamRetentionPeriodCommandOutput,
  UpdateShardCountCommandInput,
  UpdateShardCountCommandOutput,
} from "@aws-sdk/client-kinesis";
import { ACCOUNT_ID, arn } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { MadeResource } from "../base/inventory";
import { type Operation, withOperations } from "../edge/awsApi";
import type { AwsService } from "../edge/awsService";
import { creating } from "../iam/creating";
import { onStream, type StreamReference, streamArnOf } from "../services/kinesis/operations/kinesisOperation";
import type { Controlled } from "./controlled";

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

/** Kinesis's API with the operations that make and change streams. */
export function kinesisControl(service: AwsService, resources: Controlled): AwsService {
  return withOperations(service, {
    parts: resources,
    operations: {
      CreateStream: createStream,
      DecreaseStreamRetentionPeriod: decreaseStreamRetentionPeriod,
      DeleteStream: deleteStream,
      IncreaseStreamRetentionPeriod: increaseStreamRetentionPeriod,
      UpdateShardCount: updateShardCount,
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
    throw new AwsError(
      "InvalidArgumentException",
      `Requested retention period (${hours} hours) for stream ${stream.state.name} can not be ${change === "longer" ? "shorter" : "longer"} than ` +
        `existing retention period (${before} hours).`,
    );
  }
  await resources.update(stream, { retentionPeriod: hours });
  return {};
}

/** @throws AwsError `ResourceNotFoundException` */
function streamIn(resources: Controlled, named: StreamReference): MadeResource {
  const streamArn = streamArnOf(named);
  const found = resources.find(STREAM, streamArn);
  if (found) return found;
  const name = streamArn.split("/").at(-1);
  throw new AwsError("ResourceNotFoundException", `Stream ${name} under account ${ACCOUNT_ID} not found.`);
}
