import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { StreamSpec } from "../../services/kinesis/kinesis";

interface StreamInputs {
  name?: string;
  shardCount?: number;
  retentionPeriod?: number;
  streamModeDetails?: { streamMode?: string };
  encryptionType?: string;
  kmsKeyId?: string;
}

/** Shards of a new on-demand stream. Source: Kinesis Data Streams Developer Guide, "On-demand mode": 4 MB/s to write. */
export const ON_DEMAND_SHARDS = 4;
const MAX_SHARDS = 500;
const MODES = ["PROVISIONED", "ON_DEMAND"];

/** `aws.kinesis.Stream`. */
export function stream({ kinesis, kms, report }: Pick<Services, "kinesis" | "kms" | "report">): ResourceHandler {
  const stateOf = (name: string, properties: Properties): ResourceState => {
    const { onDemand, retentionHours, shardCount } = specOf(name, properties);
    return {
      id: arn("kinesis", `stream/${name}`),
      state: {
        encryptionType: "NONE",
        ...properties,
        name,
        arn: arn("kinesis", `stream/${name}`),
        retentionPeriod: retentionHours,
        // As the provider has it, which knows no shards of on-demand streams.
        shardCount: onDemand ? 0 : shardCount,
        streamModeDetails: { streamMode: onDemand ? "ON_DEMAND" : "PROVISIONED" },
      },
    };
  };
  const encrypt = (name: string, { encryptionType, kmsKeyId }: StreamInputs) =>
    kms.encrypt(arn("kinesis", `stream/${name}`), encryptionType === "KMS" ? kmsKeyId : undefined);
  const tellMode = (name: string, { onDemand }: StreamSpec): void => {
    if (!onDemand) return;
    report.warn(
      "kinesis",
      `${name} is an on-demand stream: here it has ${ON_DEMAND_SHARDS} shards, and no more under load`,
    );
  };
  return {
    type: "aws:kinesis/stream:Stream",
    properties: {
      name: "honoured",
      shardCount: "honoured",
      retentionPeriod: "honoured",
      streamModeDetails: "honoured",
      enforceConsumerDeletion: { noEffect: "there are no registered consumers" },
      encryptionType: "honoured",
      kmsKeyId: "honoured",
    },
    replaceOn: ["name"],
    async create(context, inputs) {
      const name = context.physicalName(inputs.name, 128);
      if (!/^[\w.-]{1,128}$/.test(name)) {
        throw new Error(`name must be 1 to 128 letters, digits, _, . and -, got "${name}"`);
      }
      const spec = specOf(name, inputs);
      kinesis.createStream(spec);
      encrypt(name, inputs);
      tellMode(name, spec);
      return stateOf(name, inputs);
    },
    async update(_context, current, inputs) {
      const name = String(current.state.name);
      const spec = specOf(name, inputs);
      encrypt(name, inputs);
      kinesis.updateStream(spec);
      return stateOf(name, inputs);
    },
    async delete(_context, current) {
      kinesis.deleteStream(String(current.state.name));
      kms.encrypt(String(current.state.arn), undefined);
    },
  };
}

/** Rules: Kinesis API Reference, CreateStream and IncreaseStreamRetentionPeriod. */
function specOf(name: string, properties: Properties): StreamSpec {
  const inputs = properties as StreamInputs;
  const { shardCount, retentionPeriod = 24, streamModeDetails, encryptionType = "NONE", kmsKeyId } = inputs;
  const mode = streamModeDetails?.streamMode ?? "PROVISIONED";
  if (!MODES.includes(mode)) {
    throw new Error(`streamModeDetails.streamMode must be one of ${MODES.join(", ")}, got "${mode}"`);
  }
  const onDemand = mode === "ON_DEMAND";
  if (onDemand && shardCount !== undefined && shardCount !== 0) {
    throw new Error(`shardCount must not be set for an on-demand stream, got ${shardCount}`);
  }
  if (!onDemand && (!Number.isInteger(shardCount) || Number(shardCount) < 1 || Number(shardCount) > MAX_SHARDS)) {
    throw new Error(
      `shardCount must be a whole number from 1 to ${MAX_SHARDS} for a provisioned stream, got ${shardCount}`,
    );
  }
  if (!Number.isInteger(retentionPeriod) || retentionPeriod < 24 || retentionPeriod > 8760) {
    throw new Error(`retentionPeriod must be a whole number of hours from 24 to 8760, got ${retentionPeriod}`);
  }
  if (!["NONE", "KMS"].includes(encryptionType)) {
    throw new Error(`encryptionType must be NONE or KMS, got "${encryptionType}"`);
  }
  return {
    name,
    onDemand,
    retentionHours: retentionPeriod,
    shardCount: onDemand ? ON_DEMAND_SHARDS : Number(shardCount),
    ...(encryptionType === "KMS" && kmsKeyId !== undefined && { keyId: kmsKeyId }),
  };
}
