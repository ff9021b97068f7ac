import { AwsError } from "../../base/awsError";
import type { Tags } from "../../base/inventory";
import { type AnyOperation, awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { missingMember } from "../../edge/constraints";
import { tagOperations } from "../tagOperations";
import { filterLogEvents, getLogEvents, putLogEvents } from "./events";
import { createLogGroup, deleteLogGroup, deleteRetentionPolicy, describeLogGroups, putRetentionPolicy } from "./groups";
import { groupArn, groupIn, groupNameOf, type LogsParts } from "./logsOperation";
import { deleteMetricFilter, describeMetricFilters, putMetricFilter } from "./metricFilters";
import { createLogStream, deleteLogStream, describeLogStreams } from "./streams";

const tagging = tagOperations<LogsParts>({
  prefix: "logs",
  members: { arn: "resourceArn", tags: "tags", keys: "tagKeys" },
  form: "map",
  inventory: ({ resources }) => resources.inventory,
  tagged(arn, parts) {
    const name = groupNameOf({ logGroupIdentifier: arn });
    groupIn(parts, name);
    return groupArn(name);
  },
});

interface OnGroup {
  readonly logGroupName: string;
}

/** Makes an operation that names a group, from before ARNs, of one that has its ARN. */
function byName(
  action: string,
  operation: AnyOperation<LogsParts>,
  others: AnyOperation<LogsParts>["parameters"],
  more: (input: Readonly<Record<string, unknown>>) => object,
): AnyOperation<LogsParts> {
  const translated = (input: object) => {
    const { logGroupName, ...given } = input as OnGroup & Readonly<Record<string, unknown>>;
    return { resourceArn: groupArn(logGroupName), ...more(given) };
  };
  return {
    parameters: { logGroupName: "text", ...others },
    permissions: (input, parts, call) =>
      operation.permissions(translated(input), parts, call).map((permission) => ({ ...permission, action })),
    run: (input, parts, call) => operation.run(translated(input), parts, call),
  };
}

/**
 * CloudWatch Logs' API.
 *
 * Known differences from AWS: a group keeps its newest 20,000 events, at most 32 MiB of them; subscriptions, queries, exports and data
 * protection are not there.
 *
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch Logs".
 */
export function logsApi(parts: LogsParts): AwsService {
  return awsApi({
    signingName: "logs",
    protocol: "json-1.1",
    parts,
    operations: {
      ...tagging,
      CreateLogGroup: createLogGroup,
      CreateLogStream: createLogStream,
      DeleteLogGroup: deleteLogGroup,
      DeleteLogStream: deleteLogStream,
      DeleteMetricFilter: deleteMetricFilter,
      DeleteRetentionPolicy: deleteRetentionPolicy,
      DescribeLogGroups: describeLogGroups,
      DescribeLogStreams: describeLogStreams,
      DescribeMetricFilters: describeMetricFilters,
      FilterLogEvents: filterLogEvents,
      GetLogEvents: getLogEvents,
      ListTagsLogGroup: byName("logs:ListTagsLogGroup", tagging.ListTagsForResource, {}, () => ({})),
      PutLogEvents: putLogEvents,
      PutMetricFilter: putMetricFilter,
      PutRetentionPolicy: putRetentionPolicy,
      TagLogGroup: byName("logs:TagLogGroup", tagging.TagResource, { tags: "map" }, ({ tags }) => ({
        tags: tags as Tags,
      })),
      UntagLogGroup: byName("logs:UntagLogGroup", tagging.UntagResource, { tags: "list" }, ({ tags }) => ({
        tagKeys: tags,
      })),
    },
    unknown: (operation, known) =>
      new AwsError(
        "UnknownOperationException",
        `logs:${operation} is not supported locally yet (supported: ${known.join(", ")})`,
      ),
    refused: (problem) => new AwsError("InvalidParameterException", missingMember(problem)),
  });
}
