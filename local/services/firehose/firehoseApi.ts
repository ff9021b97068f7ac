import type {
  DescribeDeliveryStreamCommandInput,
  DescribeDeliveryStreamCommandOutput,
  ListDeliveryStreamsCommandInput,
  ListDeliveryStreamsCommandOutput,
  PutRecordBatchCommandInput,
  PutRecordBatchCommandOutput,
  PutRecordCommandInput,
  PutRecordCommandOutput,
} from "@aws-sdk/client-firehose";
import { ACCOUNT_ID, arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { missingMember } from "../../edge/constraints";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Permission } from "../../iam/iam";
import type { DeliveryStream } from "./deliveryStream";
import { description, typeOf } from "./description";
import { recordOf, recordsOf } from "./putRecords";

type Streams = ReadonlyMap<string, DeliveryStream>;
type FirehoseOperation<Input extends object, Output extends object> = Operation<Streams, Input, Output>;

const MAX_LISTED = 10_000;
const SLOW_DOWN = { code: "ServiceUnavailableException", message: "Slow down." };

/** Firehose's API, as far as it uses delivery streams: operations that make them are in `control/firehose.ts`. */
export function firehoseApi(streams: Streams): AwsService {
  return awsApi({
    signingName: "firehose",
    protocol: "json-1.1",
    parts: streams,
    operations: {
      DescribeDeliveryStream: describeDeliveryStream,
      ListDeliveryStreams: listDeliveryStreams,
      PutRecord: putRecord,
      PutRecordBatch: putRecordBatch,
    },
    unknown: (operation) =>
      new AwsError("UnknownOperationException", `firehose:${operation} is not supported locally yet`),
    refused: (problem) => new AwsError("ValidationException", missingMember(problem)),
  });
}

const putRecord: FirehoseOperation<PutRecordCommandInput, PutRecordCommandOutput> = {
  parameters: { DeliveryStreamName: "text", Record: "map?" },
  permissions: ({ DeliveryStreamName }) => onDeliveryStream("firehose:PutRecord", DeliveryStreamName),
  run({ DeliveryStreamName, Record }, streams) {
    const stream = writable(streams, DeliveryStreamName);
    const data = recordOf(Record);
    if (!stream.admits(data.length)) throw new AwsError(SLOW_DOWN.code, SLOW_DOWN.message, 503);
    const [RecordId] = stream.acceptData([data]);
    return { RecordId, Encrypted: stream.spec.encryptionKey !== undefined };
  },
};

const putRecordBatch: FirehoseOperation<PutRecordBatchCommandInput, PutRecordBatchCommandOutput> = {
  parameters: { DeliveryStreamName: "text", Records: "list?" },
  permissions: ({ DeliveryStreamName }) => onDeliveryStream("firehose:PutRecordBatch", DeliveryStreamName),
  run({ DeliveryStreamName, Records }, streams) {
    const stream = writable(streams, DeliveryStreamName);
    const data = recordsOf(Records);
    const taken = data.map(({ length }) => stream.admits(length));
    const ids = [...stream.acceptData(data.filter((_, index) => taken[index]))];
    const responses = taken.map((isTaken) =>
      isTaken ? { RecordId: ids.shift() } : { ErrorCode: SLOW_DOWN.code, ErrorMessage: SLOW_DOWN.message },
    );
    return {
      FailedPutCount: taken.filter((isTaken) => !isTaken).length,
      Encrypted: stream.spec.encryptionKey !== undefined,
      RequestResponses: responses,
    };
  },
};

const describeDeliveryStream: FirehoseOperation<
  DescribeDeliveryStreamCommandInput,
  DescribeDeliveryStreamCommandOutput
> = {
  parameters: { DeliveryStreamName: "text" },
  permissions: ({ DeliveryStreamName }) => onDeliveryStream("firehose:DescribeDeliveryStream", DeliveryStreamName),
  run: ({ DeliveryStreamName }, streams) => ({
    DeliveryStreamDescription: description(streamIn(streams, DeliveryStreamName)),
  }),
};

const listDeliveryStreams: FirehoseOperation<ListDeliveryStreamsCommandInput, ListDeliveryStreamsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "firehose:ListDeliveryStreams", resource: "*" }],
  run({ Limit = 10, DeliveryStreamType, ExclusiveStartDeliveryStreamName: after = "" }, streams) {
    if (!Number.isInteger(Limit) || Limit < 1 || Limit > MAX_LISTED) {
      throw new AwsError("InvalidArgumentException", `Limit must be a whole number from 1 to ${MAX_LISTED}`);
    }
    const names = [...streams.values()]
      .filter(({ spec }) => DeliveryStreamType === undefined || typeOf(spec.source.kind) === DeliveryStreamType)
      .map(({ spec }) => spec.name)
      .filter((name) => name > after)
      .sort();
    const listed = names.slice(0, Limit);
    return { DeliveryStreamNames: listed, HasMoreDeliveryStreams: listed.length < names.length };
  },
};

/** A permission on a delivery stream. @param context condition keys of the call */
export function onDeliveryStream(action: string, name: string, context?: RequestContext): readonly Permission[] {
  return [{ action, resource: arn("firehose", `deliverystream/${name}`), ...(context && { context }) }];
}

function streamIn(streams: Streams, name: string): DeliveryStream {
  const stream = streams.get(name);
  if (stream) return stream;
  throw new AwsError("ResourceNotFoundException", `Firehose ${name} under account ${ACCOUNT_ID} not found.`);
}

/** @throws AwsError `InvalidArgumentException` for a stream that reads from Kinesis */
function writable(streams: Streams, name: string): DeliveryStream {
  const stream = streamIn(streams, name);
  if (stream.spec.source.kind === "direct") return stream;
  throw new AwsError(
    "InvalidArgumentException",
    "This operation is not permitted on KinesisStreamAsSource delivery stream type.",
  );
}
