import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { getRecords, getShardIterator } from "./operations/getRecords";
import { type KinesisParts, missing } from "./operations/kinesisOperation";
import { listShards } from "./operations/listShards";
import { putRecord, putRecords } from "./operations/putRecords";
import { describeStream, describeStreamSummary, listStreams } from "./operations/streams";

/** Kinesis's API, as far as it uses streams: operations that make and change them are in `control/kinesis.ts`. */
export function kinesisApi(parts: KinesisParts): AwsService {
  return awsApi({
    signingName: "kinesis",
    protocol: "json-1.1",
    parts,
    operations: {
      DescribeStream: describeStream,
      DescribeStreamSummary: describeStreamSummary,
      GetRecords: getRecords,
      GetShardIterator: getShardIterator,
      ListShards: listShards,
      ListStreams: listStreams,
      PutRecord: putRecord,
      PutRecords: putRecords,
    },
    unknown: (operation) =>
      new AwsError("UnknownOperationException", `kinesis:${operation} is not supported locally yet`),
    refused: ({ parameter, value }) => missing(parameter, value),
  });
}
