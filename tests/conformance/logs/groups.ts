import type { Calls, Step } from "../calls";
import { ANY, type Table } from "../table";
import { apiReference, recorded } from "./sources";

const ARN = "arn:aws:logs:us-east-1:000000000000:log-group";
export const group = (name = "orders", more: object = {}): Step => ["CreateLogGroup", { logGroupName: name, ...more }];
const describe: Step = ["DescribeLogGroups", {}];
const described = {
  arn: `${ARN}:orders:*`,
  creationTime: ANY,
  deletionProtectionEnabled: false,
  logGroupArn: `${ARN}:orders`,
  logGroupClass: "STANDARD",
  logGroupName: "orders",
  metricFilterCount: 0,
  storedBytes: 0,
};
export const invalid = (message: string) => ({ error: "InvalidParameterException", message, status: 400 });
export const notFound = (what: string) => ({
  error: "ResourceNotFoundException",
  message: `The specified ${what} does not exist.`,
  status: 400,
});
const named = { logGroupName: "orders" };

export const groups: Table<Calls> = {
  service: "Amazon CloudWatch Logs",
  topic: "groups through the API",
  rows: [
    {
      behaviour: "a group is made",
      input: { calls: [group(), describe] },
      answer: { logGroups: [described] },
      source: recorded("groups", "test_describe_log_groups_with_prefix"),
    },
    {
      behaviour: "a group of the same name is refused",
      input: { calls: [group(), group()] },
      answer: {
        ...{ error: "ResourceAlreadyExistsException", message: "The specified log group already exists", status: 400 },
      },
      source: recorded("groups", "test_create_log_group_duplicate_error"),
    },
    {
      behaviour: "a name of more than 512 characters is refused",
      input: { calls: [group("x".repeat(513))] },
      answer: invalid("Invalid LogGroup or LogStream, both must have length less than or equal to 512."),
      source: recorded("groups", "test_create_log_group_invalid_name_length"),
    },
    {
      behaviour: "groups are found by the beginnings of their names, in the order of these",
      input: {
        calls: [group("b/2"), group("b/1"), group("a"), ["DescribeLogGroups", { logGroupNamePrefix: "b/" }]],
        see: "logGroups.*.logGroupName",
      },
      answer: ["b/1", "b/2"],
      source: recorded("groups", "test_describe_log_groups_with_prefix"),
    },
    {
      behaviour: "groups are found by a part of their names",
      input: {
        calls: [group("shop/orders"), group("shop/mails"), ["DescribeLogGroups", { logGroupNamePattern: "Order" }]],
        see: "logGroups.*.logGroupName",
      },
      answer: ["shop/orders"],
      source: recorded("groups", "test_describe_log_groups_with_pattern"),
    },
    {
      behaviour: "groups are not found by a beginning and a part at once",
      input: { calls: [["DescribeLogGroups", { logGroupNamePrefix: "a", logGroupNamePattern: "b" }]] },
      answer: invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."),
      source: recorded("groups", "test_describe_log_groups_prefix_and_pattern_error"),
    },
    {
      behaviour: "a list of groups has pages",
      input: {
        calls: [
          group("a"),
          group("b"),
          ["DescribeLogGroups", { limit: 1 }, "first"],
          ["DescribeLogGroups", { limit: 1, nextToken: "$first.nextToken" }],
        ],
        see: "logGroups.*.logGroupName",
      },
      answer: ["b"],
      source: apiReference("DescribeLogGroups"),
    },
    {
      behaviour: "a group has a retention",
      input: {
        calls: [group(), ["PutRetentionPolicy", { ...named, retentionInDays: 7 }], describe],
        see: "logGroups.*.retentionInDays",
      },
      answer: [7],
      source: apiReference("PutRetentionPolicy"),
    },
    {
      behaviour: "a retention is one of certain numbers of days",
      input: { calls: [group(), ["PutRetentionPolicy", { ...named, retentionInDays: 2 }]] },
      answer: { ...invalid(""), message: ANY },
      source: apiReference("PutRetentionPolicy"),
    },
    {
      behaviour: "a group keeps its events for ever again",
      input: {
        calls: [
          group(),
          ["PutRetentionPolicy", { ...named, retentionInDays: 7 }],
          ["DeleteRetentionPolicy", named],
          describe,
        ],
      },
      answer: { logGroups: [described] },
      source: apiReference("DeleteRetentionPolicy"),
    },
    {
      behaviour: "a group that is not there has no retention",
      input: { calls: [["PutRetentionPolicy", { logGroupName: "absent", retentionInDays: 7 }]] },
      answer: notFound("log group"),
      source: apiReference("PutRetentionPolicy"),
    },
    {
      behaviour: "a deleted group is not listed",
      input: { calls: [group(), ["DeleteLogGroup", named], describe] },
      answer: { logGroups: [] },
      source: apiReference("DeleteLogGroup"),
    },
    {
      behaviour: "a group that is not there is not deleted",
      input: { calls: [["DeleteLogGroup", { logGroupName: "absent" }]] },
      answer: notFound("log group"),
      source: apiReference("DeleteLogGroup"),
    },
    {
      behaviour: "a group is tagged as it is made, by its ARN and by its name",
      input: {
        calls: [
          group("orders", { tags: { env: "testing1" } }),
          ["TagResource", { resourceArn: `${ARN}:orders`, tags: { test1: "val1", test2: "val2" } }],
          ["TagLogGroup", { ...named, tags: { test3: "val3" } }],
          ["ListTagsForResource", { resourceArn: `${ARN}:orders` }],
        ],
      },
      answer: { tags: { env: "testing1", test1: "val1", test2: "val2", test3: "val3" } },
      source: recorded("groups", "test_tag_resource_api"),
    },
    {
      behaviour: "tags are taken away by the ARN and by the name",
      input: {
        calls: [
          group("orders", { tags: { one: "1", two: "2", three: "3" } }),
          ["UntagResource", { resourceArn: `${ARN}:orders`, tagKeys: ["one"] }],
          ["UntagLogGroup", { ...named, tags: ["two"] }],
          ["ListTagsLogGroup", named],
        ],
      },
      answer: { tags: { three: "3" } },
      source: recorded("groups", "test_untag_log_group"),
    },
  ],
};
