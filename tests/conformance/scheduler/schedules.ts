import type { Calls, Step } from "../calls";
import { apiPages } from "../rows";
import { ANY, type Source, type Table } from "../table";
import { ROLE_ARN } from "./subject";

const RECORDINGS =
  "https://github.com/localstack/localstack/blob/80228c97c32ab208fff993916bf50d528591110e/tests/aws/services/scheduler";
const apiReference = apiPages(
  "EventBridge Scheduler API Reference",
  "https://docs.aws.amazon.com/scheduler/latest/APIReference",
);
const recorded = (test: string): Source => ({
  title: `recorded: ${test}`,
  address: `${RECORDINGS}/test_scheduler.snapshot.json`,
});

const ARN = "arn:aws:scheduler:us-east-1:000000000000";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:told";
const TICK = {
  Name: "tick",
  ScheduleExpression: "rate(1 minute)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: FUNCTION, RoleArn: ROLE_ARN, Input: '{"key":"value"}' },
};
const create = (changes: object = {}): Step => ["CreateSchedule", { ...TICK, ...changes }];
const tick = create();
const jobs: Step = ["CreateScheduleGroup", { Name: "jobs" }];
const described = {
  Arn: `${ARN}:schedule/default/tick`,
  ActionAfterCompletion: "NONE",
  CreationDate: ANY,
  FlexibleTimeWindow: { Mode: "OFF" },
  GroupName: "default",
  LastModificationDate: ANY,
  Name: "tick",
  ScheduleExpression: "rate(1 minute)",
  ScheduleExpressionTimezone: "UTC",
  State: "ENABLED",
  Target: {
    Arn: FUNCTION,
    Input: '{"key":"value"}',
    RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    RoleArn: ROLE_ARN,
  },
};
const notFound = (message: string) => ({ error: "ResourceNotFoundException", message, status: 404 });
const conflict = (message: string) => ({ error: "ConflictException", message, status: 409 });
const validation = (message: string) => ({ error: "ValidationException", message, status: 400 });

/** Rows of expressions that are refused. The local cloud says why as well. */
const expressions = (texts: readonly string[]) =>
  texts.map((text) => ({
    behaviour: `${text} is no schedule`,
    input: { calls: [create({ ScheduleExpression: text })] } satisfies Calls,
    answer: validation(`Invalid Schedule Expression ${text}.`),
    source: recorded("tests_create_schedule_with_invalid_schedule_expression"),
    difference: {
      answer: { error: "ValidationException", message: ANY, status: 400 },
      why: "the local cloud says what is wrong with the expression",
    },
  }));

