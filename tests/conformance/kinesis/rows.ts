import type { Step } from "../calls";
import { apiPages, callsRow } from "../rows";
import type { Source } from "../table";
import type { KinesisInput } from "./subject";

export const api = apiPages(
  "Amazon Kinesis Data Streams API Reference",
  "https://docs.aws.amazon.com/kinesis/latest/APIReference",
);

export const QUOTAS: Source = {
  title: "Quotas and limits (Amazon Kinesis Data Streams Developer Guide)",
  address: "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html",
};

/** An answer of AWS as kinesalite's tests, which were run against AWS, have it. */
export function kinesalite(file: string, commit: string): Source {
  return {
    title: `held against AWS: ${file} (mhart/kinesalite)`,
    address: `https://github.com/mhart/kinesalite/blob/${commit}/${file}`,
  };
}

export const row = callsRow<KinesisInput>;

const base64 = (text: string) => Buffer.from(text).toString("base64");
export const FIRST = "shardId-000000000000";
export const SECOND = "shardId-000000000001";
export const put = (text: string, more: object = {}, name?: string): Step => {
  const parameters = { PartitionKey: "k", Data: base64(text), ...more };
  return name === undefined ? ["PutRecord", parameters] : ["PutRecord", parameters, name];
};
export const entry = (text: string, more: object = {}) => ({ PartitionKey: "k", Data: base64(text), ...more });
export const putAll = (...Records: object[]): Step => ["PutRecords", { Records }];
export const from = (ShardIteratorType: string, more: object = {}): Step => [
  "GetShardIterator",
  { ShardId: FIRST, ShardIteratorType, ...more },
  "iterator",
];
export const read = (more: object = {}, name?: string): Step => {
  const parameters = { ShardIterator: "$iterator.ShardIterator", ...more };
  return name === undefined ? ["GetRecords", parameters] : ["GetRecords", parameters, name];
};
/** The data of the records, as base64. */
export const data = (...texts: string[]) => texts.map(base64);
export const DATA = { see: "Records.*.Data" };

export const refused = (error: string, message: string) => ({ error, message, status: 400 });
export const invalid = (message: string) => refused("ValidationException", `1 validation error detected: ${message}`);
export const argument = (message: string) => refused("InvalidArgumentException", message);
export const NO_STREAM = refused("ResourceNotFoundException", "Stream absent under account 000000000000 not found.");
