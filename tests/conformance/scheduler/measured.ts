import type { Calls, Step } from "../calls";
import { measured } from "../measured";
import { ANY, type Table } from "../table";
import { ROLE_ARN } from "./subject";

const ARN = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const create = (changes: object, target: object = {}): Step => [
  "CreateSchedule",
  {
    ...{ Name: "tick", ScheduleExpression: "rate(1 minute)", FlexibleTimeWindow: { Mode: "OFF" } },
    ...changes,
    Target: { Arn: ARN("lambda", "function:told"), RoleArn: ROLE_ARN, ...target },
  },
];
const refused = (message: string) => ({ error: "ValidationException", message, status: 400 });
const EXPRESSIONS = measured(
  "scheduler",
  "pf-scheduler-schedule-expression",
  "afd5dfa71119b1427d467ecd83c5be9a194664eb",
);
const PARAMETERS = measured("scheduler", "pf-scheduler-target-parameters", "b6b6bd71770759a2f9a81725d4af575685a93788");

export const expressions: Table<Calls> = {
  service: "Amazon EventBridge Scheduler",
  topic: "expressions",
  rows: [
    ...[
      ...["rate(1 minutes)", "rate(2 minute)", "rate(1minute)", "RATE(1 minute)"],
      ...["cron(0 12 * * ?)", "cron(0 12 L * ? *)", "cron(0 12 1W * ? *)", "cron(0 12 ? * 3L *)", "CRON(0 12 * * ? *)"],
      ...["at(2030-01-01T00:00)", "AT(2030-01-01T00:00:00)"],
    ].map((ScheduleExpression) => ({
      behaviour: `${ScheduleExpression} is a schedule`,
      input: { calls: [create({ ScheduleExpression })] },
      answer: { ScheduleArn: ARN("scheduler", "schedule/default/tick") },
      source: EXPRESSIONS,
    })),
    ...[
      ...["rate(1 second)", "rate(1 week)", "rate(0 minute)", "rate(-1 minutes)", "rate(1.5 minutes)"],
      ...["cron(0 12 * *)", "cron(0 12 * * ? * *)", "cron(0 12 * * * *)", "cron(0 12 ? * ? *)", "cron(0 12 1 * 2 *)"],
      ...["cron(60 12 * * ? *)", "cron(0 24 * * ? *)", "cron(0 12 0 * ? *)", "cron(0 12 32 * ? *)"],
      ...["cron(0 12 1 0 ? *)", "cron(0 12 1 13 ? *)", "cron(0 12 ? * 0 *)", "cron(0 12 ? * 8 *)"],
      ...["cron(0 12 ? * 2#0 *)", "cron(0 12 ? * 2#6 *)", "at(2030-01-01 00:00:00)", "at(2030-01-01T00:00:00.000)"],
    ].map((ScheduleExpression) => ({
      behaviour: `${ScheduleExpression} is refused`,
      input: { calls: [create({ ScheduleExpression })] },
      answer: refused(`Invalid Schedule Expression ${ScheduleExpression}.`),
      source: EXPRESSIONS,
      difference: {
        answer: refused(ANY),
        why: "the local cloud says what is wrong with the expression",
      },
    })),
  ],
};

export const refusals: Table<Calls> = {
  service: "Amazon EventBridge Scheduler",
  topic: "what is refused",
  rows: [
    {
      behaviour: "an end before the start is refused",
      input: {
        calls: [create({ StartDate: new Date("2031-01-01T00:00:00Z"), EndDate: new Date("2030-01-01T00:00:00Z") })],
      },
      answer: refused("The StartDate you specify must come before the EndDate."),
      source: measured("scheduler", "pf-scheduler-start-end-order", "864234f6ef42613694248a6ab79cf2e5d237fb90"),
    },
    {
      behaviour: "the default group is not made",
      input: { calls: [["CreateScheduleGroup", { Name: "default" }]] },
      answer: refused("This operation cannot be performed on schedule group default."),
      source: measured("scheduler", "pf-scheduler-group-name-default", "864234f6ef42613694248a6ab79cf2e5d237fb90"),
    },
    {
      behaviour: "an input for a function that is no JSON is refused",
      input: { calls: [create({}, { Input: "{not json" })] },
      answer: refused("JSON syntax error in input for the target"),
      source: measured("scheduler", "pf-scheduler-target-input-json", "864234f6ef42613694248a6ab79cf2e5d237fb90"),
    },
    {
      behaviour: "parameters of another kind of target are refused",
      input: { calls: [create({}, { SqsParameters: { MessageGroupId: "g" } })] },
      answer: refused("Parameters SqsParameters not supported for the target."),
      source: PARAMETERS,
    },
    {
      behaviour: "a FIFO queue without a group is refused",
      input: { calls: [create({}, { Arn: ARN("sqs", "told.fifo") })] },
      answer: refused("Parameters SqsParameters must be specified."),
      source: PARAMETERS,
    },
    {
      behaviour: "a group for a standard queue is refused",
      input: { calls: [create({}, { Arn: ARN("sqs", "told"), SqsParameters: { MessageGroupId: "g" } })] },
      answer: refused("Parameters MessageGroupId not valid for the target."),
      source: PARAMETERS,
    },
  ],
};