export const schedules: Table<Calls> = {
  service: "Amazon EventBridge Scheduler",
  topic: "schedules through the API",
  rows: [
    {
      behaviour: "a schedule is made",
      input: { calls: [tick] },
      answer: { ScheduleArn: `${ARN}:schedule/default/tick` },
      source: recorded("test_create_schedule"),
    },
    {
      behaviour: "a schedule has defaults",
      input: { calls: [tick, ["GetSchedule", { Name: "tick" }]] },
      answer: described,
      source: recorded("test_update_schedule"),
    },
    {
      behaviour: "a schedule calls its target",
      input: { calls: [tick, ["wait", 60], ["Received", {}]], see: "payloads.0" },
      answer: { key: "value" },
      source: apiReference("CreateSchedule"),
    },
    {
      behaviour: "a schedule that is done with goes by itself, if it says so",
      input: {
        calls: [
          create({ ScheduleExpression: "at(2026-03-01T12:01:00)", ActionAfterCompletion: "DELETE" }),
          ["wait", 60],
          ["Received", {}],
          ["GetSchedule", { Name: "tick" }],
        ],
      },
      answer: notFound("Schedule tick does not exist."),
      source: apiReference("CreateSchedule"),
    },
    {
      behaviour: "a schedule that is done with stays otherwise",
      input: {
        calls: [
          create({ ScheduleExpression: "at(2026-03-01T12:01:00)" }),
          ["wait", 60],
          ["Received", {}],
          ["ListSchedules", {}],
        ],
        see: "Schedules.*.Name",
      },
      answer: ["tick"],
      source: apiReference("CreateSchedule"),
    },
    {
      behaviour: "an update sets what it does not name to its default",
      input: {
        calls: [
          create({ Description: "old", State: "DISABLED", ScheduleExpressionTimezone: "Europe/Paris" }),
          ["UpdateSchedule", TICK],
          ["GetSchedule", { Name: "tick" }],
        ],
      },
      answer: described,
      source: recorded("test_update_schedule"),
    },
    {
      behaviour: "a disabled schedule calls nobody",
      input: {
        calls: [tick, ["UpdateSchedule", { ...TICK, State: "DISABLED" }], ["wait", 120], ["Received", {}]],
      },
      answer: { payloads: [] },
      source: apiReference("UpdateSchedule"),
    },
    {
      behaviour: "schedules are listed by their state",
      input: {
        calls: [tick, create({ Name: "tock", State: "DISABLED" }), ["ListSchedules", { State: "DISABLED" }]],
      },
      answer: {
        Schedules: [
          {
            Arn: `${ARN}:schedule/default/tock`,
            CreationDate: ANY,
            GroupName: "default",
            LastModificationDate: ANY,
            Name: "tock",
            State: "DISABLED",
            Target: { Arn: FUNCTION },
          },
        ],
      },
      source: apiReference("ListSchedules"),
    },
    {
      behaviour: "a list of schedules has pages",
      input: {
        calls: [
          tick,
          create({ Name: "tock" }),
          ["ListSchedules", { MaxResults: 1 }, "first"],
          ["ListSchedules", { MaxResults: 1, NextToken: "$first.NextToken" }],
        ],
        see: "Schedules.*.Name",
      },
      answer: ["tock"],
      source: apiReference("ListSchedules"),
    },
    {
      behaviour: "a schedule of the same name is refused",
      input: { calls: [tick, create({ ClientToken: "another" })] },
      answer: conflict("Schedule tick already exists."),
      source: apiReference("CreateSchedule"),
    },
    {
      behaviour: "a call that is repeated with its client token is answered as the first one",
      input: { calls: [create({ ClientToken: "one" }), create({ ClientToken: "one" })] },
      answer: { ScheduleArn: `${ARN}:schedule/default/tick` },
      source: apiReference("CreateSchedule"),
    },
    {
      behaviour: "a deleted schedule is not listed",
      input: { calls: [tick, ["DeleteSchedule", { Name: "tick" }], ["ListSchedules", {}]] },
      answer: { Schedules: [] },
      source: recorded("test_delete_schedule"),
    },
    {
      behaviour: "a schedule that is not there is not deleted",
      input: { calls: [["DeleteSchedule", { Name: "absent" }]] },
      answer: notFound("Schedule absent does not exist."),
      source: recorded("test_delete_schedule_not_found"),
    },
    {
      behaviour: "a schedule that is not there is not changed",
      input: { calls: [["UpdateSchedule", TICK]] },
      answer: notFound("Schedule tick does not exist."),
      source: apiReference("UpdateSchedule"),
    },
    {
      behaviour: "a schedule's name has letters, digits and three other characters",
      input: { calls: [create({ Name: "ti ck" })] },
      answer: validation(
        "1 validation error detected: Value 'ti ck' at 'name' failed to satisfy constraint: " +
          "Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$",
      ),
      source: apiReference("CreateSchedule"),
    },
    {
      behaviour: "a role that Scheduler may not assume is refused",
      input: { calls: [create({ Target: { ...TICK.Target, RoleArn: `${ROLE_ARN}-2` } })] },
      answer: { error: "ValidationException", message: ANY, status: 400 },
      source: {
        title: "Setting up the execution role (EventBridge Scheduler User Guide)",
        address: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html",
      },
    },
    {
      behaviour: "a schedule may have a flexible time window",
      input: { calls: [create({ FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 60 } })] },
      answer: { ScheduleArn: `${ARN}:schedule/default/tick` },
      source: recorded("test_create_schedule"),
    },
    ...expressions([
      ...["cron(0 1 * * * *)", "cron(7 20 * * NOT *)", "cron(71 8 1 * ? *)", "cron()", "rate(10 seconds)", "rate(10)"],
      ...["rate(10 minutess)", "rate(-10 minutes)", "rate( 10 minutes )", " rate(10 minutes)"],
      ...["at(2021-12-31T23:59:59Z)", "at(2021-12-31)"],
    ]),
  ],
};

