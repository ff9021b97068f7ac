import { isRecord } from "../../base/isRecord";
import type { QueryProtocol } from "../../edge/awsService";

/** Members of requests that are numbers. `Value` is a text in tags and dimensions. */
const NUMBERS: ReadonlySet<string> = new Set([
  ...[
    "Counts",
    "DatapointsToAlarm",
    "EvaluationPeriods",
    "MaxDatapoints",
    "MaxRecords",
    "Maximum",
    "Minimum",
    "Period",
  ],
  ...["SampleCount", "StorageResolution", "Sum", "Threshold", "MetricData.Value", "Values"],
]);
const FLAGS: ReadonlySet<string> = new Set(["ActionsEnabled", "ReturnData"]);
/** Members of requests that are lists, which may be empty. */
const LISTS: ReadonlySet<string> = new Set([
  ...["AlarmActions", "AlarmNames", "AlarmTypes", "Counts", "DashboardNames", "Dimensions", "ExtendedStatistics"],
  ...["InsufficientDataActions", "MetricData", "MetricDataQueries", "Metrics", "OKActions", "Statistics", "TagKeys"],
  ...["Tags", "Values"],
]);
/** Members of requests and of answers that are times. */
export const TIMES: ReadonlySet<string> = new Set([
  ...["AlarmConfigurationUpdatedTimestamp", "EndDate", "EndTime", "LastModified", "StartDate", "StartTime"],
  ...["StateTransitionedTimestamp", "StateUpdatedTimestamp", "Timestamp", "Timestamps"],
]);

/**
 * CloudWatch's protocol from before JSON and CBOR: forms and XML, which older SDKs and the AWS CLI speak.
 * Source: the model of CloudWatch, version 2010-08-01, and Smithy, "AWS query protocol".
 */
export const cloudWatchQueryProtocol: QueryProtocol = {
  isFlat: false,
  messages: {},
  read: (form) => Object.fromEntries(Object.entries(form).map(([name, value]) => [name, read(value, name, "")])),
  write: (_operation, result) =>
    Object.fromEntries(Object.entries(result).map(([name, value]) => [name, written(value, name)])),
};

/** @param within the name of the list or the structure that the member is in */
function read(value: unknown, name: string, within: string): unknown {
  if (Array.isArray(value)) return value.map((each) => read(each, name, within));
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([member, each]) => [member, read(each, member, name)]));
  }
  if (value === "" && LISTS.has(name)) return [];
  if (NUMBERS.has(name) || NUMBERS.has(`${within}.${name}`)) return Number(value);
  if (FLAGS.has(name)) return value === "true";
  return TIMES.has(name) ? Date.parse(String(value)) / 1000 : value;
}

/** Writes times as dates, and the one map of answers as a map. */
function written(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((each) => written(each, name));
  if (!isRecord(value)) return TIMES.has(name) && typeof value === "number" ? new Date(value * 1000) : value;
  const members = Object.entries(value).map(([member, each]) => [member, written(each, member)] as const);
  return name === "ExtendedStatistics" ? new Map(members) : Object.fromEntries(members);
}
