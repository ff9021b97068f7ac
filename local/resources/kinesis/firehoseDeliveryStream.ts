import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { DeliverySource, DeliveryStreamSpec } from "../../services/firehose/firehose";
import { type ExtendedS3Inputs, s3DestinationOf } from "./extendedS3";

interface Inputs {
  name?: string;
  destination?: string;
  extendedS3Configuration?: ExtendedS3Inputs;
  kinesisSourceConfiguration?: { kinesisStreamArn: string; roleArn: string };
  serverSideEncryption?: { enabled?: boolean; keyType?: string; keyArn?: string };
}

const MAX_NAME_LENGTH = 64;

/** `aws.kinesis.FirehoseDeliveryStream` with S3 as its destination; the source is a Kinesis stream, or whoever puts records. */
export function firehoseDeliveryStream({
  firehose,
  kms,
  s3,
}: Pick<Services, "firehose" | "kms" | "s3">): ResourceHandler {
  const specOf = (name: string, label: string, inputs: Inputs): DeliveryStreamSpec => {
    const { destination, extendedS3Configuration } = inputs;
    if (destination !== "extended_s3" || !extendedS3Configuration) {
      throw new Error(
        `destination must be "extended_s3" locally, with extendedS3Configuration, got ${JSON.stringify(destination)}`,
      );
    }
    const spec = s3DestinationOf(extendedS3Configuration);
    s3.arnOf(spec.bucketArn.split(":").at(-1) ?? "");
    if (spec.kmsKeyArn !== undefined) kms.keyArn(spec.kmsKeyArn);
    const encryptionKey = encryptionOf(inputs);
    if (encryptionKey?.arn !== undefined) kms.keyArn(encryptionKey.arn);
    return {
      ...{ arn: arn("firehose", `deliverystream/${name}`), name, label },
      ...{ source: sourceOf(inputs), destination: spec },
      ...(encryptionKey && { encryptionKey }),
    };
  };
  const stateOf = (name: string, properties: Properties, version: number): ResourceState => ({
    id: arn("firehose", `deliverystream/${name}`),
    state: {
      ...{ ...properties, name, arn: arn("firehose", `deliverystream/${name}`) },
      ...{ destinationId: "destinationId-000000000001", versionId: String(version) },
    },
  });
  return {
    type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    properties: {
      name: "honoured",
      destination: "honoured",
      extendedS3Configuration: "honoured",
      kinesisSourceConfiguration: "honoured",
      serverSideEncryption: {
        noEffect: "buffers are in memory: there is nothing at rest to encrypt; the key must exist",
      },
    },
    replaceOn: ["name", "destination", "kinesisSourceConfiguration"],
    async create(context, inputs) {
      const name = context.physicalName(inputs.name, MAX_NAME_LENGTH);
      if (!/^[\w.-]+$/.test(name)) throw new Error(`name must be 1 to 64 letters, digits, _, . and -, got "${name}"`);
      await firehose.createStream(specOf(name, context.name, inputs));
      return stateOf(name, inputs, 1);
    },
    async update(context, { state }, inputs) {
      const name = String(state.name);
      const before = partitions(state);
      if (before !== partitions(inputs)) {
        throw new Error(
          "dynamicPartitioningConfiguration.enabled cannot change on AWS without a new stream: give this one another name",
        );
      }
      return stateOf(name, inputs, await firehose.updateStream(specOf(name, context.name, inputs)));
    },
    delete: (_context, { state }) => firehose.deleteStream(String(state.name)),
  };
}

function partitions({ extendedS3Configuration }: Inputs): boolean {
  return extendedS3Configuration?.dynamicPartitioningConfiguration?.enabled === true;
}

function sourceOf({ kinesisSourceConfiguration: kinesis }: Inputs): DeliverySource {
  return kinesis
    ? { kind: "kinesis", streamArn: kinesis.kinesisStreamArn, roleArn: kinesis.roleArn }
    : { kind: "direct" };
}

/** Source: Amazon Data Firehose API Reference, StartDeliveryStreamEncryption. */
function encryptionOf({
  serverSideEncryption,
  kinesisSourceConfiguration,
}: Inputs): DeliveryStreamSpec["encryptionKey"] {
  const { enabled = false, keyType = "AWS_OWNED_CMK", keyArn } = serverSideEncryption ?? {};
  if (!enabled) return undefined;
  if (kinesisSourceConfiguration) {
    throw new Error(
      "serverSideEncryption goes with direct PUT only: encrypt the Kinesis stream, whose records are then encrypted here, too",
    );
  }
  if (keyType !== "AWS_OWNED_CMK" && keyType !== "CUSTOMER_MANAGED_CMK") {
    throw new Error(`serverSideEncryption.keyType must be AWS_OWNED_CMK or CUSTOMER_MANAGED_CMK, got "${keyType}"`);
  }
  if ((keyType === "CUSTOMER_MANAGED_CMK") !== (keyArn !== undefined)) {
    throw new Error("serverSideEncryption.keyArn goes with keyType CUSTOMER_MANAGED_CMK, and only with it");
  }
  return { type: keyType, ...(keyArn !== undefined && { arn: keyArn }) };
}