export const scheduleGroups: Table<Calls> = {
  service: "Amazon EventBridge Scheduler",
  topic: "schedule groups through the API",
  rows: [
    {
      behaviour: "a group is made",
      input: { calls: [jobs] },
      answer: { ScheduleGroupArn: `${ARN}:schedule-group/jobs` },
      source: apiReference("CreateScheduleGroup"),
    },
    {
      behaviour: "a group is active",
      input: { calls: [jobs, ["GetScheduleGroup", { Name: "jobs" }]] },
      answer: {
        Arn: `${ARN}:schedule-group/jobs`,
        CreationDate: ANY,
        LastModificationDate: ANY,
        Name: "jobs",
        State: "ACTIVE",
      },
      source: apiReference("GetScheduleGroup"),
    },
    {
      behaviour: "the default group is always there",
      input: { calls: [jobs, ["ListScheduleGroups", {}]], see: "ScheduleGroups.*.Name" },
      answer: ["default", "jobs"],
      source: apiReference("ListScheduleGroups"),
    },
    {
      behaviour: "the default group is not deleted",
      input: { calls: [["DeleteScheduleGroup", { Name: "default" }]] },
      answer: { error: "ValidationException", message: ANY, status: 400 },
      source: {
        title: "Managing a schedule group (EventBridge Scheduler User Guide)",
        address: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-group.html",
      },
    },
    {
      behaviour: "a group of the same name is refused",
      input: { calls: [jobs, ["CreateScheduleGroup", { Name: "jobs", ClientToken: "another" }]] },
      answer: conflict("Schedule group jobs already exists."),
      source: apiReference("CreateScheduleGroup"),
    },
    {
      behaviour: "schedules of the same name stand in two groups",
      input: {
        calls: [jobs, tick, create({ GroupName: "jobs" }), ["ListSchedules", { NamePrefix: "ti" }]],
        see: "Schedules.*.Arn",
      },
      answer: [`${ARN}:schedule/default/tick`, `${ARN}:schedule/jobs/tick`],
      source: apiReference("CreateSchedule"),
    },
    {
      behaviour: "a schedule is found in its group",
      input: {
        calls: [jobs, create({ GroupName: "jobs" }), ["GetSchedule", { Name: "tick", GroupName: "jobs" }]],
        see: "GroupName",
      },
      answer: "jobs",
      source: apiReference("GetSchedule"),
    },
    {
      behaviour: "a schedule is not found in another group",
      input: { calls: [jobs, create({ GroupName: "jobs" }), ["GetSchedule", { Name: "tick" }]] },
      answer: notFound("Schedule tick does not exist."),
      source: apiReference("GetSchedule"),
    },
    {
      behaviour: "a schedule of a group that is not there is refused",
      input: { calls: [create({ GroupName: "absent" })] },
      answer: notFound("Schedule group absent does not exist."),
      source: apiReference("CreateSchedule"),
    },
    {
      behaviour: "a group takes its schedules with it",
      input: {
        calls: [
          jobs,
          create({ GroupName: "jobs" }),
          ["DeleteScheduleGroup", { Name: "jobs" }],
          ["wait", 120],
          ["Received", {}, "received"],
          ["ListSchedules", {}],
        ],
      },
      answer: { Schedules: [] },
      source: apiReference("DeleteScheduleGroup"),
    },
    {
      behaviour: "a group that is not there is not deleted",
      input: { calls: [["DeleteScheduleGroup", { Name: "absent" }]] },
      answer: notFound("Schedule group absent does not exist."),
      source: apiReference("DeleteScheduleGroup"),
    },
    {
      behaviour: "a group has tags",
      input: {
        calls: [
          ["CreateScheduleGroup", { Name: "jobs", Tags: [{ Key: "team", Value: "a" }] }],
          ["TagResource", { ResourceArn: `${ARN}:schedule-group/jobs`, Tags: [{ Key: "TagKey", Value: "TagValue" }] }],
          ["UntagResource", { ResourceArn: `${ARN}:schedule-group/jobs`, TagKeys: ["team", "absent"] }],
          ["ListTagsForResource", { ResourceArn: `${ARN}:schedule-group/jobs` }],
        ],
      },
      answer: { Tags: [{ Key: "TagKey", Value: "TagValue" }] },
      source: recorded("test_tag_resource"),
    },
    {
      behaviour: "a group has no tags after the last one was taken away",
      input: {
        calls: [
          ["CreateScheduleGroup", { Name: "jobs", Tags: [{ Key: "TagKey", Value: "TagValue" }] }],
          ["UntagResource", { ResourceArn: `${ARN}:schedule-group/jobs`, TagKeys: ["TagKey"] }],
          ["ListTagsForResource", { ResourceArn: `${ARN}:schedule-group/jobs` }],
        ],
      },
      answer: { Tags: [] },
      source: recorded("test_untag_resource"),
    },
  ],
};
