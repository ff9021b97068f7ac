import type { Calls, Step } from "../calls";
import { measured } from "../measured";
import type { Table } from "../table";
import { ARN, apiReference, EventPattern, FUNCTION, ORDER, recorded, rule, target, validation } from "./rows";

const described = {
  Arn: `${ARN}:rule/paid`,
  CreatedBy: "000000000000",
  EventBusName: "default",
  EventPattern,
  Name: "paid",
  State: "ENABLED",
};
const notFound = (message: string) => ({ error: "ResourceNotFoundException", message, status: 400 });
const none = { FailedEntryCount: 0, FailedEntries: [] };

export const eventRules: Table<Calls> = {
  service: "Amazon EventBridge",
  topic: "rules and targets through the API",
  rows: [
    {
      behaviour: "a rule is made",
      input: { calls: [rule] },
      answer: { RuleArn: `${ARN}:rule/paid` },
      source: recorded("test_put_list_with_prefix_describe_delete_rule"),
    },
    {
      behaviour: "a rule is enabled unless it says otherwise",
      input: { calls: [rule, ["DescribeRule", { Name: "paid" }]] },
      answer: described,
      source: recorded("test_put_list_with_prefix_describe_delete_rule"),
    },
    {
      behaviour: "a rule's pattern has 2048 characters at most",
      input: { calls: [["PutRule", { Name: "paid", EventPattern: JSON.stringify({ source: ["x".repeat(2048)] }) }]] },
      answer: validation("Parameter EventPattern for rule paid exceeds limit of 2048."),
      source: measured("events", "pf-events-rule-pattern-size", "e49438405d551f200527f3f9aedb593422b84157"),
    },
    {
      behaviour: "rules are listed by the beginning of their names",
      input: {
        calls: [rule, ["PutRule", { Name: "sent", EventPattern }], ["ListRules", { NamePrefix: "se" }]],
        see: "Rules.*.Name",
      },
      answer: ["sent"],
      source: recorded("test_put_list_with_prefix_describe_delete_rule"),
    },
    {
      behaviour: "a list of rules has pages",
      input: {
        calls: [
          rule,
          ["PutRule", { Name: "sent", EventPattern }],
          ["ListRules", { Limit: 1 }, "first"],
          ["ListRules", { Limit: 1, NextToken: "$first.NextToken" }],
        ],
        see: "Rules.*.Name",
      },
      answer: ["sent"],
      source: recorded("test_list_rule_with_limit"),
    },
    {
      behaviour: "a rule of the same name takes the place of the one that is there",
      input: {
        calls: [
          ["PutRule", { Name: "paid", EventPattern, State: "DISABLED", Description: "old" }],
          rule,
          ["DescribeRule", { Name: "paid" }],
        ],
      },
      answer: described,
      source: apiReference("PutRule"),
    },
    {
      behaviour: "a rule that changes keeps its targets",
      input: {
        calls: [
          rule,
          target,
          ["PutRule", { Name: "paid", EventPattern: '{"source":["other"]}' }],
          ["ListTargetsByRule", { Rule: "paid" }],
        ],
      },
      answer: { Targets: [{ Id: "told", Arn: FUNCTION }] },
      source: recorded("test_update_rule_with_targets"),
    },
    {
      behaviour: "tags of a change are ignored",
      input: {
        calls: [
          ["PutRule", { Name: "paid", EventPattern, Tags: [{ Key: "team", Value: "a" }] }],
          ["PutRule", { Name: "paid", EventPattern, Tags: [{ Key: "team", Value: "b" }] }],
          ["ListTagsForResource", { ResourceARN: `${ARN}:rule/paid` }],
        ],
      },
      answer: { Tags: [{ Key: "team", Value: "a" }] },
      source: apiReference("PutRule"),
    },
    {
      behaviour: "a rule is tagged, and a tag is taken away",
      input: {
        calls: [
          rule,
          [
            "TagResource",
            {
              ResourceARN: `${ARN}:rule/paid`,
              Tags: [
                { Key: "team", Value: "a" },
                { Key: "cost", Value: "1" },
              ],
            },
          ],
          ["UntagResource", { ResourceARN: `${ARN}:rule/paid`, TagKeys: ["team", "absent"] }],
          ["ListTagsForResource", { ResourceARN: `${ARN}:rule/paid` }],
        ],
      },
      answer: { Tags: [{ Key: "cost", Value: "1" }] },
      source: apiReference("TagResource"),
    },
    {
      behaviour: "a disabled rule says so",
      input: {
        calls: [rule, ["DisableRule", { Name: "paid" }], ["DescribeRule", { Name: "paid" }]],
        see: "State",
      },
      answer: "DISABLED",
      source: recorded("test_disable_re_enable_rule"),
    },
    {
      behaviour: "a rule without a pattern and a schedule is refused",
      input: { calls: [["PutRule", { Name: "paid" }]] },
      answer: validation("Parameter(s) EventPattern or ScheduleExpression must be specified."),
      source: apiReference("PutRule"),
    },
    {
      behaviour: "a rule may have a schedule instead of a pattern",
      input: { calls: [["PutRule", { Name: "paid", ScheduleExpression: "rate(1 minute)" }]] },
      answer: { RuleArn: `${ARN}:rule/paid` },
      source: apiReference("PutRule"),
    },
    {
      behaviour: "a rule with a schedule is on the default bus",
      input: {
        calls: [
          ["CreateEventBus", { Name: "orders" }],
          ["PutRule", { Name: "paid", EventBusName: "orders", ScheduleExpression: "rate(1 minute)" }],
        ],
      },
      answer: validation("ScheduleExpression is supported only on the default event bus."),
      source: recorded("tests_put_rule_with_schedule_custom_event_bus"),
    },
    ...[
      "rate(10 seconds)",
      "rate(1 minutes)",
      "rate(10 minute)",
      "rate(0 minutes)",
      "rate( 10 minutes )",
      "cron(1)",
    ].map((ScheduleExpression) => ({
      behaviour: `the schedule ${ScheduleExpression} is refused`,
      input: { calls: [["PutRule", { Name: "paid", ScheduleExpression }]] satisfies Step[] },
      answer: validation("Parameter ScheduleExpression is not valid."),
      source: recorded("test_put_rule_with_invalid_schedule_rate"),
    })),
    {
      behaviour: "a rate is due first when its time has gone by, and its target gets an event of its own",
      input: {
        calls: [
          ["PutRule", { Name: "paid", ScheduleExpression: "rate(1 minute)" }],
          target,
          ["wait", 120],
          ["Received", {}],
        ],
        see: "events.*.time",
      },
      answer: ["2026-03-01T12:01:00Z", "2026-03-01T12:02:00Z"],
      source: recorded("tests_schedule_rate_target_sqs"),
    },
    {
      behaviour: "a target gets its own input in place of the event",
      input: {
        calls: [
          ["PutRule", { Name: "paid", ScheduleExpression: "rate(1 minute)" }],
          ["PutTargets", { Rule: "paid", Targets: [{ Id: "told", Arn: FUNCTION, Input: '{"custom":1}' }] }],
          ["wait", 60],
          ["Received", {}],
        ],
      },
      answer: { events: [{ custom: 1 }] },
      source: recorded("tests_schedule_rate_custom_input_target_sqs"),
    },
    {
      behaviour: "a bus is made, and its rules have ARNs of their own",
      input: {
        calls: [
          ["CreateEventBus", { Name: "orders" }, "bus"],
          ["PutRule", { Name: "paid", EventBusName: "$bus.EventBusArn", EventPattern }],
        ],
      },
      answer: { RuleArn: `${ARN}:rule/orders/paid` },
      source: apiReference("CreateEventBus"),
    },
    {
      behaviour: "a second bus of a name is refused",
      input: {
        calls: [
          ["CreateEventBus", { Name: "orders" }],
          ["CreateEventBus", { Name: "orders" }],
        ],
      },
      answer: { error: "ResourceAlreadyExistsException", message: "Event bus orders already exists.", status: 400 },
      source: apiReference("CreateEventBus"),
    },
    {
      behaviour: "an event reaches the rules of its own bus only",
      input: {
        calls: [
          ["CreateEventBus", { Name: "orders" }],
          rule,
          target,
          ["PutRule", { Name: "own", EventBusName: "orders", EventPattern }],
          ["PutTargets", { Rule: "own", EventBusName: "orders", Targets: [{ Id: "t", Arn: FUNCTION }] }],
          ["PutEvents", { Entries: [{ ...ORDER, EventBusName: "orders", Resources: ["own"] }] }],
          ["Received", {}],
        ],
        see: "events.*.resources.0",
      },
      answer: ["own"],
      source: apiReference("PutEvents"),
    },
    {
      behaviour: "a bus that is deleted is not there, and is deleted as often as one likes",
      input: {
        calls: [
          ["CreateEventBus", { Name: "orders" }],
          ["DeleteEventBus", { Name: "orders" }],
          ["DeleteEventBus", { Name: "orders" }],
          ["DescribeEventBus", { Name: "orders" }],
        ],
      },
      answer: notFound("Event bus orders does not exist."),
      source: apiReference("DeleteEventBus"),
    },
    {
      behaviour: "the default bus is not deleted",
      input: { calls: [["DeleteEventBus", { Name: "default" }]] },
      answer: validation("Cannot delete event bus default."),
      source: apiReference("DeleteEventBus"),
    },
    {
      behaviour: "a rule's name has letters, digits and three other characters",
      input: { calls: [["PutRule", { Name: "pa id", EventPattern }]] },
      answer: validation(
        "1 validation error detected: Value 'pa id' at 'name' failed to satisfy constraint: " +
          "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
      ),
      source: apiReference("PutRule"),
    },
    {
      behaviour: "a bus that is not there is refused",
      input: { calls: [["PutRule", { Name: "paid", EventPattern, EventBusName: "orders" }]] },
      answer: notFound("Event bus orders does not exist."),
      source: recorded("test_put_events_nonexistent_event_bus"),
    },
    {
      behaviour: "a rule that is not there is not described",
      input: { calls: [["DescribeRule", { Name: "absent" }]] },
      answer: notFound("Rule absent does not exist on EventBus default."),
      source: recorded("test_describe_nonexistent_rule"),
    },
    {
      behaviour: "a rule with targets is not deleted",
      input: { calls: [rule, target, ["DeleteRule", { Name: "paid" }]] },
      answer: validation("Rule can't be deleted since it has targets."),
      source: recorded("test_delete_rule_with_targets"),
    },
    {
      behaviour: "a rule whose targets were removed is deleted",
      input: {
        calls: [
          rule,
          target,
          ["RemoveTargets", { Rule: "paid", Ids: ["told"] }],
          ["DeleteRule", { Name: "paid" }],
          ["ListRules", {}],
        ],
      },
      answer: { Rules: [] },
      source: recorded("test_put_list_with_prefix_describe_delete_rule"),
    },
    {
      behaviour: "a rule is deleted as often as one likes",
      input: { calls: [["DeleteRule", { Name: "absent" }]] },
      answer: {},
      source: apiReference("DeleteRule"),
    },
    {
      behaviour: "targets are put",
      input: { calls: [rule, target] },
      answer: none,
      source: recorded("test_put_list_remove_target"),
    },
    {
      behaviour: "a target of the same id takes the place of the one that is there",
      input: {
        calls: [
          rule,
          target,
          ["PutTargets", { Rule: "paid", Targets: [{ Id: "told", Arn: `${FUNCTION}-2` }] }],
          ["ListTargetsByRule", { Rule: "paid" }],
        ],
        see: "Targets.*.Arn",
      },
      answer: [`${FUNCTION}-2`],
      source: apiReference("PutTargets"),
    },
    {
      behaviour: "removed targets are not listed",
      input: {
        calls: [
          rule,
          target,
          ["RemoveTargets", { Rule: "paid", Ids: ["told"] }, "removed"],
          ["ListTargetsByRule", { Rule: "paid" }],
        ],
      },
      answer: { Targets: [] },
      source: recorded("test_put_list_remove_target"),
    },
    {
      behaviour: "the rules of a target are found",
      input: {
        calls: [
          rule,
          target,
          ["PutRule", { Name: "sent", EventPattern }],
          ["ListRuleNamesByTarget", { TargetArn: FUNCTION }],
        ],
      },
      answer: { RuleNames: ["paid"] },
      source: apiReference("ListRuleNamesByTarget"),
    },
    {
      behaviour: "a rule has five targets at most",
      input: {
        calls: [
          rule,
          [
            "PutTargets",
            { Rule: "paid", Targets: [1, 2, 3, 4, 5, 6].map((id) => ({ Id: `t${id}`, Arn: `${FUNCTION}-${id}` })) },
          ],
        ],
      },
      answer: {
        error: "LimitExceededException",
        message: "The requested resource exceeds the maximum number allowed.",
        status: 400,
      },
      source: recorded("test_add_exceed_fife_targets_per_rule"),
    },
    {
      behaviour: "a target's id has letters, digits and three other characters",
      input: { calls: [rule, ["PutTargets", { Rule: "paid", Targets: [{ Id: "!@#", Arn: FUNCTION }] }]] },
      answer: validation(
        "1 validation error detected: Value '!@#' at 'targets.1.member.id' failed to satisfy constraint: " +
          "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
      ),
      source: recorded("test_put_target_id_validation"),
    },
    {
      behaviour: "targets of a rule that is not there are refused",
      input: { calls: [target] },
      answer: notFound("Rule paid does not exist on EventBus default."),
      source: apiReference("PutTargets"),
    },
  ],
};
