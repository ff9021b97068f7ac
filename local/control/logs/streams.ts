import type {
  CreateLogStreamCommandInput,
  CreateLogStreamCommandOutput,
  DeleteLogStreamCommandInput,
  DeleteLogStreamCommandOutput,
  DescribeLogStreamsCommandInput,
  DescribeLogStreamsCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogStreamFacts } from "../../services/logs/logs";
import {
  alreadyExists,
  check,
  checkLengths,
  checkStream,
  groupArn,
  groupIn,
  groupNameOf,
  invalid,
  type LogsOperation,
  onGroup,
  onStream,
  paged,
} from "./logsOperation";

export const createLogStream: LogsOperation<CreateLogStreamCommandInput, CreateLogStreamCommandOutput> = {
  parameters: { logGroupName: "text", logStreamName: "text" },
  permissions: ({ logGroupName, logStreamName }) => onStream("logs:CreateLogStream", logGroupName, logStreamName),
  run({ logGroupName, logStreamName }, parts) {
    checkLengths(logGroupName, logStreamName);
    check(["logStreamName", logStreamName, { pattern: "[^:*]*" }]);
    groupIn(parts, logGroupName);
    if (parts.logs.hasLogStream(logGroupName, logStreamName)) throw alreadyExists("log stream");
    parts.logs.putLogStream(logGroupName, logStreamName);
    return {};
  },
};

/** Takes its events with it. */
export const deleteLogStream: LogsOperation<DeleteLogStreamCommandInput, DeleteLogStreamCommandOutput> = {
  parameters: { logGroupName: "text", logStreamName: "text" },
  permissions: ({ logGroupName, logStreamName }) => onStream("logs:DeleteLogStream", logGroupName, logStreamName),
  run({ logGroupName, logStreamName }, parts) {
    checkStream(parts, logGroupName, logStreamName);
    parts.logs.deleteLogStream(logGroupName, logStreamName);
    return {};
  },
};

export const describeLogStreams: LogsOperation<DescribeLogStreamsCommandInput, DescribeLogStreamsCommandOutput> = {
  parameters: { logStreamNamePrefix: "text?", nextToken: "text?", limit: "number?", descending: "flag?" },
  permissions: (input) => onGroup("logs:DescribeLogStreams", groupNameOf(input)),
  run({ logStreamNamePrefix: prefix, orderBy = "LogStreamName", descending = false, ...given }, parts) {
    check(["orderBy", orderBy, { oneOf: ["LogStreamName", "LastEventTime"] }]);
    if (prefix !== undefined && orderBy === "LastEventTime") {
      throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    const group = groupNameOf(given);
    groupIn(parts, group);
    const found = parts.logs.streams(group).filter(({ name }) => prefix === undefined || name.startsWith(prefix));
    const inOrder = [...found].sort(orderBy === "LastEventTime" ? byLastEvent : byName);
    const { items, next } = paged(descending ? inOrder.reverse() : inOrder, given);
    return {
      logStreams: items.map(({ name, createdAt, firstEventAt, lastEventAt, lastIngestedAt }) => ({
        logStreamName: name,
        arn: `${groupArn(group)}:log-stream:${name}`,
        creationTime: createdAt,
        // AWS no longer tells it of a stream.
        storedBytes: 0,
        ...(firstEventAt !== undefined && { firstEventTimestamp: firstEventAt }),
        ...(lastEventAt !== undefined && { lastEventTimestamp: lastEventAt }),
        ...(lastIngestedAt !== undefined && { lastIngestionTime: lastIngestedAt }),
      })),
      ...(next !== undefined && { nextToken: next }),
    };
  },
};

function byName(one: LogStreamFacts, other: LogStreamFacts): number {
  return one.name < other.name ? -1 : 1;
}

function byLastEvent(one: LogStreamFacts, other: LogStreamFacts): number {
  return (one.lastEventAt ?? 0) - (other.lastEventAt ?? 0);
}
