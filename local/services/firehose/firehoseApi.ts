import { ACCOUNT_ID, arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { DeliveryStream } from "./deliveryStream";
import { description, typeOf } from "./description";
import { recordOf, recordsOf } from "./putRecords";

type Streams = ReadonlyMap<string, DeliveryStream>;
type Operation = (streams: Streams, call: AwsCall) => Record<string, unknown>;

const MAX_LISTED = 10_000;
const SLOW_DOWN = { code: "ServiceUnavailableException", message: "Slow down." };

const OPERATIONS: Readonly<Record<string, Operation>> = {
  PutRecord(streams, call) {
    const stream = writable(streams, call);
    const data = recordOf(call.params);
    if (!stream.admits(data.length)) throw new AwsError(SLOW_DOWN.code, SLOW_DOWN.message, 503);
    const [RecordId] = stream.acceptData([data]);
    return { RecordId, Encrypted: stream.spec.encryptionKey !== undefined };
  },

  PutRecordBatch(streams, call) {
    const stream = writable(streams, call);
    const data = recordsOf(call.params);
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

  DescribeDeliveryStream: (streams, call) => ({ DeliveryStreamDescription: description(streamIn(streams, call)) }),

  ListDeliveryStreams(streams, { params }) {
    const { Limit = 10, DeliveryStreamType, ExclusiveStartDeliveryStreamName: after = "" } = params;
    if (!Number.isInteger(Limit) || Number(Limit) < 1 || Number(Limit) > MAX_LISTED) {
      throw new AwsError("InvalidArgumentException", `Limit must be a whole number from 1 to ${MAX_LISTED}`);
    }
    const names = [...streams.values()]
      .filter(({ spec }) => DeliveryStreamType === undefined || typeOf(spec.source.kind) === DeliveryStreamType)
      .map(({ spec }) => spec.name)
      .filter((name) => name > String(after))
      .sort();
    const listed = names.slice(0, Number(Limit));
    return { DeliveryStreamNames: listed, HasMoreDeliveryStreams: listed.length < names.length };
  },
};

/** Firehose's API, as far as programs use it when they run: delivery streams themselves are made by the stack. */
export function firehoseApi(streams: Streams): AwsService {
  return prepared({
    signingName: "firehose",
    protocol: "json-1.1",
    permissions(call) {
      operationOf(call);
      const resource =
        call.operation === "ListDeliveryStreams" ? "*" : arn("firehose", `deliverystream/${nameIn(call)}`);
      return [{ action: `firehose:${call.operation}`, resource }];
    },
    handle: async (call) => ({ result: operationOf(call)(streams, call) }),
  });
}

/** @throws AwsError for an operation that is not known */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  throw new AwsError(
    "UnknownOperationException",
    `firehose:${operation} is not supported locally (supported: ${Object.keys(OPERATIONS).sort().join(", ")}): make delivery ` +
      "streams with aws.kinesis.FirehoseDeliveryStream, or add it to local/services/firehose",
  );
}

function nameIn({ params }: Pick<AwsCall, "params">): string {
  const { DeliveryStreamName } = params;
  if (typeof DeliveryStreamName === "string" && DeliveryStreamName !== "") return DeliveryStreamName;
  throw new AwsError(
    "ValidationException",
    "1 validation error detected: Value null at 'deliveryStreamName' failed to satisfy constraint: Member must not be null",
  );
}

function streamIn(streams: Streams, call: AwsCall): DeliveryStream {
  const name = nameIn(call);
  const stream = streams.get(name);
  if (stream) return stream;
  throw new AwsError("ResourceNotFoundException", `Firehose ${name} under account ${ACCOUNT_ID} not found.`);
}

/** @throws AwsError `InvalidArgumentException` for a stream that reads from Kinesis */
function writable(streams: Streams, call: AwsCall): DeliveryStream {
  const stream = streamIn(streams, call);
  if (stream.spec.source.kind === "direct") return stream;
  throw new AwsError(
    "InvalidArgumentException",
    "This operation is not permitted on KinesisStreamAsSource delivery stream type.",
  );
}
