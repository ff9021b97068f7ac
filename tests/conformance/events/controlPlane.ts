import type { Calls, Step } from "../calls";
import { measured } from "../measured";
import { apiPages } from "../rows";
import { ANY, type Source, type Table } from "../table";

const RECORDINGS =
  "https://github.com/localstack/localstack/blob/066ce1be4c5b40be68b2676bbdaec028a86665d9/tests/aws/services/events";
const apiReference = apiPages(
  "Amazon EventBridge API Reference",
  "https://docs.aws.amazon.com/eventbridge/latest/APIReference",
);
const recorded = (test: string): Source => ({
  title: `recorded: ${test}`,
  address: `${RECORDINGS}/test_events.snapshot.json`,
});

const ARN = "arn:aws:events:us-east-1:000000000000";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:told";
const EventPattern = JSON.stringify({ source: ["shop"], detail: { state: ["paid"] } });
const ORDER = { Source: "shop", DetailType: "Order", Detail: '{"state":"paid"}' };

const rule: Step = ["PutRule", { Name: "paid", EventPattern }];
const target: Step = ["PutTargets", { Rule: "paid", Targets: [{ Id: "told", Arn: FUNCTION }] }];
const described = {
  Arn: `${ARN}:rule/paid`,
  CreatedBy: "000000000000",
  EventBusName: "default",
  EventPattern,
  Name: "paid",
  State: "ENABLED",
};
const validation = (message: string) => ({ error: "ValidationException", message, status: 400 });
const notFound = (message: string) => ({ error: "ResourceNotFoundException", message, status: 400 });
const none = { FailedEntryCount: 0, FailedEntries: [] };
const entries = (...Entries: readonly object[]): Calls => ({ calls: [["PutEvents", { Entries }]] });
const failed = (ErrorCode: string, ErrorMessage: string) => ({
  FailedEntryCount: 1,
  Entries: [{ ErrorCode, ErrorMessage }],
});
const required = (name: string) =>
  failed("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);

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

export const ownEvents: Table<Calls> = {
  service: "Amazon EventBridge",
  topic: "own events through the API",
  rows: [
    {
      behaviour: "an event is answered with its id",
      input: entries(ORDER),
      answer: { FailedEntryCount: 0, Entries: [{ EventId: ANY }] },
      source: recorded("test_put_events_response_entries_order"),
    },
    {
      behaviour: "an event that matches a rule reaches its target",
      input: {
        calls: [
          rule,
          target,
          [
            "PutEvents",
            { Entries: [ORDER, { ...ORDER, Detail: '{"state":"open"}' }, { ...ORDER, Resources: ["order/7"] }] },
          ],
          ["Received", {}],
        ],
        see: "events.*.resources",
      },
      answer: [[], ["order/7"]],
      source: apiReference("PutEvents"),
    },
    {
      behaviour: "an event tells its time, source and account",
      input: {
        calls: [
          rule,
          target,
          ["PutEvents", { Entries: [{ ...ORDER, Time: new Date("2026-02-28T08:00:00Z") }] }],
          ["Received", {}],
        ],
        see: "events.0",
      },
      answer: {
        version: "0",
        id: ANY,
        "detail-type": "Order",
        source: "shop",
        account: "000000000000",
        time: "2026-02-28T08:00:00Z",
        region: "us-east-1",
        resources: [],
        detail: { state: "paid" },
      },
      source: recorded("test_put_events_time"),
    },
    {
      behaviour: "an event reaches no disabled rule",
      input: {
        calls: [rule, target, ["DisableRule", { Name: "paid" }], ["PutEvents", { Entries: [ORDER] }], ["Received", {}]],
      },
      answer: { events: [] },
      source: apiReference("DisableRule"),
    },
    {
      behaviour: "an entry without a source fails alone",
      input: entries({ ...ORDER, Source: undefined }, ORDER),
      answer: {
        FailedEntryCount: 1,
        Entries: [
          {
            ErrorCode: "InvalidArgument",
            ErrorMessage: "Parameter Source is not valid. Reason: Source is a required argument.",
          },
          { EventId: ANY },
        ],
      },
      source: recorded("test_put_events_without_source"),
    },
    {
      behaviour: "an entry without a detail type fails",
      input: entries({ ...ORDER, DetailType: undefined }),
      answer: required("DetailType"),
      source: recorded("test_put_event_without_detail_type"),
    },
    {
      behaviour: "an entry without a detail fails",
      input: entries({ ...ORDER, Detail: undefined }),
      answer: required("Detail"),
      source: recorded("test_put_event_without_detail"),
    },
    ...[
      ["a text", "paid"],
      ["a list", '["paid"]'],
      ["a text in quotes", '"paid"'],
    ].map(([what, Detail]) => ({
      behaviour: `an entry whose detail is ${what} fails`,
      input: entries({ ...ORDER, Detail }),
      answer: failed("MalformedDetail", "Detail is malformed."),
      source: recorded("test_put_event_malformed_detail"),
    })),
    {
      behaviour: "a source of AWS's own is not a program's to use",
      input: entries({ ...ORDER, Source: "aws.ec2" }),
      answer: failed("NotAuthorizedForSourceException", "Not authorized for the source."),
      source: apiReference("PutEvents"),
    },
    {
      behaviour: "an entry for a bus that is not there is taken, and reaches nobody",
      input: {
        calls: [
          rule,
          target,
          ["PutEvents", { Entries: [{ ...ORDER, EventBusName: "absent" }] }, "put"],
          ["Received", {}],
        ],
      },
      answer: { events: [] },
      source: recorded("test_put_events_nonexistent_event_bus"),
    },
    {
      behaviour: "a call has ten entries at most",
      input: entries(...Array.from({ length: 11 }, () => ORDER)),
      answer: { error: "ValidationException", message: ANY, status: 400 },
      source: recorded("test_put_events_exceed_limit_ten_entries"),
    },
    {
      behaviour: "the entries of a call have 256 KB at most",
      input: entries({ ...ORDER, Detail: JSON.stringify({ text: "x".repeat(256 * 1024) }) }),
      answer: validation("Total size of the entries in the request is over the limit."),
      source: recorded("test_put_event_with_too_big_detail"),
    },
    {
      behaviour: "a pattern is held against an event",
      input: {
        calls: [
          [
            "TestEventPattern",
            {
              EventPattern,
              Event: JSON.stringify({
                ...{ id: "1", account: "1", source: "shop", time: "2026-01-01T00:00:00Z", region: "us-east-1" },
                ...{ resources: [], "detail-type": "Order", detail: { state: "paid" } },
              }),
            },
          ],
        ],
      },
      answer: { Result: true },
      source: apiReference("TestEventPattern"),
    },
    {
      behaviour: "a pattern is not held against what is no whole event",
      input: { calls: [["TestEventPattern", { EventPattern, Event: '{"source":"shop"}' }]] },
      answer: validation("Parameter Event is not valid."),
      source: apiReference("TestEventPattern"),
    },
    {
      behaviour: "the default bus is always there",
      input: { calls: [["ListEventBuses", {}]] },
      answer: { EventBuses: [{ Name: "default", Arn: `${ARN}:event-bus/default` }] },
      source: apiReference("ListEventBuses"),
    },
  ],
};
