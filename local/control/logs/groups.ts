import type {
  CreateLogGroupCommandInput,
  CreateLogGroupCommandOutput,
  DeleteLogGroupCommandInput,
  DeleteLogGroupCommandOutput,
  DeleteRetentionPolicyCommandInput,
  DeleteRetentionPolicyCommandOutput,
  DescribeLogGroupsCommandInput,
  DescribeLogGroupsCommandOutput,
  LogGroup,
  PutRetentionPolicyCommandInput,
  PutRetentionPolicyCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import type { OnWire } from "../../edge/wireTypes";
import { creating } from "../../iam/creating";
import type { LogGroupFacts } from "../../services/logs/logs";
import {
  alreadyExists,
  check,
  checkLengths,
  GROUP,
  groupArn,
  groupIn,
  groupNameOf,
  invalid,
  type LogsOperation,
  type LogsParts,
  onGroup,
  paged,
  refuse,
} from "./logsOperation";

const STREAM = "aws:cloudwatch/logStream:LogStream";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";

export const createLogGroup: LogsOperation<CreateLogGroupCommandInput, CreateLogGroupCommandOutput> = {
  parameters: { logGroupName: "text", tags: "map?" },
  permissions: ({ logGroupName, tags = {} }) =>
    creating(`${groupArn(logGroupName)}:log-stream:`, tags, { create: "logs:CreateLogGroup", tag: "logs:TagResource" }),
  async run({ logGroupName: name, tags = {}, kmsKeyId, logGroupClass, deletionProtectionEnabled }, parts) {
    checkLengths(name);
    check(["logGroupName", name, { pattern: "[\\.\\-_/#A-Za-z0-9]+" }]);
    if (deletionProtectionEnabled) throw invalid("deletionProtectionEnabled is not supported locally yet");
    if (parts.logs.hasLogGroup(name)) throw alreadyExists("log group");
    await parts.resources.create(GROUP, { name, kmsKeyId, logGroupClass }, { name, tags });
    return {};
  },
};

/** Takes its streams and metric filters with it. */
export const deleteLogGroup: LogsOperation<DeleteLogGroupCommandInput, DeleteLogGroupCommandOutput> = {
  parameters: { logGroupName: "text" },
  permissions: ({ logGroupName }) => onGroup("logs:DeleteLogGroup", logGroupName),
  async run({ logGroupName }, parts) {
    const { resources } = parts;
    await resources.delete(groupIn(parts, logGroupName));
    for (const type of [STREAM, FILTER]) {
      for (const resource of resources.all(type)) {
        if (resource.state.logGroupName === logGroupName) resources.inventory.drop(resource);
      }
    }
    return {};
  },
};

export const putRetentionPolicy: LogsOperation<PutRetentionPolicyCommandInput, PutRetentionPolicyCommandOutput> = {
  parameters: { logGroupName: "text", retentionInDays: "number" },
  permissions: ({ logGroupName }) => onGroup("logs:PutRetentionPolicy", logGroupName),
  async run({ logGroupName, retentionInDays }, parts) {
    // No days at all stand for ever in the resource only.
    check(["retentionInDays", retentionInDays, { min: 1 }]);
    await parts.resources.update(groupIn(parts, logGroupName), { retentionInDays });
    return {};
  },
};

export const deleteRetentionPolicy: LogsOperation<
  DeleteRetentionPolicyCommandInput,
  DeleteRetentionPolicyCommandOutput
> = {
  parameters: { logGroupName: "text" },
  permissions: ({ logGroupName }) => onGroup("logs:DeleteRetentionPolicy", logGroupName),
  async run({ logGroupName }, parts) {
    await parts.resources.update(groupIn(parts, logGroupName), { retentionInDays: undefined });
    return {};
  },
};

export const describeLogGroups: LogsOperation<DescribeLogGroupsCommandInput, DescribeLogGroupsCommandOutput> = {
  parameters: {
    ...{ logGroupNamePrefix: "text?", logGroupNamePattern: "text?", logGroupIdentifiers: "list?" },
    ...{ nextToken: "text?", limit: "number?" },
  },
  permissions: () => onGroup("logs:DescribeLogGroups"),
  run(given, parts) {
    refuse(given, "accountIdentifiers");
    const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers, logGroupClass } = given;
    if (prefix !== undefined && pattern !== undefined) {
      throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    const names = logGroupIdentifiers?.map((each) => groupNameOf({ logGroupIdentifier: each }));
    const found = parts.logs
      .groups()
      .filter(
        ({ name }) =>
          (prefix === undefined || name.startsWith(prefix)) &&
          (pattern === undefined || name.toLowerCase().includes(pattern.toLowerCase())) &&
          (names === undefined || names.includes(name)) &&
          (logGroupClass === undefined || logGroupClass === "STANDARD"),
      )
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const { items, next } = paged(found, given);
    return {
      logGroups: items.map((group) => described(group, parts)),
      ...(next !== undefined && { nextToken: next }),
    };
  },
};

function described(
  { name, createdAt, retentionInDays, storedBytes, filterCount }: LogGroupFacts,
  { resources }: LogsParts,
): OnWire<LogGroup> {
  const { kmsKeyId } = resources.find(GROUP, name)?.inputs ?? {};
  return {
    logGroupName: name,
    arn: `${groupArn(name)}:*`,
    logGroupArn: groupArn(name),
    creationTime: createdAt,
    metricFilterCount: filterCount,
    storedBytes,
    logGroupClass: "STANDARD",
    deletionProtectionEnabled: false,
    ...(retentionInDays !== undefined && { retentionInDays }),
    ...(kmsKeyId !== undefined && { kmsKeyId: String(kmsKeyId) }),
  };
}
