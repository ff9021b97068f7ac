import type { Calls } from "../calls";
import { ANY, type Table } from "../table";
import { ARN, apiReference, EventPattern, ORDER, recorded, rule, target, validation } from "./rows";

const entries = (...Entries: readonly object[]): Calls => ({ calls: [["PutEvents", { Entries }]] });
const failed = (ErrorCode: string, ErrorMessage: string) => ({
  FailedEntryCount: 1,
  Entries: [{ ErrorCode, ErrorMessage }],
});
const required = (name: string) =>
  failed("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);

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
